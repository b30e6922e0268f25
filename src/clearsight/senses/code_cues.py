"""Where a code may stand: what a barcode or a matrix code looks like before it is read.

A code has two tones and many edges, in a barcode all along one direction, in a matrix code along
two at right angles. Cells of 4 x 4 px are judged by windows of 5 x 5 cells, so that modules of 1.5
to 4 px are seen; larger ones are in a halved picture. Thresholds were chosen on 400 rendered codes
in photos; `docs/senses.md` has the rates on 400 others.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from clearsight.senses.picture import Pixels, half

Map = NDArray[np.float32]

CELL_PX = 4
MARGIN_CELLS = 5  # the rim of a code fills its windows half, and a quiet zone belongs to it
_ENDS = 6  # of a barcode's length, on either side
_WINDOW = 5
_REACH = 3  # cells from a window's middle to those whose means tell what changes across it
_DEPTH = 10.0  # grey levels: fainter codes are not read either
_ANY_SWING = 0.1
_TONES = 1.45
_ONE_WAY = 0.3  # bars above, grids below
# How much they swing (grey levels a pixel), and how many cells a side an unbroken piece has. Rims
# and rails are narrower than bars are long.
_BARS_SWING, _BARS_CELLS = 8.0, 6
_GRID_SWING, _GRID_CELLS = 12.0, 3
_SQUARES_PER_LEVEL = 32
_SQUARES = np.minimum(255, np.arange(256) ** 2 / _SQUARES_PER_LEVEL + 0.5).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Place:
    """Part of a picture, in px, that may hold bars, a grid of modules, or both."""

    left: int
    top: int
    right: int
    bottom: int
    bars: bool
    grid: bool

    @property
    def area(self) -> int:
        return (self.right - self.left) * (self.bottom - self.top)

    def joined(self, other: "Place") -> "Place":
        return Place(
            min(self.left, other.left), min(self.top, other.top),
            max(self.right, other.right), max(self.bottom, other.bottom),
            self.bars or other.bars, self.grid or other.grid,
        )  # fmt: skip

    def meets(self, other: "Place") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


@dataclass(frozen=True, slots=True)
class Cells:
    """Measures of each cell's window.

    Attributes:
        swing: mean step between neighbours along x and along y, less what changes across the whole
            window: a single edge, a shadow.
        one_way: how much more the steps are along one direction than along the one across it, 0..1;
            the larger of upright and diagonal directions.
        depth: mean distance from the local mean, grey levels.
        tones: mean square of that distance by the square of its mean: 1 for two tones, 1.57 for
            normally distributed ones.
    """

    swing: Map
    one_way: Map
    depth: Map
    tones: Map

    @classmethod
    def of(cls, grey: Pixels) -> "Cells":
        """From (h, w) luma with sides that are multiples of 4."""
        x, y = _steps(grey[:, 1:], grey[:, :-1], grey), _steps(grey[1:], grey[:-1], grey)
        falling = _steps(grey[1:, 1:], grey[:-1, :-1], grey)
        rising = _steps(grey[1:, :-1], grey[:-1, 1:], grey)
        means = half(half(grey))
        local = cv2.resize(cv2.blur(means, (_WINDOW, _WINDOW)), grey.shape[::-1])
        away = np.asarray(cv2.absdiff(grey, local), dtype=np.uint8)
        depth = _windows(away)
        squares = _windows(np.asarray(cv2.LUT(away, _SQUARES), dtype=np.uint8))
        return cls(
            swing=x + y - _net(means),
            one_way=np.maximum(_contrast(x, y), _contrast(falling, rising)),
            depth=depth,
            tones=squares * _SQUARES_PER_LEVEL / np.maximum(depth * depth, 1),
        )

    def bars(self) -> Pixels:
        """(h, w) 1 where there may be bars."""
        return _solid(self._two_tones(_BARS_SWING) & (self.one_way > _ONE_WAY), _BARS_CELLS)

    def grid(self) -> Pixels:
        """(h, w) 1 where there may be a grid of modules."""
        return _solid(self._two_tones(_GRID_SWING) & (self.one_way < _ONE_WAY), _GRID_CELLS)

    def _two_tones(self, swing: float) -> NDArray[np.bool_]:
        return (self.swing > swing) & (self.tones < _TONES) & (self.depth > _DEPTH)


def places(grey: Pixels) -> list[Place]:
    """Parts of (h, w) luma that may hold a code with modules of 1.5 to 4 px; none overlap."""
    height, width = (side // CELL_PX for side in grey.shape)
    if min(height, width) <= _WINDOW + 2 * _REACH:
        return []
    cells = Cells.of(np.ascontiguousarray(grey[: CELL_PX * height, : CELL_PX * width]))
    bars, grid = cells.bars(), cells.grid()
    near = cv2.dilate(bars | grid, np.ones((3, 3), np.uint8))
    _, _, pieces, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    found = []
    for left, top, wide, high, _ in pieces[1:].tolist():
        inside = np.s_[top : top + high, left : left + wide]
        has_bars, has_grid = bool(bars[inside].any()), bool(grid[inside].any())
        # The ends of a barcode may be too plain for a cue.
        margin = MARGIN_CELLS + has_bars * (max(wide, high) // _ENDS)
        found.append(Place(
            CELL_PX * max(0, left - margin), CELL_PX * max(0, top - margin),
            CELL_PX * min(width, left + wide + margin),
            CELL_PX * min(height, top + high + margin),
            has_bars, has_grid,
        ))  # fmt: skip
    return merged(found)


def merged(places: Iterable[Place]) -> list[Place]:
    """Places that meet become one, until none do."""
    apart: list[Place] = []
    for place in places:
        while (other := next((p for p in apart if p.meets(place)), None)) is not None:
            apart.remove(other)
            place = place.joined(other)
        apart.append(place)
    return apart


def _steps(one: Pixels, other: Pixels, whole: Pixels) -> Map:
    """Windows' mean difference of two shifted views of `whole`."""
    steps = np.zeros_like(whole)
    steps[: one.shape[0], : one.shape[1]] = cv2.absdiff(one, other)
    return _windows(steps)


def _windows(values: Pixels) -> Map:
    cells = half(half(values)).astype(np.float32)
    return np.asarray(cv2.blur(cells, (_WINDOW, _WINDOW)), dtype=np.float32)


def _net(means: Pixels) -> Map:
    """Change from one side of each window to the other, along x and along y, a pixel."""
    wide = cv2.copyMakeBorder(means, 0, 0, _REACH, _REACH, cv2.BORDER_REPLICATE)
    high = cv2.copyMakeBorder(means, _REACH, _REACH, 0, 0, cv2.BORDER_REPLICATE)
    columns = cv2.blur(wide.astype(np.float32), (1, _WINDOW))
    rows = cv2.blur(high.astype(np.float32), (_WINDOW, 1))
    across = cv2.absdiff(columns[:, 2 * _REACH :], columns[:, : -2 * _REACH])
    along = cv2.absdiff(rows[2 * _REACH :], rows[: -2 * _REACH])
    return np.asarray((across + along) / (2 * _REACH * CELL_PX), dtype=np.float32)


def _contrast(one: Map, other: Map) -> Map:
    return np.asarray(cv2.absdiff(one, other) / (one + other + _ANY_SWING), dtype=np.float32)


def _solid(mask: NDArray[np.bool_], side: int) -> Pixels:
    """What is left of a mask where a square of `side` cells fits."""
    square = np.ones((side, side), np.uint8)
    opened = cv2.morphologyEx(mask.view(np.uint8), cv2.MORPH_OPEN, square)
    return np.asarray(opened, dtype=np.uint8)
