"""Pictures of which nothing can be said: far too blurred, dark, bright, small, or blank."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np

from clearsight.errors import UsageError
from clearsight.imaging.item import Pixels, generator

HOW = ("blurred", "dark", "bright", "noisy", "blank", "a corner")


def spoiled(
    root: Path | None, maker: str, args: tuple[Any, ...], how: str, seed: int, much: float = 1.0
) -> Pixels:
    """Another maker's picture, spoiled; `much` below .3 leaves it easy to see."""
    from clearsight.train.tiny.easel import MAKERS, maker_of

    if maker not in MAKERS:
        raise UsageError(f"no maker is called {maker!r}; known: {', '.join(MAKERS)}")
    pixels = maker_of(maker)(root, *args)
    random = generator("spoiled", how, seed)
    high, wide = pixels.shape[:2]
    if how == "blurred":
        sigma = max(high, wide) * 0.11 * much * float(random.uniform(0.85, 1.3))
        return np.asarray(cv2.GaussianBlur(pixels, (0, 0), max(sigma, 0.3)), np.uint8)
    if how in ("dark", "bright"):
        end = 0 if how == "dark" else 255
        left = 1 - 0.985 * much * float(random.uniform(0.99, 1.0))
        faint = end + (pixels.astype(np.float32) - end) * left
        return np.clip(faint + random.normal(0, 2, pixels.shape), 0, 255).astype(np.uint8)
    if how == "noisy":
        noise = random.normal(0, 1, pixels.shape) * 2000 * much
        return np.clip(pixels * (1 - 0.6 * much) + 50 * much + noise, 0, 255).astype(np.uint8)
    if how == "blank":
        page = np.empty_like(pixels)
        page[:] = random.integers(0, 256, 3)
        return page
    if how == "a corner":
        # The plain corner of a picture, enlarged: a few pixels of whatever lies there.
        cut = pixels[: max(2, high // 24), : max(2, wide // 24)]
        return np.asarray(cv2.resize(cut, (wide, high), interpolation=cv2.INTER_CUBIC), np.uint8)
    raise UsageError(f"pictures are spoiled by {', '.join(HOW)}; got {how!r}")
