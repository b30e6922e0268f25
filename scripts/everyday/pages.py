"""Papers in layouts that the renderers do not have: boards, stickers, screens, tags, invoices."""

from collections.abc import Sequence
from dataclasses import dataclass

from clearsight.imaging.fonts import faces
from clearsight.imaging.item import Pixels
from clearsight.imaging.lettering import Colour, Pen, length
from clearsight.imaging.page import Cell, Page
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.wear import wear
from clearsight.senses.script import script_of

_LOOKS: list[tuple[Colour, Colour]] = [
    ((255, 255, 255), (20, 20, 24)), ((250, 244, 228), (50, 36, 26)),
    ((34, 40, 44), (240, 238, 230)),
    ((232, 240, 246), (20, 36, 60)),
]  # fmt: skip
_STYLES = ("sans", "serif", "sans", "mono")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one line as (share of the width, text); `size` in px, `gap` above it in px."""

    cells: tuple[tuple[float, str], ...]
    size: int = 26
    bold: bool = False
    gap: int = 6


def line(text: str, *, size: int = 26, bold: bool = False, gap: int = 6, at: float = 0.06) -> Row:
    """One cell."""
    return Row(((at, text),), size, bold, gap)


def head(text: str, *, size: int = 34, gap: int = 26, at: float = 0.06) -> Row:
    """A bold line with room above it."""
    return Row(((at, text),), size, True, gap)


def cells(*parts: tuple[float, str], size: int = 26, gap: int = 6) -> Row:
    """Several cells on one line."""
    return Row(parts, size, False, gap)


def paper(rows: Sequence[Row], seed: int, *, width: int = 860, look: int | None = None) -> Pixels:
    """The rows from top to bottom in one typeface, worn mildly as by a phone."""
    pick = Pick("everyday", seed)
    ground, ink = _LOOKS[look % len(_LOOKS)] if look is not None else pick.one(_LOOKS)
    text = " ".join(part for row in rows for _, part in row.cells)
    scripts = {script_of(part) for row in rows for _, part in row.cells} - {"Latin", "Common"}
    script = min(scripts) if scripts else script_of(text)
    face = pick.one(faces(script, pick.one(_STYLES)))
    height = 60 + sum(row.gap + round(row.size * 1.5) for row in rows)
    page = Page.blank(width, height, ground)
    y: float = 30
    for row in rows:
        pen = Pen(face.bold if row.bold else face, row.size, ink)
        pen = pen.at(row.size * _share(row, pen, width))
        made = [Cell(part, at * width, pen) for at, part in row.cells]
        y = page.row(made, y + row.gap)
    return wear(page.item("everyday", seed, {}), seed, "mild").pixels


def _share(row: Row, pen: Pen, width: int) -> float:
    """By how much the letters must shrink so that each cell ends before the next one."""
    ends = [at for at, _ in row.cells[1:]] + [0.98]
    rooms = ((end - at) * width for (at, _), end in zip(row.cells, ends, strict=True))
    wide = (length(part, pen) for _, part in row.cells)
    return min(1.0, *(room / (one + 8) for room, one in zip(rooms, wide, strict=True)))
