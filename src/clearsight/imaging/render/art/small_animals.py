"""Small animals and fish."""

from clearsight.imaging.render.art.drawing import Drawing, Drawings
from clearsight.imaging.render.art.palette import RGB, dark, light
from clearsight.imaging.render.art.pen import Pen, arc

_EYE = (34, 32, 36)


def _eye(pen: Pen, x: float, y: float, r: float = 0.03) -> None:
    pen.oval(x, y, (r, r * 1.15), _EYE, shade=0, edge=False)
    pen.oval(x - r * 0.3, y - r * 0.4, (r * 0.35, r * 0.35), (255, 255, 255), shade=0, edge=False)


def _fish(pen: Pen, colour: RGB) -> None:
    pen.fill([(0.98, 0.45), (1.3, 0.12), (1.24, 0.45), (1.3, 0.8)], dark(colour, 0.15))
    pen.fill([(0.42, 0.16), (0.62, -0.04), (0.86, 0.04), (0.84, 0.24)], dark(colour, 0.15))
    pen.fill([(0.5, 0.78), (0.62, 0.96), (0.76, 0.74)], dark(colour, 0.15))
    pen.fill(
        [
            (0.0, 0.46),
            (0.2, 0.22),
            (0.5, 0.1),
            (0.82, 0.24),
            (1.06, 0.45),
            (0.82, 0.66),
            (0.5, 0.82),
            (0.2, 0.7),
        ],
        colour,
        smooth=True,
    )
    pen.line(arc(0.26, 0.46, (0.12, 0.24), start=-70, stop=70), dark(colour, 0.35), 0.02)
    for x, y in ((0.52, 0.34), (0.66, 0.46), (0.52, 0.58), (0.8, 0.4), (0.78, 0.54)):
        pen.line(arc(x, y, (0.05, 0.06), start=-80, stop=80, steps=8), light(colour, 0.4), 0.016)
    pen.oval(0.2, 0.38, (0.06, 0.065), (250, 250, 250), shade=0)
    _eye(pen, 0.19, 0.385, 0.032)


def _turtle(pen: Pen, colour: RGB) -> None:
    skin = (160, 190, 96)
    for x in (0.3, 0.88):
        pen.oval(x, 0.86, (0.11, 0.13), skin)
    pen.fill([(1.14, 0.74), (1.32, 0.8), (1.12, 0.84)], skin)
    pen.fill(
        [
            (0.26, 0.7),
            (0.1, 0.66),
            (-0.06, 0.5),
            (0.0, 0.36),
            (0.14, 0.34),
            (0.22, 0.44),
            (0.34, 0.58),
        ],
        skin,
        smooth=True,
    )
    pen.fill(
        [*arc(0.66, 0.78, (0.52, 0.62), start=180, stop=360), (1.16, 0.86), (0.16, 0.86)], colour
    )
    for x, y in ((0.44, 0.6), (0.66, 0.46), (0.88, 0.6), (0.66, 0.7)):
        pen.oval(x, y, (0.1, 0.09), dark(colour, 0.25), shade=0.1)
    _eye(pen, 0.05, 0.42, 0.03)


def _butterfly(pen: Pen, colour: RGB) -> None:
    for way in (-1, 1):
        pen.line(
            [(0.6, 0.22), (0.6 + way * 0.08, 0.08), (0.6 + way * 0.18, 0.02)],
            _EYE,
            0.016,
            smooth=True,
        )
        upper = [(0.6, 0.34), (0.86, 0.08), (1.14, 0.06), (1.2, 0.26), (1.04, 0.5), (0.66, 0.54)]
        lower = [(0.62, 0.54), (0.94, 0.54), (1.06, 0.74), (0.92, 0.94), (0.72, 0.86)]
        for wing, tone in ((upper, colour), (lower, light(colour, 0.25))):
            pen.fill([(0.6 + way * (x - 0.6), y) for x, y in wing], tone, smooth=True)
        pen.oval(0.6 + way * 0.42, 0.25, (0.09, 0.09), light(colour, 0.65), shade=0, edge=False)
        pen.oval(0.6 + way * 0.27, 0.74, (0.06, 0.06), dark(colour, 0.3), shade=0, edge=False)
    pen.oval(0.6, 0.52, (0.05, 0.34), (66, 52, 48))


def _snail(pen: Pen, colour: RGB) -> None:
    skin = (220, 190, 140)
    for x in (0.06, 0.18):
        pen.line([(0.16, 0.5), (x, 0.2)], skin, 0.035)
        pen.oval(x, 0.19, (0.035, 0.035), _EYE, edge=False)
    pen.fill(
        [
            (0.04, 0.5),
            (0.2, 0.44),
            (0.32, 0.7),
            (0.7, 0.82),
            (1.24, 0.94),
            (0.7, 1.0),
            (0.2, 1.0),
            (0.06, 0.8),
        ],
        skin,
        smooth=True,
    )
    pen.oval(0.72, 0.5, (0.4, 0.4), colour)
    spiral = [
        (0.72 + (0.34 - s * 0.021) * x, 0.5 + (0.34 - s * 0.021) * y)
        for s, (x, y) in enumerate(arc(0, 0, (1, 1), start=60, stop=600, steps=15))
    ]
    pen.line(spiral, dark(colour, 0.4), 0.03, smooth=True)


def _ladybird(pen: Pen, colour: RGB) -> None:
    for y in (0.35, 0.55, 0.75):
        pen.line([(0.0, y + 0.04), (0.9, y + 0.04)], _EYE, 0.03)
    for way in (-1, 1):
        pen.line([(0.45 + way * 0.08, 0.1), (0.45 + way * 0.2, -0.02)], _EYE, 0.022)
    pen.oval(0.45, 0.19, (0.22, 0.16), (50, 46, 50))
    pen.oval(0.45, 0.58, (0.4, 0.42), colour)
    pen.line([(0.45, 0.17), (0.45, 0.99)], _EYE, 0.025)
    for x, y in ((0.28, 0.4), (0.62, 0.4), (0.22, 0.62), (0.68, 0.62), (0.32, 0.82), (0.58, 0.82)):
        pen.oval(x, y, (0.065, 0.065), _EYE, shade=0, edge=False)


SMALL_ANIMALS: Drawings = {
    "fish": Drawing(_fish, ("orange", "blue", "yellow", "red", "purple"), 0.15, ("plain",)),
    "turtle": Drawing(_turtle, ("green", "brown"), 0.25, ("garden", "plain")),
    "butterfly": Drawing(
        _butterfly, ("orange", "blue", "yellow", "purple", "pink"), 0.1, ("plain", "sky")
    ),
    "snail": Drawing(_snail, ("brown", "orange", "yellow"), 0.06, ("garden", "plain")),
    "ladybird": Drawing(_ladybird, ("red", "orange", "yellow"), 0.05, ("plain",)),
}
