"""A picture as the tower wants it: a small square that holds the whole picture."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

SIDE_PX = 112
_GROUND = (255, 255, 255)

Pixels = NDArray[np.uint8]  # [side, side, 3], RGB


def square(picture: Pillow.Image, side_px: int = SIDE_PX) -> Pixels:
    """The whole picture, as large as fits, in the middle of a white square.

    The same as transformers' `LlavaImageProcessor` with `do_pad` and a white ground.

    Nothing is cut off and nothing is stretched: positions and proportions are asked about.

    Args:
        picture: of any size and mode; transparent parts become white.
        side_px: side of the square; a multiple of 28, so that patches of 14 px pair up.

    Returns:
        [side, side, 3], RGB 0..255.
    """
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        solid = picture.convert("RGBA")
        ground = Pillow.new("RGBA", solid.size, (*_GROUND, 255))
        picture = Pillow.alpha_composite(ground, solid)
    picture = picture.convert("RGB")
    longer = max(picture.size)
    if picture.size != (longer, longer):
        canvas = Pillow.new("RGB", (longer, longer), _GROUND)
        canvas.paste(picture, ((longer - picture.width) // 2, (longer - picture.height) // 2))
        picture = canvas
    small = picture.resize((side_px, side_px), Pillow.Resampling.BICUBIC)
    return np.asarray(small, dtype=np.uint8)


def decoded(data: bytes) -> Pillow.Image:
    """Encoded bytes that passed ingest, opened."""
    return Pillow.open(io.BytesIO(data))
