"""What an answer rests on, and whether a word of a question stands in it."""

import re
from dataclasses import dataclass

from clearsight.models.describer.answers.read import headings
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts.match import PRINTED, fold, stem
from clearsight.models.describer.facts.rows import rows
from clearsight.models.describer.pieces import Answer, Label, Place, Quote
from clearsight.reading import Reading

_ENDINGS = ("d", "ed", "ing", "ly")
_LEAST_STEM = 4  # letters
_CLOCK = re.compile(r"\d[:.h]\d\d")
_OPEN_END = re.compile(
    r"(?:,|\b(?:the|a|an|of|on|at|in|to|and|or|for|with|by|is|are|be|your|our|We))$"
)
_FEW = 3  # lines of a picture that is no page


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer rests on.

    Attributes:
        raw: the lines that it cites, as they were read.
        seen: folded words for things, colours and places that it names.
        heading: the folded heading of the page.
        page: all of the folded text.
        statements: the cited rows, with those in which a sentence goes on.
        alone: it cites every number of a picture with little text.
    """

    raw: tuple[str, ...]
    seen: str = ""
    heading: str = ""
    page: str = ""
    alone: bool = False
    statements: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(fold(one) for one in self.raw)

    @property
    def text(self) -> str:
        return " ".join((*self.lines, self.seen))


def evidence(ask: Ask, reading: Reading, made: Answer) -> Evidence:
    """Collects it from the pieces of an answer."""
    cited = tuple(dict.fromkeys(i for s in made.sentences for i in s.lines))
    if ask.intent == "departure":  # a time is given, and stands for its row
        beside = [row for row in rows(reading) if set(row.lines) & set(cited)]
        cited += tuple(i for row in beside if _CLOCK.search(row.text) for i in row.lines)
    pieces = [piece for sentence in made.sentences for piece in sentence.pieces]
    seen = [piece.text for piece in pieces if isinstance(piece, Label | Place)]
    codes = [piece.text for piece in pieces if isinstance(piece, Quote) and not piece.lines]
    lines = [reading.lines[i].text for i in dict.fromkeys(cited)]
    numbers = {i for i, line in enumerate(reading.lines) if re.search(r"\d", line.text)}
    return Evidence(
        (*lines, *codes),
        fold(" ".join(seen)),
        fold(" ".join(reading.lines[i].text for i in headings(reading))),
        fold(" ".join(line.text for line in reading.lines)),
        numbers <= set(cited) and len(reading.lines) <= _FEW,
        _statements(reading, set(cited)),
    )


def _statements(reading: Reading, cited: set[int]) -> tuple[str, ...]:
    """The cited rows, joined where a sentence goes on in the row below."""
    out: list[str] = []
    for row in rows(reading):
        if not cited & set(row.lines):
            continue
        goes_on = bool(out) and (row.text[:1].islower() or _OPEN_END.search(out[-1]) is not None)
        if goes_on:
            out[-1] += f" {row.text}"
        else:
            out.append(row.text)
    return tuple(out)


def same(asked: str, seen: str) -> bool:
    """The same word but for its ending; a slip of reading is no proof that it is meant."""
    left, right = stem(asked), stem(seen)
    if left == right or PRINTED.get(left) == right:
        return True
    ended = any(left + end == right or right + end == left for end in _ENDINGS)
    return ended and min(len(left), len(right)) >= _LEAST_STEM
