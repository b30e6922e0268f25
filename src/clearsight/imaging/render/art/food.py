"""Food other than fruit."""

from clearsight.imaging.render.art.drawing import Drawing, Drawings
from clearsight.imaging.render.art.palette import COLOURS, RGB, dark, light
from clearsight.imaging.render.art.pen import Pen, arc, curve

_GREEN = (88, 158, 66)
_CRUST = (222, 168, 96)


def _shine(pen: Pen, x: float, y: float, size: tuple[float, float], colour: RGB) -> None:
    pen.oval(x, y, size, light(colour, 0.55), turn=-35, shade=0, edge=False)


def _carrot(pen: Pen, colour: RGB) -> None:
    for x, y in ((0.08, 0.04), (0.2, -0.06), (0.34, 0.02)):
        pen.fill(
            [(0.2, 0.3), (x - 0.05, y + 0.1), (x, y), (x + 0.06, y + 0.1)], _GREEN, smooth=True
        )
    pen.fill(
        [(0.02, 0.3), (0.2, 0.25), (0.38, 0.3), (0.34, 0.6), (0.2, 1.06), (0.07, 0.62)],
        colour,
        smooth=True,
    )
    for y, a, b in ((0.42, 0.05, 0.18), (0.55, 0.22, 0.34), (0.68, 0.1, 0.2), (0.8, 0.2, 0.26)):
        pen.line([(a, y), (b, y + 0.015)], dark(colour, 0.25), 0.018)


def _mushroom(pen: Pen, colour: RGB) -> None:
    pen.fill(
        [(0.34, 0.45), (0.66, 0.45), (0.7, 0.9), (0.62, 0.98), (0.38, 0.98), (0.3, 0.9)],
        (240, 230, 210),
    )
    pen.fill(
        [*arc(0.5, 0.5, (0.5, 0.46), start=180, stop=360), (0.9, 0.56), (0.5, 0.6), (0.1, 0.56)],
        colour,
    )
    for x, y, r in ((0.5, 0.2, 0.08), (0.24, 0.36, 0.065), (0.76, 0.34, 0.07), (0.5, 0.44, 0.05)):
        pen.oval(x, y, (r, r * 0.85), (250, 246, 238), shade=0.08, edge=False)


def _cake(pen: Pen, colour: RGB) -> None:
    pen.oval(0.7, 0.96, (0.75, 0.09), (225, 228, 234))
    pen.box(0.1, 0.5, (1.2, 0.42), _CRUST, round_=0.05)
    pen.box(0.1, 0.66, (1.2, 0.07), (250, 240, 226), edge=False)
    drip = [
        (0.08, 0.5),
        (0.08, 0.62),
        (0.2, 0.66),
        (0.3, 0.58),
        (0.45, 0.7),
        (0.6, 0.59),
        (0.75, 0.68),
    ]
    rest = [(0.9, 0.58), (1.05, 0.7), (1.2, 0.6), (1.32, 0.64), (1.32, 0.5), (0.7, 0.42)]
    pen.fill([*drip, *rest], colour, smooth=True)
    for x, tone in ((0.35, "blue"), (0.7, "yellow"), (1.05, "green")):
        pen.box(x - 0.03, 0.2, (0.06, 0.28), COLOURS[tone])
        pen.fill(
            [(x, 0.02), (x + 0.045, 0.13), (x, 0.19), (x - 0.045, 0.13)],
            (250, 180, 50),
            smooth=True,
        )


def _pizza(pen: Pen, colour: RGB) -> None:
    pen.fill([(0.06, 0.1), (0.94, 0.1), (0.5, 1.0)], (250, 206, 96))
    pen.box(0.0, 0.0, (1.0, 0.14), (200, 138, 70), round_=0.07)
    for x, y in ((0.32, 0.3), (0.64, 0.28), (0.48, 0.52), (0.52, 0.76)):
        pen.oval(x, y, (0.085, 0.085), colour)
    for x, y in ((0.48, 0.24), (0.62, 0.48), (0.36, 0.46)):
        pen.oval(x, y, (0.035, 0.02), _GREEN, turn=30, edge=False)


def _ice_cream(pen: Pen, colour: RGB) -> None:
    pen.fill([(0.08, 0.46), (0.62, 0.46), (0.35, 1.1)], _CRUST)
    for a in (0.17, 0.3, 0.43):
        pen.line([(a, 0.5), (a + 0.13, 0.78)], dark(_CRUST, 0.25), 0.015)
        pen.line([(0.7 - a, 0.5), (0.57 - a, 0.78)], dark(_CRUST, 0.25), 0.015)
    edge = curve(
        [
            (0.02, 0.42),
            (0.12, 0.52),
            (0.24, 0.46),
            (0.35, 0.54),
            (0.48, 0.46),
            (0.6, 0.52),
            (0.68, 0.42),
        ],
        closed=False,
    )
    pen.fill([*arc(0.35, 0.36, (0.33, 0.36), start=180, stop=360), *reversed(edge)], colour)
    _shine(pen, 0.2, 0.2, (0.05, 0.09), colour)


def _watermelon(pen: Pen, colour: RGB) -> None:
    pen.fill(arc(0.7, 0.0, (0.7, 0.7), start=0, stop=180, steps=40), (56, 130, 60))
    pen.fill(arc(0.7, 0.0, (0.63, 0.63), start=0, stop=180, steps=40), (226, 240, 200), edge=False)
    pen.fill(arc(0.7, 0.0, (0.58, 0.58), start=0, stop=180, steps=40), colour, edge=False)
    for x, y in (
        (0.3, 0.14),
        (0.5, 0.2),
        (0.7, 0.14),
        (0.9, 0.2),
        (1.1, 0.14),
        (0.6, 0.38),
        (0.82, 0.38),
    ):
        pen.oval(x, y, (0.022, 0.038), (50, 36, 32), shade=0, edge=False)


def _bread(pen: Pen, colour: RGB) -> None:
    top = [
        (0.06, 0.42),
        (0.0, 0.24),
        (0.12, 0.06),
        (0.4, 0.0),
        (0.7, 0.0),
        (0.98, 0.06),
        (1.1, 0.24),
        (1.04, 0.42),
    ]
    pen.fill([*curve(top, closed=False), (1.04, 0.95), (0.06, 0.95)], colour)
    inner = [
        (0.13, 0.4),
        (0.08, 0.25),
        (0.18, 0.12),
        (0.42, 0.07),
        (0.68, 0.07),
        (0.92, 0.12),
        (1.02, 0.25),
        (0.97, 0.4),
    ]
    pen.fill([*curve(inner, closed=False), (0.97, 0.88), (0.13, 0.88)], (246, 222, 174), edge=False)


_AT = ("table", "plain")

FOOD: Drawings = {
    "carrot": Drawing(_carrot, ("orange", "purple"), 0.17, _AT),
    "mushroom": Drawing(_mushroom, ("red", "brown"), 0.1, ("table", "plain", "garden")),
    "cake": Drawing(_cake, ("pink", "brown", "white"), 0.2, _AT),
    "slice of pizza": Drawing(_pizza, ("red",), 0.15, _AT),
    "ice cream": Drawing(_ice_cream, ("pink", "brown", "white", "green"), 0.2, ("plain",)),
    "slice of watermelon": Drawing(_watermelon, ("red", "yellow"), 0.12, ("plain",)),
    "slice of bread": Drawing(_bread, ("brown",), 0.12, _AT),
}
