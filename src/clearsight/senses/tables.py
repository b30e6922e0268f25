"""Blocks: rows of cells -> headings, paragraphs, lists, tables and key-value pairs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from clearsight.senses.layout import Cell, Row

Kind = Literal["heading", "paragraph", "list", "table", "pairs"]

HEADING_HEIGHT = 1.25  # of the median line
HEADING_PITCH = 1.3  # letters this much wider than the median: coarse boxes hide the height
HEADING_LETTERS = 60
PARAGRAPH_GAP = 1.0  # in line heights, between boxes
TABLE_GAP = 2.5
_LIST = re.compile(r"\s*(?:[-–•·*▪●◦]|\(?\d{1,2}[.)]|\(?[a-z][.)])(?:\s|$)")
# Dots or dashes that lead the eye from a dish to its price.
_LEADER = re.compile(r"^(.*?\S)\s*(?:\.{3,}|…+|·{3,}|_{3,}|-{3,}|(?:\s\.){3,})[\s.…·]*(\S.*)$")
_DOTS_AFTER = re.compile(r"(?:\s+[.…·_]|[.…·_]{2,})[\s.…·_]*$|^[\s.…·_]+$")
_DOTS_BEFORE = re.compile(r"^(?:[.…·_][\s.…·_]+|[.…·_](?=\d+[.,:]\d))")
# A colon between digits is a time, not the end of a key.
_PAIR = re.compile(r"^(\D[^:：]{0,38}?)\s*(?:(?<!\d)[:：]|[:：](?=\s))\s*(\S.*)$")
# "Best before 12/2026", "Total 12.40 EUR": a few words, then one value with a digit.
_VALUE = re.compile(r"^(\D{2,38}?)\s+([€$£¥₹]?\s?\d[\d.,:/%\-]*\s?(?:[€$£¥₹%]|[A-Za-z]{1,3})?)$")
_PLAIN = re.compile(r"\d+")  # "Bus 42", "Room 7": a name rather than a value


@dataclass(frozen=True)
class Usual:
    """Median height of the lines and width of the letters of a zone, px."""

    height: float
    pitch: float


@dataclass(frozen=True)
class Draft:
    """A block over rows; `table` as in Block.rows."""

    kind: Kind
    rows: list[Row]
    table: tuple[tuple[str, ...], ...] = ()


def blocks_of(zone: Sequence[Row]) -> list[Draft]:
    """The blocks of one zone, top to bottom."""
    if not zone:
        return []
    every = [cell for row in zone for cell in row]
    usual = Usual(median(c.height for c in every), median(_pitch(c) for c in every))
    drafts: list[Draft] = []
    run: list[Row] = []
    for row in zone:
        if run and not _continues(run, row, usual):
            drafts.append(_draft(run, usual))
            run = []
        run.append(row)
    drafts.append(_draft(run, usual))
    return drafts


def _continues(run: Sequence[Row], row: Row, usual: Usual) -> bool:
    before, shape = run[-1], _shape(row, usual)
    if shape != _shape(before, usual) and not _carries_on(run, row, usual):
        return False
    gap = min(c.top for c in row) - max(c.bottom for c in before)
    room = TABLE_GAP if shape in ("table", "pairs") else PARAGRAPH_GAP
    return gap < room * usual.height


def _carries_on(run: Sequence[Row], row: Row, usual: Usual) -> bool:
    """A list item's second line, set in."""
    return (
        _shape(run[0], usual) == "list"
        and _shape(row, usual) == "paragraph"
        and row[0].left > run[0][0].left + 0.5 * usual.height
    )


def _shape(row: Row, usual: Usual) -> Kind:
    if len(row) > 1:
        return "table"
    cell = row[0]
    if _LEADER.match(cell.text):
        return "table"
    if _is_heading(cell, usual):
        return "heading"
    if _LIST.match(cell.text):
        return "list"
    return "pairs" if pair(cell.text) else "paragraph"


def _pitch(cell: Cell) -> float:
    return cell.width / max(1, len(cell.text))


def _is_heading(cell: Cell, usual: Usual) -> bool:
    if not 3 <= len(cell.text) <= HEADING_LETTERS:
        return False
    wide = _pitch(cell) >= HEADING_PITCH * usual.pitch and cell.height >= usual.height
    return wide or cell.height >= HEADING_HEIGHT * usual.height


def pair(text: str) -> tuple[str, str] | None:
    """Key and value of one line, None when it is no such."""
    found = _PAIR.match(text)
    if found and not found[2].startswith("//"):
        return found[1].strip(), found[2].strip()
    found = _VALUE.match(text)
    if found and len(found[1].split()) <= 4 and not _PLAIN.fullmatch(found[2].strip()):
        return found[1].strip(), found[2].strip()
    return None


def _draft(run: list[Row], usual: Usual) -> Draft:
    kind = _shape(run[0], usual)
    if kind == "pairs":
        found = [pair(row[0].text) for row in run]
        return Draft("pairs", run, tuple(p for p in found if p is not None))
    if kind != "table":
        return Draft(kind, run)
    grid = table(run)
    if all(len(row) == 2 for row in grid) and all(row[0].endswith((":", "：")) for row in grid):
        return Draft("pairs", run, tuple((key[:-1].strip(), value) for key, value in grid))
    return Draft("table", run, grid)


def table(rows: Sequence[Row]) -> tuple[tuple[str, ...], ...]:
    """The cells row by row, every row as long; "" where a row has none in a column."""
    split = [_led(row) for row in rows]
    most = max(len(row) for row in split)
    anchors = _anchors([row for row in split if len(row) == most])
    grid = []
    for row in split:
        line = [""] * most
        if len(row) == most:
            line = [cell.text for cell in row]
        else:
            for cell in row:
                column = min(range(most), key=lambda i: _distance(cell, anchors[i]))
                line[column] = f"{line[column]} {cell.text}".strip()
        grid.append(tuple(line))
    return tuple(grid)


def _led(row: Row) -> Row:
    """The row with "Soup .... 4.50" parted, and what is left of leaders dropped."""
    out: Row = []
    for cell in row:
        found = _LEADER.match(cell.text)
        if found:
            cut = cell.left + cell.width * found.start(2) / len(cell.text)
            out.append(Cell(found[1], cell.left, cell.top, cut, cell.bottom))
            out.append(Cell(found[2], cut, cell.top, cell.right, cell.bottom))
        else:
            out.append(cell)
    if len(out) == 1:
        return out
    clean = [replace(cell, text=_without_leader(cell.text)) for cell in out]
    return [cell for cell in clean if cell.text] or out


def _without_leader(text: str) -> str:
    """Dots after a name, and before a number that has its own point (".5.20", not ".50")."""
    return _DOTS_BEFORE.sub("", _DOTS_AFTER.sub("", text))


def _anchors(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Median left and right edge of each column."""
    return [
        (median(row[i].left for row in rows), median(row[i].right for row in rows))
        for i in range(len(rows[0]))
    ]


def _distance(cell: Cell, anchor: tuple[float, float]) -> float:
    left, right = anchor
    overlap = min(cell.right, right) - max(cell.left, left)
    return -overlap if overlap > 0 else min(abs(cell.left - left), abs(cell.right - right))
