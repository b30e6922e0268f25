"""Which boxes hold single letters that stand alone, and narrow ones that were missed."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from clearsight.senses.regions import Found, Quad

FEWEST, MOST = 10, 400
SHARE = 0.6  # of all that was found stands alone
SHORT = 2.2  # sides of a box around one letter differ by no more than this ratio
ALIKE = 2.0  # as do the sizes of letters of one text
# Ink of letters that the detector misses, in heights of the boxes around the others: how high and
# how wide it is, and the room that boxes have. More than this share of the others is a texture.
NARROW, NARROW_ROOM, NARROW_SHARE = (0.25, 0.8, 0.4), 0.12, 0.35

# Ink this little off its paper, in grey levels: the detector sees half of such letters when they
# stand alone (20 of 31 at 24 levels), and nearly all of them with the contrast raised.
WEAK = 64


def weak(grey: NDArray[np.uint8], found: Sequence[Found]) -> bool:
    """Whether only single letters were found, so faint that others beside them may be missed.

    Args:
        grey: (H, W) luma of the pixels that were searched.
    """
    if not found or sum(_ratio(f) <= SHORT for f in found) < SHARE * len(found):
        return False
    corners = np.concatenate([f.quad for f in found])
    left, top = np.floor(corners.min(0)).clip(0).astype(int)
    right, bottom = np.ceil(corners.max(0)).astype(int) + 1
    low, high = np.percentile(grey[top:bottom, left:right], (1, 99))
    return bool(high - low < WEAK)


def alone(found: Sequence[Found]) -> list[Found]:
    """The boxes around single letters, when most of what was found are such; else none."""
    short = [f for f in found if f.path is None and _ratio(f) <= SHORT]
    if not FEWEST <= len(short) <= MOST or len(short) < SHARE * len(found):
        return []
    sizes = [max(f.width, f.height) for f in short]
    usual = float(np.median(sizes))
    return [f for f, s in zip(short, sizes, strict=True) if usual / ALIKE <= s <= usual * ALIKE]


def with_narrow(grey: NDArray[np.uint8], letters: Sequence[Found]) -> list[Found]:
    """The letters and those between them that the detector missed: i, l, 1.

    They are parts of the ink that are about as high as a letter. Where there are many such parts
    the ground is no paper, and none is added.

    Args:
        grey: (H, W) luma of the pixels that were searched.
    """
    usual = float(np.median([f.height for f in letters]))
    parts = []
    for left, top, wide, tall in _ink(grey, letters):
        if not NARROW[0] * usual <= tall <= NARROW[1] * usual or wide > NARROW[2] * usual:
            continue
        room = NARROW_ROOM * usual
        low, high = np.array([left - room, top - room]), np.array([left + wide, top + tall]) + room
        part = Found(upright_quad(low, high), 1.0)
        if not any(f.holds(part.centre) for f in letters):
            parts.append(part)
    return [*letters, *parts] if len(parts) <= NARROW_SHARE * len(letters) else list(letters)


def _ink(grey: NDArray[np.uint8], letters: Sequence[Found]) -> NDArray[np.int32]:
    """(n, 4) left, top, width, height of the parts of the ink around the letters."""
    corners = np.concatenate([f.quad for f in letters])
    left, top = np.floor(corners.min(0)).clip(0).astype(int)
    right, bottom = np.ceil(corners.max(0)).astype(int) + 1
    _, dark = cv2.threshold(
        grey[top:bottom, left:right], 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU
    )
    ink = np.asarray(dark if dark.mean() < 0.5 else 1 - dark, np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return np.asarray(stats[1:, :4] + [left, top, 0, 0], np.int32)


def _ratio(found: Found) -> float:
    return max(found.width, found.height) / max(1.0, min(found.width, found.height))


def upright_quad(low: NDArray[np.floating[Any]], high: NDArray[np.floating[Any]]) -> Quad:
    """Between two corners, each (x, y) px."""
    (left, top), (right, bottom) = low, high
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float32)
