"""Words laid over a photo, as on posters and memes: free letters, or a box."""

from dataclasses import replace

import cv2
import numpy as np

from clearsight.errors import UsageError
from clearsight.imaging.item import Item, Pixels, generator
from clearsight.imaging.transform.effects import ground_of
from clearsight.imaging.transform.made import moved, step

SHARE = 0.8  # of the photo's width and height at most


def on_photo(item: Item, seed: int, *, photo: Item | None = None, box: bool = False) -> Item:
    """The picture on a photo at a place of the seed; the photo's sources are kept.

    Args:
        photo: what lies below; it gives the size.
        box: with the picture's own ground, else its ink alone, white on dark and black on light.
    """
    if photo is None:
        raise UsageError("on_photo needs the photo below: pass photo=, an Item")
    height, width = photo.pixels.shape[:2]
    scale = min(SHARE * width / item.pixels.shape[1], SHARE * height / item.pixels.shape[0], 1.0)
    size = [max(1, round(side * scale)) for side in (item.pixels.shape[1], item.pixels.shape[0])]
    laid = np.asarray(cv2.resize(item.pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    random = generator("on_photo", seed)
    left = int(random.integers(0, width - size[0] + 1))
    top = int(random.integers(0, height - size[1] + 1))
    pixels = photo.pixels.copy()
    below = pixels[top : top + size[1], left : left + size[0]]
    below[:] = laid if box else _inked(laid, below)
    done = step("on_photo", seed, box=box, left=left, top=top, photo=photo.kind)
    across, down = size[0] / item.pixels.shape[1], size[1] / item.pixels.shape[0]
    laid_on = moved(item, pixels, done, [[across, 0, left], [0, down, top], [0, 0, 1]])
    return replace(laid_on, sources=(*item.sources, *photo.sources))


def _inked(laid: Pixels, below: Pixels) -> Pixels:
    """The ink of `laid` over `below`: how far from its ground each pixel is, says how much ink."""
    distance = np.abs(laid.astype(np.float32) - np.array(ground_of(laid), np.float32)).max(axis=2)
    ink = (distance / max(1.0, float(distance.max())))[..., None]
    colour = 255.0 if below.mean() < 128 else 0.0
    return np.asarray(np.round(below * (1 - ink) + colour * ink), dtype=np.uint8)
