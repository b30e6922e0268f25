"""Documents drawn for the tests of the text sense, and ways to spoil them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from clearsight.reading import Reading
from clearsight.senses.picture import Picture, Pixels
from clearsight.senses.text import TextSense

INK, PAPER = 20, 250
NOTICE = (
    "The quick brown fox jumps over the lazy dog",
    "Opening hours Monday to Friday 9:00 to 17:30",
    "Please keep this ticket until the end of your trip",
    "Sum total 42.50 EUR including tax of 7.12",
)
SENSE = TextSense()


def read(pixels: Pixels) -> Reading:
    held = np.ascontiguousarray(pixels)
    return SENSE.sense(Picture(held), Reading("0", held.shape[1], held.shape[0]))


def any_script(size: int) -> ImageFont.FreeTypeFont:
    """DejaVu Sans: the font inside Pillow has Latin letters only."""
    try:
        return ImageFont.truetype("DejaVuSans.ttf", size)
    except OSError:
        pytest.skip("DejaVu Sans is not installed; fix: apt-get install fonts-dejavu-core")


@dataclass
class Sheet:
    """Paper to write on."""

    width: int
    height: int
    paper: int = PAPER
    image: Pillow.Image = field(init=False)

    def __post_init__(self) -> None:
        self.image = Pillow.new("RGB", (self.width, self.height), (self.paper,) * 3)

    def write(
        self, text: str, x: float, y: float, *, size: int = 24, ink: int = INK, right: bool = False
    ) -> None:
        font = ImageFont.load_default(size) if text.isascii() else any_script(size)
        draw = ImageDraw.Draw(self.image)
        left = x - draw.textlength(text, font=font) if right else x
        draw.text((left, y), text, font=font, fill=(ink,) * 3)

    @property
    def pixels(self) -> Pixels:
        return np.asarray(self.image, dtype=np.uint8)


def lines(
    texts: Sequence[str], size: int = 24, *, side: int = 1024, ink: int = INK, paper: int = PAPER
) -> Pixels:
    sheet = Sheet(side, side, paper)
    for index, text in enumerate(texts):
        sheet.write(text, 60, 60 + index * size * 1.6, size=size, ink=ink)
    return sheet.pixels


def grid(
    rows: Sequence[Sequence[str]], columns: Sequence[float], *, title: str = "", step: int = 58
) -> Pixels:
    sheet = Sheet(900, 160 + step * len(rows))
    sheet.write(title, 60, 30, size=44)
    for index, row in enumerate(rows):
        for x, text in zip(columns, row, strict=True):
            sheet.write(text, x, 120 + index * step, size=26)
    return sheet.pixels


def photographed(pixels: Pixels) -> Pixels:
    """Seen at a slant and a little out of focus, on a dark table."""
    height, width = pixels.shape[:2]
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = flat + np.array(
        [[0.08 * width, 0.05 * height], [-0.03 * width, 0], [0, 0], [0, -0.06 * height]], np.float32
    )
    matrix = cv2.getPerspectiveTransform(flat, seen)
    warped = cv2.warpPerspective(pixels, matrix, (width, height), borderValue=(90, 80, 70))
    return np.asarray(cv2.GaussianBlur(warped, (0, 0), 0.8), np.uint8)


def tilted(pixels: Pixels, degrees: float) -> Pixels:
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.9)
    turned = cv2.warpAffine(pixels, matrix, (width, height), borderValue=(PAPER,) * 3)
    return np.asarray(turned, np.uint8)


def wrong_letters(got: str, want: str) -> float:
    """Edit distance without spaces, per wanted letter."""
    a, b = "".join(got.split()), "".join(want.split())
    before = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        now = [i]
        for j, y in enumerate(b, 1):
            now.append(min(before[j] + 1, now[-1] + 1, before[j - 1] + (x != y)))
        before = now
    return before[-1] / max(1, len(b))
