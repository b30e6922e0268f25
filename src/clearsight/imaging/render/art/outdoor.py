"""Things outside the house and in the air."""

from clearsight.imaging.render.art.drawing import Drawing, Drawings
from clearsight.imaging.render.art.palette import COLOURS, RGB, dark, light
from clearsight.imaging.render.art.pen import Pen, arc, rays

_TRUNK = (128, 88, 56)
_GLASS = (176, 214, 236)


def _tree(pen: Pen, colour: RGB) -> None:
    pen.fill(
        [(0.42, 0.55), (0.56, 0.55), (0.58, 0.9), (0.64, 1.0), (0.34, 1.0), (0.4, 0.9)], _TRUNK
    )
    crown = [
        (0.5, 0.0),
        (0.72, 0.04),
        (0.84, 0.18),
        (0.96, 0.32),
        (0.92, 0.52),
        (0.76, 0.62),
        (0.56, 0.6),
    ]
    rest = [(0.44, 0.6), (0.22, 0.63), (0.07, 0.52), (0.03, 0.32), (0.15, 0.18), (0.28, 0.04)]
    pen.fill([*crown, *rest], colour, smooth=True)
    for x, y, r in ((0.3, 0.22, 0.1), (0.62, 0.18, 0.12), (0.42, 0.42, 0.11), (0.72, 0.42, 0.09)):
        pen.oval(x, y, (r, r * 0.8), light(colour, 0.16), shade=0.1, edge=False)


def _fir(pen: Pen, colour: RGB) -> None:
    pen.box(0.29, 0.84, (0.12, 0.16), _TRUNK)
    for top, foot, half in ((0.5, 0.88, 0.35), (0.25, 0.62, 0.27), (0.0, 0.36, 0.19)):
        pen.fill(
            [(0.35, top), (0.35 + half, foot), (0.35, foot - 0.05), (0.35 - half, foot)], colour
        )


def _house(pen: Pen, colour: RGB) -> None:
    pen.box(0.86, 0.06, (0.13, 0.3), (168, 92, 72))
    pen.box(0.08, 0.42, (1.04, 0.58), colour)
    pen.fill([(0.6, 0.0), (1.22, 0.46), (-0.02, 0.46)], (158, 74, 60))
    pen.box(0.5, 0.64, (0.2, 0.36), (120, 78, 50))
    pen.oval(0.66, 0.83, (0.016, 0.016), (240, 210, 120), shade=0, edge=False)
    for x in (0.2, 0.8):
        pen.box(x, 0.58, (0.2, 0.2), _GLASS)
        pen.line([(x + 0.1, 0.58), (x + 0.1, 0.78)], (250, 250, 250), 0.02)
        pen.line([(x, 0.68), (x + 0.2, 0.68)], (250, 250, 250), 0.02)


def _ball(pen: Pen, colour: RGB) -> None:
    pen.oval(0.5, 0.5, (0.5, 0.5), colour)
    pen.fill(
        [(0.36, 0.02), (0.64, 0.02), (0.73, 0.5), (0.64, 0.98), (0.36, 0.98), (0.27, 0.5)],
        (250, 248, 240),
        smooth=True,
    )
    pen.oval(0.26, 0.27, (0.06, 0.09), light(colour, 0.65), turn=40, shade=0, edge=False)


def _flower(pen: Pen, colour: RGB) -> None:
    pen.line([(0.35, 0.4), (0.37, 0.7), (0.34, 1.0)], (74, 140, 66), 0.05, smooth=True)
    pen.fill([(0.35, 0.82), (0.5, 0.62), (0.66, 0.6), (0.56, 0.76)], (88, 158, 76), smooth=True)
    pen.fill([(0.35, 0.9), (0.2, 0.7), (0.04, 0.7), (0.14, 0.84)], (88, 158, 76), smooth=True)
    for step in range(8):
        x, y = rays(0.35, 0.3, [0.19] * 8)[step]
        pen.oval(x, y, (0.13, 0.075), colour, turn=-90 + step * 45)
    pen.oval(
        0.35, 0.3, (0.11, 0.11), (246, 196, 60) if colour != COLOURS["yellow"] else (150, 96, 50)
    )


def _cactus(pen: Pen, colour: RGB) -> None:
    pen.line([(0.3, 0.48), (0.1, 0.46), (0.1, 0.26)], dark(colour, 0.1), 0.11, smooth=True)
    pen.line([(0.4, 0.58), (0.62, 0.54), (0.62, 0.32)], dark(colour, 0.1), 0.11, smooth=True)
    pen.box(0.25, 0.02, (0.22, 0.76), colour, round_=0.11)
    for x in (0.32, 0.4):
        pen.line([(x, 0.12), (x, 0.7)], light(colour, 0.35), 0.012)
    pen.fill([(0.12, 0.78), (0.6, 0.78), (0.54, 1.0), (0.18, 1.0)], (190, 104, 66))
    pen.box(0.09, 0.73, (0.54, 0.08), (204, 118, 78))


def _cloud(pen: Pen, colour: RGB) -> None:
    top = [
        (0.18, 0.74),
        (0.02, 0.56),
        (0.16, 0.38),
        (0.32, 0.36),
        (0.48, 0.1),
        (0.78, 0.08),
        (0.96, 0.3),
    ]
    pen.fill(
        [*top, (1.14, 0.28), (1.3, 0.5), (1.2, 0.72), (0.7, 0.76)], colour, smooth=True, shade=0.12
    )


def _sun(pen: Pen, colour: RGB) -> None:
    pen.fill(rays(0.5, 0.5, [0.5, 0.36] * 12), dark(colour, 0.04))
    pen.oval(0.5, 0.5, (0.3, 0.3), light(colour, 0.15))


def _balloon(pen: Pen, colour: RGB) -> None:
    pen.line(
        [(0.3, 0.66), (0.36, 0.78), (0.26, 0.88), (0.33, 1.0)], (90, 90, 96), 0.014, smooth=True
    )
    pen.fill([(0.3, 0.62), (0.36, 0.69), (0.24, 0.69)], dark(colour, 0.15))
    pen.oval(0.3, 0.32, (0.27, 0.32), colour)
    pen.oval(0.2, 0.18, (0.045, 0.08), light(colour, 0.65), turn=30, shade=0, edge=False)


def _kite(pen: Pen, colour: RGB) -> None:
    pen.line(
        [(0.35, 0.66), (0.5, 0.78), (0.38, 0.9), (0.56, 1.0)], (110, 90, 80), 0.016, smooth=True
    )
    for x, y in ((0.48, 0.77), (0.42, 0.88)):
        pen.fill([(x, y), (x - 0.08, y - 0.045), (x - 0.08, y + 0.045)], colour)
        pen.fill([(x, y), (x + 0.08, y - 0.045), (x + 0.08, y + 0.045)], colour)
    pen.fill([(0.35, 0.0), (0.7, 0.26), (0.35, 0.68), (0.0, 0.26)], colour)
    pen.fill([(0.35, 0.0), (0.7, 0.26), (0.35, 0.26)], light(colour, 0.45))
    pen.fill([(0.35, 0.26), (0.35, 0.68), (0.0, 0.26)], light(colour, 0.45))


def _bench(pen: Pen, colour: RGB) -> None:
    for x in (0.14, 1.42):
        pen.box(x, 0.06, (0.06, 0.94), (76, 80, 88))
    for y in (0.08, 0.25):
        pen.box(0.0, y, (1.62, 0.13), colour, round_=0.02)
    pen.fill([(0.04, 0.52), (1.58, 0.52), (1.66, 0.66), (-0.04, 0.66)], light(colour, 0.08))
    for x in (0.0, 1.56):
        pen.box(x, 0.64, (0.06, 0.36), (76, 80, 88))


def _bucket(pen: Pen, colour: RGB) -> None:
    pen.line(arc(0.45, 0.24, (0.4, 0.24), start=180, stop=360), (150, 154, 160), 0.03)
    pen.fill([(0.02, 0.26), (0.88, 0.26), (0.74, 1.0), (0.16, 1.0)], colour)
    pen.oval(0.45, 0.26, (0.44, 0.1), dark(colour, 0.35))


_PETALS = ("red", "yellow", "pink", "purple", "blue", "white", "orange")
OUTDOOR: Drawings = {
    "tree": Drawing(_tree, ("green", "orange", "yellow"), 5.0, ("street", "garden", "plain")),
    "fir tree": Drawing(_fir, ("green",), 6.0, ("street", "garden", "plain")),
    "house": Drawing(
        _house, ("white", "yellow", "pink", "blue", "grey"), 6.5, ("street", "garden", "plain")
    ),
    "ball": Drawing(
        _ball,
        ("red", "blue", "green", "purple", "orange"),
        0.25,
        ("garden", "room", "street", "plain"),
    ),
    "flower": Drawing(_flower, _PETALS, 0.5, ("garden", "plain")),
    "cactus": Drawing(_cactus, ("green",), 0.4, ("table", "room", "plain")),
    "cloud": Drawing(_cloud, ("white", "grey"), 3.0, ("sky",)),
    "sun": Drawing(_sun, ("yellow", "orange"), 2.5, ("sky",)),
    "balloon": Drawing(
        _balloon,
        ("red", "blue", "green", "yellow", "purple", "pink"),
        0.6,
        ("sky", "room", "plain"),
    ),
    "kite": Drawing(_kite, ("red", "blue", "green", "purple", "orange"), 1.2, ("sky", "plain")),
    "bench": Drawing(_bench, ("brown", "green", "red"), 0.9, ("street", "garden", "plain")),
    "bucket": Drawing(_bucket, ("red", "blue", "yellow", "green"), 0.35, ("garden", "plain")),
}
