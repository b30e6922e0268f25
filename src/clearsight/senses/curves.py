"""Lines of text that are not straight: on an arc, a wave or a ring. Found by the shape of the heat.

The detector's heat follows a bent line; only the rectangle around it fits badly. Its middle line is
found by distance along the region from one of its ends (a distance transform inside the shape), and
the letters are unrolled along it. No network is asked once more.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from clearsight.senses.paths import Points, gentle, length_of, smooth

# A strip this long, in thicknesses, whose rectangle is this much thicker than it, is bent. Straight
# lines of FigStep, tilted or not, stay below 1.3; a book's curled page is at 1.5.
LONG, BENT = 6.0, 1.6
# Spread of the area per step along a line, over its mean: lines of letters .05 to .2; petals, rims
# and roofs in 60 photos up to .7.
STEADY = 0.3
FINE_PX = 4.0  # the region is shrunk until it is about this thick: its middle needs no more
CORNERS = 3
MOST_STEPS = 600
RING_HOLE = 0.3  # a hole of this share of the outline makes a ring


@dataclass(frozen=True)
class Strip:
    """A bent region of the heat.

    Attributes:
        points: (n, 2) its middle line, from the left end to the right one.
        thickness: px across.
    """

    points: Points
    thickness: float


def is_bent(contour: NDArray[Any], thinner_px: float) -> bool:
    """Whether an outline is long, thin, and no rectangle.

    Args:
        contour: (n, 1, 2) of cv2.findContours.
        thinner_px: the shorter side of the smallest rectangle around it.
    """
    outline, around = float(cv2.contourArea(contour)), float(cv2.arcLength(contour, True))
    thick = _thickness(outline, around)
    return thick > 0 and around / 2 - thick >= LONG * thick and thinner_px >= BENT * thick


def may_be_bow(contour: NDArray[Any], thinner_px: float, area_px: int) -> bool:
    """Whether a region is worth the search for its middle line: bent, or a ring."""
    hole = 1 - area_px / max(1.0, float(cv2.contourArea(contour)))
    return hole > RING_HOLE or is_bent(contour, thinner_px)


def strip_of(region: NDArray[np.uint8]) -> Strip | None:
    """The middle line of one region, or of a ring cut open; None for blobs and what branches.

    Args:
        region: (h, w) 0 or 1, one connected region and a rim of zeros.
    """
    (outer, *_), _ = cv2.findContours(region, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = float(cv2.contourArea(outer))
    if outline - float(region.sum()) > RING_HOLE * outline:
        region = _opened(region)
    return _middle(region)


def _thickness(area: float, around: float) -> float:
    """Of the strip with that area and outline; 0 when there is none (a blob)."""
    inner = around * around / 4 - 4 * area
    return float((around / 2 - np.sqrt(inner)) / 2) if inner > 0 else 0.0


def _opened(ring: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The ring cut where least of it is, from its middle outwards."""
    ys, xs = np.nonzero(ring)
    centre = xs.mean(), ys.mean()
    angles = np.arctan2(ys - centre[1], xs - centre[0])
    counts, edges = np.histogram(angles, bins=72, range=(-np.pi, np.pi))
    angle = float(edges[int(counts.argmin())]) + np.pi / 72
    reach = float(max(ring.shape))
    end = (int(centre[0] + reach * np.cos(angle)), int(centre[1] + reach * np.sin(angle)))
    cut = ring.copy()
    thick = 2 * float(cv2.distanceTransform(ring, cv2.DIST_L2, 3).max())
    # As wide as it is thick, or shrinking would close the gap again.
    cv2.line(cut, (int(centre[0]), int(centre[1])), end, 0, max(3, round(thick)))
    return cut


def _middle(own: NDArray[np.uint8]) -> Strip | None:
    """The middle line of the largest piece of a padded mask."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(own, connectivity=8)
    if count < 2:
        return None
    own = (labels == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())).astype(np.uint8)
    inside = cv2.distanceTransform(own, cv2.DIST_L2, 3)
    thick = 2 * float(np.percentile(inside[own > 0], 90))
    scale = min(1.0, FINE_PX / max(thick, 1.0))
    size = (max(3, round(own.shape[1] * scale)), max(3, round(own.shape[0] * scale)))
    small = (cv2.resize(own * 255, size, interpolation=cv2.INTER_AREA) > 40).astype(np.uint8)
    ys, xs = np.nonzero(small)
    if len(xs) < LONG:
        return None
    far = _walked(small, (int(ys[0]), int(xs[0])))
    steps = _walked(small, _last(far))
    points = _centres(steps)
    ratio = np.array([own.shape[1] / size[0], own.shape[0] / size[1]])
    if points is None:
        return None
    points = (points + 0.5) * ratio - 0.5
    if points[-1, 0] < points[0, 0]:
        points = points[::-1]
    return _steady(points.astype(np.float32), float(own.sum()))


def _walked(mask: NDArray[np.uint8], start: tuple[int, int]) -> NDArray[np.int32]:
    """(h, w) steps from a pixel to every pixel of its region, -1 elsewhere.

    Kernels by turns, so that a step is about as long in every direction.
    """
    kernels = (np.ones((3, 3), np.uint8), cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3)))
    steps = np.full(mask.shape, -1, np.int32)
    front = np.zeros_like(mask)
    front[start] = 1
    steps[start] = 0
    for step in range(1, MOST_STEPS):
        grown = np.asarray(cv2.dilate(front, kernels[step % 2]), np.uint8) & mask
        new = (grown > 0) & (steps < 0)
        if not new.any():
            break
        steps[new] = step
        front = grown
    return steps


def _last(steps: NDArray[np.int32]) -> tuple[int, int]:
    row, column = np.unravel_index(int(steps.argmax()), steps.shape)
    return int(row), int(column)


def _centres(steps: NDArray[np.int32]) -> Points | None:
    """The mean place of the pixels at each distance."""
    ys, xs = np.nonzero(steps >= 0)
    at = steps[ys, xs]
    length = int(at.max()) + 1
    counts = np.maximum(np.bincount(at, minlength=length), 1)
    if length < 2 * LONG or not _even(counts):
        return None
    middles = np.stack(
        [np.bincount(at, xs, length) / counts, np.bincount(at, ys, length) / counts], axis=1
    )
    # At both ends the steps run from one corner, and their middles with them.
    return middles[CORNERS:-CORNERS].astype(np.float32)


def _even(counts: NDArray[np.int64]) -> bool:
    """Whether a region is about as thick everywhere but at its ends."""
    mean = np.convolve(counts, np.full(5, 0.2), "valid")[3:-3]
    return len(mean) > 0 and float(mean.std()) <= STEADY * float(mean.mean())


def _steady(points: Points, area: float) -> Strip | None:
    """The strip, if its length times one thickness accounts for its area and it does not fold."""
    length = length_of(points)
    thick = area / max(length, 1.0)
    if length < LONG * thick:
        return None
    even = smooth(points, thick)
    return Strip(even, thick) if gentle(even) else None
