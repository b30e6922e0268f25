"""Which way up lines are read: straight, turned by quarters, or mirrored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from clearsight.senses.ocr import Networks, Row
from clearsight.senses.picture import Pixels
from clearsight.senses.regions import Found, cut

# Right side up, letters average .97; turned or mirrored ones below .78 (four English lines at
# 12 and 30 px, all eight ways).
SURE = 0.85
ALONE_SURE = 0.93  # one line alone: "from the library" on its head gave a sure .88 for "fro the"
SAMPLES = 3
SAMPLE_ASPECT = 8  # this much of a line tells the way: 26 CPU-ms a try
# Up to here a line is tried whole, because then the try is its reading once the way is right.
WHOLE_ASPECT = 12
TELLING_ASPECT = 6  # about ten letters; fewer are poor witnesses
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
    """Read every line the right way up; the way is tried on lines that are cheap to read."""
    crops = [cut(pixels, f) for f in found]
    tries = _Tries(networks)
    ways: dict[int, Upside] = {}
    for tall, group in _groups(found):
        way = _way(tries, [crops[index] for index in group], tall)
        ways |= dict.fromkeys(group, way)
    return [
        Piece(f, ways[index].hold(crop), tries.row(crop, ways[index]), ways[index])
        for index, (f, crop) in enumerate(zip(found, crops, strict=True))
    ]


def _groups(found: Sequence[Found]) -> Iterator[tuple[bool, list[int]]]:
    """Lines that stand the same way up: all level ones, all upright ones, each bent one."""
    stands = _standing(found)
    for tall in (False, True):
        same = [i for i, f in enumerate(found) if f.path is None and stands[i] == tall]
        if same:
            yield tall, same
    # The left end of a bow that runs up or down is found by chance.
    yield from ((False, [i]) for i, f in enumerate(found) if f.path is not None)


class _Tries:
    """Reads crops one way or another, each way at most once."""

    def __init__(self, networks: Networks) -> None:
        self._networks = networks
        self._rows: dict[tuple[int, Upside], Row] = {}

    def row(self, crop: Pixels, way: Upside) -> Row:
        """What a crop says when it is held that way; the caller keeps the crop alive."""
        key = (id(crop), way)
        if key not in self._rows:
            (self._rows[key],) = self._networks.read([way.hold(crop)])
        return self._rows[key]

    def score(self, crops: Sequence[Pixels], way: Upside) -> float:
        """Mean confidence, weighted by letters and digits: rows of dots say nothing."""
        rows = [self.row(crop, way) for crop in crops]
        weights = [sum(letter.isalnum() for letter in row.text) for row in rows]
        if sum(weights) < (1 if way == STRAIGHT else FEW_LETTERS):
            return 0.0
        return float(np.average([row.confidence for row in rows], weights=weights))


def _standing(found: Sequence[Found]) -> list[bool]:
    """For each line whether it runs up or down; short ones follow the long ones."""
    long = [f for f in found if max(f.width, f.height) >= SAMPLE_MIN_ASPECT * f.thickness]
    most = sum(f.height for f in long if f.tall) > sum(f.width for f in long if not f.tall)
    sure = {id(f) for f in long}
    return [f.tall if id(f) in sure else most or f.tall for f in found]


def _way(tries: _Tries, crops: Sequence[Pixels], tall: bool) -> Upside:
    ways = TALL if tall else WIDE
    samples = _samples(crops, tall)
    if not samples:
        return ways[0]
    for way in ways:
        first = tries.score(samples[:1], way)
        # The other samples are read anyway once the way is right; a wrong way costs one try.
        if first >= ALONE_SURE and way == ways[0]:
            return way
        if first >= SURE and tries.score(samples, way) >= SURE:
            return way
    best, best_score = ways[0], 0.0
    for way in ways:
        score = tries.score(samples, way)
        if score > best_score:
            best, best_score = way, score
        if best_score >= SURE:
            break
    # A turn has to prove itself: what reads badly every way is left as it stands.
    return best if tall or best_score >= SURE else STRAIGHT


def _samples(crops: Sequence[Pixels], tall: bool) -> list[Pixels]:
    """At most three crops to try, those first that tell enough and cost least."""
    # What is about square cannot hold enough letters to prove a turn.
    long = [crop for crop in crops if _aspect(crop) >= SAMPLE_MIN_ASPECT]
    telling = [crop for crop in long if _aspect(crop) >= TELLING_ASPECT]
    short = [crop for crop in long if _aspect(crop) < TELLING_ASPECT]
    order = sorted(telling, key=_aspect) + sorted(short, key=_aspect, reverse=True)
    return [
        crop if _aspect(crop) <= WHOLE_ASPECT else _start(crop, tall) for crop in order[:SAMPLES]
    ]


def _aspect(crop: Pixels) -> float:
    height, width = crop.shape[:2]
    return float(max(height, width) / min(height, width))


def _start(crop: Pixels, tall: bool) -> Pixels:
    length = SAMPLE_ASPECT * min(crop.shape[:2])
    return crop[:length] if tall else crop[:, :length]
