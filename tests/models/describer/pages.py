"""Draws known pages, straight or as a photo taken at an angle, and makes Readings by hand."""

import io
from hashlib import sha256

from PIL import Image as Pillow
from PIL import ImageDraw, ImageFilter, ImageFont

from clearsight.content import Image
from clearsight.reading import Box, Line, Reading
from tests.models.describer.known import Page, Row

SENSES = ("text", "codes", "people", "tags", "things", "quality", "colours")
MARGIN_PX, SIZE_PX, HEADING_PX = 50, 30, 48


def draw(page: Page, *, photo: bool = False, width_px: int = 900) -> Image:
    """The page as an Image; `photo` adds perspective, a grey table and blur."""
    step = int(SIZE_PX * 1.6)
    height = 2 * MARGIN_PX + int(HEADING_PX * 1.6) + step * len(page.rows)
    canvas = Pillow.new("RGB", (width_px, height), "white")
    pen = ImageDraw.Draw(canvas)
    pen.text((MARGIN_PX, MARGIN_PX), page.heading, "black", ImageFont.load_default(HEADING_PX))
    font = ImageFont.load_default(SIZE_PX)
    for number, row in enumerate(page.rows):
        y = MARGIN_PX + int(HEADING_PX * 1.6) + number * step
        for x, cell in _cells(row, width_px):
            pen.text((x, y), cell, "black", font)
    return encoded(_taken(canvas) if photo else canvas)


def _cells(row: Row, width_px: int) -> list[tuple[int, str]]:
    if isinstance(row, str):
        return [(MARGIN_PX, row)]
    if len(row) == 2:
        return [(MARGIN_PX, row[0]), (width_px - 360, row[1])]
    wide = (width_px - 2 * MARGIN_PX) // len(row)
    return [(MARGIN_PX + i * wide, cell) for i, cell in enumerate(row)]


def _taken(canvas: Pillow.Image) -> Pillow.Image:
    slant = (1.06, 0.05, -30.0, 0.02, 1.05, -20.0, 0.00004, 0.00003)
    turned = canvas.transform(
        canvas.size,
        Pillow.Transform.PERSPECTIVE,
        slant,
        Pillow.Resampling.BICUBIC,
        fillcolor=(120, 110, 100),
    )
    return turned.filter(ImageFilter.GaussianBlur(1.0))


def encoded(canvas: Pillow.Image) -> Image:
    out = io.BytesIO()
    canvas.save(out, "PNG")
    data = out.getvalue()
    return Image(data, "image/png", *canvas.size, sha256(data).hexdigest())


def by_hand(*rows: Row, confidence: float = 0.98) -> Reading:
    """A Reading whose lines stand below each other, cells side by side."""
    lines: list[Line] = []
    step = 0.9 / max(len(rows), 1)
    for number, row in enumerate(rows):
        top = 0.05 + number * step
        cells = (row,) if isinstance(row, str) else row
        wide = 0.9 / len(cells)
        for column, text in enumerate(cells):
            left = 0.05 + column * wide
            right = left + min(wide * 0.95, 0.02 * len(text) + 0.02)
            lines.append(Line(text, Box(left, top, right, top + 0.6 * step), confidence))
    return Reading("0" * 64, 900, 1200, lines=tuple(lines), senses=SENSES)
