"""Headed groups of rows, such as the drinks on a menu."""

from dataclasses import dataclass
from itertools import pairwise

from clearsight.models.describer.facts.match import content, holds
from clearsight.models.describer.facts.money import PRICE
from clearsight.models.describer.facts.rows import Row, box_of, rows
from clearsight.reading import Reading

_LONGEST_HEAD = 4  # words
_NEARER = 1.15  # a head stands this much nearer to what it heads than to what is above it

_STEP = 1.4  # of the first step, to be still in the group
_ALIGNED = 0.05  # of the picture's width


@dataclass(frozen=True, slots=True)
class Section:
    """A head and the rows under it, up to the next head."""

    head: Row
    rows: tuple[Row, ...]


def sections(reading: Reading) -> tuple[Section, ...]:
    """Every headed group, from top to bottom."""
    table = rows(reading)
    starts = [number for number in range(len(table) - 1) if _is_head(reading, table, number)]
    out: list[Section] = []
    for start, after in pairwise([*starts, len(table)]):
        inside = _inside(reading, table[start + 1 : after])
        out.append(Section(table[start], inside))
    return tuple(out)


def named(reading: Reading, topic: str) -> Section | None:
    """The section whose head is what the topic says ("drinks": "Drinks", "Hot drinks")."""
    for section in sections(reading):
        if holds(section.head.text, topic) or holds(topic, section.head.text):
            return section
    return None


def _is_head(reading: Reading, table: tuple[Row, ...], number: int) -> bool:
    """One short cell without a number, nearer to an entry below it than to what is above."""
    row, below = table[number], table[number + 1]
    if len(row.cells) != 1 or len(row.text.split()) > _LONGEST_HEAD or not content(row.text):
        return False
    ends = row.text.rstrip().endswith((".", ",", ";", "!", "?"))
    if ends or any(c.isdigit() for c in row.text) or PRICE.search(row.text):
        return False
    box, under = box_of(reading, row.lines), box_of(reading, below.lines)
    entry = len(below.cells) > 1 or PRICE.search(below.text) is not None or _listed(reading, below)
    if not entry or under.top < box.top:
        return False
    if number == 0:
        return True
    above = box_of(reading, table[number - 1].lines)
    return box.top - above.bottom > _NEARER * max(under.top - box.bottom, 0.0) + 1e-4


def _listed(reading: Reading, row: Row) -> bool:
    return any(block.kind == "list" and set(row.lines) & set(block.lines)
               for block in reading.blocks)  # fmt: skip


def _inside(reading: Reading, following: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows of the group: up to a wider step than the first one, or another left edge."""
    out: list[Row] = []
    step = 0.0
    for row in following:
        box = box_of(reading, row.lines)
        if out:
            last = box_of(reading, out[-1].lines)
            moved = box.top - last.top
            away = abs(box.left - last.left) > _ALIGNED and len(row.cells) == 1
            if away or (step and moved > _STEP * step):
                break
            step = step or moved
        out.append(row)
    return tuple(out)
