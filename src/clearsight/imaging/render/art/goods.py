"""Things that people carry."""

from clearsight.imaging.render.art.drawing import Drawing, Drawings
from clearsight.imaging.render.art.palette import COLOURS, RGB, dark, light
from clearsight.imaging.render.art.pen import Pen, arc, curve

_METAL = (176, 182, 190)


def _book(pen: Pen, colour: RGB) -> None:
    pen.fill([(0.08, 0.06), (0.86, 0.0), (0.9, 0.94), (0.12, 1.0)], dark(colour, 0.2))
    pen.fill([(0.1, 0.06), (0.8, 0.02), (0.85, 0.9), (0.14, 0.96)], (246, 240, 226))
    pen.fill([(0.0, 0.05), (0.72, 0.0), (0.76, 0.9), (0.04, 0.96)], colour)
    pen.fill(
        [(0.0, 0.05), (0.09, 0.044), (0.13, 0.955), (0.04, 0.96)], dark(colour, 0.25), edge=False
    )
    pen.fill([(0.2, 0.17), (0.62, 0.14), (0.63, 0.36), (0.21, 0.39)], (250, 240, 206), shade=0.05)
    pen.line([(0.27, 0.25), (0.55, 0.23)], dark(colour, 0.2), 0.025)
    pen.line([(0.3, 0.31), (0.53, 0.295)], dark(colour, 0.2), 0.018)


def _key(pen: Pen, colour: RGB) -> None:
    pen.box(0.5, 0.2, (1.0, 0.12), colour)
    for x, high in ((1.18, 0.2), (1.32, 0.15), (1.42, 0.22)):
        pen.box(x, 0.3, (0.08, high), colour)
    pen.oval(0.28, 0.27, (0.28, 0.27), colour)
    pen.oval(0.2, 0.27, (0.1, 0.1), (252, 252, 250), shade=0)


def _umbrella(pen: Pen, colour: RGB) -> None:
    pen.line(
        [(0.5, 0.0), (0.5, 0.84), (0.54, 0.95), (0.62, 0.95), (0.66, 0.86)],
        (96, 66, 44),
        0.035,
        smooth=True,
    )
    rim = [
        (1.0, 0.5),
        (0.83, 0.44),
        (0.67, 0.5),
        (0.5, 0.44),
        (0.33, 0.5),
        (0.17, 0.44),
        (0.0, 0.5),
    ]
    pen.fill(
        [*arc(0.5, 0.5, (0.5, 0.44), start=180, stop=360, steps=36), *curve(rim, closed=False)],
        colour,
    )
    for x in (0.33, 0.67):
        pen.line(
            [(0.5, 0.06), ((x + 0.5) / 2 * 0.96 + 0.02, 0.2), (x, 0.5)],
            dark(colour, 0.3),
            0.012,
            smooth=True,
        )


def _pencil(pen: Pen, colour: RGB) -> None:
    pen.box(0.0, 0.0, (0.12, 0.18), (236, 140, 150), round_=0.03)
    pen.box(0.1, 0.0, (0.1, 0.18), _METAL)
    pen.box(0.2, 0.0, (1.1, 0.18), colour)
    pen.box(0.2, 0.06, (1.1, 0.06), light(colour, 0.25), edge=False)
    pen.fill([(1.3, 0.0), (1.3, 0.18), (1.6, 0.09)], (236, 200, 150))
    pen.fill([(1.5, 0.06), (1.5, 0.12), (1.6, 0.09)], (50, 50, 56))


def _gift(pen: Pen, colour: RGB) -> None:
    ribbon = (250, 214, 90) if colour != COLOURS["yellow"] else (200, 60, 60)
    pen.box(0.06, 0.36, (0.88, 0.64), colour)
    pen.box(0.0, 0.24, (1.0, 0.18), light(colour, 0.12))
    pen.box(0.43, 0.24, (0.14, 0.76), ribbon)
    for way in (-1, 1):
        loop = [
            (0.5, 0.24),
            (0.5 + way * 0.12, 0.04),
            (0.5 + way * 0.34, 0.02),
            (0.5 + way * 0.3, 0.2),
        ]
        pen.fill(loop, ribbon, smooth=True)
    pen.oval(0.5, 0.2, (0.07, 0.06), dark(ribbon, 0.1))


def _backpack(pen: Pen, colour: RGB) -> None:
    pen.line(
        [(0.28, 0.12), (0.34, 0.0), (0.46, 0.0), (0.52, 0.12)], dark(colour, 0.4), 0.05, smooth=True
    )
    pen.box(0.0, 0.5, (0.16, 0.4), dark(colour, 0.2), round_=0.07)
    pen.box(0.64, 0.5, (0.16, 0.4), dark(colour, 0.2), round_=0.07)
    pen.box(0.08, 0.08, (0.64, 0.92), colour, round_=0.24)
    pen.line([(0.14, 0.36), (0.66, 0.36)], dark(colour, 0.45), 0.025)
    pen.box(0.17, 0.54, (0.46, 0.36), light(colour, 0.14), round_=0.08)
    pen.line([(0.2, 0.63), (0.6, 0.63)], dark(colour, 0.45), 0.02)


def _telephone(pen: Pen, colour: RGB) -> None:
    pen.box(0.0, 0.0, (0.52, 1.0), colour, round_=0.08)
    pen.box(0.04, 0.09, (0.44, 0.78), (190, 222, 244), round_=0.02)
    for row in range(4):
        for column in range(3):
            tone = COLOURS[("red", "green", "orange", "blue", "purple")[(row * 3 + column) % 5]]
            pen.box(
                0.09 + column * 0.125, 0.16 + row * 0.16, (0.09, 0.1), tone, round_=0.02, edge=False
            )
    pen.box(0.19, 0.915, (0.14, 0.035), light(colour, 0.5), round_=0.015, edge=False)


def _hat(pen: Pen, colour: RGB) -> None:
    pen.oval(0.65, 0.52, (0.65, 0.15), dark(colour, 0.08))
    crown = [
        (0.28, 0.5),
        (0.32, 0.14),
        (0.46, 0.03),
        (0.65, 0.08),
        (0.84, 0.03),
        (0.98, 0.14),
        (1.02, 0.5),
    ]
    pen.fill([*curve(crown, closed=False), (0.65, 0.58)], colour)
    pen.fill(
        [(0.29, 0.4), (0.65, 0.46), (1.01, 0.4), (1.02, 0.5), (0.65, 0.58), (0.28, 0.5)],
        dark(colour, 0.5),
    )


def _suitcase(pen: Pen, colour: RGB) -> None:
    pen.line([(0.48, 0.2), (0.5, 0.02), (0.8, 0.02), (0.82, 0.2)], dark(colour, 0.45), 0.05)
    pen.box(0.0, 0.16, (1.3, 0.84), colour, round_=0.09)
    for x in (0.2, 0.98):
        pen.box(x, 0.16, (0.12, 0.84), dark(colour, 0.25))
        pen.box(x + 0.02, 0.32, (0.08, 0.1), (236, 200, 110))


_AT = ("table", "plain")
GOODS: Drawings = {
    "book": Drawing(_book, ("red", "green", "blue", "purple", "brown", "black"), 0.24, _AT),
    "key": Drawing(_key, ("yellow", "grey"), 0.015, _AT),
    "umbrella": Drawing(
        _umbrella,
        ("red", "blue", "yellow", "green", "purple", "black"),
        0.9,
        ("street", "garden", "plain", "room"),
    ),
    "pencil": Drawing(_pencil, ("yellow", "red", "green", "blue"), 0.015, _AT),
    "gift box": Drawing(
        _gift, ("red", "blue", "green", "purple", "pink", "yellow"), 0.3, ("table", "room", "plain")
    ),
    "backpack": Drawing(
        _backpack, ("red", "blue", "green", "orange", "black"), 0.5, ("room", "street", "plain")
    ),
    "mobile phone": Drawing(_telephone, ("black", "white", "red", "blue"), 0.15, _AT),
    "hat": Drawing(_hat, ("brown", "black", "red", "blue", "grey"), 0.2, _AT),
    "suitcase": Drawing(
        _suitcase, ("brown", "red", "blue", "green"), 0.5, ("room", "street", "plain")
    ),
}
