"""Where faces are, by CenterFace (Xu et al., arXiv:1911.03599). Never whose.

Decoding follows the authors' `centerface.py`; `docs/weights.md` has the layout.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from clearsight.reading import Box
from clearsight.senses.network import Network
from clearsight.senses.picture import Picture

_CELL_PX = 4
_MULTIPLE_PX = 32
_OVERLAP = 0.3


@dataclass(frozen=True, slots=True)
class Face:
    """A face and its score.

    Attributes:
        points: (5, 2) x, y in fractions of the picture: eye, eye, nose, mouth corner, mouth corner.
    """

    score: float
    box: Box
    points: NDArray[np.float32]


class Faces:
    """Finds faces of at least about eight pixels at the size that is looked at."""

    def __init__(self) -> None:
        self._network = Network("centerface")

    def find(self, picture: Picture, *, longest_px: int, at_least: float) -> list[Face]:
        """Faces with a score of `at_least` or more, best first.

        Args:
            longest_px: the picture is looked at with its long side at this size, never enlarged.
        """
        small = picture.scaled(longest_px)
        height, width = (max(_MULTIPLE_PX, -(-side // 32) * 32) for side in small.shape[:2])
        # Padding keeps the shape of faces; its cells cannot hold a peak of the picture.
        padded = cv2.copyMakeBorder(
            small, 0, height - small.shape[0], 0, width - small.shape[1], cv2.BORDER_CONSTANT
        )
        batch = np.ascontiguousarray(np.transpose(padded, (2, 0, 1))[None], dtype=np.float32)
        heat, size, offset, points = (output[0] for output in self._network(batch))
        scale = np.array([small.shape[1], small.shape[0]], dtype=np.float32)
        return _decode(heat[0], np.concatenate([size, offset, points]), scale, at_least)


def _decode(
    heat: NDArray[np.float32], fields: NDArray[np.float32], scale: NDArray[np.float32],
    at_least: float,
) -> list[Face]:  # fmt: skip
    """heat (h, w), fields (14, h, w) = log size, offset, landmarks; scale = width, height in px."""
    rows, columns = np.nonzero(heat >= at_least)
    scores = heat[rows, columns]
    values = fields[:, rows, columns]
    high, wide = np.exp(values[0]) * _CELL_PX, np.exp(values[1]) * _CELL_PX
    top = (rows + values[2] + 0.5) * _CELL_PX - high / 2
    left = (columns + values[3] + 0.5) * _CELL_PX - wide / 2
    boxes = np.stack([left, top, left + wide, top + high], axis=1)
    keep = suppress(boxes, scores, _OVERLAP)
    found = []
    for index in keep:
        x = (values[5::2, index] * wide[index] + left[index]) / scale[0]
        y = (values[4::2, index] * high[index] + top[index]) / scale[1]
        edges = np.clip(boxes[index] / np.tile(scale, 2), 0, 1)
        box = Box(*(float(edge) for edge in edges))
        if box.width > 0 and box.height > 0:
            found.append(Face(float(scores[index]), box, np.stack([x, y], axis=1)))
    return found


def suppress(boxes: NDArray[np.float32], scores: NDArray[np.float32], overlap: float) -> list[int]:
    """Indices of boxes (n, 4) that no better box overlaps by more than `overlap` (IoU)."""
    order = [int(index) for index in np.argsort(-scores, kind="stable")]
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    keep: list[int] = []
    while order:
        best = order.pop(0)
        keep.append(best)
        if not order:
            break
        rest = np.array(order)
        corner = np.minimum(boxes[best, 2:], boxes[rest, 2:])
        sides = np.maximum(0, corner - np.maximum(boxes[best, :2], boxes[rest, :2]))
        shared = sides[:, 0] * sides[:, 1]
        order = [int(i) for i in rest[shared / (areas[best] + areas[rest] - shared) <= overlap]]
    return keep
