"""A small anti-aliased painter over Pillow: drawn two or three times too large, then reduced.

Coordinates are pixels of the finished picture, as floats, y down. `Pen` draws in the units of a
box, so that an object is written once and drawn at any size.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from clearsight.imaging import fonts
from clearsight.imaging.item import Pixels
from clearsight.imaging.render.art.palette import RGB, dark, light

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from PIL.ImageFont import FreeTypeFont

Points = Sequence[tuple[float, float]]

FAMILIES = ("DejaVu Sans", "Liberation Sans", "Liberation Serif", "DejaVu Serif")
PLAIN = ("DejaVu Sans", False)


@lru_cache(maxsize=512)
def letters(face: tuple[str, bool], size_px: int) -> "FreeTypeFont":
    """The font for a family of faces.toml and whether it is bold; MissingExtra if not installed."""
    found = fonts.family(face[0])
    return fonts.font(found.bold if face[1] else found, size_px)


class Canvas:
    """A picture to draw on. `ground` None makes it transparent (RGBA).

    `lines` records what was written: [{"text", "box"}], boxes as fractions of the picture.
    """

    def __init__(
        self, width: int, height: int, *, ground: RGB | None = (255, 255, 255), scale: int = 2
    ) -> None:
        from PIL import Image, ImageDraw

        self.width, self.height, self.scale = width, height, scale
        self.lines: list[dict[str, Any]] = []
        size = (width * scale, height * scale)
        if ground is None:
            self.image: Picture = Image.new("RGBA", size, (0, 0, 0, 0))
        else:
            self.image = Image.new("RGB", size, ground)
        self._draw = ImageDraw.Draw(self.image)

    def polygon(self, points: Points, colour: RGB, shade: float = 0.0) -> None:
        """A filled polygon; `shade` is how much lighter its upper left and darker its foot is."""
        scaled = [(x * self.scale, y * self.scale) for x, y in points]
        if shade <= 0:
            self._draw.polygon(scaled, fill=colour)
            return
        from PIL import Image, ImageDraw

        left = math.floor(min(x for x, _ in scaled))
        top = math.floor(min(y for _, y in scaled))
        wide = math.ceil(max(x for x, _ in scaled)) - left + 1
        high = math.ceil(max(y for _, y in scaled)) - top + 1
        mask = Image.new("L", (wide, high), 0)
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in scaled], fill=255)
        blend = _gradient(colour, shade).resize((wide, high), Image.Resampling.BILINEAR)
        self.image.paste(blend, (left, top), mask)

    def line(self, points: Points, colour: RGB, width: float, *, closed: bool = False) -> None:
        """A line with round joints and ends."""
        scaled = [(x * self.scale, y * self.scale) for x, y in points]
        if closed:
            scaled += scaled[:2]
        broad = max(1, round(width * self.scale))
        self._draw.line(scaled, fill=colour, width=broad, joint="curve")
        if broad > 2 and not closed:
            radius = broad / 2 - 0.5
            for x, y in (scaled[0], scaled[-1]):
                self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    def box(self, box: Sequence[float], colour: RGB, *, radius: float = 0.0) -> None:
        """A filled rectangle (left, top, right, bottom) with round corners."""
        scaled = [value * self.scale for value in box]
        self._draw.rounded_rectangle(scaled, radius * self.scale, fill=colour)

    def frame(self, box: Sequence[float], colour: RGB, width: float, *, radius: float = 0) -> None:
        """The outline of a rectangle."""
        scaled = [value * self.scale for value in box]
        broad = max(1, round(width * self.scale))
        self._draw.rounded_rectangle(scaled, radius * self.scale, outline=colour, width=broad)

    def slice(
        self, centre: tuple[float, float], radius: float, arc: Sequence[float], colour: RGB
    ) -> None:
        """A slice of a disc; `arc` is (from, to) in degrees, clockwise from three o'clock."""
        x, y = (value * self.scale for value in centre)
        r = radius * self.scale
        self._draw.pieslice((x - r, y - r, x + r, y + r), arc[0], arc[1], fill=colour)

    def shadow(self, box: Sequence[float], strength: float = 0.35) -> None:
        """A soft dark oval inside the box, as under things that stand."""
        from PIL import Image

        left, top, right, bottom = (round(value * self.scale) for value in box)
        size = (max(1, right - left), max(1, bottom - top))
        veil = Image.radial_gradient("L").resize(size, Image.Resampling.BILINEAR)
        mask = veil.point([max(0, round((200 - v) * strength * 1.27)) for v in range(256)])
        self.image.paste((20, 22, 40), (left, top), mask)

    def veil(self, colour: RGB, box: Sequence[float], strength: tuple[float, float]) -> None:
        """A see-through wash over a box, from the first strength at the top to the second below."""
        from PIL import Image

        left, top, right, bottom = (round(value * self.scale) for value in box)
        ramp = np.linspace(strength[0] * 255, strength[1] * 255, max(2, bottom - top))
        column = Image.fromarray(ramp.astype(np.uint8)[:, None])
        mask = column.resize((max(1, right - left), max(1, bottom - top)), Image.Resampling.NEAREST)
        self.image.paste(colour, (left, top), mask)

    def text(
        self,
        at: tuple[float, float],
        words: str,
        *,
        size: float,
        colour: RGB = (30, 32, 38),
        anchor: str = "la",
        face: tuple[str, bool] = PLAIN,
    ) -> None:
        """Words at a point; anchors as in Pillow ("la" left top, "mm" middle, "rs" right base)."""
        type_ = letters(face, round(size * self.scale))
        place = (at[0] * self.scale, at[1] * self.scale)
        self._draw.text(place, words, colour, type_, anchor)
        self.note(words, self._draw.textbbox(place, words, type_, anchor))

    def upright(
        self,
        at: tuple[float, float],
        words: str,
        *,
        size: float,
        colour: RGB,
        face: tuple[str, bool],
    ) -> None:
        """Words turned a quarter to the left, their middle at the point."""
        from PIL import Image, ImageDraw

        type_ = letters(face, round(size * self.scale))
        left, top, right, bottom = type_.getbbox(words)
        mask = Image.new("L", (int(right - left) + 4, int(bottom - top) + 4), 0)
        ImageDraw.Draw(mask).text((2 - left, 2 - top), words, 255, type_)
        turned = mask.transpose(Image.Transpose.ROTATE_90)
        x = round(at[0] * self.scale - turned.width / 2)
        y = round(at[1] * self.scale - turned.height / 2)
        self.image.paste(colour, (x, y), turned)
        self.note(words, (x, y, x + turned.width, y + turned.height))

    def note(self, words: str, box: Sequence[float]) -> None:
        """Records words that stand in a box, in pixels of the enlarged picture."""
        wide, high = self.image.size
        left, top, right, bottom = box
        share = [left / wide, top / high, right / wide, bottom / high]
        self.lines.append({"text": words, "box": [round(value, 4) for value in share]})

    def put(self, sprite: Pixels, at: tuple[float, float]) -> None:
        """Puts an RGBA array of finished size on the canvas, its upper left at the point."""
        from PIL import Image

        picture = Image.fromarray(sprite)
        if self.scale > 1:
            size = (picture.width * self.scale, picture.height * self.scale)
            picture = picture.resize(size, Image.Resampling.BICUBIC)
        self.image.paste(picture, (round(at[0] * self.scale), round(at[1] * self.scale)), picture)

    def pixels(self) -> Pixels:
        """The finished picture: (H, W, 3), or (H, W, 4) on a transparent ground."""
        return np.array(self.image.reduce(self.scale) if self.scale > 1 else self.image)


def text_width(words: str, size: float, face: tuple[str, bool] = PLAIN) -> float:
    """How wide the words are, in pixels of the finished picture."""
    return float(letters(face, round(size * 2)).getlength(words)) / 2


@lru_cache(maxsize=512)
def _gradient(colour: RGB, shade: float) -> "Picture":
    """Eight by eight pixels: lighter at the upper left, darker at the lower right."""
    from PIL import Image

    place = np.add.outer(np.arange(8) * 1.3, np.arange(8) * 0.7) / 14
    up, down = np.array(light(colour, shade)), np.array(dark(colour, shade * 0.9))
    base = np.array(colour)
    near = np.clip(1 - place * 2, 0, 1)[..., None]
    far = np.clip(place * 2 - 1, 0, 1)[..., None]
    ramp: NDArray[np.float64] = base * (1 - near - far) + up * near + down * far
    return Image.fromarray(ramp.round().astype(np.uint8))
