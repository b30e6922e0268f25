"""An image's pixels, decoded once and shared by all senses."""

import io
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from clearsight.content import Image

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Picture:
    """Decoded pixels.

    Attributes:
        pixels: (H, W, 3) uint8, sRGB, C-contiguous.
    """

    pixels: Pixels

    @classmethod
    def decode(cls, image: Image) -> "Picture":
        """Decode the re-encoded bytes of an ingested image."""
        with Pillow.open(io.BytesIO(image.data), formats=["JPEG", "PNG"]) as opened:
            return cls(np.ascontiguousarray(opened.convert("RGB"), dtype=np.uint8))

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @cached_property
    def grey(self) -> Pixels:
        """(H, W) uint8 luma."""
        return np.asarray(cv2.cvtColor(self.pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)

    def scaled(self, longest_px: int) -> Pixels:
        """(h, w, 3) with the longer side at most `longest_px`; never enlarged; area filter."""
        scale = longest_px / max(self.height, self.width)
        if scale >= 1:
            return self.pixels
        size = (max(1, round(self.width * scale)), max(1, round(self.height * scale)))
        return np.asarray(
            cv2.resize(self.pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8
        )
