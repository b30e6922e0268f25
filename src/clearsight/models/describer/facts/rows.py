"""Visual rows: what stands side by side. Menus, receipts and timetables are read by them."""

from dataclasses import dataclass

from clearsight.reading import Block, Box, Line, Reading

PROSE_WORDS = 4  # words a line, on average, from which lines are sentences rather than cells
MIN_OVERLAP = 0.5  # of the lower of two lines' heights, to stand in one row


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its words and the lines they stand on (indices into Reading.lines)."""

    text: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells)

    @property
    def lines(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(i for cell in self.cells for i in cell.lines))


def box_of(reading: Reading, lines: tuple[int, ...]) -> Box:
    """The box around some lines; there must be at least one."""
    boxes = [reading.lines[i].box for i in lines]
    return Box(
        min(b.left for b in boxes),
        min(b.top for b in boxes),
        max(b.right for b in boxes),
        max(b.bottom for b in boxes),
    )


def rows(reading: Reading) -> tuple[Row, ...]:
    """All rows in reading order: those of recognised tables, else lines at one height."""
    found: list[Row] = []
    taken: set[int] = set()
    for block in reading.blocks:
        made = _table_rows(reading, block) if block.rows else _prose(reading, block)
        if made:
            found += made
            taken.update(i for row in made for i in row.lines)
    rest = [i for i in range(len(reading.lines)) if i not in taken]
    found += _level_rows(reading, rest)
    return tuple(sorted(found, key=lambda row: min(row.lines)))


def _prose(reading: Reading, block: Block) -> list[Row] | None:
    """A paragraph's lines as rows of their own, so that columns of prose are not read across."""
    texts = [reading.lines[i].text for i in block.lines]
    if block.kind != "paragraph" or sum(len(t.split()) for t in texts) < PROSE_WORDS * len(texts):
        return None
    return [Row((Cell(text, (i,)),)) for i, text in zip(block.lines, texts, strict=True)]


def _table_rows(reading: Reading, block: Block) -> list[Row] | None:
    """A block's rows with their lines; None when a cell's words stand on no line of the block."""
    made: list[Row] = []
    left = list(block.lines)
    for row in block.rows:
        cells: list[Cell] = []
        for text in row:
            if not text.strip():
                continue
            lines = _lines_of(reading, left or list(block.lines), text)
            if not lines:
                return None
            cells.append(Cell(text, lines))
            left = [i for i in left if i not in lines or reading.lines[i].text.strip() != text]
        if cells:
            made.append(Row(tuple(cells)))
    return made


def _lines_of(reading: Reading, lines: list[int], cell: str) -> tuple[int, ...]:
    """The lines that hold a cell's words: one that equals it, one that contains it, or several."""
    wanted = cell.strip()
    for index in lines:
        if reading.lines[index].text.strip() == wanted:
            return (index,)
    for index in lines:
        if wanted in reading.lines[index].text:
            return (index,)
    return tuple(i for i in lines if reading.lines[i].text.strip() in wanted)


def _level_rows(reading: Reading, indices: list[int]) -> list[Row]:
    """Lines at one height, each linked to the nearest one on its right.

    Linking neighbours, rather than comparing with the row's first line, follows a slanted row.
    """
    order = sorted(indices, key=lambda i: reading.lines[i].box.left)
    groups: list[list[int]] = []
    for index in order:
        line = reading.lines[index]
        best = max(
            groups,
            key=lambda group: _level(reading.lines[group[-1]], line),
            default=None,
        )
        if best is not None and _level(reading.lines[best[-1]], line) >= MIN_OVERLAP:
            best.append(index)
        else:
            groups.append([index])
    return [Row(tuple(Cell(reading.lines[i].text, (i,)) for i in group)) for group in groups]


def _level(left: Line, right: Line) -> float:
    """How far two lines share their height, 0 when `right` does not stand right of `left`."""
    if right.box.left < left.box.right - 0.3 * min(left.box.width, right.box.width):
        return 0.0
    shared = min(left.box.bottom, right.box.bottom) - max(left.box.top, right.box.top)
    return shared / max(min(left.box.height, right.box.height), 1e-6)


def passage(reading: Reading, index: int, *, most: int = 3) -> tuple[int, ...]:
    """The lines of the sentence that line `index` belongs to, within its block."""
    block = next((b for b in reading.blocks if index in b.lines), None)
    if block is None or block.kind in ("table", "pairs"):
        return (index,)
    place = block.lines.index(index)
    start = end = place
    while start > 0 and end - start + 1 < most and not _ends(reading, block.lines[start - 1]):
        start -= 1
    while (
        end + 1 < len(block.lines)
        and end - start + 1 < most
        and not _ends(reading, block.lines[end])
    ):
        end += 1
    return block.lines[start : end + 1]


def _ends(reading: Reading, index: int) -> bool:
    return reading.lines[index].text.rstrip().endswith((".", "!", "?", ":", "。", "！", "？"))
