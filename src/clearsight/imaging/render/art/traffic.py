"""Vehicles."""

from clearsight.imaging.render.art.drawing import Drawing, Drawings
from clearsight.imaging.render.art.palette import COLOURS, RGB, dark, light
from clearsight.imaging.render.art.pen import Pen, arc, rays

_TRUNK = (128, 88, 56)
_GLASS = (176, 214, 236)
_TYRE = (48, 48, 54)


def _wheel(pen: Pen, x: float, y: float, r: float) -> None:
    pen.oval(x, y, (r, r), _TYRE)
    pen.oval(x, y, (r * 0.52, r * 0.52), (196, 200, 206))
    pen.oval(x, y, (r * 0.16, r * 0.16), _TYRE, edge=False)


def _car(pen: Pen, colour: RGB) -> None:
    cabin = [(0.42, 0.4), (0.62, 0.08), (0.76, 0.0), (1.3, 0.0), (1.44, 0.08), (1.68, 0.4)]
    pen.fill(cabin, colour)
    pen.fill([(0.56, 0.38), (0.7, 0.14), (0.8, 0.08), (1.02, 0.08), (1.02, 0.38)], _GLASS)
    pen.fill([(1.1, 0.08), (1.28, 0.08), (1.37, 0.14), (1.53, 0.38), (1.1, 0.38)], _GLASS)
    body = [
        (0.04, 0.52),
        (0.16, 0.42),
        (0.5, 0.38),
        (1.7, 0.38),
        (2.0, 0.46),
        (2.1, 0.58),
        (2.1, 0.8),
        (2.04, 0.84),
    ]
    pen.fill([*body, (0.06, 0.84), (0.0, 0.78)], colour)
    pen.line([(1.06, 0.42), (1.06, 0.78)], dark(colour, 0.35), 0.015)
    pen.line([(1.14, 0.52), (1.24, 0.52)], dark(colour, 0.5), 0.03)
    pen.oval(0.07, 0.58, (0.06, 0.07), (255, 240, 170))
    pen.box(2.02, 0.52, (0.08, 0.12), (190, 40, 40))
    for x in (0.44, 1.66):
        pen.oval(x, 0.82, (0.25, 0.24), dark(colour, 0.5), shade=0, edge=False)
        _wheel(pen, x, 0.82, 0.2)


def _bus(pen: Pen, colour: RGB) -> None:
    pen.box(0.0, 0.0, (2.0, 0.86), colour, round_=0.1)
    pen.box(0.0, 0.56, (2.0, 0.07), light(colour, 0.65), edge=False)
    for at in range(5):
        pen.box(0.36 + at * 0.32, 0.14, (0.27, 0.32), _GLASS, round_=0.03)
    pen.box(0.05, 0.14, (0.25, 0.64), _GLASS, round_=0.03)
    pen.line([(0.175, 0.16), (0.175, 0.76)], dark(colour, 0.3), 0.02)
    for x in (0.5, 1.55):
        _wheel(pen, x, 0.84, 0.17)


def _bicycle(pen: Pen, colour: RGB) -> None:
    for x in (0.33, 1.33):
        pen.line(arc(x, 0.68, (0.3, 0.3), start=0, stop=360, steps=40), _TYRE, 0.045)
        for px, py in rays(x, 0.68, [0.28] * 8):
            pen.line([(x, 0.68), (px, py)], (150, 154, 160), 0.008)
    tube = [(0.33, 0.68), (0.62, 0.26), (1.18, 0.24), (0.78, 0.7), (0.33, 0.68)]
    pen.line(tube, colour, 0.05)
    pen.line([(0.56, 0.16), (0.78, 0.7)], colour, 0.05)
    pen.line([(1.13, 0.08), (1.18, 0.24), (1.33, 0.68)], colour, 0.05)
    pen.line([(0.44, 0.14), (0.68, 0.14)], (70, 52, 42), 0.07)
    pen.line([(1.02, 0.04), (1.14, 0.05), (1.26, 0.1)], (60, 60, 66), 0.05, smooth=True)
    pen.oval(0.78, 0.7, (0.08, 0.08), (120, 124, 130))


def _boat(pen: Pen, colour: RGB) -> None:
    pen.box(0.62, 0.0, (0.04, 0.74), _TRUNK)
    pen.fill([(0.69, 0.04), (1.16, 0.64), (0.69, 0.64)], (250, 246, 234))
    pen.fill([(0.59, 0.14), (0.59, 0.64), (0.2, 0.64)], (236, 226, 206))
    pen.fill([(0.0, 0.72), (1.3, 0.72), (1.1, 1.0), (0.22, 1.0)], colour)
    pen.line([(0.06, 0.79), (1.24, 0.79)], light(colour, 0.7), 0.03)


def _traffic_light(pen: Pen, colour: RGB) -> None:
    pen.box(0.17, 0.5, (0.07, 0.5), (90, 94, 100))
    pen.box(0.06, 0.0, (0.29, 0.58), (52, 54, 60), round_=0.06)
    for y, name in ((0.12, "red"), (0.29, "yellow"), (0.46, "green")):
        lit = COLOURS[name] == colour
        pen.oval(0.205, y, (0.075, 0.075), COLOURS[name] if lit else (92, 94, 100), edge=lit)


def _rocket(pen: Pen, colour: RGB) -> None:
    pen.fill([(0.28, 0.86), (0.4, 1.1), (0.52, 0.86)], (250, 160, 50), smooth=True)
    pen.fill([(0.22, 0.52), (0.0, 0.86), (0.24, 0.8)], dark(colour, 0.15))
    pen.fill([(0.58, 0.52), (0.8, 0.86), (0.56, 0.8)], dark(colour, 0.15))
    body = [
        (0.4, 0.0),
        (0.56, 0.2),
        (0.6, 0.5),
        (0.54, 0.86),
        (0.26, 0.86),
        (0.2, 0.5),
        (0.24, 0.2),
    ]
    pen.fill(body, (238, 240, 244), smooth=True)
    pen.fill([(0.4, -0.01), (0.52, 0.13), (0.55, 0.23), (0.25, 0.23), (0.28, 0.13)], colour)
    pen.oval(0.4, 0.42, (0.1, 0.1), colour)
    pen.oval(0.4, 0.42, (0.065, 0.065), _GLASS)


_PAINT = ("red", "blue", "yellow", "green", "white", "black", "orange")

TRAFFIC: Drawings = {
    "car": Drawing(_car, _PAINT, 1.5, ("street", "plain")),
    "bus": Drawing(_bus, ("red", "yellow", "blue", "green"), 3.0, ("street", "plain")),
    "bicycle": Drawing(
        _bicycle, ("red", "blue", "green", "black"), 1.1, ("street", "garden", "plain")
    ),
    "sailing boat": Drawing(_boat, ("red", "blue", "brown", "green"), 3.0, ("plain",)),
    "traffic light": Drawing(_traffic_light, ("red", "yellow", "green"), 3.5, ("street", "plain")),
    "rocket": Drawing(_rocket, ("red", "blue", "green", "orange"), 4.0, ("plain",)),
}
