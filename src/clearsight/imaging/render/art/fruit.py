"""Fruit."""

from clearsight.imaging.render.art.drawing import Drawing, Drawings
from clearsight.imaging.render.art.palette import RGB, dark, light
from clearsight.imaging.render.art.pen import Pen

_GREEN = (88, 158, 66)
_STALK = (110, 76, 44)


def _leaf(pen: Pen, x: float, y: float, way: float = 1.0, size: float = 0.2) -> None:
    tip = (x + way * size, y - size * 0.55)
    pen.fill(
        [(x, y), (x + way * size * 0.35, y - size * 0.6), tip, (x + way * size * 0.65, y - 0.01)],
        _GREEN,
        smooth=True,
    )


def _shine(pen: Pen, x: float, y: float, size: tuple[float, float], colour: RGB) -> None:
    pen.oval(x, y, size, light(colour, 0.55), turn=-35, shade=0, edge=False)


def _apple(pen: Pen, colour: RGB) -> None:
    half = [(0.5, 0.24), (0.36, 0.17), (0.14, 0.22), (0.03, 0.45), (0.1, 0.76), (0.28, 0.97)]
    other = [(1 - x, y) for x, y in reversed(half[1:])]
    pen.line([(0.5, 0.24), (0.5, 0.12), (0.56, 0.02)], _STALK, 0.05, smooth=True)
    pen.fill([*half, (0.43, 0.985), (0.5, 0.95), (0.57, 0.985), *other], colour, smooth=True)
    _leaf(pen, 0.54, 0.15, size=0.26)
    _shine(pen, 0.24, 0.4, (0.05, 0.11), colour)


def _pear(pen: Pen, colour: RGB) -> None:
    half = [(0.4, 0.1), (0.29, 0.17), (0.24, 0.36), (0.1, 0.56), (0.04, 0.78), (0.18, 0.96)]
    other = [(0.8 - x, y) for x, y in reversed(half[1:])]
    pen.line([(0.4, 0.13), (0.41, 0.05), (0.47, 0)], _STALK, 0.045, smooth=True)
    pen.fill([*half, (0.4, 0.99), *other], colour, smooth=True)
    _leaf(pen, 0.42, 0.1, size=0.2)
    _shine(pen, 0.2, 0.66, (0.045, 0.11), colour)


def _orange(pen: Pen, colour: RGB) -> None:
    pen.oval(0.5, 0.55, (0.45, 0.45), colour)
    for x, y in ((0.62, 0.7), (0.72, 0.55), (0.5, 0.82), (0.4, 0.68), (0.66, 0.36), (0.75, 0.75)):
        pen.oval(x, y, (0.012, 0.012), dark(colour, 0.25), shade=0, edge=False)
    pen.oval(0.5, 0.13, (0.06, 0.035), _GREEN)
    _leaf(pen, 0.52, 0.13, size=0.28)
    _shine(pen, 0.3, 0.38, (0.06, 0.1), colour)


def _lemon(pen: Pen, colour: RGB) -> None:
    half = [(0.0, 0.5), (0.1, 0.4), (0.2, 0.22), (0.5, 0.08), (0.85, 0.14), (1.08, 0.38)]
    other = [(x, 1 - y) for x, y in reversed(half[1:])]
    pen.fill([*half, (1.2, 0.5), *other], colour, smooth=True)
    for x, y in ((0.5, 0.4), (0.7, 0.6), (0.8, 0.35), (0.45, 0.7), (0.9, 0.58)):
        pen.oval(x, y, (0.014, 0.014), dark(colour, 0.2), shade=0, edge=False)
    _shine(pen, 0.32, 0.3, (0.05, 0.11), colour)


def _banana(pen: Pen, colour: RGB) -> None:
    lower = [(0.06, 0.1), (0.1, 0.42), (0.34, 0.74), (0.7, 0.86), (1.06, 0.76)]
    upper = [(1.12, 0.66), (0.94, 0.62), (0.66, 0.54), (0.38, 0.34), (0.2, 0.06)]
    pen.fill([*lower, *upper], colour, smooth=True)
    pen.line(
        [(0.14, 0.12), (0.3, 0.48), (0.66, 0.7), (1.06, 0.72)],
        dark(colour, 0.18),
        0.02,
        smooth=True,
    )
    pen.fill([(0.06, 0.0), (0.17, -0.02), (0.2, 0.1), (0.07, 0.13)], (122, 96, 40))
    pen.oval(1.09, 0.71, (0.05, 0.045), (96, 72, 40))


def _strawberry(pen: Pen, colour: RGB) -> None:
    half = [(0.45, 0.16), (0.2, 0.16), (0.02, 0.32), (0.08, 0.6), (0.26, 0.85)]
    other = [(0.9 - x, y) for x, y in reversed(half[1:])]
    pen.fill([*half, (0.45, 1.0), *other], colour, smooth=True)
    for row, xs in enumerate(
        ((0.2, 0.4, 0.6, 0.75), (0.14, 0.32, 0.52, 0.7), (0.25, 0.44, 0.62), (0.36, 0.53))
    ):
        for x in xs:
            pen.oval(x, 0.36 + row * 0.15, (0.016, 0.027), (250, 222, 130), shade=0, edge=False)
    crown = [
        (0.1, 0.24),
        (0.3, 0.1),
        (0.45, 0.0),
        (0.6, 0.1),
        (0.8, 0.24),
        (0.6, 0.2),
        (0.55, 0.34),
    ]
    pen.fill([*crown, (0.45, 0.2), (0.33, 0.33), (0.29, 0.2)], _GREEN)


def _cherries(pen: Pen, colour: RGB) -> None:
    pen.line([(0.22, 0.66), (0.3, 0.36), (0.56, 0.05)], (96, 130, 60), 0.035, smooth=True)
    pen.line([(0.76, 0.74), (0.72, 0.36), (0.56, 0.05)], (96, 130, 60), 0.035, smooth=True)
    for x, y in ((0.22, 0.75), (0.75, 0.8)):
        pen.oval(x, y, (0.21, 0.2), colour)
        _shine(pen, x - 0.08, y - 0.07, (0.03, 0.055), colour)
    _leaf(pen, 0.55, 0.09, size=0.34)


def _grapes(pen: Pen, colour: RGB) -> None:
    pen.line([(0.45, 0.2), (0.46, 0.02)], _STALK, 0.045)
    for row, count in enumerate((4, 5, 4, 3, 2, 1)):
        for at in range(count):
            x, y = 0.45 + (at - (count - 1) / 2) * 0.19, 0.24 + row * 0.135
            pen.oval(x, y, (0.11, 0.11), colour, shade=0.28)
            pen.oval(x - 0.035, y - 0.04, (0.022, 0.022), light(colour, 0.6), shade=0, edge=False)
    _leaf(pen, 0.46, 0.14, size=0.32)
    _leaf(pen, 0.45, 0.16, -1, size=0.26)


_AT = ("table", "plain")

FRUIT: Drawings = {
    "apple": Drawing(_apple, ("red", "green", "yellow"), 0.09, _AT),
    "pear": Drawing(_pear, ("green", "yellow"), 0.11, _AT),
    "orange": Drawing(_orange, ("orange",), 0.09, _AT),
    "lemon": Drawing(_lemon, ("yellow", "green"), 0.07, _AT),
    "banana": Drawing(_banana, ("yellow", "green"), 0.1, _AT),
    "strawberry": Drawing(_strawberry, ("red",), 0.07, _AT),
    "pair of cherries": Drawing(_cherries, ("red",), 0.08, _AT),
    "bunch of grapes": Drawing(_grapes, ("purple", "green"), 0.15, _AT),
}
