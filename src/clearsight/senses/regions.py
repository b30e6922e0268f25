"""Where text stands: rotated rectangles from the detector's heat, and their rectified crops.

Post-processing of Differentiable Binarization (Liao et al., AAAI 2020) without a clipping library.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from clearsight.senses.picture import Pixels

Quad = NDArray[np.float32]  # (4, 2) corners in px: top left, top right, bottom right, bottom left
Heat = NDArray[np.float32]

PIXEL_THRESHOLD = 0.3  # as the network was trained and published
BOX_THRESHOLD = 0.5
UNCLIP_RATIO = 1.6
NESTED = 0.4  # thinner boxes inside a box may be lines that it swallowed
TALL = 1.5  # a box this much taller than wide holds a turned line


@dataclass(frozen=True)
class Found:
    """A detected line.

    Attributes:
        quad: corners in px of the pixels that were searched.
        score: mean of the detector's probability inside, 0..1.
    """

    quad: Quad
    score: float

    @property
    def width(self) -> float:
        return float(np.linalg.norm(self.quad[1] - self.quad[0]))

    @property
    def height(self) -> float:
        return float(np.linalg.norm(self.quad[3] - self.quad[0]))

    @property
    def tall(self) -> bool:
        return self.height >= TALL * self.width

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
        score = _mean_inside(heat, cv2.boxPoints((centre, (w, h), angle)))
        if score < BOX_THRESHOLD:
            continue
        # Vatti offset of a rectangle by area * ratio / perimeter, without a clipping library.
        grow = 2 * w * h * UNCLIP_RATIO / (2 * (w + h))
        quad = _ordered(cv2.boxPoints((centre, (w + grow, h + grow), angle)) * scale)
        found.append(Found(np.clip(quad, 0, [width - 1, height - 1]).astype(np.float32), score))
    return _outer([f for f in found if f.thickness > 3])


def _outer(found: Sequence[Found]) -> list[Found]:
    """Without boxes inside a box of about their height: rims and holes of one hot region."""
    kept: list[Found] = []
    for f in sorted(found, key=lambda f: -f.width * f.height):
        centre = (float(f.quad[:, 0].mean()), float(f.quad[:, 1].mean()))
        if not any(
            f.thickness > NESTED * k.thickness and cv2.pointPolygonTest(k.quad, centre, False) >= 0
            for k in kept
        ):
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
    """The rectified crop of one line, (h, w, 3), not turned."""
    w, h = max(2, round(found.width)), max(2, round(found.height))
    target = np.array([[0, 0], [w, 0], [w, h], [0, h]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(found.quad, target)
    return np.asarray(
        cv2.warpPerspective(
            pixels, matrix, (w, h), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        ),
        dtype=np.uint8,
    )
