"""Letters on a plain ground: fonts by family and script, wrapping, and lines drawn as a block."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from clearsight.errors import MissingExtra, UsageError
from clearsight.imaging.item import Pixels
from clearsight.senses.script import RIGHT_TO_LEFT, UNSPACED, script_of

# Debian: fonts-dejavu-core and fonts-liberation.
FAMILIES = {
    "sans": "DejaVuSans.ttf",
    "bold": "DejaVuSans-Bold.ttf",
    "serif": "DejaVuSerif.ttf",
    "mono": "DejaVuSansMono.ttf",
    "roman": "LiberationSerif-Regular.ttf",
    "italic": "LiberationSerif-Italic.ttf",
    "grotesque": "LiberationSans-Regular.ttf",
    "narrow": "LiberationSansNarrow-Bold.ttf",
}
# Debian: fonts-noto-core and fonts-noto-cjk, for scripts that the families above lack.
SCRIPT_FILES = {
    "Han": "NotoSansCJK-Regular.ttc",
    "Hiragana": "NotoSansCJK-Regular.ttc",
    "Katakana": "NotoSansCJK-Regular.ttc",
    "Hangul": "NotoSansCJK-Regular.ttc",
    "Devanagari": "NotoSansDevanagari-Regular.ttf",
    "Arabic": "NotoSansArabic-Regular.ttf",
    "Hebrew": "NotoSansHebrew-Regular.ttf",
    "Thai": "NotoSansThai-Regular.ttf",
    "Bengali": "NotoSansBengali-Regular.ttf",
    "Tamil": "NotoSansTamil-Regular.ttf",
    "Telugu": "NotoSansTelugu-Regular.ttf",
}
LINE = 1.35  # of the font's size
MARGIN_PX = 24
INK, GROUND = (0, 0, 0), (255, 255, 255)

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Hand:
    """How letters are written.

    Attributes:
        px: the font's size; capitals are about .73 of it.
        outline_px: width of the stroke around hollow letters, 0 for solid ones.
    """

    family: str = "sans"
    px: int = 40
    ink: Colour = INK
    ground: Colour = GROUND
    outline_px: int = 0

    def font(self, text: str) -> ImageFont.FreeTypeFont:
        """The font for the text's script at this size.

        Raises:
            UsageError: no family of that name, or a size below 1 px.
            MissingExtra: the font is not installed.
        """
        if self.family not in FAMILIES or self.px < 1:
            raise UsageError(
                f"family {self.family!r} at {self.px} px cannot be drawn; expected one of "
                f"{', '.join(FAMILIES)} at 1 px or more"
            )
        name = SCRIPT_FILES.get(script_of(text), FAMILIES[self.family])
        try:
            return ImageFont.truetype(name, self.px)
        except OSError:
            raise MissingExtra(
                f"the font {name} is not installed; on Debian: apt-get install fonts-dejavu-core "
                "fonts-liberation fonts-noto-core fonts-noto-cjk"
            ) from None

    def width(self, text: str) -> int:
        """Advance of the text in px."""
        return round(self.font(text).getlength(text))

    @property
    def line_px(self) -> int:
        """From one base line to the next."""
        return max(1, round(self.px * LINE))


def wrap(text: str, hand: Hand, width_px: int) -> list[str]:
    """Lines no wider than `width_px` where words allow; line breaks of the text are kept."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line = ""
        for word in _words(paragraph):
            longer = f"{line} {word}" if line and " " in paragraph else line + word
            if line and hand.width(longer) > width_px:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


def _words(text: str) -> list[str]:
    # Scripts written without spaces break anywhere.
    return list(text) if " " not in text and script_of(text) in UNSPACED else text.split()


def page(width: int, height: int, colour: Colour = GROUND) -> Pillow.Image:
    """An empty page, at least 1 x 1 px."""
    return Pillow.new("RGB", (max(1, width), max(1, height)), colour)


def write(sheet: Pillow.Image, at: tuple[int, int], text: str, hand: Hand) -> None:
    """Write one line with its top left corner at `at`."""
    draw = ImageDraw.Draw(sheet)
    if hand.outline_px:
        draw.text(
            at, text, hand.ground, hand.font(text),
            stroke_width=hand.outline_px, stroke_fill=hand.ink,
        )  # fmt: skip
    else:
        draw.text(at, text, hand.ink, hand.font(text))


def block(lines: Sequence[str], hand: Hand, margin_px: int = MARGIN_PX) -> Pillow.Image:
    """The lines under each other on a page that fits them; right-to-left scripts flush right."""
    widths = [hand.width(line) for line in lines]
    inner = max(widths, default=0)
    sheet = page(inner + 2 * margin_px, len(lines) * hand.line_px + 2 * margin_px, hand.ground)
    for row, (line, width) in enumerate(zip(lines, widths, strict=True)):
        right = script_of(line) in RIGHT_TO_LEFT
        left = margin_px + (inner - width if right else 0)
        write(sheet, (left, margin_px + row * hand.line_px), line, hand)
    return sheet


def pixels_of(sheet: Pillow.Image) -> Pixels:
    """(H, W, 3) RGB."""
    return np.asarray(sheet.convert("RGB"), dtype=np.uint8)
