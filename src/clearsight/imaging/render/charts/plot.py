"""The frame of a chart: title, axes, grid, legend, and looks that a seed decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from clearsight.imaging.render.art.canvas import FAMILIES, Canvas, text_width
from clearsight.imaging.render.art.palette import CHARTS, RGB, light, mix
from clearsight.imaging.render.charts.topics import Axis, number
from clearsight.imaging.render.pick import Pick

_SIZES = ((640, 480), (720, 480), (800, 520), (600, 560))
_GROUNDS: tuple[tuple[RGB, RGB], ...] = (
    ((255, 255, 255), (38, 42, 50)),
    ((255, 255, 255), (38, 42, 50)),
    ((252, 249, 242), (56, 48, 44)),
    ((244, 247, 250), (34, 46, 60)),
    ((30, 34, 44), (232, 234, 240)),
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a chart looks; nothing of what it says."""

    width: int
    height: int
    ground: RGB
    ink: RGB
    colours: tuple[RGB, ...]
    family: str
    grid: bool
    boxed: bool
    bold: bool

    @property
    def faint(self) -> RGB:
        """For grid lines."""
        return mix(self.ground, self.ink, 0.13)

    @property
    def soft(self) -> RGB:
        """For axes and lesser words."""
        return mix(self.ground, self.ink, 0.72)

    def face(self, bold: bool = False) -> tuple[str, bool]:
        """The typeface, as Canvas.text takes it."""
        return self.family, bold


def look(name: str, seed: int) -> Look:
    """The looks of a chart for a renderer's name and a seed."""
    pick = Pick(f"{name}/look", seed)
    width, height = pick.one(_SIZES)
    ground, ink = pick.one(_GROUNDS)
    palette = pick.one(CHARTS)
    if sum(ground) < 300:
        palette = tuple(light(colour, 0.4) if max(colour) < 165 else colour for colour in palette)
    turn = pick.between(0, len(palette) - 1)
    return Look(
        width,
        height,
        ground,
        ink,
        (*palette[turn:], *palette[:turn]),
        pick.one(FAMILIES),
        pick.chance(0.75),
        pick.chance(0.35),
        pick.chance(0.6),
    )


def fitting(words: str, width: float, size: float, face: tuple[str, bool]) -> float:
    """The size at which the words fit the width, at most `size`."""
    wide = text_width(words, size, face)
    return size if wide <= width else max(6.0, size * width / wide)


class Plot:
    """A canvas with a title and a plotting area inside margins that hold all labels."""

    def __init__(self, looks: Look, title: str, legend: Sequence[str] = ()) -> None:
        self.look = looks
        self.canvas = Canvas(looks.width, looks.height, ground=looks.ground)
        size = fitting(title, looks.width - 40, 19, looks.face(looks.bold))
        self.canvas.text(
            (looks.width / 2, 16),
            title,
            size=size,
            colour=looks.ink,
            anchor="ma",
            face=looks.face(looks.bold),
        )
        self.left, self.right = 24.0, looks.width - 24.0
        self.top, self.bottom = 54.0, looks.height - 24.0
        if legend:
            self._legend(legend)

    def _legend(self, names: Sequence[str]) -> None:
        face, size = self.look.face(), 13.0
        rows: list[list[tuple[int, str, float]]] = [[]]
        used = 0.0
        for at, name in enumerate(names):
            wide = text_width(name, size, face) + 40
            if rows[-1] and used + wide > self.look.width - 40:
                rows.append([])
                used = 0.0
            rows[-1].append((at, name, wide))
            used += wide
        y = 48.0
        for row in rows:
            x = (self.look.width - sum(wide for _, _, wide in row)) / 2 + 8
            for at, name, wide in row:
                colour = self.look.colours[at % len(self.look.colours)]
                self.canvas.box((x, y, x + 14, y + 14), colour, radius=3)
                self.write((x + 20, y + 7), name, size=size, anchor="lm")
                x += wide
            y += 22
        self.top = y + 14

    def write(self, at: tuple[float, float], words: str, *, size: float = 13, anchor: str) -> None:
        """Words in the look's ink and face."""
        self.canvas.text(
            at, words, size=size, colour=self.look.ink, anchor=anchor, face=self.look.face()
        )

    def reserve(self, marks: Sequence[str], *, below: str, beside: str) -> None:
        """Makes room for the marks at the left, and for labels below and beside the axes."""
        face = self.look.face()
        self.left += max(text_width(mark, 12, face) for mark in marks) + 10
        self.left += 22 if beside else 0
        self.bottom -= 24 + (22 if below else 0)
        if below:
            middle = (self.left + self.right) / 2
            self.write((middle, self.look.height - 14), below, anchor="ms")
        if beside:
            at = (22.0, (self.top + self.bottom) / 2)
            size = fitting(beside, self.bottom - self.top, 13, face)
            self.canvas.upright(at, beside, size=size, colour=self.look.ink, face=face)

    def height_of(self, value: float, axis: Axis) -> float:
        """Where a value lies on the upright axis, in px."""
        share = (value - axis.low) / (axis.high - axis.low)
        return self.bottom - share * (self.bottom - self.top)

    def place_of(self, value: float, axis: Axis) -> float:
        """Where a value lies on the level axis, in px."""
        share = (value - axis.low) / (axis.high - axis.low)
        return self.left + share * (self.right - self.left)

    def upright_axis(self, axis: Axis) -> None:
        """Marks and grid of the upright axis, and the lines of both."""
        for mark in axis.marks():
            y = self.height_of(mark, axis)
            if self.look.grid:
                self.canvas.line([(self.left, y), (self.right, y)], self.look.faint, 1)
            self.canvas.line([(self.left - 5, y), (self.left, y)], self.look.soft, 1)
            self.write((self.left - 9, y), number(mark), size=12, anchor="rm")
        self._lines()

    def level_axis(self, axis: Axis) -> None:
        """Marks and grid of the level axis, and the lines of both."""
        for mark in axis.marks():
            x = self.place_of(mark, axis)
            if self.look.grid:
                self.canvas.line([(x, self.top), (x, self.bottom)], self.look.faint, 1)
            self.canvas.line([(x, self.bottom), (x, self.bottom + 5)], self.look.soft, 1)
            self.write((x, self.bottom + 9), number(mark), size=12, anchor="ma")
        self._lines()

    def _lines(self) -> None:
        corners = [(self.left, self.top), (self.left, self.bottom), (self.right, self.bottom)]
        if self.look.boxed:
            corners += [(self.right, self.top), (self.left, self.top)]
        self.canvas.line(corners, self.look.soft, 1.5)

    def names_below(self, names: Sequence[str]) -> float:
        """Category names under equal slots of the level axis; the width of a slot."""
        slot = (self.right - self.left) / len(names)
        face = self.look.face()
        size = min(fitting(name, slot - 6, 13, face) for name in names)
        for at, name in enumerate(names):
            self.write(
                (self.left + slot * (at + 0.5), self.bottom + 8), name, size=size, anchor="ma"
            )
        return slot
