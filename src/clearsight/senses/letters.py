"""Letters that stand alone, spread over the picture or one under the other: put side by side, read.

The recogniser wants a line; a box around a single letter gives it nothing to go by. So the letters
are cut out and set as the lines that they stand in, in the direction in which they stand closest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from clearsight.senses.loose import upright_quad
from clearsight.senses.ocr import Networks, Row
from clearsight.senses.picture import Pixels
from clearsight.senses.regions import Found
from clearsight.senses.upright import Piece, Upside

# In letter heights: letters this far off a line belong to it.
OFF_LINE = 0.5
# Closest neighbours below or above, as a share, that make columns of lines.
UPRIGHT = 0.6
WORD = 1.45  # a gap this many times the usual one parts words
TILT = np.radians(3)  # less is not undone
TRIMMED = 0.1  # the boxes' room at both sides, in letter heights
BLANK = 0.9  # between words, in letter heights
# Mean confidence of a line: the right way up .9 or more, wrong ways up to .85.
CERTAIN, SURE = 0.88, 0.8
ALPHABETIC = 0.7  # calendars and sums keep their boxes
WAYS = (Upside(), Upside(180), Upside(90), Upside(270), Upside(mirrored=True))


@dataclass(frozen=True)
class _Set:
    """Letters of one picture, held some way up.

    Attributes:
        pixels: (H, W, 3) held that way.
        boxes: (n, 4) left, top, right, bottom px.
        size: usual height of a letter, px.
    """

    pixels: Pixels
    boxes: NDArray[np.float64]
    size: float

    @property
    def centres(self) -> NDArray[np.float64]:
        return (self.boxes[:, :2] + self.boxes[:, 2:]) / 2


def set_in_lines(networks: Networks, pixels: Pixels, letters: Sequence[Found]) -> Piece | None:
    """All the letters as one piece of text; None when no way of holding them gives words."""
    best: tuple[float, _Set, list[list[int]], Upside] | None = None
    for way in WAYS:
        held = _held(pixels, letters, way)
        lines = list(_lines(held))
        (tried,) = networks.read([_strip(held, max(lines, key=len))])
        if _is_words(tried.text) and (best is None or tried.confidence > best[0]):
            best = (tried.confidence, held, lines, way)
        if best is not None and best[0] >= CERTAIN:
            break
    if best is None or best[0] < SURE:
        return None
    _, held, lines, way = best
    strips = [_strip(held, line) for line in lines]
    rows = networks.read(strips)
    text = _joined(held, lines, rows)
    confidence = float(np.average([row.confidence for row in rows], weights=list(map(len, lines))))
    if confidence < SURE or not _is_words(text):
        return None
    return Piece(_around(letters), _one(strips), Row(text, confidence), way)


def _is_words(text: str) -> bool:
    seen = [c for c in text if not c.isspace()]
    return bool(seen) and sum(c.isalpha() for c in seen) >= ALPHABETIC * len(seen)


def _held(pixels: Pixels, letters: Sequence[Found], way: Upside) -> _Set:
    """The picture and the boxes, turned or mirrored, and level."""
    corners = np.stack([f.quad for f in letters]).astype(np.float64)  # (n, 4, 2)
    height, width = pixels.shape[:2]
    x, y = corners[..., 0], corners[..., 1]
    x = width - 1 - x if way.mirrored else x
    turned = {
        0: (x, y), 90: (height - 1 - y, x), 180: (width - 1 - x, height - 1 - y),
        270: (y, width - 1 - x),
    }  # fmt: skip
    corners = np.stack(turned[way.degrees], axis=-1)
    seen = way.hold(pixels)
    tilt = _tilt(corners.mean(1))
    if abs(tilt) > TILT:
        seen, corners = _level(seen, corners, tilt)
    boxes = np.concatenate([corners.min(1), corners.max(1)], axis=1)
    return _Set(seen, boxes, float(np.percentile(boxes[:, 3] - boxes[:, 1], 75)))


def _nearest(centres: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n, 2) from each letter to its closest neighbour."""
    apart = centres[None] - centres[:, None]
    far = np.hypot(apart[..., 0], apart[..., 1])
    np.fill_diagonal(far, np.inf)
    nearest: NDArray[np.float64] = apart[np.arange(len(centres)), far.argmin(1)]
    return nearest


def _tilt(centres: NDArray[np.float64]) -> float:
    """Angle of the lines and columns of letters to the picture's sides, radians, clockwise."""
    x, y = _nearest(centres).T
    angles = np.arctan2(y, x)
    return float(np.angle(np.exp(4j * angles).mean()) / 4)


def _level(
    pixels: Pixels, corners: NDArray[np.float64], tilt: float
) -> tuple[Pixels, NDArray[np.float64]]:
    height, width = pixels.shape[:2]
    cos, sin = abs(np.cos(tilt)), abs(np.sin(tilt))
    size = (round(width * cos + height * sin), round(width * sin + height * cos))
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(np.degrees(tilt)), 1.0)
    matrix[:, 2] += [(size[0] - width) / 2, (size[1] - height) / 2]
    turned = cv2.warpAffine(pixels, matrix, size, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, np.uint8), corners @ matrix[:, :2].T + matrix[:, 2]


def _lines(held: _Set) -> Iterator[list[int]]:
    """Indices of the letters line by line, in reading order."""
    centres = held.centres
    x, y = np.abs(_nearest(centres)).T
    down = int((y > x).mean() > UPRIGHT)  # columns: along y, one beside the other
    along, across = 1 if down else 0, 0 if down else 1
    order = np.argsort(centres[:, across], kind="stable")
    breaks = np.flatnonzero(np.diff(centres[order, across]) > OFF_LINE * held.size) + 1
    for line in np.split(order, breaks):
        yield [int(i) for i in line[np.argsort(centres[line, along], kind="stable")]]


def _gaps(held: _Set, line: Sequence[int]) -> NDArray[np.float64]:
    return np.asarray(np.linalg.norm(np.diff(held.centres[list(line)], axis=0), axis=1))


def _usual_gap(held: _Set, line: Sequence[int]) -> float:
    gaps = _gaps(held, line)
    return float(np.median(gaps)) if len(gaps) else held.size


def _strip(held: _Set, line: Sequence[int]) -> Pixels:
    """The letters side by side on their own ground, words apart."""
    tall = round(1.3 * held.size)
    usual, gaps = _usual_gap(held, line), [0.0, *_gaps(held, line)]
    cells: list[Pixels] = []
    for index, gap in zip(line, gaps, strict=True):
        left, _, right, _ = held.boxes[index]
        middle = held.centres[index]
        trim = TRIMMED * held.size
        wide = max(3.0, right - left - 2 * trim)
        cut = cv2.getRectSubPix(held.pixels, (round(wide), tall), middle.tolist())
        cell = np.asarray(cut, np.uint8)
        if gap > WORD * usual:
            blank = np.empty((tall, round(BLANK * held.size), 3), np.uint8)
            blank[:] = np.median(cell, axis=(0, 1))
            cells.append(blank)
        cells.append(cell)
    return np.asarray(np.concatenate(cells, axis=1), np.uint8)


def _joined(held: _Set, lines: Sequence[Sequence[int]], rows: Sequence[Row]) -> str:
    """The lines as one text. Rows that run from rim to rim go on in the middle of a word."""
    centres = held.centres
    out = ""
    for number, (line, row) in enumerate(zip(lines, rows, strict=True)):
        if number and not _goes_on(held, centres, lines[number - 1], line):
            out += " "
        out += row.text.strip()
    return out


def _goes_on(
    held: _Set, centres: NDArray[np.float64], before: Sequence[int], line: Sequence[int]
) -> bool:
    x, y = centres[line[0]] - centres[before[0]]
    if abs(x) > abs(y):
        return False  # columns: each is a word
    usual = _usual_gap(held, before if len(before) > len(line) else line)
    room = WORD * usual - usual
    at_end = centres[:, 0].max() - centres[before[-1], 0] < room
    return bool(at_end and centres[line[0], 0] - centres[:, 0].min() < room)


def _around(letters: Sequence[Found]) -> Found:
    corners = np.concatenate([f.quad for f in letters])
    score = float(np.mean([f.score for f in letters]))
    return Found(upright_quad(corners.min(0), corners.max(0)), score)


def _one(strips: Sequence[Pixels]) -> Pixels:
    return np.ascontiguousarray(np.concatenate(strips, axis=1))
