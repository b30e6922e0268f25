"""Cells of a table: what stands in a row under a head ("which platform does the 12:10 leave")."""

from dataclasses import dataclass

from clearsight.models.describer.facts.match import content, holds, share
from clearsight.models.describer.facts.money import PRICE
from clearsight.models.describer.facts.rows import Cell, Row, box_of, rows
from clearsight.reading import Reading

_OVERLAP = 0.4  # of the narrower one's width, to stand under a head
_PAIR = 2  # cells
_LONGEST_HEAD = 4  # words


@dataclass(frozen=True, slots=True)
class Column:
    """A head and its table's rows; a row has None where nothing stands under the head."""

    head: Cell
    rows: tuple[Row, ...]
    cells: tuple[Cell | None, ...]


def column(reading: Reading, topic: str) -> Column | None:
    """The column whose head names the topic, with all rows of two and more cells below it."""
    table = rows(reading)
    for number, row in enumerate(table):
        if len(row.cells) < 2 or any(c.isdigit() for c in row.text) or PRICE.search(row.text):
            continue
        for head in row.cells:
            named = holds(topic, head.text) or holds(head.text, topic)
            if named and len(head.text.split()) <= _LONGEST_HEAD:
                below = _below(table[number + 1 :])
                if below and _heads(row, below):
                    cells = tuple(_under(reading, head, one) for one in below)
                    return Column(head, below, cells)
    return None


def _heads(row: Row, below: tuple[Row, ...]) -> bool:
    """Of two cells the row heads a table only where figures stand under the second one.

    "Soup: leek" above "Main: pie" is a pair of its own, and no head.
    """
    return len(row.cells) > _PAIR or all(any(c.isdigit() for c in r.cells[-1].text) for r in below)


def _below(table: tuple[Row, ...]) -> tuple[Row, ...]:
    out: list[Row] = []
    for row in table:
        if len(row.cells) < 2:
            break
        out.append(row)
    return tuple(out)


def _under(reading: Reading, head: Cell, row: Row) -> Cell | None:
    top = box_of(reading, head.lines)
    best, shared = None, 0.0
    for cell in row.cells:
        if not any(c.isalnum() for c in cell.text):  # a dash stands for nothing
            continue
        box = box_of(reading, cell.lines)
        wide = min(top.right, box.right) - max(top.left, box.left)
        if wide > shared and wide > _OVERLAP * min(top.width, box.width):
            best, shared = cell, wide
    return best


def heads(reading: Reading) -> frozenset[int]:
    """Lines of rows that head a table: three cells and more, no digit, a row with digits below.

    They name things and state nothing about them.
    """
    table = rows(reading)
    found: set[int] = set()
    for number, row in enumerate(table[:-1]):
        below = table[number + 1]
        plain = len(row.cells) >= 3 and not any(c.isdigit() for c in row.text)
        if plain and len(below.cells) >= 2 and any(c.isdigit() for c in below.text):
            found.update(row.lines)
    return frozenset(found)


def chosen(found: Column, rest: str) -> tuple[int, ...]:
    """Places of the rows that hold most of the other words of a question; none when none does."""
    wanted = " ".join(content(rest))
    if not wanted:
        return ()
    scores = [share(wanted, row.text) for row in found.rows]
    best = max(scores)
    return tuple(i for i, score in enumerate(scores) if score == best) if best > 0 else ()
