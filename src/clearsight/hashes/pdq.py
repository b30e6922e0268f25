"""PDQ: a perceptual hash of 256 bits, in numpy, after Meta's published description and code.

"The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm" (Facebook, 2019; code
under BSD-3-Clause in ThreatExchange). Luma, two passes of a box filter along rows and columns,
every n-th point of it (64 x 64), the lowest 16 x 16 slots of a cosine transform without its first,
and of each whether it lies above their median. Departure: larger pictures are first shrunk to 512
px, as Meta's tool does. Box filters and decimation are linear along each side, so that they are one
matrix a side. Distances to the reference are in docs/hashes.md.
"""

import io
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from clearsight.hashes.match import Perceptual

LONGEST_PX = 512
LEAST_PX = 5  # a smaller picture has no hash, as in the reference
_SIDE, _SLOTS, _PASSES = 64, 16, 2

Matrix = NDArray[np.floating]


def perceptual(data: bytes) -> Perceptual | None:
    """The hashes of an encoded picture that was made by our own ingest; None for a tiny one."""
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
        image.draft("L", (LONGEST_PX, LONGEST_PX))
        grey = image.convert("L")
    if max(grey.size) > LONGEST_PX:
        factor = LONGEST_PX / max(grey.size)
        size = [max(1, round(side * factor)) for side in grey.size]
        grey = grey.resize((size[0], size[1]), Image.Resampling.BOX)
    return hashes(np.asarray(grey, np.float32))


def hashes(luma: Matrix) -> Perceptual | None:
    """The hashes of luma (height, width), 0..255."""
    if min(luma.shape) < LEAST_PX:
        return None
    down, across = _shrunk(luma.shape[0]), _shrunk(luma.shape[1])
    # Mirrored before they are shrunk: the filters are not the same from both ends.
    sides = [side @ luma for side in (down, down[:, ::-1])]
    small: list[Matrix] = [half @ end.T for half in sides for end in (across, across[:, ::-1])]
    every = [_hex(one) for one in (*small, *(one.T for one in small))]
    return Perceptual(every[0], tuple(every[1:]), _quality(small[0]))


def _hex(small: Matrix) -> str:
    """Of a (64, 64) luma."""
    slots = _cosines() @ small @ _cosines().T  # (16, 16)
    # Torben's median, which the reference uses, is the lower one of an even number.
    median = np.partition(slots.ravel(), slots.size // 2 - 1)[slots.size // 2 - 1]
    words = (slots > median) @ (1 << np.arange(_SLOTS))
    return "".join(f"{word:04x}" for word in words[::-1])


def _quality(small: Matrix) -> int:
    steps = (np.diff(small, axis=0).ravel(), np.diff(small, axis=1).ravel())
    total = sum(int(np.abs(np.trunc(step * 100 / 255)).sum()) for step in steps)
    return min(100, total // 90)


@lru_cache(maxsize=64)
def _shrunk(size_px: int) -> Matrix:
    """(64, size): box filters and decimation of one side."""
    if size_px == _SIDE:
        return np.eye(_SIDE, dtype=np.float32)
    window = (size_px + 2 * _SIDE - 1) // (2 * _SIDE)
    right = window // 2
    left = window - 1 - right
    place = np.arange(size_px)
    near = (place[None] >= place[:, None] - left) & (place[None] <= place[:, None] + right)
    box = near / near.sum(1, keepdims=True)
    picked = ((np.arange(_SIDE) + 0.5) * size_px / _SIDE).astype(int)
    out: Matrix = np.linalg.matrix_power(box, _PASSES)[picked].astype(np.float32)
    return out


@lru_cache(maxsize=1)
def _cosines() -> Matrix:
    """(16, 64): slots 1 to 16 of the cosine transform."""
    slot, place = np.arange(1, _SLOTS + 1)[:, None], np.arange(_SIDE)[None]
    out: Matrix = (np.sqrt(2 / _SIDE) * np.cos(np.pi / 2 / _SIDE * slot * (2 * place + 1))).astype(
        np.float32
    )
    return out
