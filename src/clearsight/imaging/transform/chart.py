"""Words as a flow chart, and as a QR code."""

from itertools import pairwise

import numpy as np
import zxingcpp
from PIL import ImageDraw

from clearsight.errors import UsageError
from clearsight.imaging.item import Item
from clearsight.imaging.transform.letters import Hand, page, pixels_of, wrap, write
from clearsight.imaging.transform.made import redrawn, step

BOX_PX = 300
GAP_PX = 44
PAD_PX = 12
ARROW_PX = 10


def flow_chart(item: Item, seed: int, *, across: int = 2, words: int = 3, px: int = 26) -> Item:
    """Boxes joined by arrows, left to right and row by row; truth holds "steps".

    Lines of the text are the steps; a single line is cut every few words.
    """
    hand = Hand(px=px)
    steps = steps_of(item.text, words)
    laid = [wrap(one, hand, BOX_PX - 2 * PAD_PX) for one in steps]
    tall = max((len(lines) for lines in laid), default=1) * hand.line_px + 2 * PAD_PX
    rows = -(-len(steps) // across)
    sheet = page(across * (BOX_PX + GAP_PX) + GAP_PX, rows * (tall + GAP_PX) + GAP_PX)
    draw = ImageDraw.Draw(sheet)
    corners = [_corner(index, across, tall) for index in range(len(steps))]
    for (left, top), lines in zip(corners, laid, strict=True):
        draw.rectangle((left, top, left + BOX_PX, top + tall), outline=(0, 0, 0), width=3)
        for row, line in enumerate(lines):
            write(sheet, (left + PAD_PX, top + PAD_PX + row * hand.line_px), line, hand)
    for before, after in pairwise(corners):
        _arrow(draw, before, after, tall)
    done = step("flow_chart", seed, across=across, words=words, px=px)
    return redrawn(item, pixels_of(sheet), done, {"steps": steps})


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


def _arrow(
    draw: ImageDraw.ImageDraw, before: tuple[int, int], after: tuple[int, int], tall: int
) -> None:
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
    draw.line(points, fill=(0, 0, 0), width=3)
    draw.polygon(head, fill=(0, 0, 0))


def qr_code(item: Item, seed: int, *, module_px: int = 6) -> Item:
    """The text as a QR code with its quiet zone, written by ZXing; the twin is its content.

    Raises:
        UsageError: no text, or more than a QR code holds (2,953 bytes).
    """
    size = len(item.text.encode())
    if not 0 < size <= 2953:
        raise UsageError(f"a QR code cannot hold {size} bytes of text, expected 1 to 2,953")
    code = zxingcpp.create_barcode(item.text, zxingcpp.BarcodeFormat.QRCode)
    grey = np.asarray(code.to_image(scale=module_px), dtype=np.uint8)
    pixels = np.repeat(grey[..., None], 3, axis=2)
    return redrawn(item, pixels, step("qr_code", seed, module_px=module_px))
