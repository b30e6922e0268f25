"""Plain shapes."""

from clearsight.imaging.render.art.drawing import Drawing, Drawings
from clearsight.imaging.render.art.palette import RGB
from clearsight.imaging.render.art.pen import Pen, arc, rays

_ALL = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "grey")


def _circle(pen: Pen, colour: RGB) -> None:
    pen.oval(0.5, 0.5, (0.5, 0.5), colour)


def _oval(pen: Pen, colour: RGB) -> None:
    pen.oval(0.7, 0.5, (0.75, 0.45), colour)


def _square(pen: Pen, colour: RGB) -> None:
    pen.box(0, 0, (1, 1), colour)


def _rectangle(pen: Pen, colour: RGB) -> None:
    pen.box(0, 0, (1.75, 1), colour)


def _triangle(pen: Pen, colour: RGB) -> None:
    pen.fill([(0.55, 0), (1.1, 1), (0, 1)], colour)


def _pentagon(pen: Pen, colour: RGB) -> None:
    pen.fill(rays(0, 0, [0.5] * 5), colour)


def _hexagon(pen: Pen, colour: RGB) -> None:
    pen.fill(rays(0, 0, [0.5] * 6, turn=0), colour)


def _star(pen: Pen, colour: RGB) -> None:
    pen.fill(rays(0, 0, [0.52, 0.22] * 5), colour)


def _diamond(pen: Pen, colour: RGB) -> None:
    pen.fill([(0.4, 0), (0.8, 0.5), (0.4, 1), (0, 0.5)], colour)


def _heart(pen: Pen, colour: RGB) -> None:
    left = [(0.5, 0.98), (0.24, 0.74), (0.03, 0.48), (0.01, 0.24), (0.16, 0.06), (0.36, 0.07)]
    middle = (0.5, 0.24)
    right = [(1 - x, y) for x, y in reversed(left[1:])]
    pen.fill([*left, middle, *right], colour, smooth=True)


def _crescent(pen: Pen, colour: RGB) -> None:
    outer = arc(0.5, 0.5, (0.5, 0.5), start=55, stop=305, steps=40)
    inner = arc(0.68, 0.5, (0.4, 0.4), start=293, stop=67, steps=40)
    pen.fill([*outer, *inner], colour)


def _plus(pen: Pen, colour: RGB) -> None:
    a, b = 0.33, 0.67
    points = [
        (a, 0),
        (b, 0),
        (b, a),
        (1, a),
        (1, b),
        (b, b),
        (b, 1),
        (a, 1),
        (a, b),
        (0, b),
        (0, a),
    ]
    pen.fill([*points, (a, a)], colour)


def _arrow(pen: Pen, colour: RGB) -> None:
    head = [(0.75, 0.1), (1.3, 0.5), (0.75, 0.9), (0.75, 0.66)]
    pen.fill([(0, 0.34), (0.75, 0.34), *head, (0, 0.66)], colour)


SHAPES: Drawings = {
    name: Drawing(draw, _ALL, 0.3, ("plain",), mirrors=name not in ("arrow", "crescent"))
    for name, draw in {
        "circle": _circle,
        "oval": _oval,
        "square": _square,
        "rectangle": _rectangle,
        "triangle": _triangle,
        "pentagon": _pentagon,
        "hexagon": _hexagon,
        "star": _star,
        "diamond": _diamond,
        "heart": _heart,
        "crescent": _crescent,
        "plus sign": _plus,
        "arrow": _arrow,
    }.items()
}
