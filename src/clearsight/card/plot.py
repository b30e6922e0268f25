"""Dots with intervals, and bars of shares. Series differ by the shape of their marks too."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from clearsight.svg import Place, Svg

# Okabe and Ito's colours that stand out from white.
COLOURS = ("#0072b2", "#d55e00", "#007a5a", "#a6478a", "#1a1a1a", "#8a6d00")
# Cool for refusals; what was done is warm where it is a fault and grey where it is right.
GUARD, MODEL, FAULT, RIGHT, UNABLE = "#0072b2", "#007a5a", "#b34a00", "#59635f", "#8a4a80"
_FAINT, _DIM = "#d8dedd", "#4a4a4a"
# Labels stand above what they name: a narrow screen shows them and the plot, not them alone.
_LEFT, _BAR_LEFT, _PLOT, _RIGHT = 26.0, 96.0, 600.0, 124.0
_TOP, _LINE, _GAP, _FOOT = 112.0, 24.0, 14.0, 46.0
_LETTERS_PX = 7.4  # mean width of a letter at 14 px


@dataclass(frozen=True, slots=True)
class Head:
    """Title, the line under it, and what the drawing shows for those who cannot see it."""

    title: str
    under: str
    desc: str

    def paper(self, left: float, height: float) -> Svg:
        """An empty drawing."""
        return Svg(left + _PLOT + _RIGHT, height, f"{self.title}, {self.under}", self.desc)


@dataclass(frozen=True, slots=True)
class Dot:
    """One estimate: `series` picks mark and colour, `low` and `high` the line beside it."""

    series: str
    estimate: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Group:
    """Dots under one label."""

    label: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """Shares of a whole, in the order of the legend; what they leave to 1 stays empty: "neither".

    Attributes:
        group: stands above the first bar that has it; label: beside the bar.
    """

    group: str
    label: str
    shares: tuple[float, ...]
    n: int


def dots(head: Head, groups: Sequence[Group], series: Sequence[str]) -> str:
    """Each group's dots below each other, 0 to 100 % from left to right."""
    lines = sum(len(group.dots) + 1 for group in groups)
    svg = head.paper(_LEFT, _TOP + lines * _LINE + len(groups) * _GAP + _FOOT)
    _frame(svg, head, series, COLOURS, _LEFT)
    y = _TOP
    for group in groups:
        y += _GAP + _LINE
        _label(svg, group.label, y - 7)
        for dot in group.dots:
            _dot(svg, dot, series.index(dot.series), y + _LINE / 2 - 5)
            y += _LINE
    return str(svg)


def bars(head: Head, rows: Sequence[Bar], series: Sequence[str], colours: Sequence[str]) -> str:
    """One bar for each row, its (at most four) shares from left to right, marked as the legend."""
    groups = len({row.group for row in rows})
    height = _TOP + groups * (_LINE + _GAP) + len(rows) * (_LINE + 6) + _FOOT
    svg = head.paper(_BAR_LEFT, height)
    end = _frame(svg, head, series, colours, _BAR_LEFT)
    if any(sum(row.shares) < 0.995 for row in rows):
        svg.add("rect", x=end + 1, y=75.0, width=12.0, height=12.0, fill="none", stroke=_DIM)
        svg.words("neither", (end + 20, 86.0))
    y, above = _TOP, ""
    for row in rows:
        if row.group != above:
            y, above = y + _GAP + _LINE, row.group
            _label(svg, row.group, y - 7)
        _bar(svg, row, y, colours)
        y += _LINE + 6
    return str(svg)


def _label(svg: Svg, text: str, y: float) -> None:
    svg.words(text, (20.0, y), font_weight="600")


def _bar(svg: Svg, row: Bar, y: float, colours: Sequence[str]) -> None:
    svg.words(row.label, (20.0, y + 17))
    x = _BAR_LEFT
    for number, share in enumerate(row.shares):
        wide = share * _PLOT
        svg.add("rect", x=x, y=y, width=wide, height=_LINE, fill=colours[number],
                stroke="#ffffff", stroke_width=1.5)  # fmt: skip
        _marked(svg, number, share, (x, y), wide)
        x += wide
    svg.add("rect", x=_BAR_LEFT, y=y, width=_PLOT, height=_LINE, fill="none", stroke=_DIM)
    svg.words(f"n {row.n}", (_BAR_LEFT + _PLOT + 12, y + 17), fill=_DIM)


def _marked(svg: Svg, number: int, share: float, at: Place, wide: float) -> None:
    """The legend's mark and the share inside a bar, where they fit: colour is not alone."""
    (x, y), paper = at, "#ffffff"
    if wide >= 66:
        _MARKS[number](svg, (x + wide / 2 - 20, y + 12), paper)
        svg.words(f"{share:.0%}", (x + wide / 2 - 8, y + 17), fill=paper)
    elif wide >= 18:
        _MARKS[number](svg, (x + wide / 2, y + 12), paper)


def _frame(
    svg: Svg, head: Head, series: Sequence[str], colours: Sequence[str], left: float
) -> float:
    """Title, legend and grid; returns where the legend ends."""
    svg.words(head.title, (20.0, 30.0), font_size=17.0, font_weight="600")
    svg.words(head.under, (20.0, 52.0), fill=_DIM)
    x = 20.0
    for number, name in enumerate(series):
        _MARKS[number % len(_MARKS)](svg, (x + 7, 81.0), colours[number])
        svg.words(name, (x + 20, 86.0))
        x += 20 + _LETTERS_PX * len(name) + 26
    for tenth in range(0, 11, 2):
        place = left + tenth / 10 * _PLOT
        svg.line((place, _TOP), (place, svg.height - _FOOT), stroke=_FAINT)
        at = (place, svg.height - _FOOT + 20)
        svg.words(f"{tenth * 10} %", at, text_anchor="middle", fill=_DIM)
    return x


def _dot(svg: Svg, dot: Dot, number: int, y: float) -> None:
    colour = COLOURS[number]
    ends = [_LEFT + end * _PLOT for end in (dot.low, dot.high)]
    svg.line((ends[0], y), (ends[1], y), stroke=colour, stroke_width=2.5)
    _MARKS[number % len(_MARKS)](svg, (_LEFT + dot.estimate * _PLOT, y), colour)
    svg.words(f"{dot.estimate:.0%}", (_LEFT + _PLOT + 12, y + 5), fill=_DIM)
    svg.words(f"n {dot.n}", (_LEFT + _PLOT + 62, y + 5), fill=_DIM)


def _circle(svg: Svg, at: Place, colour: str) -> None:
    svg.add("circle", cx=at[0], cy=at[1], r=6.0, fill=colour)


def _square(svg: Svg, at: Place, colour: str) -> None:
    svg.add("rect", x=at[0] - 5.5, y=at[1] - 5.5, width=11.0, height=11.0, fill=colour)


def _diamond(svg: Svg, at: Place, colour: str) -> None:
    x, y = at
    svg.add("polygon", points=f"{x},{y - 7.5} {x + 7.5},{y} {x},{y + 7.5} {x - 7.5},{y}",
            fill=colour)  # fmt: skip


def _triangle(svg: Svg, at: Place, colour: str) -> None:
    x, y = at
    svg.add("polygon", points=f"{x},{y - 7} {x + 7},{y + 6} {x - 7},{y + 6}", fill=colour)


_MARKS: tuple[Callable[[Svg, Place, str], None], ...] = (_circle, _square, _diamond, _triangle)
