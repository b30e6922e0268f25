"""A photo in words beside the answer: where things are, and its text line by line as it stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from clearsight.app.saw import place
from clearsight.app.words import Words
from clearsight.language import language_of
from clearsight.models.describer.facts.rows import box_of, rows
from clearsight.reading import Box, Reading

# Measured on worn papers, see docs/page.md: right are .05 of the lines below the first, .46 of
# those between the two and .96 of those above.
READABLE, SURE = 0.8, 0.95
MOST_PLACES = 12


@dataclass(frozen=True, slots=True)
class Read:
    """One line of the reading mode.

    Attributes:
        text: as it was read; empty when it could not be read.
        doubtful: the reader was not sure of it.
        where: place of what could not be read.
    """

    text: str
    doubtful: bool = False
    where: str = ""
    language: str = "en"


def verbatim(reading: Reading, words: Words) -> tuple[Read, ...]:
    """All text in reading order, a line for what stands in one row; gaps stand where they are."""
    gaps = sorted((gap.box for gap in reading.unread), key=lambda box: box.centre[1])
    out: list[Read] = []
    for row in rows(reading):
        top = box_of(reading, row.lines).top
        while gaps and gaps[0].centre[1] < top:
            out.append(_gap(gaps.pop(0), words))
        sure = min(reading.lines[i].confidence for i in row.lines)
        if sure < READABLE:
            out.append(_gap(box_of(reading, row.lines), words))
        else:
            out.append(Read(row.text, sure < SURE, language=language_of(row.text)))
    return (*out, *(_gap(box, words) for box in gaps))


def _gap(box: Box, words: Words) -> Read:
    return Read("", where=place(box, words))


def layout(reading: Reading, words: Words) -> tuple[str, ...]:
    """Where things are, from top to bottom: "top left: text", "centre: person"."""
    found = sorted(_things(reading, words), key=lambda one: (round(3 * one[1].centre[1]),
                                                             one[1].centre[0]))  # fmt: skip
    lines = (words["pair"].format(name=place(box, words), value=name) for name, box in found)
    return tuple(dict.fromkeys(lines))[:MOST_PLACES]


def _things(reading: Reading, words: Words) -> Iterator[tuple[str, Box]]:
    for block in reading.blocks:
        head = reading.lines[block.lines[0]].text if block.lines else ""
        yield words.many("layout_text", len(block.lines), text=_short(head)), block.box
    inside = {i for block in reading.blocks for i in block.lines}
    for number, line in enumerate(reading.lines):
        if number not in inside:
            yield words.many("layout_text", 1, text=_short(line.text)), line.box
    for person in reading.people:
        box = person.body or person.face
        if box is not None:
            yield words["layout_person"], box
    for code in reading.codes:
        yield code.format, code.box
    for thing in reading.things:
        yield thing.label, thing.box


def _short(text: str, most: int = 40) -> str:
    """The beginning of a long text, up to a blank where it has one: Chinese has none."""
    if len(text) <= most:
        return text
    return (text[:most].rpartition(" ")[0] or text[:most]) + " …"
