"""Draws in the units of an object: x and y in about 0 to 1, y down, the same scale both ways."""

import math
from collections.abc import Callable, Iterable
from typing import Protocol

from clearsight.imaging.render.art.canvas import Points
from clearsight.imaging.render.art.palette import RGB, dark

Draw = Callable[["Pen", RGB], None]


class Ground(Protocol):
    """What a pen draws on: a Canvas, or Bounds that only remember how far the drawing reaches."""

    def polygon(self, points: Points, colour: RGB, shade: float = 0.0) -> None: ...

    def line(self, points: Points, colour: RGB, width: float, *, closed: bool = False) -> None: ...

    def text(
        self,
        at: tuple[float, float],
        words: str,
        *,
        size: float,
        colour: RGB,
        anchor: str,
        face: tuple[str, bool],
    ) -> None: ...


class Bounds:
    """Remembers the smallest box around everything drawn on it."""

    def __init__(self) -> None:
        self.left = self.top = math.inf
        self.right = self.bottom = -math.inf

    def polygon(self, points: Points, colour: RGB, shade: float = 0.0) -> None:
        """Widens the box to the points."""
        self._reach(points, 0.0)

    def line(self, points: Points, colour: RGB, width: float, *, closed: bool = False) -> None:
        """Widens the box to the line, its width included."""
        self._reach(points, width / 2)

    def text(
        self,
        at: tuple[float, float],
        words: str,
        *,
        size: float,
        colour: RGB,
        anchor: str,
        face: tuple[str, bool],
    ) -> None:
        """Widens the box to a square about the middle of the words."""
        self._reach([at], size)

    def _reach(self, points: Points, margin: float) -> None:
        self.left = min(self.left, *(x - margin for x, _ in points))
        self.right = max(self.right, *(x + margin for x, _ in points))
        self.top = min(self.top, *(y - margin for _, y in points))
        self.bottom = max(self.bottom, *(y + margin for _, y in points))


class Pen:
    """Draws shapes at `origin` with `unit` pixels per unit of length, mirrored if `flip`."""

    def __init__(
        self,
        ground: Ground,
        origin: tuple[float, float] = (0.0, 0.0),
        *,
        unit: float = 1.0,
        flip: bool = False,
        edge: float = 0.012,
    ) -> None:
        self.ground, self.unit = ground, unit
        self._x, self._y = origin
        self._way = -1.0 if flip else 1.0
        self._edge = edge

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the drawing lies on the ground."""
        return self._x + self._way * x * self.unit, self._y + y * self.unit

    def fill(
        self,
        points: Points,
        colour: RGB,
        *,
        smooth: bool = False,
        shade: float = 0.2,
        edge: bool = True,
    ) -> None:
        """A filled shape with a thin darker edge; `smooth` lets a round curve pass its points."""
        if smooth:
            points = curve(points, closed=True)
        placed = [self.at(x, y) for x, y in points]
        self.ground.polygon(placed, colour, shade)
        if edge and self._edge > 0:
            self.ground.line(placed, dark(colour, 0.38), self._edge * self.unit, closed=True)

    def oval(
        self,
        x: float,
        y: float,
        size: tuple[float, float],
        colour: RGB,
        *,
        turn: float = 0.0,
        shade: float = 0.2,
        edge: bool = True,
    ) -> None:
        """An ellipse about (x, y) with half axes `size`, turned clockwise by `turn` degrees."""
        self.fill(ring(x, y, size, turn=turn), colour, shade=shade, edge=edge)

    def box(
        self,
        x: float,
        y: float,
        size: tuple[float, float],
        colour: RGB,
        *,
        round_: float = 0.0,
        shade: float = 0.16,
        edge: bool = True,
    ) -> None:
        """A rectangle with its upper left at (x, y); `round_` is the radius of its corners."""
        wide, high = size
        r = min(round_, wide / 2, high / 2)
        if r <= 0:
            corners: Points = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
        else:
            corners = [
                *_corner(x + wide - r, y + r, r, -90),
                *_corner(x + wide - r, y + high - r, r, 0),
                *_corner(x + r, y + high - r, r, 90),
                *_corner(x + r, y + r, r, 180),
            ]
        self.fill(corners, colour, shade=shade, edge=edge)

    def line(self, points: Points, colour: RGB, width: float, *, smooth: bool = False) -> None:
        """A line with round ends."""
        if smooth:
            points = curve(points, closed=False)
        self.ground.line([self.at(x, y) for x, y in points], colour, width * self.unit)

    def text(self, x: float, y: float, words: str, *, size: float, colour: RGB) -> None:
        """Bold words about a point; `size` in units of the drawing."""
        self.ground.text(
            self.at(x, y),
            words,
            size=size * self.unit,
            colour=colour,
            anchor="mm",
            face=("DejaVu Sans", True),
        )


def ring(
    x: float, y: float, size: tuple[float, float], *, turn: float = 0.0, steps: int = 40
) -> list[tuple[float, float]]:
    """The points of an ellipse."""
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    points = []
    for step in range(steps):
        angle = 2 * math.pi * step / steps
        a, b = size[0] * math.cos(angle), size[1] * math.sin(angle)
        points.append((x + a * cos - b * sin, y + a * sin + b * cos))
    return points


def arc(
    x: float, y: float, size: tuple[float, float], *, start: float, stop: float, steps: int = 24
) -> list[tuple[float, float]]:
    """Points on an ellipse from one angle to another, degrees clockwise from three o'clock."""
    angles = (math.radians(start + (stop - start) * step / steps) for step in range(steps + 1))
    return [(x + size[0] * math.cos(a), y + size[1] * math.sin(a)) for a in angles]


def rays(
    x: float, y: float, radii: Iterable[float], *, turn: float = -90.0
) -> list[tuple[float, float]]:
    """Points at these distances from the middle, evenly around: stars and regular polygons."""
    far = list(radii)
    angles = (math.radians(turn + 360 * step / len(far)) for step in range(len(far)))
    return [(x + r * math.cos(a), y + r * math.sin(a)) for r, a in zip(far, angles, strict=True)]


def curve(points: Points, *, closed: bool, steps: int = 7) -> list[tuple[float, float]]:
    """A Catmull-Rom curve through the points."""
    count = len(points)
    known = list(points)
    if closed:
        padded = [known[-1], *known, known[0], known[1]]
        segments = count
    else:
        padded = [known[0], *known, known[-1]]
        segments = count - 1
    out: list[tuple[float, float]] = []
    for at in range(segments):
        quad = padded[at : at + 4]
        out += [_between(quad, step / steps) for step in range(steps)]
    return out if closed else [*out, known[-1]]


def _between(quad: Points, t: float) -> tuple[float, float]:
    weights = (
        -0.5 * t + t * t - 0.5 * t**3,
        1 - 2.5 * t * t + 1.5 * t**3,
        0.5 * t + 2 * t * t - 1.5 * t**3,
        -0.5 * t * t + 0.5 * t**3,
    )
    x = sum(weight * point[0] for weight, point in zip(weights, quad, strict=True))
    y = sum(weight * point[1] for weight, point in zip(weights, quad, strict=True))
    return x, y


def _corner(x: float, y: float, r: float, start: float) -> list[tuple[float, float]]:
    return arc(x, y, (r, r), start=start, stop=start + 90, steps=6)
