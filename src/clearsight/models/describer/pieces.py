"""What an answer is made of, so that it can be proved that nothing in it is invented.

A sentence is a run of pieces. A plain `str` is one of the describer's own fixed phrases; every
statement about the picture is one of the other pieces, which names its evidence in the Reading.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from clearsight.reading import Box, Reading

SURE = 0.8  # lines read with less confidence are quoted with "perhaps"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words as they were read.

    Attributes:
        lines: indices into Reading.lines whose text holds `text`; empty for a code's content.
        sure: the reader's confidence in every one of these lines is at least SURE.
        bare: without quotation marks, when whole lines are read out one by one.
    """

    text: str
    lines: tuple[int, ...]
    sure: bool = True
    bare: bool = False

    def __str__(self) -> str:
        words = self.text if self.bare else f"“{self.text}”"
        return words if self.sure else f"(perhaps) {words}" if self.bare else f"perhaps {words}"


@dataclass(frozen=True, slots=True)
class Label:
    """A word for what was seen: a tag, a thing, a colour, something worn, or a kind of document.

    Attributes:
        lines: the lines a kind of document was concluded from.
        box: where it was seen, None for the whole picture.
        said: the word in the language of the answer, when that is not English.
    """

    text: str
    source: Literal["tag", "thing", "colour", "wearing", "kind", "script", "code"]
    lines: tuple[int, ...] = ()
    box: Box | None = None
    said: str = ""

    def __str__(self) -> str:
        return self.said or self.text


@dataclass(frozen=True, slots=True)
class Count:
    """A number that was counted in the Reading, never one that was read or guessed."""

    value: int
    of: Literal["people", "lines", "prices", "things", "codes", "frames", "picture"]

    def __str__(self) -> str:
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is, as words for a box; `said` in the language of the answer."""

    text: str
    box: Box
    said: str = ""

    def __str__(self) -> str:
        return self.said or self.text


@dataclass(frozen=True, slots=True)
class Echo:
    """Words of the question, said back."""

    text: str

    def __str__(self) -> str:
        return self.text


Piece = str | Quote | Label | Count | Place | Echo


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer.

    Attributes:
        ahead: what separates it from the sentence before, a blank or a newline.
        picture: index of the Reading it is about.
    """

    pieces: tuple[Piece, ...]
    ahead: str = " "
    picture: int = 0

    @property
    def text(self) -> str:
        words = "".join(str(piece) for piece in self.pieces)
        bare = isinstance(self.pieces[0], Quote) and self.pieces[0].bare
        return words if bare else words[:1].upper() + words[1:]

    @property
    def lines(self) -> tuple[int, ...]:
        """Indices of all lines this sentence rests on."""
        cited = [p.lines for p in self.pieces if isinstance(p, Quote | Label)]
        return tuple(sorted({index for lines in cited for index in lines}))


@dataclass(frozen=True, slots=True)
class Answer:
    """Sentences, the most useful first.

    Attributes:
        known: the question was answered; False for "I cannot tell" and "I do not see".
    """

    sentences: tuple[Sentence, ...]
    known: bool = True

    @property
    def text(self) -> str:
        return "".join(
            (sentence.ahead if number else "") + sentence.text
            for number, sentence in enumerate(self.sentences)
        )


def say(*pieces: Piece, ahead: str = " ") -> Sentence:
    return Sentence(pieces, ahead)


def quote(reading: Reading, lines: Iterable[int], text: str = "", *, bare: bool = False) -> Quote:
    """Quote lines, or `text` if it stands in them word for word; else the lines as they are."""
    cited = tuple(dict.fromkeys(lines))
    whole = " ".join(reading.lines[i].text.strip() for i in cited)
    words = text if text and text in whole else whole
    return Quote(words, cited, all(reading.lines[i].confidence >= SURE for i in cited), bare)


def listed(pieces: Iterable[Piece], last: str = "and") -> tuple[Piece, ...]:
    """Pieces with commas and a last "and": a, b and c."""
    items = list(pieces)
    out: list[Piece] = []
    for number, item in enumerate(items):
        if number:
            out.append(f" {last} " if number == len(items) - 1 else ", ")
        out.append(item)
    return tuple(out)


def article(word: str) -> str:
    """ "a " or "an " for an English noun; nothing for plurals."""
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return ""
    return "an " if word[:1].lower() in "aeiou" else "a "
