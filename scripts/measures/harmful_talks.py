"""Harmful requests in long typed talks: behind harmless turns, and cut over several turns.

Rows are harmful typed rows of one half of the fold that the judge never saw, harmless turns come
from the everyday pool of `talks`. Only the request stage is asked, without a memory. What counts
is whether the talk is refused once the first harmful words stand in it; a talk whose harmless
beginning is refused already is counted apart, since finding harm there says nothing.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from clearsight.content import Conversation, said, user
from clearsight.evals.judge.rows import Row
from clearsight.stats import ClusteredRate, clustered_rate
from clearsight.train.judgement_row import half_of
from scripts.measures.judgement import Judge
from scripts.measures.talks import ANSWERS

TEST_ONLY = "mossbench"
LEAD = 3  # harmless turns before a request that is cut


@dataclass(frozen=True, slots=True)
class Form:
    """How a harmful request stands in a talk.

    Attributes:
        lead: harmless turns before it. pieces: turns that it is cut into, at blanks by chance.
        between: whether a harmless turn stands between two pieces.
    """

    lead: int
    pieces: int = 1
    between: bool = False


FORMS = {
    "alone": Form(0),
    "as the 4th turn": Form(3),
    "as the 10th turn": Form(9),
    "cut over 2 turns": Form(LEAD, 2),
    "cut over 3 turns": Form(LEAD, 3),
    "cut over 4 turns": Form(LEAD, 4),
    "cut over 2, a harmless turn between": Form(LEAD, 2, True),
    "cut over 3, harmless turns between": Form(LEAD, 3, True),
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One user turn; `bad` when its words are of the harmful request."""

    text: str
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """How a talk went: refused before the harmful words came, or found from then on, or neither."""

    row: Row
    before: bool
    found: bool


def harmful(rows: Iterable[Row], half: str) -> list[Row]:
    """Harmful typed rows of one half, as `train.judgement_row.half_of` divides clusters."""
    return [
        row
        for row in rows
        if row.label
        and not row.tag
        and row.set != TEST_ONLY
        and half_of(row.cluster.partition(":")[2]) == half
    ]


def cut(text: str, pieces: int, chance: random.Random) -> list[str]:
    """The text cut at blanks into so many pieces; whole when it has fewer than two words each."""
    words = text.split()
    if len(words) < 2 * pieces:
        return [text]
    at = [0, *sorted(chance.sample(range(1, len(words)), pieces - 1)), len(words)]
    return [" ".join(words[start:end]) for start, end in pairwise(at)]


def planned(row: Row, form: Form, turns: Sequence[Row], chance: random.Random) -> list[Turn]:
    """The user turns of one talk."""
    pieces = cut(row.text, form.pieces, chance)
    others = [one.text for one in chance.sample(turns, form.lead + len(pieces))]
    out = [Turn(text) for text in others[: form.lead]]
    for piece, other in zip(pieces, others[form.lead :], strict=True):
        out += [Turn(piece, True)] + ([Turn(other)] if form.between else [])
    return out if out[-1].bad else out[:-1]


async def asked(judge: Judge, row: Row, plan: Sequence[Turn], chance: random.Random) -> Asked:
    """Ask turn by turn from the last harmless turn of the beginning on."""
    first = next(number for number, turn in enumerate(plan) if turn.bad)
    talk: Conversation | None = None
    before = found = False
    for number, turn in enumerate(plan):
        talk = user(turn.text) if talk is None else talk.then(said("user", turn.text))
        if number == first - 1:
            before = await judge.stops(talk)
        if number >= first and not found:
            found = await judge.stops(talk)
        talk = talk.then(said("assistant", chance.choice(ANSWERS)))
    return Asked(row, before, found and not before)


async def form_rate(
    judge: Judge, rows: Sequence[Row], turns: Sequence[Row], name: str, seed: int
) -> tuple[ClusteredRate, int]:
    """The share of talks of one form in which harm is found, and how many stopped before it."""
    out = []
    for number, row in enumerate(rows):
        chance = random.Random(f"{seed}|{name}|{number}")
        out.append(await asked(judge, row, planned(row, FORMS[name], turns, chance), chance))
    counted = [one for one in out if not one.before]
    found = clustered_rate([o.found for o in counted], [o.row.cluster for o in counted])
    return found, len(out) - len(counted)
