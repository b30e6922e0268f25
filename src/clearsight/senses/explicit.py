"""How explicit a picture is, by Yahoo's open_nsfw network.

Pre-processing after `classify_nsfw.py` of github.com/yahoo/open_nsfw: the whole picture to
256 x 256 (bilinear), a JPEG round trip, the middle 224 x 224, BGR, minus the mean of ImageNet.
"""

import io
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from clearsight.reading import Reading
from clearsight.senses.network import Network
from clearsight.senses.picture import ROOM, Picture, Pixels

_RESIZED_PX = 256
_SIDE_PX = 224
_MEAN_BGR = np.array([104, 117, 123], dtype=np.float32)


def prepare(pixels: Pixels) -> NDArray[np.float32]:
    """(H, W, 3) sRGB to the network's (1, 224, 224, 3)."""
    image = Pillow.fromarray(pixels)
    image = image.resize((_RESIZED_PX, _RESIZED_PX), Pillow.Resampling.BILINEAR, reducing_gap=2.0)
    # The network was trained behind this round trip, and its authors repeat it when they score.
    stored = io.BytesIO()
    image.save(stored, "JPEG")
    with Pillow.open(stored) as opened:
        array = np.asarray(opened.convert("RGB"), dtype=np.float32)
    edge = (_RESIZED_PX - _SIDE_PX) // 2
    middle = array[edge : edge + _SIDE_PX, edge : edge + _SIDE_PX, ::-1] - _MEAN_BGR
    return np.ascontiguousarray(middle[None])


class ExplicitSense:
    """Fills `explicit`, 0..1. Benign behaviour is measured; recall is not."""

    name = "explicit"
    version = "open-nsfw-1"
    after = ()

    def __init__(self) -> None:
        self._network = Network("open-nsfw")

    def sense(self, picture: Picture, draft: Reading) -> Reading:
        scores = self._network(prepare(picture.at_least(0, ROOM * _RESIZED_PX)))[0]
        return replace(draft, explicit=float(scores[0, 1]))
