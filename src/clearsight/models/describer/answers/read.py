"""Reading out: everything, one line, a heading, the lines about something."""

from dataclasses import replace

from clearsight.models.describer.answers.common import (
    OTHER_WORDS,
    caveats,
    cut,
    echoed,
    missing,
    no_text,
    quotes,
    unread,
)
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts import related
from clearsight.models.describer.facts.match import holds
from clearsight.models.describer.facts.position import place
from clearsight.models.describer.facts.rows import box_of, passage, rows
from clearsight.models.describer.pieces import Answer, Count, Place, Sentence, quote, say
from clearsight.reading import Reading

_TALLER = 1.15  # than the middle line, to be called the largest text


def order(reading: Reading) -> tuple[int, ...]:
    """Lines in reading order: block by block, then those in no block."""
    inside = [i for block in reading.blocks for i in block.lines]
    return tuple(dict.fromkeys(inside + list(range(len(reading.lines)))))


def headings(reading: Reading) -> tuple[int, ...]:
    """The first heading's lines, else the first line when it is clearly the tallest."""
    for block in reading.blocks:
        if block.kind == "heading":
            return block.lines
    if len(reading.lines) < 2:
        return ()
    heights = [line.box.height for line in reading.lines]
    tall = heights[0] > 1.3 * sorted(heights)[len(heights) // 2]
    return (0,) if tall else ()


def read(ask: Ask, reading: Reading) -> Answer:
    """All text verbatim, unread parts marked where they stand."""
    if not reading.lines:
        return no_text(reading)
    out: list[Sentence] = []
    if any(not quote(reading, (i,)).sure for i in range(len(reading.lines))):
        out.append(say("Lines that I am not sure of begin with “perhaps”."))
    gaps = sorted(reading.unread, key=lambda gap: gap.box.centre[1])
    for row in rows(reading):
        top = box_of(reading, row.lines).top
        while gaps and gaps[0].box.centre[1] < top:
            gap = gaps.pop(0)
            where = Place(place(gap.box), gap.box)
            out.append(say("[Text that I could not read, ", where, ".]", ahead="\n"))
        out.append(say(quote(reading, row.lines, bare=True), ahead="\n"))
    for gap in gaps:
        where = Place(place(gap.box), gap.box)
        out.append(say("[Text that I could not read, ", where, ".]", ahead="\n"))
    limits = (*caveats(reading)[len(unread(reading)) :], *cut(reading))
    return Answer((*out, *(replace(sentence, ahead="\n") for sentence in limits)))


def line(ask: Ask, reading: Reading) -> Answer:
    """One line by its number in reading order; a row of cells counts as one line."""
    if not reading.lines:
        return no_text(reading)
    table = rows(reading)
    number = len(table) if ask.number == -1 else ask.number
    if not 1 <= number <= len(table):
        count = Count(len(table), "lines")
        return Answer((say("I can read only ", count, " lines."),), known=False)
    cited = table[number - 1].lines
    return Answer((say("It reads: ", quote(reading, cited), "."), *unread(reading)))


def heading(ask: Ask, reading: Reading) -> Answer:
    if not reading.lines:
        return no_text(reading)
    if found := headings(reading):
        return Answer((say("The heading reads ", quote(reading, found), "."),))
    heights = [line.box.height for line in reading.lines]
    if max(heights) < _TALLER * sorted(heights)[len(heights) // 2]:
        begins = say("I do not see a heading. It begins ", quote(reading, order(reading)[:1]), ".")
        return Answer((begins,), known=False)
    tallest = heights.index(max(heights))
    return Answer((say("The largest text reads ", quote(reading, (tallest,)), "."),))


def lines_about(reading: Reading, topic: str) -> tuple[tuple[int, ...], ...]:
    """Rows or sentences that hold all words of a topic."""
    hits: list[tuple[int, ...]] = []
    for row in rows(reading):
        if holds(topic, row.text):
            single = row.lines[0] if len(row.lines) == 1 else None
            hits.append(row.lines if single is None else passage(reading, single))
    return tuple(dict.fromkeys(hits))


def about(ask: Ask, reading: Reading) -> Answer:
    """The lines that name the topic."""
    found = lines_about(reading, ask.topic)
    found = found or related.lines(ask.words, reading)
    if not found:
        return missing(reading, echoed(ask), more=(OTHER_WORDS,))
    return Answer((say("The text says ", *quotes(reading, found), "."), *unread(reading)))
