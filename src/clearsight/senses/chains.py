"""Words that follow one another on a bow, found one by one: joined into one bent line.

On a steep arc the detector's heat breaks between words. Each is then a short line of its own slope,
and reading order by rows would mix them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from clearsight.senses.paths import (
    Points,
    gentle,
    headings,
    length_of,
    prolonged,
    resampled,
    smooth,
    trimmed,
)
from clearsight.senses.regions import Found, bent_line

# Ends this near, in thicknesses, whose lines point at each other within these angles (cosines).
GAP = 1.6
NEAR = 0.4  # nearer ends need not point at each other
# How far lines reach beyond their letters, in thicknesses: as regions.py widens them.
ROOM, BOW_ROOM = 0.3, 0.5
TOWARDS, ALIKE = 0.7, 0.64  # 45 and 50 degrees
THICKNESS_RATIO = 1.7
SPREAD = np.radians(20)  # headings of a chain that differ by less are a straight line
MOST = 80  # pieces; more are a page or texture, not a slogan on a bow
LONG = 1.4  # in thicknesses: shorter pieces have no direction


@dataclass(frozen=True)
class _End:
    """One end of a piece.

    Attributes:
        piece, last: which piece, and whether it is its right end.
        place, out: px, and the unit vector that leaves the piece there.
        thickness: px.
    """

    piece: int
    last: bool
    place: NDArray[np.float64]
    out: NDArray[np.float64]
    thickness: float


def chained(found: Sequence[Found]) -> list[Found]:
    """The lines, those joined that follow one another on a bow."""
    middles = [_middle_line(f) for f in found]
    long = [i for i, f in enumerate(found) if f.width >= LONG * f.thickness or f.tall]
    if not 2 <= len(long) <= MOST or _spread([middles[i] for i in long]) < SPREAD:
        return list(found)
    ends = [end for i in long for end in _ends(i, middles[i], found[i].thickness)]
    out, joined = [], set()
    for chain in _chains(_links(ends)):
        bow = _joined(chain, middles, found)
        if bow is not None:
            out.append(bow)
            joined |= {piece for piece, _ in chain}
    return out + [f for i, f in enumerate(found) if i not in joined]


def _middle_line(found: Found) -> Points:
    """Without the room at both ends, in which neighbours overlap."""
    if found.path is not None:
        return trimmed(found.path, BOW_ROOM * found.across)
    a, b, c, d = found.quad
    start, end = ((a + b) / 2, (c + d) / 2) if found.tall else ((a + d) / 2, (b + c) / 2)
    return resampled(trimmed(np.stack([start, end]), ROOM * found.thickness), 4)


def _spread(lines: Sequence[Points]) -> float:
    """How far headings differ, over all lines; a half turn is no difference."""
    ways = np.concatenate([headings(line) for line in lines]) * 2
    turned = np.angle(np.exp(1j * (ways - np.angle(np.exp(1j * ways).mean())))) / 2
    return float(turned.max() - turned.min())


def _ends(piece: int, line: Points, thickness: float) -> list[_End]:
    out = []
    for last, (here, before) in ((False, (line[0], line[1])), (True, (line[-1], line[-2]))):
        way = (here - before).astype(np.float64)
        unit = way / max(float(np.linalg.norm(way)), 1e-6)
        out.append(_End(piece, last, here.astype(np.float64), unit, thickness))
    return out


def _links(ends: Sequence[_End]) -> list[tuple[_End, _End]]:
    """Pairs of ends that face each other, the nearest first."""
    near = []
    for a, b in combinations(ends, 2):
        low, high = sorted((a.thickness, b.thickness))
        if a.piece == b.piece or high > THICKNESS_RATIO * low:
            continue
        between = b.place - a.place
        gap = float(np.linalg.norm(between))
        facing = gap < NEAR * low or (
            float(a.out @ between) > TOWARDS * gap and float(b.out @ -between) > TOWARDS * gap
        )
        if gap < GAP * high and facing and float(a.out @ b.out) < -ALIKE:
            near.append((gap / high, a, b))
    return [(a, b) for _, a, b in sorted(near, key=lambda link: link[0])]


def _chains(links: Sequence[tuple[_End, _End]]) -> list[list[tuple[int, bool]]]:
    """Pieces end to end: (piece, whether it runs backwards). Each end is used at most once."""
    taken: dict[tuple[int, bool], tuple[int, bool]] = {}
    root: dict[int, int] = {}

    def top(piece: int) -> int:
        while root.setdefault(piece, piece) != piece:
            piece = root[piece]
        return piece

    for a, b in links:
        one, other = (a.piece, a.last), (b.piece, b.last)
        if one in taken or other in taken or top(a.piece) == top(b.piece):
            continue
        taken[one], taken[other] = other, one
        root[top(a.piece)] = top(b.piece)
    starts = [
        (piece, last)
        for piece in root
        for last in (False, True)
        if (piece, last) not in taken and (piece, not last) in taken
    ]
    chains, seen = [], set()
    for piece, last in starts:
        if piece in seen:
            continue
        chain = [(piece, last)]
        while (joint := taken.get((chain[-1][0], not chain[-1][1]))) is not None:
            chain.append(joint)
        seen |= {one for one, _ in chain}
        chains.append(chain)
    return chains


def _joined(
    chain: Sequence[tuple[int, bool]], middles: Sequence[Points], found: Sequence[Found]
) -> Found | None:
    """One bent line for a chain; None when it is straight or has corners."""
    parts = [middles[piece][::-1] if back else middles[piece] for piece, back in chain]
    line = np.concatenate(parts)
    lengths = [length_of(part) for part in parts]
    across = float(np.average([found[piece].thickness for piece, _ in chain], weights=lengths))
    line = smooth(line, across)
    if _spread([line]) < SPREAD or not gentle(line):
        return None
    if line[-1, 0] < line[0, 0]:
        line = line[::-1]
    score = float(np.average([found[piece].score for piece, _ in chain], weights=lengths))
    return bent_line(prolonged(line, BOW_ROOM * across), across, score)
