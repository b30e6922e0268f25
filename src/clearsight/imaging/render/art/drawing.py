"""What is known about an object that we can draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from clearsight.imaging.item import Pixels
from clearsight.imaging.render.art.canvas import Canvas
from clearsight.imaging.render.art.palette import COLOURS
from clearsight.imaging.render.art.pen import Bounds, Draw, Pen


@dataclass(frozen=True, slots=True)
class Drawing:
    """An object as code.

    Attributes:
        draw: draws it with a pen; the colour is that of its body.
        colours: the names of colours it comes in.
        height_m: how high it stands in the world, for sizes in scenes (compressed there).
        where: backgrounds where it is at home; "sky" means that it is up in the air.
        mirrors: False if a mirrored one would be wrong, as with a clock.
    """

    draw: Draw
    colours: tuple[str, ...]
    height_m: float
    where: tuple[str, ...]
    mirrors: bool = True


Drawings = Mapping[str, Drawing]


@lru_cache(maxsize=512)
def bounds(draw: Draw) -> Bounds:
    """The smallest box around a drawing, in its own units."""
    seen = Bounds()
    draw(Pen(seen), COLOURS["grey"])
    return seen


def aspect(drawing: Drawing) -> float:
    """Width by height of a drawing."""
    seen = bounds(drawing.draw)
    return (seen.right - seen.left) / (seen.bottom - seen.top)


def sprite(
    drawing: Drawing, colour: str, height_px: float, *, flip: bool = False, edge: float = 0.012
) -> Pixels:
    """The object alone on a transparent ground, filling it: (H, W, 4)."""
    seen = bounds(drawing.draw)
    high = seen.bottom - seen.top
    unit = height_px / high
    width = max(1, round((seen.right - seen.left) * unit))
    canvas = Canvas(width, max(1, round(height_px)), ground=None, scale=3)
    left = seen.right * unit if flip else -seen.left * unit
    pen = Pen(canvas, (left, -seen.top * unit), unit=unit, flip=flip, edge=edge)
    drawing.draw(pen, COLOURS[colour])
    return canvas.pixels()
