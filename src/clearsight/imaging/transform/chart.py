"""Words as a flow chart, and as a QR code."""

from itertools import pairwise

import numpy as np
import zxingcpp

from clearsight.errors import UsageError
from clearsight.imaging.item import Item
from clearsight.imaging.lettering import lay
from clearsight.imaging.page import Page
from clearsight.imaging.transform.made import GROUND, INK, at_least, pen, redrawn, step

BOX_PX = 300
GAP_PX = 44
PAD_PX = 12
ARROW_PX = 10
LINE_PX = 3


def flow_chart(item: Item, seed: int, *, across: int = 2, words: int = 3, px: int = 26) -> Item:
    """Boxes joined by arrows, left to right and row by row; truth holds "steps".

    Lines of the text are the steps; a single line is cut every few words.
    """
    at_least("across", across, 1)
    at_least("words", words, 1)
    hand, steps = pen(px), steps_of(item.text, words)
    inner = BOX_PX - 2 * PAD_PX
    laid = [lay(one, hand, inner) for one in steps]
    tall = max((one.height for one in laid), default=hand.line) + 2 * PAD_PX
    rows = -(-len(steps) // across)
    size = (across * (BOX_PX + GAP_PX) + GAP_PX, rows * (tall + GAP_PX) + GAP_PX)
    page = Page.blank(*size, GROUND)
    corners = [_corner(index, across, tall) for index in range(len(steps))]
    for (left, top), words_here in zip(corners, laid, strict=True):
        page.draw.rectangle((left, top, left + BOX_PX, top + tall), outline=INK, width=LINE_PX)
        page.put(words_here, (left + PAD_PX, top + PAD_PX), width=inner)
    for before, after in pairwise(corners):
        _arrow(page, before, after, tall)
    return redrawn(
        item, page, step("flow_chart", seed, across=across, words=words, px=px), steps=steps
    )


def steps_of(text: str, words: int) -> list[str]:
    """The non-empty lines; a single line in pieces of `words` words."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1:
        return lines
    found = text.split()
    return [" ".join(found[start : start + words]) for start in range(0, len(found), words)]


def _corner(index: int, across: int, tall: int) -> tuple[int, int]:
    row, column = divmod(index, across)
    return GAP_PX + column * (BOX_PX + GAP_PX), GAP_PX + row * (tall + GAP_PX)


def _arrow(page: Page, before: tuple[int, int], after: tuple[int, int], tall: int) -> None:
    """To the right within a row; from the row's last box down and back to the next row's first."""
    middle = tall // 2
    if before[1] == after[1]:
        points = [(before[0] + BOX_PX, before[1] + middle), (after[0], after[1] + middle)]
        tip = points[-1]
        head = [tip, (tip[0] - ARROW_PX, tip[1] - ARROW_PX), (tip[0] - ARROW_PX, tip[1] + ARROW_PX)]
    else:
        half = before[1] + tall + GAP_PX // 2
        points = [
            (before[0] + BOX_PX // 2, before[1] + tall), (before[0] + BOX_PX // 2, half),
            (after[0] + BOX_PX // 2, half), (after[0] + BOX_PX // 2, after[1]),
        ]  # fmt: skip
        tip = points[-1]
        head = [tip, (tip[0] - ARROW_PX, tip[1] - ARROW_PX), (tip[0] + ARROW_PX, tip[1] - ARROW_PX)]
    page.draw.line(points, fill=INK, width=LINE_PX)
    page.draw.polygon(head, fill=INK)


def qr_code(item: Item, seed: int, *, module_px: int = 6) -> Item:
    """The text as a QR code with its quiet zone, written by ZXing; the twin is its content.

    Raises:
        UsageError: no text, or more than a QR code holds (2,953 bytes).
    """
    at_least("module_px", module_px, 1)
    size = len(item.text.encode())
    if not 0 < size <= 2953:
        raise UsageError(f"a QR code cannot hold {size} bytes of text, expected 1 to 2,953")
    code = zxingcpp.create_barcode(item.text, zxingcpp.BarcodeFormat.QRCode)
    grey = np.asarray(code.to_image(scale=module_px), dtype=np.uint8)
    pixels = np.repeat(grey[..., None], 3, axis=2)
    return redrawn(item, Page(pixels), step("qr_code", seed, module_px=module_px))
