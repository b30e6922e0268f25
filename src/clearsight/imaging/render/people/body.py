"""Bodies of drawn people: a bust for portraits, a whole figure for groups."""

from collections.abc import Mapping
from typing import Any

from clearsight.imaging.render.art.drawing import bounds
from clearsight.imaging.render.art.palette import COLOURS, RGB, dark, ink_on, light
from clearsight.imaging.render.art.pen import Pen
from clearsight.imaging.render.art.things import THINGS
from clearsight.imaging.render.people.head import behind, head
from clearsight.imaging.render.people.person import SKINS

Spot = tuple[float, float]

# A figure is about 3.6 high, standing at (0, 0); the neck is at y = -2.7.
HEIGHT = 3.6
_NECK, _HIP = -2.62, -1.3
# Where the hands go, for the side on which something happens and for the other.
_ARMS: dict[str, tuple[tuple[Spot, Spot], tuple[Spot, Spot]]] = {
    "standing": (((0.68, -1.9), (0.66, -1.3)), ((-0.68, -1.9), (-0.66, -1.3))),
    "waving": (((0.84, -2.2), (1.0, -3.05)), ((-0.68, -1.9), (-0.66, -1.3))),
    "raising both arms": (((0.84, -2.5), (0.86, -3.3)), ((-0.84, -2.5), (-0.86, -3.3))),
    "walking": (((0.66, -1.95), (0.84, -1.5)), ((-0.66, -1.9), (-0.76, -1.36))),
    "sitting": (((0.66, -1.9), (0.34, -1.42)), ((-0.66, -1.9), (-0.34, -1.42))),
    "pointing": (((0.9, -2.28), (1.5, -2.36)), ((-0.68, -1.9), (-0.66, -1.3))),
}
# How much lower somebody is who sits.
_SINKS = 0.42
_HOLDING = ((0.74, -1.95), (0.98, -1.86))


def bust(pen: Pen, someone: Mapping[str, Any], skin: int) -> None:
    """Head and shoulders about (0, 0), down to 2.2, to be cut off by the edge."""
    tone = SKINS[skin]
    cloth = COLOURS[someone["top_colour"]]
    behind(pen, someone)
    pen.fill([(-0.15, 0.3), (0.15, 0.3), (0.18, 0.6), (-0.18, 0.6)], dark(tone, 0.1))
    half = [(0.0, 0.56), (0.2, 0.5), (0.52, 0.6), (0.76, 0.76), (0.84, 1.12), (0.9, 2.2)]
    shoulders = [*half, *[(-x, y) for x, y in reversed(half[1:])]]
    pen.fill(shoulders, cloth)
    _details(pen, someone, cloth, (0.0, 0.56), 1.0)
    pen.fill([(-0.19, 0.48), (0.0, 0.66), (0.19, 0.48)], tone, edge=False)
    if someone["number"]:
        pen.text(0.0, 0.92, str(someone["number"]), size=0.36, colour=ink_on(cloth))
    if someone["scarf"]:
        _scarf(pen, COLOURS[someone["scarf"]], (0.0, 0.5), 1.0)
    head(pen, someone, tone)


def figure(pen: Pen, someone: Mapping[str, Any], skin: int) -> None:
    """A whole person with the feet at (0, 0); what happens on the left side is mirrored."""
    way = -1.0 if someone["side"] == "left" else 1.0
    tone = SKINS[skin]
    sits = someone["posture"] == "sitting"
    if sits:
        _chair(pen)
    upper = Pen(pen.ground, pen.at(0.0, _SINKS if sits else 0.0), unit=pen.unit)
    skull = Pen(pen.ground, upper.at(0.0, -3.08), unit=pen.unit * 0.88)
    behind(skull, someone)
    if not sits:
        _legs(pen, someone, tone, way)
    _torso(upper, someone, tone, way)
    if sits:
        _lap(pen, someone, tone)
    _arm(upper, someone, tone, _HOLDING if someone["holds"] else _ARMS[someone["posture"]][0], way)
    if someone["scarf"]:
        _scarf(upper, COLOURS[someone["scarf"]], (0.0, _NECK - 0.04), 0.8)
    head(skull, someone, tone)


def _torso(pen: Pen, someone: Mapping[str, Any], tone: RGB, way: float) -> None:
    cloth = COLOURS[someone["top_colour"]]
    _arm(pen, someone, tone, _ARMS[someone["posture"]][1], way)
    pen.fill(
        [(-0.13, -2.9), (0.13, -2.9), (0.15, _NECK + 0.1), (-0.15, _NECK + 0.1)], dark(tone, 0.1)
    )
    half = [
        (0.0, _NECK),
        (0.2, _NECK - 0.02),
        (0.48, _NECK + 0.12),
        (0.5, -1.9),
        (0.44, _HIP + 0.06),
        (0.0, _HIP + 0.08),
    ]
    pen.fill([*half, *[(-x, y) for x, y in reversed(half[1:-1])]], cloth)
    _details(pen, someone, cloth, (0.0, _NECK), 0.62)
    pen.fill([(-0.15, _NECK - 0.06), (0.0, _NECK + 0.1), (0.15, _NECK - 0.06)], tone, edge=False)
    if someone["number"]:
        pen.text(0.0, -1.98, str(someone["number"]), size=0.46, colour=ink_on(cloth))
    if someone["holds"]:
        _held(pen, someone, way)


def _legs(pen: Pen, someone: Mapping[str, Any], tone: RGB, way: float) -> None:
    colour, kind = COLOURS[someone["bottom_colour"]], someone["bottom"]
    walks = someone["posture"] == "walking"
    right, left = ((0.5, -0.1), (-0.42, -0.06)) if walks else ((0.22, -0.1), (-0.22, -0.1))
    hip = _HIP
    for foot, side in ((right, 0.2), (left, -0.2)):
        knee = ((side + foot[0]) / 2 * 1.05, (hip + foot[1]) / 2)
        start, end = (way * side, hip), (way * foot[0], foot[1])
        middle = (way * knee[0], knee[1])
        bare = kind != "trousers"
        pen.line([start, middle, end], dark(tone if bare else colour, 0.35), 0.31)
        pen.line([start, middle, end], tone if bare else colour, 0.285)
        if kind == "shorts":
            pen.line([start, middle], dark(colour, 0.35), 0.4)
            pen.line([start, middle], colour, 0.375)
        toe = way * 0.1 if walks else 0.07 * (1 if end[0] > 0 else -1)
        pen.oval(end[0] + toe, end[1] + 0.04, (0.21, 0.1), (70, 58, 56))
    if kind == "skirt":
        pen.fill([(-0.42, hip - 0.1), (0.42, hip - 0.1), (0.66, -0.62), (-0.66, -0.62)], colour)
    else:
        pen.box(-0.44, hip - 0.1, (0.88, 0.24), colour, round_=0.08, edge=False)


def _chair(pen: Pen) -> None:
    wood = (170, 118, 74)
    for x in (-0.66, 0.54):
        pen.box(x, -2.0, (0.12, 2.0), dark(wood, 0.12))
    for y in (-1.96, -1.66, -1.36):
        pen.box(-0.62, y, (1.24, 0.18), wood, round_=0.04)
    pen.box(-0.7, -0.86, (1.4, 0.17), wood, round_=0.04)


def _lap(pen: Pen, someone: Mapping[str, Any], tone: RGB) -> None:
    """Thighs seen from the front, and shins down to the floor."""
    colour, kind = COLOURS[someone["bottom_colour"]], someone["bottom"]
    shin = colour if kind == "trousers" else tone
    for way in (-1, 1):
        knee, foot = (way * 0.29, -0.72), (way * 0.29, -0.1)
        pen.line([knee, foot], dark(shin, 0.35), 0.29)
        pen.line([knee, foot], shin, 0.265)
        pen.oval(foot[0] + way * 0.06, foot[1] + 0.04, (0.2, 0.1), (70, 58, 56))
        if kind != "skirt":
            pen.box(way * 0.29 - 0.24, -0.98, (0.48, 0.42), colour, round_=0.18)
    if kind == "skirt":
        pen.fill([(-0.46, -0.98), (0.46, -0.98), (0.6, -0.5), (-0.6, -0.5)], colour)


def _arm(
    pen: Pen, someone: Mapping[str, Any], tone: RGB, joints: tuple[Spot, Spot], way: float
) -> None:
    cloth = COLOURS[someone["top_colour"]]
    (ex, ey), (hx, hy) = joints
    side = 0.42 if ex > 0 else -0.42
    shoulder, elbow, hand = (way * side, _NECK + 0.24), (way * ex, ey), (way * hx, hy)
    bare = someone["top"] in ("T-shirt", "striped T-shirt")
    pen.line([shoulder, elbow, hand], dark(tone if bare else cloth, 0.35), 0.25)
    pen.line([shoulder, elbow, hand], tone if bare else cloth, 0.225)
    if bare:
        near = ((shoulder[0] * 0.45 + elbow[0] * 0.55), (shoulder[1] * 0.45 + elbow[1] * 0.55))
        pen.line([shoulder, near], dark(cloth, 0.35), 0.3)
        pen.line([shoulder, near], cloth, 0.275)
    pen.oval(hand[0], hand[1], (0.13, 0.13), tone)


def _held(pen: Pen, someone: Mapping[str, Any], way: float) -> None:
    thing = THINGS[someone["holds"]]
    seen = bounds(thing.draw)
    high = {"umbrella": 2.5, "balloon": 2.2, "backpack": 0.9, "flower": 1.0}.get(
        someone["holds"], 0.5
    )
    unit = high / (seen.bottom - seen.top)
    hand = (way * _HOLDING[1][0], _HOLDING[1][1])
    grip = {"umbrella": 0.82, "balloon": 0.97, "backpack": 0.06, "flower": 0.72}.get(
        someone["holds"], 0.6
    )
    middle = (seen.left + seen.right) / 2
    x, y = pen.at(
        hand[0] - middle * unit, hand[1] - (seen.top + grip * (seen.bottom - seen.top)) * unit
    )
    thing.draw(
        Pen(pen.ground, (x, y), unit=pen.unit * unit, edge=0.014), COLOURS[someone["holds_colour"]]
    )


def _details(pen: Pen, someone: Mapping[str, Any], cloth: RGB, neck: Spot, size: float) -> None:
    x, y = neck
    foot = y + (1.0 if size == 1.0 else 1.32)
    accent = light(cloth, 0.55) if sum(cloth) < 480 else dark(cloth, 0.35)
    kind = someone["top"]
    if kind == "striped T-shirt":
        for at in range(1, 6):
            level = y + (foot - y) * (at + 0.4) / 6.4
            half = min(0.78, 0.34 + 1.1 * (level - y)) if size == 1.0 else 0.44
            pen.line([(x - half, level), (x + half, level)], accent, 0.055 * size + 0.02)
    elif kind == "jacket":
        pen.line([(x, y + 0.1), (x, foot)], dark(cloth, 0.5), 0.03)
        for way in (-1, 1):
            lapel = [
                (x + way * 0.02, y + 0.36 * size),
                (x + way * 0.2, y - 0.04),
                (x + way * 0.34, y + 0.18 * size),
            ]
            pen.fill(lapel, light(cloth, 0.16))
    elif kind == "hooded top":
        pen.fill(
            [
                (x - 0.32 * size, y - 0.05),
                (x, y + 0.3 * size),
                (x + 0.32 * size, y - 0.05),
                (x + 0.4 * size, y + 0.1),
                (x, y + 0.46 * size),
                (x - 0.4 * size, y + 0.1),
            ],
            light(cloth, 0.14),
        )
        for way in (-1, 1):
            pen.line(
                [(x + way * 0.09, y + 0.36 * size), (x + way * 0.1, y + 0.6 * size)], accent, 0.025
            )
    elif kind == "sweater":
        pen.line(
            [(x - 0.2, y + 0.02), (x, y + 0.17), (x + 0.2, y + 0.02)],
            dark(cloth, 0.25),
            0.08,
            smooth=True,
        )


def _scarf(pen: Pen, colour: RGB, at: Spot, size: float) -> None:
    x, y = at
    pen.fill(
        [
            (x + 0.08, y),
            (x + 0.3 * size, y + 0.02),
            (x + 0.34 * size, y + 0.62 * size),
            (x + 0.12 * size, y + 0.64 * size),
        ],
        dark(colour, 0.1),
    )
    pen.oval(x, y, (0.32 * size, 0.15 * size), colour)
