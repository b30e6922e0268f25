"""When to look again, and how: closer. `faint.py` says when to raise the contrast.

Every second look is asked for by a cheap cue, so that a plain photo pays for one glance only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from clearsight.senses.chains import chained
from clearsight.senses.ocr import Networks
from clearsight.senses.picture import ROOM, Picture
from clearsight.senses.regions import PIXEL_THRESHOLD, Found, Heat, boxes

GLANCE_AREA_PX = 150_000  # 448 x 336: 50 CPU-ms
CLOSE_SIDES_PX = (640, 960, 1600)
# One line of letters of 9 px on 1024 px, or of 10 px on 2000 px, warms this share of the glance;
# half of the photos without text stay below.
WARM = 0.1
WARM_SHARE = 0.0004
TEPID = 0.03  # bounds the region of the closer look: faint neighbours of a warm line belong to it
# Weak text on a flat ground warms a third of the picture a little; photos stay below a tenth.
HAZE = 0.1
HAZE_SHARE = 0.15
# Rows thinner than this in the glance lose letters or neighbours to its coarse grid.
COMFORTABLE_ROW_PX = 14
# Letters of 10 px on 1024 px make rows of 9 px at 640: all found; at 8 px two thirds are lost.
CLOSE_ROW_PX = 9.0
LINE_ASPECT = 2.5  # shorter boxes are too often texture to ask for another look
# On pictures of up to a megapixel letters of 9 px and more glance at .6, and one look closer at
# .99; on larger ones they fade.
SMALL_SCALE = 0.35
GLANCE_HOT = 0.55
HOT = 0.85  # something that may be text too small for this look
MISSED_SHARE = 0.15
# A look this much finer than the glance is worth its price; one at less repeats it.
FINER = 1.15
# What is small and hot is looked at this much larger than it is, where that costs at most half a
# glance: of 16 pages with letters of 6 px two showed no line at their own size, six lacked lines.
# Asked for by 8 of 50 photos without such letters.
ENLARGED, ENLARGED_AREA_PX = 2, GLANCE_AREA_PX // 2
MARGIN_PX = 12  # glance px around what is warm: descenders and the shrunk rim of the heat


@dataclass(frozen=True)
class Look:
    """What one look found.

    Attributes:
        found: lines of text in px of the picture.
        blurry: something may be text, but no line stood out.
    """

    found: list[Found]
    blurry: bool


def glance_side(width: int, height: int) -> int:
    """Longest side at which the picture has at most the area of a glance."""
    scale: float = min(1.0, (GLANCE_AREA_PX / (width * height)) ** 0.5)
    return max(1, round(max(width, height) * scale))


def look(networks: Networks, picture: Picture) -> Look:
    """Lines of text: a glance at the whole, then closer looks where it is warm and small."""
    height, width = picture.height, picture.width
    side = glance_side(width, height)
    heat = _heat(networks, picture, side)
    warm = _warm_box(heat)
    if warm is None:
        return Look([], blurry=False)
    found = boxes(heat, width=width, height=height)
    scale = side / max(width, height)
    worth = bool(found) or heat.max() >= GLANCE_HOT or scale < SMALL_SCALE
    good = _fine(found, scale, COMFORTABLE_ROW_PX) and not _missed(
        heat, found, width=width, height=height
    )
    if worth and not good:
        left, right = (int(x * width / heat.shape[1]) for x in (warm[0], warm[2]))
        top, bottom = (int(y * height / heat.shape[0]) for y in (warm[1], warm[3]))
        region = np.ascontiguousarray(picture.pixels[top:bottom, left:right])
        offset = np.array([left, top], dtype=np.float32)
        near = _closer(networks, Picture(region), scale)
        found = [f.moved(offset) for f in near] or found
    return Look(chained(found), blurry=not found and bool((heat > HAZE).mean() >= HAZE_SHARE))


def _heat(networks: Networks, picture: Picture, side: int) -> Heat:
    return networks.heat(picture.at_least(ROOM * side), side)


def _closer(networks: Networks, region: Picture, scale: float) -> list[Found]:
    """Look at finer and finer scales until the rows found are high enough, or nothing is hot."""
    height, width = region.height, region.width
    found: list[Found] = []
    for side in CLOSE_SIDES_PX:
        finer = min(1.0, side / max(height, width))
        if finer < FINER * scale:
            continue
        scale = finer
        heat = _heat(networks, region, side)
        found = boxes(heat, width=width, height=height) or found
        if not found and heat.max() < HOT:
            return found
        # At its own size a line that is missed is too small for it; before, the next look is dear.
        whole = scale < 1.0 or not _missed(heat, found, width=width, height=height)
        if _fine(found, scale, CLOSE_ROW_PX) and whole:
            return found
    return _enlarged(networks, region) or found


def _enlarged(networks: Networks, region: Picture) -> list[Found]:
    """Look at a small region at twice its size: letters of 6 px are below the network's grid."""
    height, width = region.height, region.width
    if ENLARGED**2 * height * width > ENLARGED_AREA_PX:
        return []
    size = (ENLARGED * width, ENLARGED * height)
    large = np.asarray(cv2.resize(region.pixels, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    return boxes(networks.heat(large, max(size)), width=width, height=height)


def _fine(found: Sequence[Found], scale: float, row_px: float) -> bool:
    rows = [f for f in found if max(f.width, f.height) >= LINE_ASPECT * f.thickness]
    return (
        bool(found) and min((f.thickness for f in rows), default=row_px / scale) * scale >= row_px
    )


def _warm_box(heat: Heat) -> tuple[int, int, int, int] | None:
    """(left, top, right, bottom) in px of the heat around all that may be text."""
    if (heat > WARM).mean() < WARM_SHARE:
        return None
    mask = heat > TEPID
    ys, xs = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return (
        max(0, int(xs[0]) - MARGIN_PX),
        max(0, int(ys[0]) - MARGIN_PX),
        min(heat.shape[1], int(xs[-1]) + 1 + MARGIN_PX),
        min(heat.shape[0], int(ys[-1]) + 1 + MARGIN_PX),
    )


def uncovered(found: Sequence[Found], before: Sequence[Found]) -> list[Found]:
    """Those of `found` that share no centre with a line of `before`."""
    return [f for f in found if not any(b.holds(f.centre) or f.holds(b.centre) for b in before)]


def _missed(heat: Heat, found: Sequence[Found], *, width: int, height: int) -> bool:
    """Whether much of what is hot became no line: dotted or torn ones score low."""
    hot = (heat > PIXEL_THRESHOLD).astype(np.uint8)
    total = int(hot.sum())
    scale = np.array([heat.shape[1] / width, heat.shape[0] / height])
    for f in found:
        cv2.fillPoly(hot, [np.round(f.outline * scale).astype(np.int32)], (0,))
    return int(hot.sum()) > MISSED_SHARE * total
