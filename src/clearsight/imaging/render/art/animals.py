"""Animals with fur or feathers, and the elephant."""

from clearsight.imaging.render.art.drawing import Drawing, Drawings
from clearsight.imaging.render.art.palette import RGB, dark, light
from clearsight.imaging.render.art.pen import Pen, arc, curve

_EYE = (34, 32, 36)
_BEAK = (244, 160, 48)


def _eye(pen: Pen, x: float, y: float, r: float = 0.03) -> None:
    pen.oval(x, y, (r, r * 1.15), _EYE, shade=0, edge=False)
    pen.oval(x - r * 0.3, y - r * 0.4, (r * 0.35, r * 0.35), (255, 255, 255), shade=0, edge=False)


def _cat(pen: Pen, colour: RGB) -> None:
    pen.line(
        [(0.66, 0.92), (0.9, 0.9), (0.98, 0.7), (0.88, 0.54)], dark(colour, 0.08), 0.09, smooth=True
    )
    body = [
        (0.42, 0.36),
        (0.6, 0.5),
        (0.72, 0.74),
        (0.7, 0.98),
        (0.42, 1.0),
        (0.14, 0.98),
        (0.12, 0.74),
        (0.24, 0.5),
    ]
    pen.fill(body, colour, smooth=True)
    pen.oval(0.42, 0.78, (0.13, 0.18), light(colour, 0.4), shade=0.05, edge=False)
    for x in (0.3, 0.54):
        pen.oval(x, 0.96, (0.11, 0.055), light(colour, 0.12))
    for way in (-1, 1):
        pen.fill(
            [(0.42 + way * 0.26, 0.2), (0.42 + way * 0.25, -0.04), (0.42 + way * 0.07, 0.08)],
            colour,
        )
        pen.fill(
            [(0.42 + way * 0.22, 0.13), (0.42 + way * 0.215, 0.02), (0.42 + way * 0.12, 0.09)],
            (240, 170, 170),
            shade=0,
            edge=False,
        )
    pen.oval(0.42, 0.27, (0.28, 0.23), colour)
    for way in (-1, 1):
        _eye(pen, 0.42 + way * 0.115, 0.23, 0.038)
        for y in (0.31, 0.35):
            pen.line(
                [(0.42 + way * 0.12, 0.33), (0.42 + way * 0.34, y - 0.01)], dark(colour, 0.5), 0.008
            )
    pen.fill([(0.385, 0.29), (0.455, 0.29), (0.42, 0.33)], (226, 120, 130), shade=0)
    for way in (-1, 1):
        pen.line(
            arc(0.42 + way * 0.04, 0.34, (0.04, 0.035), start=10, stop=170, steps=8),
            dark(colour, 0.6),
            0.012,
        )


def _dog(pen: Pen, colour: RGB) -> None:
    pen.line([(1.02, 0.5), (1.18, 0.4), (1.24, 0.22)], colour, 0.075, smooth=True)
    for x in (0.42, 0.95):
        pen.box(x, 0.62, (0.11, 0.36), dark(colour, 0.2), round_=0.05)
    pen.fill(
        [
            (0.3, 0.44),
            (0.6, 0.42),
            (0.95, 0.42),
            (1.1, 0.52),
            (1.08, 0.72),
            (0.8, 0.76),
            (0.5, 0.78),
            (0.3, 0.72),
        ],
        colour,
        smooth=True,
    )
    for x in (0.3, 0.84):
        pen.box(x, 0.62, (0.12, 0.38), colour, round_=0.05)
    pen.fill(
        [(0.24, 0.36), (0.46, 0.32), (0.52, 0.5), (0.4, 0.62), (0.28, 0.58)],
        colour,
        smooth=True,
        edge=False,
    )
    pen.fill(
        [(-0.04, 0.34), (0.06, 0.26), (0.2, 0.22), (0.22, 0.42), (0.06, 0.44), (-0.03, 0.42)],
        light(colour, 0.3),
        smooth=True,
    )
    pen.oval(0.3, 0.26, (0.2, 0.2), colour)
    pen.fill(
        [(0.36, 0.1), (0.5, 0.14), (0.54, 0.34), (0.46, 0.46), (0.38, 0.34)],
        dark(colour, 0.35),
        smooth=True,
    )
    pen.oval(-0.02, 0.34, (0.05, 0.04), _EYE, shade=0.2, edge=False)
    _eye(pen, 0.2, 0.22, 0.034)
    pen.line([(0.02, 0.42), (0.1, 0.44), (0.18, 0.42)], dark(colour, 0.6), 0.014, smooth=True)
    pen.line([(0.3, 0.5), (0.4, 0.53), (0.48, 0.5)], (206, 60, 60), 0.05, smooth=True)


def _bird(pen: Pen, colour: RGB) -> None:
    pen.fill([(0.78, 0.5), (1.16, 0.38), (1.2, 0.5), (1.12, 0.62), (0.8, 0.64)], dark(colour, 0.2))
    for x in (0.46, 0.58):
        pen.line([(x, 0.8), (x, 0.98), (x - 0.08, 1.0)], _BEAK, 0.03)
    pen.fill(
        [
            (0.14, 0.22),
            (0.34, 0.08),
            (0.5, 0.2),
            (0.62, 0.38),
            (0.86, 0.5),
            (0.8, 0.74),
            (0.5, 0.86),
            (0.24, 0.74),
            (0.12, 0.46),
        ],
        colour,
        smooth=True,
    )
    pen.oval(0.36, 0.64, (0.17, 0.17), light(colour, 0.5), shade=0.05, edge=False)
    pen.fill(
        [(0.42, 0.42), (0.66, 0.42), (0.96, 0.56), (0.7, 0.68), (0.48, 0.62)],
        dark(colour, 0.22),
        smooth=True,
    )
    pen.fill([(0.13, 0.26), (-0.08, 0.34), (0.13, 0.4)], _BEAK)
    _eye(pen, 0.26, 0.25, 0.04)


def _rabbit(pen: Pen, colour: RGB) -> None:
    for x, turn in ((0.3, -10), (0.5, 10)):
        pen.oval(x, 0.17, (0.075, 0.19), colour, turn=turn)
        pen.oval(x, 0.18, (0.036, 0.13), (244, 176, 184), turn=turn, shade=0, edge=False)
    pen.oval(0.72, 0.84, (0.1, 0.1), light(colour, 0.6))
    pen.oval(0.42, 0.76, (0.3, 0.24), colour)
    pen.oval(0.4, 0.78, (0.15, 0.16), light(colour, 0.45), shade=0.05, edge=False)
    for x in (0.25, 0.56):
        pen.oval(x, 0.96, (0.12, 0.05), light(colour, 0.1))
    pen.oval(0.4, 0.43, (0.2, 0.18), colour)
    for x in (0.32, 0.48):
        _eye(pen, x, 0.4, 0.03)
    pen.oval(0.4, 0.47, (0.03, 0.022), (226, 120, 130), shade=0)
    pen.box(0.375, 0.53, (0.05, 0.05), (252, 252, 250), shade=0)


def _duck(pen: Pen, colour: RGB) -> None:
    pen.fill(
        [
            (0.12, 0.56),
            (0.3, 0.5),
            (0.6, 0.56),
            (0.9, 0.52),
            (1.1, 0.36),
            (1.12, 0.64),
            (0.94, 0.9),
            (0.5, 0.98),
            (0.18, 0.86),
        ],
        colour,
        smooth=True,
    )
    pen.fill([(-0.12, 0.34), (0.06, 0.28), (0.1, 0.4), (-0.1, 0.42)], _BEAK, smooth=True)
    pen.oval(0.26, 0.28, (0.22, 0.22), colour)
    pen.fill(
        [(0.22, 0.42), (0.46, 0.4), (0.46, 0.66), (0.16, 0.66)], colour, smooth=True, edge=False
    )
    pen.fill(
        [(0.46, 0.66), (0.74, 0.6), (0.98, 0.66), (0.8, 0.82), (0.56, 0.82)],
        dark(colour, 0.14),
        smooth=True,
    )
    _eye(pen, 0.2, 0.23, 0.036)


def _elephant(pen: Pen, colour: RGB) -> None:
    pen.line([(1.24, 0.4), (1.34, 0.56), (1.32, 0.66)], dark(colour, 0.15), 0.03, smooth=True)
    for x in (0.58, 1.0):
        pen.box(x, 0.62, (0.16, 0.36), dark(colour, 0.22), round_=0.04)
    pen.fill(
        [(0.4, 0.3), (0.7, 0.16), (1.08, 0.2), (1.26, 0.44), (1.22, 0.74), (0.9, 0.8), (0.5, 0.78)],
        colour,
        smooth=True,
    )
    for x in (0.46, 1.08):
        pen.box(x, 0.62, (0.17, 0.38), colour, round_=0.04)
    trunk = [
        (0.14, 0.34),
        (0.06, 0.56),
        (0.04, 0.78),
        (-0.08, 0.86),
        (-0.06, 0.94),
        (0.1, 0.92),
        (0.18, 0.78),
        (0.24, 0.58),
        (0.36, 0.5),
    ]
    pen.fill(trunk, colour, smooth=True)
    pen.fill(
        curve(
            [(0.12, 0.24), (0.26, 0.08), (0.48, 0.12), (0.54, 0.36), (0.36, 0.54), (0.16, 0.44)],
            closed=True,
        ),
        colour,
    )
    pen.fill(
        [(0.38, 0.14), (0.6, 0.1), (0.74, 0.3), (0.66, 0.56), (0.5, 0.6), (0.4, 0.4)],
        light(colour, 0.14),
        smooth=True,
    )
    pen.line([(0.2, 0.58), (0.12, 0.7), (0.06, 0.7)], (252, 248, 236), 0.035, smooth=True)
    _eye(pen, 0.26, 0.28, 0.03)


ANIMALS: Drawings = {
    "cat": Drawing(
        _cat,
        ("orange", "grey", "black", "white", "brown"),
        0.4,
        ("room", "garden", "street", "plain"),
    ),
    "dog": Drawing(
        _dog, ("brown", "grey", "white", "orange"), 0.6, ("room", "garden", "street", "plain")
    ),
    "bird": Drawing(
        _bird, ("blue", "red", "yellow", "green", "brown"), 0.15, ("garden", "street", "plain")
    ),
    "rabbit": Drawing(_rabbit, ("white", "grey", "brown"), 0.35, ("garden", "plain", "room")),
    "duck": Drawing(_duck, ("yellow", "white", "brown"), 0.35, ("garden", "plain")),
    "elephant": Drawing(_elephant, ("grey",), 3.0, ("plain",)),
}
