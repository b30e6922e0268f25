"""A question with what is known of its answer, and whether an answer fits it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from clearsight.imaging.item import Pixels

Half = Literal["tuned", "held"]
# "has": the answer must hold the truth. "none": it is not there, so a claim is wrong.
# "open": describer need not be able to know it; a claim is wrong unless it holds the truth.
Kind = Literal["has", "none", "open"]
Verdict = Literal["right", "cannot", "wrong"]

_OWN = re.compile(r"“[^”]*”")
_CANNOT = re.compile(
    r"\b(?:I|i) (?:cannot|could not|can't|do not|don't)\b|\bI know only\b|\bI see none\b"
)
# Said before some statement, that statement is offered as a guess or as what comes nearest.
_DOUBT = re.compile(
    r"\b(?:perhaps|may|might|could be|seems|looks like|nearest|near it|not sure)\b|"
    r"不确定|可能不是|No sé si|لست متأكد",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked and what is so.

    Attributes:
        holds: every one of these must stand in the answer; blanks, case and marks do not count.
        never: none of these may stand in it.
    """

    words: str
    kind: Kind
    holds: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture with its questions; `truth` says for a reader what is on it."""

    task: str
    name: str
    pixels: Pixels
    truth: str
    questions: tuple[Question, ...]


Maker = Callable[[int, Half], Shown]


def judged(question: Question, answer: str) -> Verdict:
    """A first, blunt judgement: right, an honest "cannot tell", or wrong.

    An answer that does not hold the truth is wrong unless it says that it cannot tell or does not
    see; one that holds a thing it must not hold is wrong in any case.
    """
    told = _squeezed(answer)
    if any(_squeezed(one) in told for one in question.never):
        return "wrong"
    honest = _CANNOT.search(_OWN.sub("", answer)) is not None
    if question.kind == "none":
        return "right" if honest else "wrong"
    if question.holds and all(_squeezed(one) in told for one in question.holds):
        return "right"
    return "cannot" if honest else "wrong"


def confident(answer: str) -> bool:
    """No word of the answer's own says that it may not be so."""
    own = _OWN.sub("", answer)
    return _CANNOT.search(own) is None and _DOUBT.search(own) is None


def pick_words(tuned: Sequence[str], held: Sequence[str], half: Half, seed: int) -> str:
    """One wording of a question: those of the held half were never asked while mending."""
    words = tuned if half == "tuned" else held
    return words[seed % len(words)]


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
