"""Reading order: cells of text -> rows and columns, whatever the tilt of the picture.

A Cell lies in an upright frame: `frames.py` has undone quarter turns, mirroring and tilt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from clearsight.senses.script import RIGHT_TO_LEFT, script_of

# In line heights: how far two boxes of one row may be off each other, words of one line apart,
# and the width of a gutter between columns of prose.
ROW_OFFSET = 0.5
WORD_GAP = 0.9
GUTTER = 0.8
ALIKE = 0.6  # words of one line differ in height by no more than this ratio
# Columns of prose are at least this many lines of this many letters that fill the column.
PROSE_LINES, PROSE_LETTERS, PROSE_FILL = 3, 18, 0.7
SPANNING = 0.55  # a line this wide, in shares of the text, parts what is above from below


@dataclass(frozen=True)
class Cell:
    """A piece of a line.

    Attributes:
        left, top, right, bottom: px in the upright frame, y downwards.
        confidence: 0..1.
        parts: indices of the pieces that it was joined from.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float = 1.0
    parts: tuple[int, ...] = ()

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


Row = list[Cell]


def arrange(cells: Sequence[Cell]) -> list[list[Row]]:
    """Zones in reading order; each is rows from top to bottom, cells in the direction of reading.

    Columns of prose become zones of their own; tables stay rows.
    """
    if not cells:
        return []
    backwards = _right_to_left(cells)
    return [
        [_reading(row, backwards) for row in rows_of(zone)] for zone in _zones(cells, backwards)
    ]


def rows_of(cells: Sequence[Cell]) -> list[Row]:
    """Cells side by side, top to bottom; words of one line joined."""
    rows: list[Row] = []
    for cell in sorted(cells, key=lambda c: c.left):
        best = min(
            (row for row in rows if _beside(row[-1], cell)),
            key=lambda row: abs(row[-1].middle - cell.middle),
            default=None,
        )
        if best is None:
            rows.append([cell])
        else:
            best.append(cell)
    rows.sort(key=lambda row: sum(c.middle for c in row) / len(row))
    return [_joined(row) for row in rows]


def _beside(before: Cell, cell: Cell) -> bool:
    near = min(before.height, cell.height)
    return (
        abs(before.middle - cell.middle) < ROW_OFFSET * near
        and cell.left > before.right - 0.5 * near
    )


def _joined(row: Row) -> Row:
    out = [row[0]]
    backwards = _right_to_left(row)
    for cell in row[1:]:
        last = out[-1]
        low, high = sorted((last.height, cell.height))
        if cell.left - last.right < WORD_GAP * low and low > ALIKE * high:
            out[-1] = _join(last, cell, backwards)
        else:
            out.append(cell)
    return out


def _join(a: Cell, b: Cell, backwards: bool) -> Cell:
    first, second = (b, a) if backwards else (a, b)
    letters = max(1, len(a.text) + len(b.text))
    return Cell(
        f"{first.text} {second.text}",
        min(a.left, b.left),
        min(a.top, b.top),
        max(a.right, b.right),
        max(a.bottom, b.bottom),
        (a.confidence * len(a.text) + b.confidence * len(b.text)) / letters,
        first.parts + second.parts,
    )


def _reading(row: Row, backwards: bool) -> Row:
    return row[::-1] if backwards else row


def _right_to_left(cells: Sequence[Cell]) -> bool:
    return script_of("".join(cell.text for cell in cells)) in RIGHT_TO_LEFT


def _zones(cells: Sequence[Cell], backwards: bool) -> list[list[Cell]]:
    left, right = min(c.left for c in cells), max(c.right for c in cells)
    wide = [c for c in cells if c.width > SPANNING * (right - left)]
    zones: list[list[Cell]] = []
    top = float("-inf")
    for bar in [*sorted(wide, key=lambda c: c.middle), None]:
        bottom = bar.middle if bar else float("inf")
        between = [c for c in cells if c not in wide and top <= c.middle < bottom]
        columns = _columns(between)
        if len(columns) > 1:
            zones += columns[::-1] if backwards else columns
        else:
            _extend(zones, between)
        if bar:
            _extend(zones, [bar])
            top = bottom
    return zones


def _extend(zones: list[list[Cell]], cells: list[Cell]) -> None:
    """Add to the last zone, unless that is a column which ends above."""
    if not cells:
        return
    if zones and _columns(zones[-1] + cells) == [] and not _is_column(zones):
        zones[-1] += cells
    else:
        zones.append(list(cells))


def _is_column(zones: list[list[Cell]]) -> bool:
    return len(zones) > 1 and min(c.top for c in zones[-1]) < max(c.bottom for c in zones[-2])


def _columns(cells: Sequence[Cell]) -> list[list[Cell]]:
    """The columns of prose from left to right; [] when there is no gutter between such."""
    if len(cells) < 2 * PROSE_LINES:
        return []
    gutter = GUTTER * median(c.height for c in cells)
    columns: list[list[Cell]] = []
    edge = float("-inf")
    for cell in sorted(cells, key=lambda c: c.left):
        if cell.left - edge > gutter:
            columns.append([])
        columns[-1].append(cell)
        edge = max(edge, cell.right)
    return columns if len(columns) > 1 and all(_is_prose(c) for c in columns) else []


def _is_prose(column: Sequence[Cell]) -> bool:
    rows = rows_of(column)
    if len(rows) < PROSE_LINES:
        return False
    width = max(c.right for c in column) - min(c.left for c in column)
    letters = median(sum(len(c.text) for c in row) for row in rows)
    fill = median(sum(c.width for c in row) for row in rows) / max(width, 1.0)
    return letters >= PROSE_LETTERS and fill >= PROSE_FILL
