"""Cells of a table and rows that a time or a code names, quoted with the row they stand in."""

import re

from clearsight.models.describer.answers.common import MOST_QUOTED, caveats, quotes
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts import tables
from clearsight.models.describer.facts.match import content, fold, holds
from clearsight.models.describer.facts.rows import rows
from clearsight.models.describer.facts.times import asked, times
from clearsight.models.describer.facts.wanted import answers
from clearsight.models.describer.pieces import Answer, Echo, listed, quote, say
from clearsight.reading import Reading

_TIMED = re.compile(r"\d{1,2}[:.h]\d\d")
_CODE = re.compile(r"\b[a-z]{1,3} ?\d{2,4}\b")
_MOST_CELLS = 8


def in_column(ask: Ask, reading: Reading) -> Answer | None:
    """The cell under a head, in the row that the question names; None when no head is named."""
    found = tables.column(reading, ask.topic)
    if found is None:
        return None
    head = quote(reading, found.head.lines, found.head.text)
    places = _rows_of(ask, reading, found)
    headed = set(found.head.lines) <= tables.heads(reading)
    if not places and headed and len(found.rows) == 1 and ask.time is None:
        places = (0,)
    if not places:
        if ask.time is not None:
            return _no_row(ask, reading)
        return _any_row(reading, found) if headed else None
    chosen = [cell for place in places if (cell := found.cells[place]) is not None]
    formed = ask.wanted not in ("moment", "clock", "amount", "date") or any(
        answers(ask.wanted, "", cell.text) for cell in chosen
    )
    if chosen and not formed:
        return None
    out = []
    for place in places[:MOST_QUOTED]:
        row, cell = found.rows[place], found.cells[place]
        beside = quote(reading, row.lines)
        if cell is None:
            lead = "I cannot read what stands under "
            out.append(say(lead, head, ", in the row ", beside, "."))
        else:
            value = quote(reading, cell.lines, cell.text)
            out.append(say("Under ", head, " it reads ", value, ", in the row ", beside, "."))
    known = any(found.cells[place] is not None for place in places)
    return Answer(tuple(out), known=known)


def _any_row(reading: Reading, found: tables.Column) -> Answer | None:
    """No row is named: what stands under the head, when that is more than one thing."""
    cells = dict.fromkeys(quote(reading, c.lines, c.text) for c in found.cells if c is not None)
    if len(cells) < 2:
        return None
    head = quote(reading, found.head.lines, found.head.text)
    first = say("I cannot tell which row is meant. Under ", head, " I read ",
                *listed(list(cells)[:_MOST_CELLS]), ".")  # fmt: skip
    return Answer((first,), known=False)


def _rows_of(ask: Ask, reading: Reading, found: tables.Column) -> tuple[int, ...]:
    """Of the column: the rows with the time that is asked about, else with its other words."""
    if ask.time is not None:
        lines = {i for time in times(reading) if time.minutes == ask.time for i in time.lines}
        return tuple(n for n, row in enumerate(found.rows) if lines & set(row.lines))
    head = found.head.text
    rest = " ".join(word for word in content(ask.words) if not holds(word, head))
    return tables.chosen(found, rest)


def _no_row(ask: Ask, reading: Reading) -> Answer:
    assert ask.time is not None
    told = Echo(f"{ask.time // 60:02d}:{ask.time % 60:02d}")
    first = say("I cannot tell: I do not see ", told, " on it.")
    return Answer((first, *caveats(reading)), known=False)


def at_time(ask: Ask, reading: Reading) -> Answer | None:
    """The row of a time that the question names ("where does the 12:10 go?")."""
    wanted = asked(ask.words) if _TIMED.search(ask.words) else None
    lines = {i for t in times(reading) if t.minutes == wanted for i in t.lines}
    found = tuple(row.lines for row in rows(reading) if lines & set(row.lines))
    if wanted is None or not found:
        return None
    return Answer((say("The row with that time reads ", *quotes(reading, found), "."),))


def coded(ask: Ask, reading: Reading) -> Answer | None:
    """The row of a flight or line that the question names ("my flight is TP380")."""
    codes = set(_CODE.findall(ask.words))
    found = tuple(r.lines for r in rows(reading) if codes & set(_CODE.findall(fold(r.text))))
    if not found:
        return None
    return Answer((say("The row with that reads ", *quotes(reading, found), "."),))
