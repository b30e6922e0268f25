"""Contact sheets: many pictures on one, each with a caption."""

from collections.abc import Callable, Sequence

import cv2

from clearsight.errors import UsageError
from clearsight.imaging.fonts import family
from clearsight.imaging.item import Item
from clearsight.imaging.lettering import Pen, length
from clearsight.imaging.page import Cell, Page

_GAP, _CAPTION_PX = 12, 24


def caption(item: Item) -> str:
    """Kind, seed and the transforms it went through."""
    steps = " ".join(str(step.get("step", "?")) for step in item.steps)
    return f"{item.kind} {item.seed} {steps}".strip()


def sheet(
    items: Sequence[Item], *, columns: int = 4, cell_px: int = 320,
    captions: Callable[[Item], str] = caption,
) -> Item:  # fmt: skip
    """A grid of pictures, row by row, each scaled to fit a square of `cell_px` px.

    Raises:
        UsageError: no items, or columns or cell_px below 1.
    """
    if not items or columns < 1 or cell_px < 1:
        raise UsageError(
            f"a sheet of {len(items)} items in {columns} columns of {cell_px} px cannot be made; "
            f"give at least one item, one column and one pixel"
        )
    rows = -(-len(items) // columns)
    width = columns * (cell_px + _GAP) + _GAP
    page = Page.blank(width, rows * (cell_px + _GAP + _CAPTION_PX) + _GAP, (232, 232, 232))
    pixels = page.pixels
    for index, item in enumerate(items):
        left, top = _corner(index, columns, cell_px)
        height, wide = item.pixels.shape[:2]
        scale = min(cell_px / height, cell_px / wide)
        size = (max(1, round(wide * scale)), max(1, round(height * scale)))
        small = cv2.resize(item.pixels, size, interpolation=cv2.INTER_AREA)
        y, x = top + (cell_px - size[1]) // 2, left + (cell_px - size[0]) // 2
        pixels[y : y + size[1], x : x + size[0]] = small
    page = Page(pixels)
    pen = Pen(family("DejaVu Sans"), 14, (40, 40, 40))
    for index, item in enumerate(items):
        left, top = _corner(index, columns, cell_px)
        page.row([Cell(_short(captions(item), pen, cell_px), left, pen)], top + cell_px + 2)
    return page.item("sheet", 0, {"items": [[item.kind, item.seed] for item in items]})


def _corner(index: int, columns: int, cell_px: int) -> tuple[int, int]:
    row, column = divmod(index, columns)
    return _GAP + column * (cell_px + _GAP), _GAP + row * (cell_px + _GAP + _CAPTION_PX)


def _short(text: str, pen: Pen, width: int) -> str:
    if length(text, pen) <= width:
        return text
    while text and length(text + "...", pen) > width:
        text = text[:-1]
    return text + "..."
