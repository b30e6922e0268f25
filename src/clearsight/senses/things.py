"""Objects of 80 kinds with their places, by the optional COCO CenterNet.

Its weights state no licence of their own, so they are not shipped; `docs/weights.md` says how to
install them. Decoding: `docs/weights.md`.
"""

import json
from dataclasses import replace
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from clearsight.errors import MissingExtra
from clearsight.reading import Box, Reading, Thing
from clearsight.senses.faces import suppress
from clearsight.senses.network import Network
from clearsight.senses.picture import Picture
from clearsight.weights import installed, locate

SOURCE = "coco-centernet"
_SIDE_PX = 512
_CELL_PX = 4
_PADDING = 114
_AT_LEAST = 0.3
_MOST = 40
_OVERLAP = 0.5


@cache
def _labels() -> tuple[str, ...]:
    return tuple(json.loads(locate("coco-labels").read_text(encoding="utf-8")))


class ThingsSense:
    """Fills `things`, scores from .3: what may be said of them is for the caller to decide.

    Raises:
        MissingExtra: the weights are not installed, so this sense cannot be had.
    """

    name = "things"
    version = "coco-centernet-1"
    after = ()

    def __init__(self) -> None:
        if not installed(SOURCE):
            raise MissingExtra(
                "the sense 'things' needs the optional weights 'coco-centernet', which are not "
                "installed. Run scripts/install-objects, or leave this sense out."
            )
        self._network = Network(SOURCE)

    def sense(self, picture: Picture, draft: Reading) -> Reading:
        small = picture.scaled(_SIDE_PX)
        height, width = small.shape[:2]
        padded = cv2.copyMakeBorder(
            small, 0, _SIDE_PX - height, 0, _SIDE_PX - width, cv2.BORDER_CONSTANT,
            value=(_PADDING, _PADDING, _PADDING),
        )  # fmt: skip
        peaks, sides = self._network(padded[None].astype(np.float32), ["peaks", "wh"])
        scale = np.array([width, height], dtype=np.float32)
        return replace(draft, things=_decode(peaks[0], sides[0], scale))


def _decode(
    peaks: NDArray[np.float32], sides: NDArray[np.float32], scale: NDArray[np.float32]
) -> tuple[Thing, ...]:
    """peaks (128, 128, 80), sides (128, 128, 4) = left, top, right, bottom of the peak, in px."""
    rows, columns, kinds = np.nonzero(peaks >= _AT_LEAST)
    scores = peaks[rows, columns, kinds]
    reach = sides[rows, columns]
    centre = np.stack([columns, rows], axis=1) * np.float32(_CELL_PX)
    boxes = np.concatenate([centre - reach[:, :2], centre + reach[:, 2:]], axis=1)
    boxes = np.clip(boxes / np.tile(scale, 2), 0, 1)
    things: list[Thing] = []
    for kind in np.unique(kinds):
        own = np.nonzero(kinds == kind)[0]
        for index in own[suppress(boxes[own], scores[own], _OVERLAP)]:
            box = Box(*(float(edge) for edge in boxes[index]))
            if box.area > 0:
                things.append(Thing(_labels()[kind], float(scores[index]), box, SOURCE))
    return tuple(sorted(things, key=lambda thing: -thing.score)[:_MOST])
