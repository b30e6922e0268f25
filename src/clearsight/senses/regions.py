"""Where text stands: rotated rectangles from the detector's heat, and their rectified crops.

Post-processing of Differentiable Binarization (Liao et al., AAAI 2020) without a clipping library.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from clearsight.senses.curves import is_bent, may_be_bow, strip_of
from clearsight.senses.paths import Points, length_of, outlined, prolonged, unrolled
from clearsight.senses.picture import Pixels

Quad = NDArray[np.float32]  # (4, 2) corners in px: top left, top right, bottom right, bottom left
Heat = NDArray[np.float32]

PIXEL_THRESHOLD = 0.3  # as the network was trained and published
BOX_THRESHOLD = 0.5
SURE_HEAT = 0.6  # parts of a region that is no rectangle
MOST_PARTS, LEAST_AREA = 40, 30
# Of the heat along the middle: bent lines of words .8 or more, petals and roofs .6 to .75.
BOW_THRESHOLD = 0.78
UNCLIP_RATIO = 1.6
NESTED = 0.4  # thinner boxes inside a box may be lines that it swallowed
TALL = 1.5  # a box this much taller than wide holds a turned line


@dataclass(frozen=True)
class Found:
    """A detected line.

    Attributes:
        quad: corners in px of the pixels that were searched.
        score: mean of the detector's probability inside, 0..1.
        path: (n, 2) middle line of a line that is bent, from left to right; None for a straight
            one. The quad is then the smallest rectangle around it.
        across: px across a bent line.
    """

    quad: Quad
    score: float
    path: Points | None = None
    across: float = 0.0

    @property
    def width(self) -> float:
        if self.path is not None:
            return length_of(self.path)
        return float(np.linalg.norm(self.quad[1] - self.quad[0]))

    @property
    def height(self) -> float:
        if self.path is not None:
            return self.across
        return float(np.linalg.norm(self.quad[3] - self.quad[0]))

    @property
    def tall(self) -> bool:
        return self.path is None and self.height >= TALL * self.width

    @property
    def centre(self) -> tuple[float, float]:
        """A point on the line, px: its middle."""
        x, y = self.quad.mean(0) if self.path is None else self.path[len(self.path) // 2]
        return float(x), float(y)

    @property
    def outline(self) -> NDArray[np.float32]:
        """The polygon around the line, px; (n, 2)."""
        return self.quad if self.path is None else outlined(self.path, self.across)

    @property
    def frame(self) -> Quad:
        """Where it stands among other lines: the quad; of a bent line a level box at its middle.

        On concentric bows the middles lie over one another as straight lines do.
        """
        if self.path is None:
            return self.quad
        half = np.array([np.ptp(self.path[:, 0]), self.across]) / 2
        corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half + self.centre
        return np.asarray(corners, np.float32)

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether a point lies in the line."""
        return bool(cv2.pointPolygonTest(self.outline, point, False) >= 0)

    def moved(self, by: NDArray[np.float32]) -> "Found":
        """The same line `by` (x, y) px further on."""
        path = None if self.path is None else self.path + by
        return replace(self, quad=self.quad + by, path=path)

    @property
    def thickness(self) -> float:
        """Height of the line across its direction, in px."""
        return min(self.width, self.height)


def boxes(heat: Heat, *, width: int, height: int) -> list[Found]:
    """Rotated rectangles around the hot regions, widened as the network's training shrank them."""
    mask = cv2.dilate((heat > PIXEL_THRESHOLD).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    scale = np.array([width / heat.shape[1], height / heat.shape[0]], dtype=np.float32)
    found = []
    for contour in contours[:1000]:
        centre, (w, h), angle = cv2.minAreaRect(contour)
        if min(w, h) < 3:
            continue
        straight = _straight(heat, (centre, (w, h), angle), scale)
        if straight is None or is_bent(contour, min(w, h)):
            bows = _bent(heat, contour, scale)
            found += bows or ([] if straight is None else [straight])
        else:
            found.append(straight)
    return _outer([f for f in found if f.thickness > 3])


def _straight(heat: Heat, rectangle: Any, scale: NDArray[np.float32]) -> Found | None:
    """The line in a rectangle, with the room that the network's training shrank."""
    centre, (w, h), angle = rectangle
    score = _mean_inside(heat, cv2.boxPoints(rectangle))
    if score < BOX_THRESHOLD:
        return None
    # Vatti offset of a rectangle by area * ratio / perimeter, without a clipping library.
    grow = 2 * w * h * UNCLIP_RATIO / (2 * (w + h))
    quad = _ordered(cv2.boxPoints((centre, (w + grow, h + grow), angle)) * scale)
    sides = np.array([heat.shape[1], heat.shape[0]]) * scale
    return Found(np.clip(quad, 0, sides - 1).astype(np.float32), score)


def _bent(heat: Heat, contour: NDArray[Any], scale: NDArray[np.float32]) -> list[Found]:
    """Lines that are not straight, or straight parts of them, where a region is surely hot.

    Haze beside a bow often joins it at the usual threshold.
    """
    left, top, width, height = cv2.boundingRect(contour)
    own = np.zeros((height + 2, width + 2), np.uint8)
    cv2.drawContours(own, [contour], -1, 1, cv2.FILLED, offset=(1 - left, 1 - top))
    own[1:-1, 1:-1] &= (heat[top : top + height, left : left + width] > SURE_HEAT).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(own, connectivity=8)
    found, bows = [], 0
    for label in range(1, min(count, MOST_PARTS)):
        x, y, w, h, area = (int(value) for value in stats[label])
        if area < LEAST_AREA:
            continue
        # With a rim of zeros: the region may touch the frame of its own box.
        part = np.pad((labels[y : y + h, x : x + w] == label).astype(np.uint8), 1)
        corner = np.array([left + x - 2, top + y - 2], np.float32)
        bow, line = _part(heat, part, corner, scale)
        found += [f for f in (bow, line) if f is not None]
        bows += bow is not None
    return found if bows else []


def _part(
    heat: Heat, part: Pixels, corner: NDArray[np.float32], scale: NDArray[np.float32]
) -> tuple[Found | None, Found | None]:
    """One connected region as a bent line, or as a straight one, or as neither."""
    contours, _ = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    centre, sides, angle = cv2.minAreaRect(contours[0])
    thin, long = sorted(sides)
    if may_be_bow(contours[0], thin, int(part.sum())) and (strip := strip_of(part)):
        bow = _bow(strip.points + corner, strip.thickness, heat, scale)
        return (bow, None) if bow.score >= BOW_THRESHOLD else (None, None)
    if thin < 3 or long < TALL * thin:
        return None, None
    place = (float(centre[0] + corner[0]), float(centre[1] + corner[1]))
    return None, _straight(heat, (place, sides, angle), scale)


def _bow(points: Points, thickness: float, heat: Heat, scale: NDArray[np.float32]) -> Found:
    length = length_of(points)
    grow = thickness * length * UNCLIP_RATIO / (thickness + length)
    # The middle line ends in the middle of the last letters, or nearly so.
    path = prolonged(points, grow / 2 + thickness / 2) * scale
    at = np.clip(np.round(points).astype(int), 0, [heat.shape[1] - 1, heat.shape[0] - 1])
    across = (thickness + grow) * float(np.sqrt(scale[0] * scale[1]))
    return bent_line(path.astype(np.float32), across, float(np.median(heat[at[:, 1], at[:, 0]])))


def bent_line(path: Points, across: float, score: float) -> Found:
    """The line along a path, with the smallest rectangle around it as its quad."""
    centre, (w, h), angle = cv2.minAreaRect(path)
    quad = _ordered(cv2.boxPoints((centre, (w + across, h + across), angle)))
    return Found(quad, score, path, across)


def _outer(found: Sequence[Found]) -> list[Found]:
    """Without boxes inside a box of about their height: rims and holes of one hot region."""
    kept: list[Found] = []
    for f in sorted(found, key=lambda f: -f.width * f.height):
        if not any(f.thickness > NESTED * k.thickness and k.holds(f.centre) for k in kept):
            kept.append(f)
    return kept


def _mean_inside(heat: Heat, corners: NDArray[Any]) -> float:
    left, top = np.clip(np.floor(corners.min(0)), 0, None).astype(int)
    right, bottom = np.ceil(corners.max(0)).astype(int) + 1
    part = heat[top:bottom, left:right]
    mask = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(mask, [(corners - [left, top]).astype(np.int32)], (1,))
    return float(cv2.mean(part, mask)[0])


def _ordered(corners: NDArray[Any]) -> Quad:
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left = by_x[:2][np.argsort(by_x[:2, 1])]
    right = by_x[2:][np.argsort(by_x[2:, 1])]
    return np.array([left[0], right[0], right[1], left[1]], dtype=np.float32)


def cut(pixels: Pixels, found: Found) -> Pixels:
    """The rectified crop of one line, (h, w, 3), not turned; a bent one made straight."""
    if found.path is not None:
        return unrolled(pixels, found.path, found.across)
    w, h = max(2, round(found.width)), max(2, round(found.height))
    target = np.array([[0, 0], [w, 0], [w, h], [0, h]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(found.quad, target)
    return np.asarray(
        cv2.warpPerspective(
            pixels, matrix, (w, h), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        ),
        dtype=np.uint8,
    )
