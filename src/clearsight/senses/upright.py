"""Which way up lines are read: straight, turned by quarters, or mirrored."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clearsight.senses.ocr import Networks, Row
from clearsight.senses.picture import Pixels
from clearsight.senses.regions import Found, cut

# Right side up, letters average .97; turned or mirrored ones below .78 (four English lines at
# 12 and 30 px, all eight ways).
SURE = 0.85
SAMPLES = 3
SAMPLE_ASPECT = 8  # this much of a line tells the way: 26 CPU-ms a try
SAMPLE_MIN_ASPECT = 2
# Too short to prove a turn: 8, 0, O, N, H and the like read both ways.
FEW_LETTERS = 4


@dataclass(frozen=True)
class Upside:
    """One way to hold a crop: turned clockwise by `degrees`, or mirrored, before it is read."""

    degrees: int = 0
    mirrored: bool = False

    def hold(self, crop: Pixels) -> Pixels:
        seen = crop[:, ::-1] if self.mirrored else crop
        return np.ascontiguousarray(np.rot90(seen, -self.degrees // 90))


STRAIGHT = Upside()
WIDE = (STRAIGHT, Upside(180), Upside(mirrored=True))
TALL = (Upside(270), Upside(90))


@dataclass(frozen=True)
class Piece:
    """A detected line, its upright crop and what was read in it."""

    found: Found
    crop: Pixels
    row: Row
    upside: Upside = STRAIGHT
    reader: str = "rapidocr"

    @property
    def letters(self) -> int:
        return sum(not letter.isspace() for letter in self.row.text)

    @property
    def density(self) -> float:
        """Letters per square of the line's height; scripts have .5 to 3."""
        height, width = self.crop.shape[:2]
        return float(self.letters * height / width)


def read_all(networks: Networks, pixels: Pixels, found: Sequence[Found]) -> list[Piece]:
    """Read every line the right way up; the way is tried on the longest lines."""
    crops = [cut(pixels, f) for f in found]
    stands = _standing(found)
    ways = {
        tall: _way(networks, [c for t, c in zip(stands, crops, strict=True) if t == tall], tall)
        for tall in set(stands)
    }
    held = [ways[tall].hold(crop) for tall, crop in zip(stands, crops, strict=True)]
    rows = networks.read(held)
    return [
        Piece(f, crop, row, ways[tall])
        for f, crop, row, tall in zip(found, held, rows, stands, strict=True)
    ]


def _standing(found: Sequence[Found]) -> list[bool]:
    """For each line whether it runs up or down; short ones follow the long ones."""
    long = [f for f in found if max(f.width, f.height) >= SAMPLE_MIN_ASPECT * f.thickness]
    most = sum(f.height for f in long if f.tall) > sum(f.width for f in long if not f.tall)
    sure = {id(f) for f in long}
    return [f.tall if id(f) in sure else most or f.tall for f in found]


def _way(networks: Networks, crops: Sequence[Pixels], tall: bool) -> Upside:
    ways = TALL if tall else WIDE
    # What is about square cannot hold enough letters to prove a turn.
    crops = [
        crop for crop in crops if max(crop.shape[:2]) >= SAMPLE_MIN_ASPECT * min(crop.shape[:2])
    ]
    if not crops:
        return ways[0]
    longest = sorted(crops, key=lambda crop: -max(crop.shape[:2]) / min(crop.shape[:2]))
    samples = [_start(crop, tall) for crop in longest[:SAMPLES]]
    if _score(networks, samples[:1], ways[0]) >= SURE:
        return ways[0]
    best, best_score = ways[0], 0.0
    for way in ways:
        score = _score(networks, samples, way)
        if score > best_score:
            best, best_score = way, score
        if best_score >= SURE:
            break
    # A turn has to prove itself: what reads badly every way is left as it stands.
    return best if tall or best_score >= SURE else STRAIGHT


def _start(crop: Pixels, tall: bool) -> Pixels:
    length = SAMPLE_ASPECT * min(crop.shape[:2])
    return crop[:length] if tall else crop[:, :length]


def _score(networks: Networks, samples: Sequence[Pixels], way: Upside) -> float:
    """Mean confidence, weighted by letters and digits: rows of dots say nothing."""
    rows = networks.read([way.hold(sample) for sample in samples])
    weights = [sum(letter.isalnum() for letter in row.text) for row in rows]
    if sum(weights) < (1 if way == STRAIGHT else FEW_LETTERS):
        return 0.0
    return float(np.average([row.confidence for row in rows], weights=weights))
