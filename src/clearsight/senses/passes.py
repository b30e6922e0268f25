"""When to look again, and how: closer, or with the contrast raised.

Every second look is asked for by a cheap cue, so that a plain photo pays for one glance only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from clearsight.senses.ocr import Found, Heat, Networks, boxes
from clearsight.senses.picture import Pixels

GLANCE_AREA_PX = 150_000  # 448 x 336: 50 CPU-ms
CLOSE_LONGEST_PX = 960
# Pages with letters of 8 px glance at .9 or more, photos without text mostly below .2.
WARM = 0.2
WARM_SHARE = 0.0003
# Rows thinner than this in the glance lose letters or neighbours to its coarse grid.
COMFORTABLE_ROW_PX = 14
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
    """Lines of text: a glance at the whole, then a closer look where it is warm and small."""
    height, width = pixels.shape[:2]
    side = glance_side(width, height)
    heat = networks.heat(pixels, side)
    warm = _warm_box(heat)
    if warm is None:
        return Look([], blurry=False)
    found = boxes(heat, width=width, height=height)
    shrink = side / max(width, height)
    if found and min(f.thickness for f in found) * shrink >= COMFORTABLE_ROW_PX:
        return Look(found, blurry=False)
    left, right = (int(x * width / heat.shape[1]) for x in (warm[0], warm[2]))
    top, bottom = (int(y * height / heat.shape[0]) for y in (warm[1], warm[3]))
    region = pixels[top:bottom, left:right]
    finer = min(1.0, CLOSE_LONGEST_PX / max(region.shape[:2])) / shrink
    if finer < FINER:
        return Look(found, blurry=not found)
    near = networks.detect(np.ascontiguousarray(region), CLOSE_LONGEST_PX)
    offset = np.array([left, top], dtype=np.float32)
    return Look([Found(f.quad + offset, f.score) for f in near] or found, blurry=not near)


def _warm_box(heat: Heat) -> tuple[int, int, int, int] | None:
    """(left, top, right, bottom) in px of the heat around all that may be text."""
    mask = heat > WARM
    if mask.mean() < WARM_SHARE:
        return None
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
    """Those of `found` whose centre lies in no line of `before`."""
    return [
        f
        for f in found
        if not any(
            cv2.pointPolygonTest(b.quad, tuple(map(float, f.quad.mean(0))), False) >= 0
            for b in before
        )
    ]
