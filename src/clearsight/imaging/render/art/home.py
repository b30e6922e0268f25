"""Things in a house."""

from clearsight.imaging.render.art.drawing import Drawing, Drawings
from clearsight.imaging.render.art.palette import COLOURS, RGB, dark, light
from clearsight.imaging.render.art.pen import Pen, curve, rays, ring

_METAL = (176, 182, 190)


def _cup(pen: Pen, colour: RGB) -> None:
    pen.fill([*ring(0.86, 0.5, (0.24, 0.26))], dark(colour, 0.05))
    pen.oval(0.86, 0.5, (0.14, 0.16), light(colour, 0.75), shade=0)
    pen.fill([(0.0, 0.1), (0.86, 0.1), (0.8, 0.86), (0.68, 1.0), (0.18, 1.0), (0.06, 0.86)], colour)
    pen.oval(0.43, 0.1, (0.43, 0.1), light(colour, 0.25))
    pen.oval(0.43, 0.12, (0.35, 0.065), (92, 58, 38), shade=0.1, edge=False)


def _bottle(pen: Pen, colour: RGB) -> None:
    half = [(0.13, 0.08), (0.13, 0.26), (0.02, 0.4), (0.0, 0.5), (0.0, 0.95), (0.04, 1.0)]
    pen.fill([*half, *[(0.38 - x, y) for x, y in reversed(half)]], colour)
    pen.box(0.11, 0.0, (0.16, 0.1), dark(colour, 0.45), round_=0.02)
    pen.box(0.0, 0.54, (0.38, 0.28), (246, 240, 224))
    pen.line([(0.08, 0.63), (0.3, 0.63)], dark(colour, 0.3), 0.02)
    pen.line([(0.11, 0.71), (0.27, 0.71)], dark(colour, 0.3), 0.014)
    pen.line([(0.06, 0.44), (0.06, 0.5)], light(colour, 0.6), 0.025)


def _lamp(pen: Pen, colour: RGB) -> None:
    pen.oval(0.4, 0.96, (0.26, 0.06), _METAL)
    pen.box(0.375, 0.4, (0.05, 0.54), _METAL)
    pen.oval(0.4, 0.44, (0.16, 0.06), (255, 240, 170), shade=0, edge=False)
    pen.fill([(0.2, 0.0), (0.6, 0.0), (0.8, 0.44), (0.0, 0.44)], colour)
    pen.line([(0.6, 0.44), (0.6, 0.58)], dark(_METAL, 0.3), 0.012)
    pen.oval(0.6, 0.59, (0.018, 0.018), dark(_METAL, 0.3), edge=False)


def _chair(pen: Pen, colour: RGB) -> None:
    pen.fill([(0.1, 0.5), (0.15, 0.5), (0.17, 0.9), (0.12, 0.9)], dark(colour, 0.3))
    pen.fill([(0.48, 0.5), (0.53, 0.5), (0.52, 0.9), (0.47, 0.9)], dark(colour, 0.3))
    pen.box(0.06, 0.0, (0.07, 0.56), dark(colour, 0.1))
    pen.box(0.47, 0.0, (0.07, 0.56), dark(colour, 0.1))
    for y in (0.04, 0.18, 0.32):
        pen.box(0.06, y, (0.48, 0.09), colour, round_=0.02)
    pen.fill([(0.07, 0.5), (0.54, 0.5), (0.64, 0.62), (0.0, 0.62)], light(colour, 0.1))
    pen.box(0.0, 0.62, (0.64, 0.06), dark(colour, 0.1))
    pen.box(0.01, 0.67, (0.065, 0.33), colour)
    pen.box(0.565, 0.67, (0.065, 0.33), colour)


def _table(pen: Pen, colour: RGB) -> None:
    for x, foot in ((0.26, 0.78), (1.08, 0.78)):
        pen.box(x, 0.2, (0.06, foot - 0.2), dark(colour, 0.4))
    pen.fill([(0.2, 0.0), (1.2, 0.0), (1.4, 0.18), (0.0, 0.18)], light(colour, 0.12))
    pen.box(0.0, 0.18, (1.4, 0.08), dark(colour, 0.08))
    for x in (0.05, 1.27):
        pen.box(x, 0.26, (0.08, 0.74), colour)


def _clock(pen: Pen, colour: RGB) -> None:
    pen.oval(0.5, 0.5, (0.5, 0.5), colour)
    pen.oval(0.5, 0.5, (0.41, 0.41), (252, 250, 244), shade=0.05)
    for x, y in rays(0.5, 0.5, [0.35] * 12):
        pen.oval(x, y, (0.02, 0.02), (60, 60, 66), shade=0, edge=False)
    pen.line([(0.5, 0.5), (0.34, 0.4)], (40, 40, 46), 0.04)
    pen.line([(0.5, 0.5), (0.66, 0.24)], (40, 40, 46), 0.026)
    pen.oval(0.5, 0.5, (0.035, 0.035), (200, 60, 50), shade=0)


def _candle(pen: Pen, colour: RGB) -> None:
    pen.oval(0.26, 0.94, (0.26, 0.07), _METAL)
    pen.box(0.14, 0.34, (0.24, 0.6), colour, round_=0.03)
    pen.line([(0.26, 0.34), (0.26, 0.26)], (60, 50, 46), 0.02)
    pen.fill([(0.26, 0.0), (0.35, 0.18), (0.26, 0.29), (0.17, 0.18)], (250, 156, 40), smooth=True)
    pen.fill(
        [(0.26, 0.1), (0.3, 0.2), (0.26, 0.27), (0.22, 0.2)],
        (255, 232, 120),
        smooth=True,
        edge=False,
    )


def _teapot(pen: Pen, colour: RGB) -> None:
    pen.line(
        [(0.32, 0.42), (0.1, 0.38), (0.08, 0.68), (0.34, 0.76)],
        dark(colour, 0.12),
        0.07,
        smooth=True,
    )
    spout = [
        (0.98, 0.6),
        (1.12, 0.5),
        (1.2, 0.3),
        (1.34, 0.26),
        (1.28, 0.44),
        (1.2, 0.66),
        (0.98, 0.84),
    ]
    pen.fill(spout, colour, smooth=True)
    pen.oval(0.68, 0.62, (0.42, 0.37), colour)
    pen.oval(0.68, 0.27, (0.22, 0.07), light(colour, 0.12))
    pen.oval(0.68, 0.18, (0.06, 0.06), dark(colour, 0.1))
    pen.oval(0.5, 0.5, (0.05, 0.1), light(colour, 0.55), turn=30, shade=0, edge=False)


def _vase(pen: Pen, colour: RGB) -> None:
    for x, y, tone in ((0.1, 0.16, "pink"), (0.36, 0.08, "yellow"), (0.62, 0.16, "red")):
        pen.line([(0.36, 0.5), ((x + 0.36) / 2, 0.34), (x, y)], (78, 140, 70), 0.025, smooth=True)
        for px, py in rays(x, y, [0.055] * 5):
            pen.oval(px, py, (0.045, 0.045), COLOURS[tone], edge=False)
        pen.oval(x, y, (0.032, 0.032), (120, 80, 40), shade=0, edge=False)
    half = [(0.22, 0.44), (0.25, 0.52), (0.12, 0.66), (0.1, 0.82), (0.22, 1.0)]
    pen.fill(
        [
            *curve(half, closed=False),
            *reversed([(0.72 - x, y) for x, y in curve(half, closed=False)]),
        ],
        colour,
    )


def _plate(pen: Pen, colour: RGB) -> None:
    pen.oval(0.8, 0.5, (0.8, 0.26), colour, shade=0.1)
    pen.oval(0.8, 0.48, (0.54, 0.16), light(colour, 0.25), shade=0.1)


_AT = ("table", "plain")
_BODY = ("red", "green", "blue", "yellow", "purple", "white", "orange", "pink")

HOME: Drawings = {
    "cup": Drawing(_cup, _BODY, 0.1, _AT),
    "bottle": Drawing(_bottle, ("green", "brown", "blue", "red"), 0.3, _AT),
    "lamp": Drawing(_lamp, _BODY, 0.5, ("table", "plain", "room")),
    "chair": Drawing(
        _chair, ("brown", "red", "blue", "green", "white"), 0.95, ("room", "garden", "plain")
    ),
    "table": Drawing(_table, ("brown", "white", "grey"), 0.8, ("room", "garden", "plain")),
    "clock": Drawing(_clock, ("red", "blue", "green", "black", "yellow"), 0.25, _AT, mirrors=False),
    "candle": Drawing(_candle, ("white", "red", "blue", "pink"), 0.2, _AT),
    "teapot": Drawing(_teapot, ("blue", "red", "white", "green", "yellow"), 0.2, _AT),
    "vase of flowers": Drawing(
        _vase, ("blue", "white", "green", "purple"), 0.4, ("table", "room", "plain")
    ),
    "plate": Drawing(_plate, ("white", "blue", "green"), 0.05, _AT),
}
