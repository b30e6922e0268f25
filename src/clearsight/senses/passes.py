"""When to look again, and how: closer, turned, mirrored or with the contrast raised.

Every second look is asked for by a cheap cue, so that a plain photo pays for one glance only.
Figures in the comments: tests/senses/test_text_*.py and the closing note of the issue.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from clearsight.senses.ocr import Found, Heat, Networks, Row, boxes, cut
from clearsight.senses.picture import Pixels

GLANCE_AREA_PX = 150_000  # 448 x 336: 50 CPU-ms
CLOSE_LONGEST_PX = 960
# Pages with letters of 8 px glance at .9 or more, photos without text mostly below .2: above it
# a closer look is worth its price.
WARM = 0.2
WARM_SHARE = 0.0003
# Rows thinner than this in the glance lose letters or neighbours to its coarse grid.
COMFORTABLE_ROW_PX = 14
# Right side up, letters average .97; turned or mirrored ones below .78.
SURE = 0.85
SAMPLE = 2

Turn = Callable[[Pixels], Pixels]


def _turned(quarters: int) -> Turn:
    return lambda row: np.ascontiguousarray(np.rot90(row, quarters))


def _mirrored(row: Pixels) -> Pixels:
    return np.ascontiguousarray(row[:, ::-1])


@dataclass(frozen=True)
class Upside:
    """One way to hold a crop: turned clockwise by `degrees`, or mirrored, before it is read."""

    degrees: int
    turn: Turn
    mirrored: bool = False


STRAIGHT = Upside(0, _turned(0))
WIDE = (STRAIGHT, Upside(180, _turned(2)), Upside(0, _mirrored, mirrored=True))
TALL = (Upside(270, _turned(1)), Upside(90, _turned(3)))


@dataclass(frozen=True)
class Piece:
    """A detected line with what was read in it."""

    found: Found
    row: Row
    upside: Upside


def glance_side(width: int, height: int) -> int:
    """Longest side at which the picture has at most the area of a glance."""
    scale: float = min(1.0, (GLANCE_AREA_PX / (width * height)) ** 0.5)
    return max(1, round(max(width, height) * scale))


def warm_region(heat: Heat, *, width: int, height: int) -> tuple[int, int, int, int] | None:
    """Box in px (left, top, right, bottom) around all that may be text, None when nothing may."""
    mask = heat > WARM
    if mask.mean() < WARM_SHARE:
        return None
    ys, xs = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    sx, sy = width / heat.shape[1], height / heat.shape[0]
    margin = 12  # glance px: descenders and the shrunk rim of the heat
    return (
        max(0, int((xs[0] - margin) * sx)),
        max(0, int((ys[0] - margin) * sy)),
        min(width, int((xs[-1] + 1 + margin) * sx)),
        min(height, int((ys[-1] + 1 + margin) * sy)),
    )


def locate(networks: Networks, pixels: Pixels) -> list[Found]:
    """Lines of text: a glance at the whole, then a closer look where it is warm and small."""
    height, width = pixels.shape[:2]
    side = glance_side(width, height)
    heat = networks.heat(pixels, side)
    region = warm_region(heat, width=width, height=height)
    if region is None:
        return []
    found = boxes(heat, width=width, height=height)
    shrink = side / max(width, height)
    if shrink >= 1 or (found and min(f.thickness for f in found) * shrink >= COMFORTABLE_ROW_PX):
        return found
    left, top, right, bottom = region
    near = networks.detect(pixels[top:bottom, left:right], CLOSE_LONGEST_PX)
    return [Found(f.quad + np.array([left, top], dtype=np.float32), f.score) for f in near] or found


def read_all(networks: Networks, pixels: Pixels, found: Sequence[Found]) -> list[Piece]:
    """Read every line the right way up; the way is tried on the longest lines."""
    crops = [cut(pixels, f) for f in found]
    ways = {
        tall: _best_way(
            networks,
            [c for f, c in zip(found, crops, strict=True) if f.tall == tall],
            TALL if tall else WIDE,
        )
        for tall in {f.tall for f in found}
    }
    pieces = []
    for f, crop in zip(found, crops, strict=True):
        way = ways[f.tall]
        pieces.append(Piece(f, networks.read([way.turn(crop)])[0], way))
    return pieces


def _best_way(networks: Networks, crops: Sequence[Pixels], ways: Sequence[Upside]) -> Upside:
    sample = sorted(crops, key=lambda c: -max(c.shape[:2]) / min(c.shape[:2]))[:SAMPLE]
    best, best_score = ways[0], -1.0
    for way in ways:
        rows = networks.read([way.turn(crop) for crop in sample])
        score = float(np.mean([row.confidence for row in rows]))
        if score > best_score:
            best, best_score = way, score
        if best_score >= SURE:
            break
    return best


def raised(pixels: Pixels) -> Pixels:
    """The picture with its local contrast raised (CLAHE on the luma), grey in three channels."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    clahe = cv2.createCLAHE(clipLimit=40.0, tileGridSize=(4, 4)).apply(grey)
    return np.asarray(cv2.cvtColor(clahe, cv2.COLOR_GRAY2RGB), dtype=np.uint8)
