"""A row before its pictures are drawn, and a picture before it is drawn. Builders only make these.

Drawing and reading cost far more than planning, so they wait until every family is planned: then
each picture is drawn once, however many rows show it, on as many processes as there are.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from clearsight.train.tiny.rows import MARK, Split, Turn, Wanted

Cell = Literal[
    "", "description", "reading", "hallucination", "illicit", "people", "over_refusal",
    "text_refusal", "text_benign",
]  # fmt: skip
OURS = "Clearsight, drawn"
OUR_LICENCE = "Apache-2.0"


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture to be drawn.

    Attributes:
        maker: a key of `easel.MAKERS`.
        args: what it is given, plain values.
        read: whether our text sense reads it; False only where it holds no text by construction.
        says: what it says, None where that is not known or does not matter. A row that is trained
            on is left out when the text sense reads something else.
        source, licence: of the material in it.
    """

    maker: str
    args: tuple[Any, ...]
    read: bool = True
    says: str | None = None
    source: str = OURS
    licence: str = OUR_LICENCE


@dataclass(frozen=True, slots=True)
class Draft:
    """A row without its pictures; attributes as in `rows.Row`, and:

    Attributes:
        name: unique in its family; `twin` is another draft's name.
        drawings: in the order of the marks.
        cell: which measuring set it may enter, "" for none.
        base: what the base model is asked, whose answer becomes the row's; "" where `answer` is it.
    """

    name: str
    family: str
    kind: str
    split: Split
    turns: tuple[Turn, ...]
    answer: str
    drawings: tuple[Drawing, ...] = ()
    rejected: str | None = None
    wanted: Wanted = "answer"
    expect: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    cluster: str = ""
    twin: str | None = None
    source: str = OURS
    licence: str = OUR_LICENCE
    cell: Cell = ""
    base: str = ""


def asked(question: str, pictures: int = 1) -> tuple[Turn, ...]:
    """One user's turn: the pictures, then the words; marks in the words are kept where they are."""
    marks = "" if MARK in question else MARK * pictures
    return (Turn("user", f"{marks}{question}"),)


def share(*words: object) -> float:
    """A number in [0, 1) that depends on the words alone: who is on which side of a split.

    No seed enters, so that what is held out is the same in every build.
    """
    digest = hashlib.sha256("\x1f".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def spread(items: Sequence[Any], most: int, *words: object) -> list[Any]:
    """At most `most` of the items, the same in every build, order kept."""
    if len(items) <= most:
        return list(items)
    ranked = sorted(range(len(items)), key=lambda n: share(*words, n))
    return [items[n] for n in sorted(ranked[:most])]
