"""An image's pixels, decoded once and shared by all senses, whole and in smaller copies."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from clearsight.content import Image
from clearsight.errors import UsageError

Pixels = NDArray[np.uint8]

SMALL_PX = 512
# A copy this much larger than what is asked for loses nothing when it is shrunk to it.
ROOM = 1.4


@dataclass(frozen=True)
class Picture:
    """Decoded pixels.

    Attributes:
        pixels: (H, W, 3) uint8, sRGB, C-contiguous.
    """

    pixels: Pixels

    @classmethod
    def decode(cls, image: Image) -> "Picture":
        """Decode the re-encoded bytes of an ingested image.

        Raises:
            UsageError: they are no picture.
        """
        # Bit for bit what Pillow gives, for two thirds of its time: both use libjpeg-turbo.
        data = np.frombuffer(image.data, dtype=np.uint8)
        pixels = cv2.imdecode(data, cv2.IMREAD_COLOR_RGB) if len(data) else None
        if pixels is None:
            raise UsageError(
                f"an Image of {len(data)} bytes that are no picture; expected bytes of JPEG or PNG "
                f"as clearsight.ingest re-encodes them; fix: open the file with clearsight.ingest"
            )
        return cls(np.asarray(pixels, dtype=np.uint8))

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

    @cached_property
    def small_grey(self) -> Pixels:
        """(h, w) uint8 luma, the longer side at most 512 px."""
        near = cv2.cvtColor(self.at_least(ROOM * SMALL_PX), cv2.COLOR_RGB2GRAY)
        return self._shrunk(np.asarray(near, dtype=np.uint8), SMALL_PX)

    @cached_property
    def _halves(self) -> list[Pixels]:
        return [self.pixels]

    def at_least(self, longer_px: float, shorter_px: float = 0) -> Pixels:
        """The smallest of the picture and its halvings whose sides are not below these.

        Halving is twenty times cheaper than other shrinking, and done once for all senses. An odd
        last row or column is left out.
        """
        times = 0
        while True:
            found = self.halved(times)
            height, width = (side // 2 for side in found.shape[:2])
            if max(height, width) < longer_px or min(height, width) < max(1, shorter_px):
                return found
            times += 1

    def halved(self, times: int) -> Pixels:
        """The picture after so many halvings; it must be large enough for them."""
        while len(self._halves) <= times:
            self._halves.append(half(self._halves[-1]))
        return self._halves[times]

    def scaled(self, longest_px: int) -> Pixels:
        """(h, w, 3) with the longer side at most `longest_px`; never enlarged; area filter."""
        return self._shrunk(self.at_least(ROOM * longest_px), longest_px)

    def _shrunk(self, near: Pixels, longest_px: int) -> Pixels:
        scale = longest_px / max(self.height, self.width)
        if scale >= 1:
            return near
        size = (max(1, round(self.width * scale)), max(1, round(self.height * scale)))
        return np.asarray(cv2.resize(near, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def half(pixels: Pixels) -> Pixels:
    """Half as high and wide, each pixel the mean of four; an odd last row or column is left out."""
    height, width = (side // 2 for side in pixels.shape[:2])
    even = pixels[: 2 * height, : 2 * width]
    return np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
