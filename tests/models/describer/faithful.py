"""Finds what an answer states without evidence in the Reading. An independent second opinion.

Own words must come from a fixed vocabulary without digits; every quote must stand on the lines it
cites; every label, number and place must be in the Reading; echoes must be in the questions.
"""

import re
from collections.abc import Iterator, Sequence

from clearsight.models.describer.abroad import SPOKEN
from clearsight.models.describer.facts import times
from clearsight.models.describer.facts.money import priced
from clearsight.models.describer.facts.position import place
from clearsight.models.describer.facts.rows import rows
from clearsight.models.describer.pieces import Answer, Count, Echo, Label, Piece, Place, Quote
from clearsight.models.describer.questions import plain
from clearsight.reading import Box, Reading
from tests.models.describer.vocabulary import KINDS, VOCABULARY


def unfounded(answer: Answer, readings: Sequence[Reading], questions: Sequence[str]) -> list[str]:
    """The pieces of an answer that nothing in the Readings or the questions stands for."""
    return [
        str(piece)
        for sentence in answer.sentences
        for piece in sentence.pieces
        if not founded(piece, readings[sentence.picture], questions, len(readings))
    ]


def founded(piece: Piece, reading: Reading, questions: Sequence[str], pictures: int) -> bool:
    match piece:
        case str():
            own = re.findall(r"[^\W_]+", piece.lower())
            return all(word in VOCABULARY for word in own)
        case Quote():
            return _quoted(piece, reading)
        case Label():
            return _seen(piece, reading) and _said_so(piece)
        case Count():
            return _counted(piece, reading, pictures)
        case Place():
            stands = piece.text == place(piece.box) and _somewhere(piece.box, reading)
            return stands and _said_so(piece)
        case Echo():
            return _asked(piece.text, questions)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _said_so(piece: Label | Place) -> bool:
    """In the words of another language that stand for the same; those are reviewed by hand."""
    meant = {(a, b) for w in SPOKEN.values() for a, b in (*w.names.items(), *w.places.items())}
    return not piece.said or (piece.text, piece.said) in meant


def _quoted(piece: Quote, reading: Reading) -> bool:
    if not piece.lines:
        return piece.text in {code.text for code in reading.codes}
    stands = _squeezed("".join(reading.lines[i].text for i in piece.lines))
    lowest = min(reading.lines[i].confidence for i in piece.lines)
    return _squeezed(piece.text) in stands and piece.sure == (lowest >= 0.8)


def _seen(piece: Label, reading: Reading) -> bool:
    tags = {w for t in reading.tags if t.speakable for w in (t.label, *t.broader)}
    broad = {w for t in reading.tags for w in t.broader}
    regions = {c.name for region in reading.colours for c in region.colours}
    worn = {c.name for p in reading.people for c in p.clothing + p.hair}
    known = {
        "tag": tags | broad,
        "thing": {thing.label for thing in reading.things},
        "colour": regions | worn,
        "wearing": {item for p in reading.people for item in p.wearing},
        "kind": KINDS if piece.lines else frozenset(),
        "script": {line.script for line in reading.lines},
        "code": {"A QR code", "A barcode"} if reading.codes else set(),
    }
    return piece.text in known[piece.source]


def _counted(piece: Count, reading: Reading, pictures: int) -> bool:
    match piece.of:
        case "people":
            return piece.value == len(reading.people)
        case "lines":
            return piece.value == len(rows(reading))
        case "prices":
            return 0 < piece.value <= len(priced(reading))
        case "things":
            return 0 < piece.value <= len(reading.things)
        case "picture":
            return 0 < piece.value <= pictures
        case _:
            return False


def _boxes(reading: Reading) -> Iterator[Box]:
    yield from (line.box for line in reading.lines)
    yield from (thing.box for thing in reading.things)
    yield from (gap.box for gap in reading.unread)
    yield from (code.box for code in reading.codes)
    yield from (box for p in reading.people for box in (p.face, p.body) if box is not None)


def _somewhere(box: Box, reading: Reading) -> bool:
    """The box is one of the Reading's, or is spanned by boxes inside it."""
    inside = [
        b
        for b in _boxes(reading)
        if b.left >= box.left and b.right <= box.right and b.top >= box.top
    ]
    return bool(inside)


def _asked(echo: str, questions: Sequence[str]) -> bool:
    said = " ".join((*questions, *map(plain, questions))).casefold()
    if echo.casefold() in said:
        return True
    told = {times.asked(plain(question)) for question in questions}
    told |= {times.asked(f"at {question}") for question in questions}
    hours, _, rest = echo.partition(":")
    return hours.isdigit() and rest.isdigit() and int(hours) * 60 + int(rest) in told
