"""Schematic pairs of organs, drawn as one half that is mirrored. Not for teaching medicine."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from clearsight.imaging.render.art.palette import RGB, mix
from clearsight.imaging.render.art.pen import Pen, arc

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Inks:
    """Colours of a drawing: the ground, soft parts, bones and lines."""

    ground: RGB
    soft: RGB
    bone: RGB
    line: RGB


@dataclass(frozen=True, slots=True)
class Pair:
    """Two mirrored organs.

    Attributes:
        half: draws the half at the viewer's left, x from -1 to 0, y from -0.75 to 0.75.
        spots: named places in that half where a finding can be.
        one: what one of the two is called.
    """

    half: Callable[[Pen, Inks], None]
    spots: dict[str, Spot]
    one: str


_FINGERS: dict[str, tuple[Spot, Spot]] = {
    "little finger": ((-0.66, -0.02), (-0.82, -0.4)),
    "ring finger": ((-0.57, -0.1), (-0.66, -0.6)),
    "middle finger": ((-0.47, -0.12), (-0.49, -0.68)),
    "index finger": ((-0.37, -0.1), (-0.32, -0.58)),
    "thumb": ((-0.29, 0.22), (-0.1, -0.06)),
}


def _hand(pen: Pen, inks: Inks) -> None:
    wrist = (-0.5, 0.5)
    pen.line([(-0.5, 0.74), wrist], inks.soft, 0.27)
    pen.fill(
        [(-0.7, 0.0), (-0.3, -0.05), (-0.25, 0.28), (-0.36, 0.58), (-0.63, 0.58), (-0.74, 0.3)],
        inks.soft,
        smooth=True,
        edge=False,
        shade=0,
    )
    for start, end in _FINGERS.values():
        pen.line([start, end], inks.soft, 0.105)
    for name, (start, end) in _FINGERS.items():
        root = (wrist[0] + (start[0] - wrist[0]) * 0.35, wrist[1] + (start[1] - wrist[1]) * 0.3)
        joints = [root, start, *(_along(start, end, share) for share in (0.46, 0.76))]
        if name == "thumb":
            joints = [root, start, _along(start, end, 0.55)]
        joints.append(_along(start, end, 0.98))
        for a, b in pairwise(joints):
            pen.line([_along(a, b, 0.1), _along(a, b, 0.9)], inks.bone, 0.034)
    for x, y in ((-0.56, 0.42), (-0.46, 0.41), (-0.55, 0.5), (-0.45, 0.5)):
        pen.oval(x, y, (0.042, 0.036), inks.bone, edge=False, shade=0.05)
    for x in (-0.55, -0.46):
        pen.line([(x, 0.6), (x, 0.74)], inks.bone, 0.055)


def _foot(pen: Pen, inks: Inks) -> None:
    outline = [
        (-0.25, -0.5),
        (-0.18, -0.2),
        (-0.24, 0.1),
        (-0.3, 0.4),
        (-0.33, 0.66),
        (-0.48, 0.72),
        (-0.6, 0.62),
        (-0.62, 0.2),
        (-0.72, -0.2),
        (-0.66, -0.42),
    ]
    pen.fill(outline, inks.soft, smooth=True, edge=False, shade=0)
    for at, (x, y) in enumerate(_TOES.values()):
        size = 0.085 if at == 0 else 0.058
        pen.oval(x, y, (size, size * 1.25), inks.soft, edge=False, shade=0)
        root = (-0.4 - at * 0.03, 0.12)
        ball = (x + (root[0] - x) * 0.3, y + (root[1] - y) * 0.3)
        for a, b in ((root, ball), (ball, (x, y - 0.04))):
            pen.line(
                [_along(a, b, 0.08), _along(a, b, 0.88)], inks.bone, 0.05 if at == 0 else 0.036
            )
    for x, y, r in (
        (-0.42, 0.2, 0.05),
        (-0.5, 0.22, 0.05),
        (-0.46, 0.32, 0.07),
        (-0.47, 0.52, 0.11),
    ):
        pen.oval(x, y, (r, r * 1.1), inks.bone, edge=False, shade=0.05)


_TOES: dict[str, Spot] = {
    "big toe": (-0.27, -0.6), "second toe": (-0.4, -0.62), "third toe": (-0.51, -0.57),
    "fourth toe": (-0.61, -0.49), "little toe": (-0.69, -0.39),
}  # fmt: skip


def _lung(pen: Pen, inks: Inks) -> None:
    chest = [
        (0.0, -0.72),
        (-0.2, -0.68),
        (-0.55, -0.58),
        (-0.74, -0.3),
        (-0.8, 0.2),
        (-0.78, 0.72),
        (0.0, 0.74),
    ]
    pen.fill(chest, inks.soft, edge=False, shade=0)
    lobe = [
        (-0.14, -0.45),
        (-0.3, -0.62),
        (-0.5, -0.48),
        (-0.64, -0.1),
        (-0.7, 0.36),
        (-0.5, 0.34),
        (-0.26, 0.42),
        (-0.16, 0.3),
        (-0.13, -0.1),
    ]
    pen.fill(lobe, mix(inks.soft, inks.ground, 0.75), smooth=True, shade=0.06)
    for at in range(6):
        y = -0.5 + at * 0.19
        rib = arc(-0.1, y + 0.1, (0.62 + at * 0.012, 0.16), start=180, stop=268, steps=14)
        pen.line(rib, mix(inks.bone, inks.soft, 0.3), 0.028)
    pen.line([(-0.03, -0.5), (-0.16, -0.56), (-0.52, -0.6)], inks.bone, 0.045, smooth=True)
    _spine(pen, inks)


def _kidney(pen: Pen, inks: Inks) -> None:
    trunk = [(0.0, -0.74), (-0.6, -0.74), (-0.66, -0.2), (-0.58, 0.2), (-0.7, 0.74), (0.0, 0.74)]
    pen.fill(trunk, inks.soft, edge=False, shade=0)
    bean = [
        (-0.36, -0.5),
        (-0.5, -0.44),
        (-0.57, -0.22),
        (-0.52, 0.04),
        (-0.38, 0.12),
        (-0.28, 0.02),
        (-0.32, -0.12),
        (-0.31, -0.26),
        (-0.25, -0.38),
    ]
    pen.fill(bean, mix(inks.bone, inks.soft, 0.45), smooth=True, shade=0.12)
    pen.oval(-0.34, -0.18, (0.06, 0.1), mix(inks.soft, inks.ground, 0.4), edge=False)
    pen.line(
        [(-0.31, -0.14), (-0.22, 0.05), (-0.2, 0.36), (-0.1, 0.56)],
        mix(inks.bone, inks.soft, 0.35),
        0.03,
        smooth=True,
    )
    _spine(pen, inks)
    bladder = [(0.0, 0.5), (-0.14, 0.54), (-0.15, 0.66), (0.0, 0.7)]
    pen.fill(bladder, mix(inks.bone, inks.soft, 0.45), edge=False, shade=0)


def _spine(pen: Pen, inks: Inks) -> None:
    """The left half of each vertebra; the mirrored half completes it."""
    for at in range(9):
        y = -0.68 + at * 0.155
        pen.box(-0.075, y, (0.08, 0.115), inks.bone, edge=False, shade=0)
        pen.line([(-0.07, y + 0.055), (-0.12, y + 0.065)], inks.bone, 0.022)


def _along(a: Spot, b: Spot, share: float) -> Spot:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


PAIRS: dict[str, Pair] = {
    "hands": Pair(
        _hand,
        {name: _along(a, b, 0.6) for name, (a, b) in _FINGERS.items()} | {"palm": (-0.5, 0.16)},
        "hand",
    ),
    "feet": Pair(_foot, {**_TOES, "heel": (-0.47, 0.54)}, "foot"),
    "lungs": Pair(
        _lung,
        {"upper part": (-0.36, -0.36), "middle": (-0.42, -0.04), "lower part": (-0.48, 0.24)},
        "lung",
    ),
    "kidneys": Pair(
        _kidney,
        {"upper end": (-0.42, -0.38), "middle": (-0.46, -0.18), "lower end": (-0.42, 0.02)},
        "kidney",
    ),
}
