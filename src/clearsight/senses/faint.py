"""Whether a picture hides faint text, and the picture with its contrast raised.

The cue looks at the gradients of a small copy, tile by tile: faint letters are weak and sharp, on a
flat ground, and a row of pixels crosses many of their strokes. Clouds, cloth and blurred grounds
are weak and sharp as well, but one row crosses few of their edges.
"""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from clearsight.senses.picture import Picture, Pixels
from clearsight.senses.regions import Found

TILE_PX = 32
# Grey levels per px at the steepest edges of a tile. Below: noise of a JPEG. Above: the glance
# sees it. Text 2 to 16 levels off its ground lies between.
EDGE = (0.8, 12.0)
FLAT = 4  # the steepest edges are this many times the tile's median
# A pixel belongs to a stroke from a third of the steepest edges on, and above the noise.
STROKE, NOISE = 3, 2.5
# Asked for a second look: 33 of 300 photos, 139 of 144 pages of faint text, 66 of 72 single faint
# lines, 23 of 36 faint words on photos. Without strokes, from .03 of the tiles: 57, 135, 44, 22.
STROKES, STROKE_ROWS = 3.0, 8
TILES = 0.017

# A picture that spans fewer grey levels than this as a whole is faint, whatever stands on it; one
# that spans fewer than the second is blank.
PALE, BLANK = 64, 2


def pale(picture: Picture) -> bool:
    """Whether the whole picture is of nearly one grey.

    Single letters on it have too few strokes in a row for `faint`.
    """
    return bool(BLANK <= np.ptp(picture.small_grey) < PALE)


def faint(picture: Picture, found: Sequence[Found]) -> bool:
    """Whether flat parts of the picture hold weak, sharp strokes that no line covers.

    Args:
        found: lines that were read, in px of the picture; their places do not count.
    """
    small = picture.small_grey.astype(np.float32)
    across = cv2.Sobel(small, cv2.CV_32F, 1, 0, ksize=3, scale=0.25)
    along = cv2.Sobel(small, cv2.CV_32F, 0, 1, ksize=3, scale=0.25)
    scale = max(small.shape) / max(picture.width, picture.height)
    for f in found:
        for slope in (across, along):
            cv2.fillPoly(slope, [(f.outline * scale).astype(np.int32)], (0.0,))
    return _share(np.asarray(across), np.asarray(along)) >= TILES


def _share(across: NDArray[np.float32], along: NDArray[np.float32]) -> float:
    """Share of the tiles that may hold faint letters; slopes are (h, w)."""
    x, y = _tiles(across), _tiles(along)
    if not len(x):
        return 0.0
    steep = np.sort(np.hypot(x, y).reshape(len(x), -1), axis=1)
    edge, ground = steep[:, int(0.98 * TILE_PX**2)], steep[:, TILE_PX**2 // 2]
    weak = (edge > EDGE[0]) & (edge < EDGE[1]) & (ground < edge / FLAT)
    least = np.maximum(edge / STROKE, NOISE * ground)[weak][:, None, None]
    written = np.maximum(strokes(x[weak], least), strokes(y[weak].transpose(0, 2, 1), least))
    return float((written >= STROKES).sum() / len(x))


def _tiles(slope: NDArray[np.float32]) -> NDArray[np.float32]:
    """(h, w) to (tiles, 32, 32); what is left at the rims is dropped."""
    rows, columns = (side // TILE_PX for side in slope.shape)
    whole = slope[: rows * TILE_PX, : columns * TILE_PX]
    parted = whole.reshape(rows, TILE_PX, columns, TILE_PX).transpose(0, 2, 1, 3)
    return parted.reshape(rows * columns, TILE_PX, TILE_PX)


def strokes(slope: NDArray[np.float32], least: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """For each tile how many edges its busiest rows cross: (n, 32, 32) to (n,).

    Args:
        least: (n, 1, 1) slope from which a pixel counts; a run of one sign is one edge.
    """
    sign = (slope > least).astype(np.int8) - (slope < -least).astype(np.int8)
    begun = (sign[..., 1:] != sign[..., :-1]) & (sign[..., 1:] != 0)
    busiest = np.sort(begun.sum(-1), axis=1)[:, -STROKE_ROWS:]
    return np.asarray(busiest.mean(1), dtype=np.float64)


def raised(grey: Pixels) -> Pixels:
    """The luma with its local contrast raised (CLAHE), as (H, W, 3)."""
    clahe = cv2.createCLAHE(clipLimit=40.0, tileGridSize=(4, 4)).apply(grey)
    return np.asarray(cv2.cvtColor(clahe, cv2.COLOR_GRAY2RGB), dtype=np.uint8)
