"""What belongs to a group: "read me the drinks", "which destinations are there?"."""

import re

from clearsight.models.describer.answers import people
from clearsight.models.describer.answers.common import cannot, caveats, quotes
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts import sections, seen, tables
from clearsight.models.describer.facts.match import content, fold, holds, word_set
from clearsight.models.describer.facts.position import place
from clearsight.models.describer.facts.rows import rows
from clearsight.models.describer.pieces import (
    Answer,
    Echo,
    Label,
    Piece,
    Place,
    article,
    listed,
    quote,
    say,
)
from clearsight.reading import Reading

_MOST = 12
_CONTROLS = word_set("button buttons tab tabs icon icons control controls field fields")
_SHORT = 3  # words of a line that may stand on a button
_PEOPLE = word_set("people persons faces")


def listing(ask: Ask, reading: Reading) -> Answer:
    """The rows under a head, the column of a table, the things seen; else it is not known."""
    wanted = set(content(ask.topic))
    if wanted & _PEOPLE:
        return Answer(people.sentences(reading), known=reading.ran("people"))
    if wanted & _CONTROLS:
        return _controls(ask, reading)
    for made in (section(ask, reading), _column(ask, reading), _keyed(ask, reading)):
        if made is not None:
            return made
    if things := _things(ask, reading):
        return things
    first = say("I cannot tell which of what I read are ", Echo(ask.topic or "those"), ".")
    if not reading.lines:
        return cannot(reading, ())
    return Answer((first, say("Ask me to read it all."), *caveats(reading)), known=False)


def section(ask: Ask, reading: Reading) -> Answer | None:
    """What stands under the head that the topic names, row by row."""
    found = sections.named(reading, ask.topic)
    if found is None or not found.rows:
        return None
    head = quote(reading, found.head.lines)
    shown = [quote(reading, row.lines) for row in found.rows[:_MOST]]
    out = [say("Under ", head, " I read ", *listed(shown), ".")]
    if len(found.rows) > _MOST:
        out.append(say("There is more of it; ask me to read it all."))
    return Answer((*out, *caveats(reading)))


def _column(ask: Ask, reading: Reading) -> Answer | None:
    found = tables.column(reading, ask.topic)
    if found is None:
        return None
    cells = [quote(reading, c.lines, c.text) for c in found.cells if c is not None]
    if not cells:
        return None
    head = quote(reading, found.head.lines, found.head.text)
    shown = list(dict.fromkeys(cells))[:_MOST]
    return Answer((say("Under ", head, " I read ", *listed(shown), "."), *caveats(reading)))


def _keyed(ask: Ask, reading: Reading) -> Answer | None:
    """Lines such as "Drinks: water, tea"."""
    topic = ask.topic
    found = [
        row.lines
        for row in rows(reading)
        if re.search(r"[:：]\s*\S", row.text) and holds(topic, re.split(r"[:：]", row.text)[0])
    ]
    if not topic or not found:
        return None
    return Answer((say("The text reads ", *quotes(reading, tuple(found)), "."), *caveats(reading)))


def _things(ask: Ask, reading: Reading) -> Answer | None:
    visible = seen.matching(reading, ask.topic)
    if not visible:
        return None
    shown: list[Piece] = []
    for thing in visible[:4]:
        shown += ["perhaps ", article(thing.label), Label(thing.label, "thing", box=thing.box)]
        shown += [" ", Place(place(thing.box), thing.box), ", "]
    return Answer((say("I see ", *shown[:-1], "."),))


def _controls(ask: Ask, reading: Reading) -> Answer:
    """Lines are known, their frames are not: the short ones are given."""
    first = say("I cannot tell what is one of the ", Echo(ask.topic), ".")
    short = [
        cell.lines
        for row in rows(reading)
        for cell in row.cells
        if len(cell.text.split()) <= _SHORT and re.search(r"[^\W\d_]{2}", fold(cell.text))
    ]
    more = (say("The short lines read ", *listed(quote(reading, i) for i in short[:8]), "."),)
    return Answer((first, *(more if short else ()), *caveats(reading)), known=False)
