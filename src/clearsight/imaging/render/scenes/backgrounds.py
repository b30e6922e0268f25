"""Backgrounds of scenes: a table, a room, a street, a garden, plain paper."""

from collections.abc import Callable
from dataclasses import dataclass

from clearsight.imaging.render.art.canvas import Canvas
from clearsight.imaging.render.art.palette import RGB, dark, light, mix
from clearsight.imaging.render.art.pen import curve
from clearsight.imaging.render.pick import Pick


@dataclass(frozen=True, slots=True)
class Background:
    """A place for objects.

    Attributes:
        paint: draws it on a canvas.
        band: the part of the height where things stand; None for a plain ground.
        scale: height of a thing one metre high, as a share of the picture's height.
        words: for the description.
        shows: objects that it may seem to show, which are never called absent.
    """

    paint: Callable[[Canvas, Pick], None]
    band: tuple[float, float] | None
    scale: float
    words: str
    shows: tuple[str, ...] = ()


def _bands(canvas: Canvas, top: float, bottom: float, colours: tuple[RGB, RGB]) -> None:
    """A smooth change of colour from one height to another, shares of the picture."""
    high = canvas.height
    box = (0.0, top * high, float(canvas.width), bottom * high)
    canvas.box(box, colours[0])
    canvas.veil(colours[1], box, (0.0, 1.0))


def _plain(canvas: Canvas, pick: Pick) -> None:
    tone = pick.one(_PAPERS)
    _bands(canvas, 0, 1, (light(tone, 0.35), dark(tone, 0.05)))


def _table(canvas: Canvas, pick: Pick) -> None:
    wide, high = canvas.width, canvas.height
    wall, wood = pick.one(_WALLS), pick.one(_WOODS)
    _bands(canvas, 0, 0.46, (light(wall, 0.15), dark(wall, 0.08)))
    if pick.chance(0.5):
        for at in range(0, wide, 36):
            canvas.box((at, 0, at + 12, 0.46 * high), light(wall, 0.3))
    _bands(canvas, 0.46, 1, (light(wood, 0.2), dark(wood, 0.05)))
    middle = wide * 0.5
    for at in range(-6, 13):
        far = middle + (at / 6 - 0.5) * wide * 0.55
        near = middle + (at / 6 - 0.5) * wide * 1.5
        canvas.line([(far, 0.46 * high), (near, high)], dark(wood, 0.16), 1.3)
    canvas.box((0, 0.452 * high, wide, 0.468 * high), dark(wood, 0.3))


def _room(canvas: Canvas, pick: Pick) -> None:
    wide, high = canvas.width, canvas.height
    wall, floor = pick.one(_WALLS), pick.one(_WOODS)
    _bands(canvas, 0, 0.64, (light(wall, 0.2), dark(wall, 0.06)))
    _bands(canvas, 0.64, 1, (light(floor, 0.15), dark(floor, 0.08)))
    for at in range(1, 6):
        y = (0.64 + 0.36 * (at / 6) ** 1.4) * high
        canvas.line([(0, y), (wide, y)], dark(floor, 0.14), 1.2)
    canvas.box((0, 0.61 * high, wide, 0.645 * high), light(wall, 0.65))
    canvas.line([(0, 0.645 * high), (wide, 0.645 * high)], dark(floor, 0.35), 1.5)
    x = pick.amid(0.08, 0.62) * wide
    frame = (x, 0.07 * high, x + 0.28 * wide, 0.4 * high)
    canvas.box(
        (frame[0] - 8, frame[1] - 8, frame[2] + 8, frame[3] + 8), light(wall, 0.75), radius=3
    )
    canvas.box(frame, (178, 216, 240))
    canvas.veil((236, 246, 250), frame, (0.0, 0.9))
    canvas.line(
        [((frame[0] + frame[2]) / 2, frame[1]), ((frame[0] + frame[2]) / 2, frame[3])],
        light(wall, 0.75),
        6,
    )
    canvas.line(
        [(frame[0], (frame[1] + frame[3]) / 2), (frame[2], (frame[1] + frame[3]) / 2)],
        light(wall, 0.75),
        6,
    )
    rug = pick.one(_PAPERS)
    corners = [(0.22, 0.76), (0.78, 0.76), (0.9, 0.94), (0.1, 0.94)]
    canvas.polygon([(a * wide, b * high) for a, b in corners], dark(rug, 0.12))
    inner = [(0.25, 0.78), (0.75, 0.78), (0.85, 0.92), (0.15, 0.92)]
    canvas.polygon([(a * wide, b * high) for a, b in inner], rug)


def _sky(canvas: Canvas, foot: float, pick: Pick) -> None:
    top = pick.one(((128, 188, 236), (150, 196, 232), (170, 200, 226), (244, 196, 160)))
    _bands(canvas, 0, foot, (top, (236, 242, 246)))


def _street(canvas: Canvas, pick: Pick) -> None:
    wide, high = canvas.width, canvas.height
    _sky(canvas, 0.6, pick)
    x = -pick.amid(0, 40)
    while x < wide:
        broad = pick.amid(0.1, 0.2) * wide
        roof = pick.amid(0.2, 0.42) * high
        tone = mix(pick.one(_WALLS), (196, 206, 220), 0.5)
        canvas.box((x, roof, x + broad, 0.6 * high), tone)
        for row in range(int((0.57 * high - roof) / 34)):
            for column in range(int(broad / 30)):
                left, top = x + 10 + column * 30, roof + 14 + row * 34
                canvas.box((left, top, left + 13, top + 18), dark(tone, 0.12))
        x += broad + 2
    _bands(canvas, 0.58, 0.68, ((206, 204, 200), (190, 188, 186)))
    canvas.box((0, 0.675 * high, wide, 0.69 * high), (160, 160, 160))
    _bands(canvas, 0.69, 1, ((116, 120, 128), (92, 96, 104)))
    for at in range(-1, 8):
        left = at * wide / 6 + pick.amid(0, 8)
        y = 0.83 * high
        canvas.polygon(
            [(left, y), (left + 62, y), (left + 68, y + 7), (left - 6, y + 7)], (238, 238, 230)
        )


def _garden(canvas: Canvas, pick: Pick) -> None:
    wide, high = canvas.width, canvas.height
    _sky(canvas, 0.56, pick)
    for base, tone in ((0.46, (158, 200, 160)), (0.51, (136, 188, 132))):
        points = [(wide * at / 6, (base - pick.amid(0, 0.08)) * high) for at in range(7)]
        canvas.polygon([*curve(points, closed=False), (wide, 0.62 * high), (0, 0.62 * high)], tone)
    _bands(canvas, 0.55, 1, ((138, 196, 104), (92, 160, 76)))
    for at in range(0, wide, 26):
        left, top = float(at), 0.47 * high
        canvas.polygon(
            [
                (left, top + 8),
                (left + 8, top),
                (left + 16, top + 8),
                (left + 16, 0.575 * high),
                (left, 0.575 * high),
            ],
            (244, 240, 232),
        )
    canvas.box((0, 0.5 * high, wide, 0.513 * high), (232, 226, 214))
    canvas.box((0, 0.545 * high, wide, 0.558 * high), (232, 226, 214))
    for _ in range(60):
        x, y = pick.amid(0, wide), pick.amid(0.6, 0.99) * high
        tone = (84, 150, 70) if y > 0.75 * high else (110, 172, 86)
        for lean in (-4, 0, 4):
            canvas.line([(x, y), (x + lean, y - 8)], tone, 1.2)


_PAPERS: tuple[RGB, ...] = (
    (226, 236, 244), (244, 232, 214), (228, 240, 226), (246, 226, 226),
    (234, 230, 244), (240, 240, 238),
    (222, 238, 238), (248, 242, 214),
)  # fmt: skip
_WALLS: tuple[RGB, ...] = (
    (226, 214, 196), (206, 220, 226), (214, 226, 208), (234, 218, 214),
    (220, 214, 230), (236, 230, 208),
)  # fmt: skip
_WOODS: tuple[RGB, ...] = (
    (196, 154, 108),
    (214, 178, 134),
    (170, 126, 88),
    (222, 206, 182),
    (186, 166, 146),
)

BACKGROUNDS: dict[str, Background] = {
    "plain": Background(_plain, None, 0.0, "on a plain ground"),
    "table": Background(_table, (0.62, 0.95), 0.42, "on a table", ("table",)),
    "room": Background(_room, (0.72, 0.96), 0.36, "in a room"),
    "street": Background(_street, (0.64, 0.96), 0.21, "in a street", ("house", "table")),
    "garden": Background(_garden, (0.6, 0.96), 0.22, "in a garden", ("flower", "tree", "fir tree")),
}
