"""Plain English names of colours, by the nearest anchor in CIELAB.

Anchors are chosen by hand; `docs/senses.md` says how often they agree with people's own names.
Formulas: CIE 15:2004, D65 white, sRGB (IEC 61966-2-1).
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from clearsight.reading import Colour

Floats = NDArray[np.float64]

# fmt: off
# Plain words that people share. Several anchors a name, because a name is a region, not a point.
_ANCHORS: dict[str, tuple[str, ...]] = {
    "black": ("000000", "141414", "1c1a1a", "12141c", "1b1a14"),
    "dark grey": ("3a3a3a", "4a4a4a", "45474b", "4a4745"),
    "grey": ("6e6e6e", "808080", "959595", "868b92", "928c86"),
    "light grey": ("b0b0b0", "c6c6c6", "d2d2d2", "c4c9ce", "ceccc8"),
    "white": ("ffffff", "f2f2f2", "e8e8e8", "f8f6f0", "eef3f8"),
    "red": ("ff0000", "e01010", "c81414", "d62c28", "ee3a35", "e8203c", "f54d47", "b51a20"),
    "dark red": ("8b0000", "700010", "5c0d12", "80182a", "8f1020", "6e1423"),
    "orange": ("ff8000", "f58a1f", "ff6a10", "e8751a", "ffa033", "d96a10"),
    "brown": ("8b4513", "6b4423", "5a3a22", "7a5230", "965b2f", "40281a", "9c6b3f", "70543e",
              "a8703a"),
    "beige": ("f5e6c8", "e6d3b3", "d9c3a0", "f0d9b8", "cdb48c", "e3cbae", "c8ae8e"),
    "yellow": ("ffff00", "ffe000", "f0d020", "ffef60", "e8c82a", "fff58a", "f5c518"),
    "olive": ("808000", "6b6b23", "5c5a1e", "8a8640", "a09830"),
    "green": ("00a000", "2e9e3a", "3cb043", "4caf50", "00c030", "22b14c", "5fa046", "6cb52d"),
    "dark green": ("006400", "0b4d1e", "1e4d2b", "2f4f2f", "14532d", "3a5a2a", "27401c", "3c4230"),
    "light green": ("90ee90", "a8e6a1", "b5e550", "c3f0a8", "98d982", "aad94c", "7fe060"),
    "turquoise": ("40e0d0", "20b2aa", "00a19a", "008080", "00cec8", "5fd3c8", "2f8f8b"),
    "light blue": ("add8e6", "87ceeb", "9cc3ee", "6fb7e9", "b7d7f0", "8fb4dd", "a9bdde"),
    "blue": ("0000ff", "1e50d0", "2a6fdb", "3a7bd5", "1560bd", "4169e1", "1f75c9", "4a78b5"),
    "navy": ("000080", "0a1f44", "14213d", "1b2a5c", "101e50", "20305a", "05054a"),
    "purple": ("800080", "6a0dad", "8e44ad", "5d3a8e", "9b59d0", "4b2a6b", "a04fb5", "7b5ea7",
               "9010f0", "d6bdf5"),
    "pink": ("ffc0cb", "ff69b4", "f48fb1", "ff8da1", "e75480", "f4a6c0", "ff1493", "e8a0a8"),
}
# fmt: on
NAMES = tuple(_ANCHORS)
# People let lightness vary more within one name than hue: weighted below the chroma axes.
_LIGHTNESS_WEIGHT = 0.75
_LEVELS = 32
_WHITE_XYZ = np.array([0.95047, 1.0, 1.08883])
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
     [0.0193339, 0.1191920, 0.9503041]]
)  # fmt: skip


def lab(rgb: NDArray[np.generic]) -> Floats:
    """sRGB 0..255, shape (..., 3), to CIELAB (L 0..100, a, b)."""
    value = np.asarray(rgb, dtype=np.float64) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    ratio = (linear @ _TO_XYZ.T) / _WHITE_XYZ
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


@cache
def _cube() -> NDArray[np.uint8]:
    """(32 * 32 * 32,) index into NAMES of each cell of the sRGB cube."""
    centres = (np.arange(_LEVELS) + 0.5) * 256 / _LEVELS
    # The outer cells stand for pure black, white and primaries, not for their centres.
    centres[0], centres[-1] = 0.0, 255.0
    grid = np.stack(np.meshgrid(centres, centres, centres, indexing="ij"), axis=-1).reshape(-1, 3)
    points = [(i, anchor) for i, anchors in enumerate(_ANCHORS.values()) for anchor in anchors]
    owner = np.array([index for index, _ in points], dtype=np.uint8)
    weights = np.array([_LIGHTNESS_WEIGHT, 1.0, 1.0])
    anchors = lab(np.array([list(bytes.fromhex(anchor)) for _, anchor in points])) * weights
    cells = lab(grid) * weights
    nearest = np.empty(len(cells), dtype=np.int64)
    for start in range(0, len(cells), 4096):
        gaps = cells[start : start + 4096, None] - anchors[None]
        nearest[start : start + 4096] = np.einsum("ijk,ijk->ij", gaps, gaps).argmin(1)
    return owner[nearest]


def indices(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Index into NAMES of every pixel; (..., 3) uint8 to (...)."""
    cell = pixels >> 3
    flat = (cell[..., 0].astype(np.int32) << 10) | (cell[..., 1].astype(np.int32) << 5)
    found: NDArray[np.uint8] = _cube()[flat | cell[..., 2]]
    return found


def name_of(rgb: tuple[int, int, int]) -> str:
    """The name of one sRGB colour."""
    return NAMES[int(indices(np.array(rgb, dtype=np.uint8)))]


def dominant(
    pixels: NDArray[np.uint8], *, at_least: float = 0.1, most: int = 3
) -> tuple[Colour, ...]:
    """Named colours of (n, 3) pixels, largest share first; names below `at_least` are left out."""
    if len(pixels) == 0:
        return ()
    names = indices(pixels)
    counts = np.bincount(names, minlength=len(NAMES))
    found: list[Colour] = []
    for index in np.argsort(-counts, kind="stable")[:most]:
        share = float(counts[index]) / len(pixels)
        if share < at_least:
            break
        red, green, blue = (round(float(v)) for v in pixels[names == index].mean(0))
        found.append(Colour(NAMES[index], share, (red, green, blue)))
    return tuple(found)
