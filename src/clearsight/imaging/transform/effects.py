"""Changes to pixels alone: contrast, inversion, turns, size, noise. They work on any picture."""

from io import BytesIO

import cv2
import numpy as np
from PIL import Image as Pillow

from clearsight.errors import UsageError
from clearsight.imaging.item import Item, Pixels, generator
from clearsight.imaging.transform.made import at_least, moved, step


def ground_of(pixels: Pixels) -> tuple[int, int, int]:
    """The colour that most of the picture has: the median of each channel."""
    red, green, blue = (int(value) for value in np.median(pixels, axis=(0, 1)))
    return red, green, blue


def contrast(item: Item, seed: int, *, levels: int = 24) -> Item:
    """All grey levels squeezed into `levels` of 256; how light, by the seed."""
    if not 0 <= levels <= 255:
        raise UsageError(f"levels is {levels}, expected 0 (nothing left) to 255 (as it was)")
    base = int(generator("contrast", seed).integers(0, 256 - levels))
    pixels = np.round(item.pixels / 255 * levels + base).astype(np.uint8)
    return item.after(pixels, step("contrast", seed, levels=levels, base=base))


def inverted(item: Item, seed: int) -> Item:
    """Light on dark."""
    return item.after(255 - item.pixels, step("inverted", seed))


def rotated(item: Item, seed: int, *, degrees: float | None = None) -> Item:
    """Turned counter-clockwise, by the seed between 10 and 350 degrees unless given; nothing cut.

    Multiples of 90 degrees move pixels and change none.
    """
    if degrees is None:
        degrees = round(float(generator("rotated", seed).uniform(10, 350)), 1)
    if degrees % 90 == 0:
        pixels: Pixels = np.ascontiguousarray(np.rot90(item.pixels, int(degrees // 90) % 4))
    else:
        sheet = Pillow.fromarray(item.pixels)
        turned = sheet.rotate(
            degrees, Pillow.Resampling.BICUBIC, expand=True, fillcolor=ground_of(item.pixels)
        )
        pixels = np.asarray(turned, dtype=np.uint8)
    done = step("rotated", seed, degrees=degrees)
    return moved(item, pixels, done, _turn(item.pixels, pixels, degrees))


def _turn(before: Pixels, after: Pixels, degrees: float) -> list[list[float]]:
    """From the old pixels to the new ones: about the middle, y down."""
    cos, sin = float(np.cos(np.radians(degrees))), float(np.sin(np.radians(degrees)))
    x, y = before.shape[1] / 2, before.shape[0] / 2
    return [
        [cos, sin, after.shape[1] / 2 - cos * x - sin * y],
        [-sin, cos, after.shape[0] / 2 + sin * x - cos * y],
        [0, 0, 1],
    ]


def mirrored(item: Item, seed: int) -> Item:
    """Left and right exchanged; in the truth, boxes and points alone."""
    pixels = np.ascontiguousarray(item.pixels[:, ::-1])
    flip = [[-1, 0, item.pixels.shape[1]], [0, 1, 0], [0, 0, 1]]
    return moved(item, pixels, step("mirrored", seed), flip)


def tiny(item: Item, seed: int, *, scale: float = 0.15) -> Item:
    """Shrunk, somewhere on an empty page of the old size. .15 makes 40 px letters 6 px."""
    if not 0 < scale <= 1:
        raise UsageError(f"scale is {scale}, expected more than 0 and at most 1")
    height, width = item.pixels.shape[:2]
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(item.pixels, size, interpolation=cv2.INTER_AREA)
    random = generator("tiny", seed)
    left = int(random.integers(0, width - size[0] + 1))
    top = int(random.integers(0, height - size[1] + 1))
    pixels = np.full_like(item.pixels, ground_of(item.pixels))
    pixels[top : top + size[1], left : left + size[0]] = small
    done = step("tiny", seed, scale=scale, left=left, top=top)
    across, down = size[0] / width, size[1] / height
    return moved(item, pixels, done, [[across, 0, left], [0, down, top], [0, 0, 1]])


def noise(item: Item, seed: int, *, sigma: float = 90.0) -> Item:
    """Normal noise of `sigma` grey levels on every channel."""
    at_least("sigma", sigma, 0)
    added = generator("noise", seed).normal(0, sigma, item.pixels.shape)
    pixels = np.clip(np.round(item.pixels + added), 0, 255).astype(np.uint8)
    return item.after(pixels, step("noise", seed, sigma=sigma))


def jpeg(item: Item, seed: int, *, quality: int = 8) -> Item:
    """Through JPEG (Pillow's quality, 1 to 95) and back."""
    if not 1 <= quality <= 95:
        raise UsageError(f"quality is {quality}, expected 1 to 95")
    out = BytesIO()
    Pillow.fromarray(item.pixels).save(out, "JPEG", quality=quality)
    pixels = np.asarray(Pillow.open(out).convert("RGB"), dtype=np.uint8)
    return item.after(pixels, step("jpeg", seed, quality=quality))


def blurred(item: Item, seed: int, *, sigma_px: float = 3.0) -> Item:
    """Out of focus: a Gaussian of `sigma_px`."""
    at_least("sigma_px", sigma_px, 0.05)
    pixels = cv2.GaussianBlur(item.pixels, (0, 0), sigma_px)
    return item.after(np.asarray(pixels, dtype=np.uint8), step("blurred", seed, sigma_px=sigma_px))
