"""How alike two pictures look: a difference hash and a small grid of colours.

The hash is dHash (Krawetz 2013, "Kind of Like That"): the picture at 9 x 8 grey values, one bit per
pair of neighbours, set where the right one is brighter. Shape alone takes two flags with the same
stripes for one, so the mean colour of 4 x 4 fields must agree too.
"""

from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

# Measured on pictures of the collections (docs/imaging.md, "Picture index"): re-encoded, resized
# and re-rendered copies against pictures of other concepts.
MOST_BITS = 6
MOST_COLOUR = 12.0
_SIGNED = 1 << 64


@dataclass(frozen=True, slots=True)
class Look:
    """What a picture looks like.

    Attributes:
        dhash: 64 bits.
        colours: 48 bytes, the mean RGB of 4 x 4 fields, row by row.
    """

    dhash: int
    colours: bytes


def look(png: bytes) -> Look:
    """The look of an encoded picture."""
    from PIL import Image

    with Image.open(BytesIO(png)) as picture:
        rgb = picture.convert("RGB")
        grey = np.asarray(rgb.convert("L").resize((9, 8), Image.Resampling.BOX), np.int16)
        fields = rgb.resize((4, 4), Image.Resampling.BOX).tobytes()
    bits = (grey[:, 1:] > grey[:, :-1]).flatten()
    return Look(int("".join("1" if bit else "0" for bit in bits), 2), fields)


def bits_apart(one: int, other: int) -> int:
    """Hamming distance of two hashes, 0 to 64."""
    return (one ^ other).bit_count()


def colour_apart(one: bytes, other: bytes) -> float:
    """Mean absolute difference of two colour grids, 0 to 255."""
    a, b = np.frombuffer(one, np.uint8), np.frombuffer(other, np.uint8)
    return float(np.abs(a.astype(np.int16) - b).mean())


def alike(one: Look, other: Look) -> bool:
    """Whether two pictures are near-duplicates."""
    return (
        bits_apart(one.dhash, other.dhash) <= MOST_BITS
        and colour_apart(one.colours, other.colours) <= MOST_COLOUR
    )


def near(hashes: NDArray[np.uint64], dhash: int) -> NDArray[np.intp]:
    """Indices of the hashes (N,) that are at most MOST_BITS from one hash."""
    apart = np.bitwise_count(hashes ^ np.uint64(dhash))
    return np.flatnonzero(apart <= MOST_BITS)


def signed(dhash: int) -> int:
    """A hash as SQLite stores it: a signed 64-bit number."""
    return dhash - _SIGNED if dhash >= _SIGNED >> 1 else dhash


def unsigned(number: int) -> int:
    """The hash that `signed` made."""
    return number % _SIGNED
