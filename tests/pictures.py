"""Pictures with known truth: drawn pages as a camera takes them, and photos that come in packages.

The pages' content stands in tests/models/describer/known.py; here it is set in real fonts, lit
unevenly, seen at an angle, blurred and saved as a JPEG.
"""

import io
import math
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from scripts.measures.photos import sample
from tests.models.describer.known import Page, Row

FONTS = {
    "sans": Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
    "serif": Path("/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf"),
    "mono": Path("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"),
}
WIDTH_PX, MARGIN_PX, SIZE_PX, HEADING_PX = 1000, 60, 32, 52
TABLE = (96, 74, 60)  # colour of what the page lies on


def font(name: str, size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font that scripts/test installs, else the one of Pillow."""
    path = FONTS[name]
    return ImageFont.truetype(path, size_px) if path.is_file() else ImageFont.load_default(size_px)


def drawn(page: Page, face: str = "sans") -> Image.Image:
    """The page, straight and sharp."""
    step = int(1.6 * SIZE_PX)
    canvas = Image.new("RGB", (WIDTH_PX, 2 * MARGIN_PX + 90 + step * len(page.rows)), "white")
    pen = ImageDraw.Draw(canvas)
    pen.text((MARGIN_PX, MARGIN_PX), page.heading, "black", font(face, HEADING_PX))
    for number, row in enumerate(page.rows):
        for x, cell in _cells(row):
            pen.text((x, MARGIN_PX + 90 + number * step), cell, "black", font(face, SIZE_PX))
    return canvas


def _cells(row: Row) -> list[tuple[int, str]]:
    if isinstance(row, str):
        return [(MARGIN_PX, row)]
    if len(row) == 2:
        return [(MARGIN_PX, row[0]), (WIDTH_PX - 220, row[1])]
    wide = (WIDTH_PX - 2 * MARGIN_PX) // len(row)
    return [(MARGIN_PX + index * wide, cell) for index, cell in enumerate(row)]


def photographed(picture: Image.Image, *, turn: float = 2.0, blur_px: float = 1.0) -> bytes:
    """A JPEG of the page on a table: perspective, a small turn in degrees, side light, blur."""
    width, height = picture.size
    edge = int(0.06 * max(width, height))
    room = np.full((height + 2 * edge, width + 2 * edge, 3), TABLE, np.uint8)
    room[edge : edge + height, edge : edge + width] = np.asarray(picture)
    seen = cv2.warpPerspective(room, _camera(room.shape[1], room.shape[0], turn), room.shape[1::-1],
                               borderValue=TABLE)  # fmt: skip
    light = np.linspace(1.0, 0.75, seen.shape[1])[None, :, None]
    lit = np.clip(cv2.GaussianBlur(seen, (0, 0), blur_px) * light, 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(lit).save(out, "JPEG", quality=85)
    return out.getvalue()


def _camera(width: int, height: int, turn: float) -> NDArray[np.float64]:
    """The upper edge is farther away, and the camera is turned by some degrees."""
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners + np.array([[0.05, 0.03], [-0.05, 0.01], [0.0, 0.0], [0.0, 0.0]]) * width
    centre, angle = np.array([width, height]) / 2, math.radians(turn)
    spin = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    seen = (moved - centre) @ spin.T + centre
    return np.asarray(cv2.getPerspectiveTransform(corners, seen.astype(np.float32)), np.float64)


def photo(name: str) -> bytes:
    """A sample photo of scikit-image or scikit-learn."""
    return sample(name).read_bytes()
