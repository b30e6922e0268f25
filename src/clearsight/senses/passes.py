"""When to look again, and how: closer, or with the contrast raised.

Every second look is asked for by a cheap cue, so that a plain photo pays for one glance only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from clearsight.senses.ocr import Networks
from clearsight.senses.picture import Pixels
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
MARGIN_PX = 12  # glance px around what is warm: descenders and the shrunk rim of the heat

FAINT_LONGEST_PX = 512
FAINT_TILE_PX = 32
# Grey levels per px at the steepest edges of a tile. Below: noise of a JPEG. Above: the glance
# sees it. Text 2 to 16 levels off its ground lies between.
FAINT_EDGE = (0.8, 12.0)
FAINT_TILES = 0.03


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


def look(networks: Networks, pixels: Pixels) -> Look:
    """Lines of text: a glance at the whole, then closer looks where it is warm and small."""
    height, width = pixels.shape[:2]
    side = glance_side(width, height)
    heat = networks.heat(pixels, side)
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
        region = np.ascontiguousarray(pixels[top:bottom, left:right])
        offset = np.array([left, top], dtype=np.float32)
        near = _closer(networks, region, scale)
        found = [Found(f.quad + offset, f.score) for f in near] or found
    return Look(found, blurry=not found and bool((heat > HAZE).mean() >= HAZE_SHARE))


def _closer(networks: Networks, region: Pixels, scale: float) -> list[Found]:
    """Look at finer and finer scales until the rows found are high enough, or nothing is hot."""
    height, width = region.shape[:2]
    found: list[Found] = []
    for side in CLOSE_SIDES_PX:
        finer = min(1.0, side / max(height, width))
        if finer < FINER * scale:
            continue
        scale = finer
        heat = networks.heat(region, side)
        found = boxes(heat, width=width, height=height) or found
        if _fine(found, scale, CLOSE_ROW_PX) or (not found and heat.max() < HOT):
            break
    return found


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


def faint(grey: Pixels, found: Sequence[Found]) -> bool:
    """Whether flat parts of the picture hold weak, sharp structure that no line covers.

    Args:
        grey: (H, W) luma.
        found: lines in px of `grey`; their places do not count.
    """
    scale = min(1.0, FAINT_LONGEST_PX / max(grey.shape))
    size = [max(1, round(side * scale)) for side in (grey.shape[1], grey.shape[0])]
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    steep = np.hypot(
        cv2.Sobel(small, cv2.CV_32F, 1, 0, ksize=3, scale=0.25),
        cv2.Sobel(small, cv2.CV_32F, 0, 1, ksize=3, scale=0.25),
    )
    for f in found:
        cv2.fillPoly(steep, [(f.quad * scale).astype(np.int32)], (0.0,))
    rows, columns = (side // FAINT_TILE_PX for side in steep.shape)
    if not rows * columns:
        return False
    tiles = (
        steep[: rows * FAINT_TILE_PX, : columns * FAINT_TILE_PX]
        .reshape(rows, FAINT_TILE_PX, columns, FAINT_TILE_PX)
        .transpose(0, 2, 1, 3)
        .reshape(rows * columns, -1)
    )
    edge, ground = np.percentile(tiles, 98, axis=1), np.median(tiles, axis=1)
    weak = (edge > FAINT_EDGE[0]) & (edge < FAINT_EDGE[1]) & (ground < edge / 4)
    return bool(weak.mean() >= FAINT_TILES)


def raised(grey: Pixels) -> Pixels:
    """The luma with its local contrast raised (CLAHE), as (H, W, 3)."""
    clahe = cv2.createCLAHE(clipLimit=40.0, tileGridSize=(4, 4)).apply(grey)
    return np.asarray(cv2.cvtColor(clahe, cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def uncovered(found: Sequence[Found], before: Sequence[Found]) -> list[Found]:
    """Those of `found` that share no centre with a line of `before`."""
    return [f for f in found if not any(_within(f, b) or _within(b, f) for b in before)]


def _within(inner: Found, outer: Found) -> bool:
    centre = (float(inner.quad[:, 0].mean()), float(inner.quad[:, 1].mean()))
    return bool(cv2.pointPolygonTest(outer.quad, centre, False) >= 0)


def _missed(heat: Heat, found: Sequence[Found], *, width: int, height: int) -> bool:
    """Whether much of what is hot became no line: dotted or torn ones score low."""
    hot = (heat > PIXEL_THRESHOLD).astype(np.uint8)
    total = int(hot.sum())
    scale = np.array([heat.shape[1] / width, heat.shape[0] / height])
    for f in found:
        cv2.fillPoly(hot, [np.round(f.quad * scale).astype(np.int32)], (0,))
    return int(hot.sum()) > MISSED_SHARE * total
