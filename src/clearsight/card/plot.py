"""Dots with intervals, and bars of shares. Series differ by the shape of their marks too."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from clearsight.svg import Place, Svg

# Okabe and Ito's colours that stand out from white.
COLOURS = ("#0072b2", "#d55e00", "#007a5a", "#a6478a", "#1a1a1a", "#8a6d00")
# Cool for what was refused, warm for what was done, violet for what nobody could.
_SHARES = ("#0072b2", "#007a5a", "#b34a00", "#8a4a80")
_FAINT, _DIM = "#d8dedd", "#4a4a4a"
_WIDTH, _LEFT, _RIGHT = 880.0, 300.0, 90.0
_TOP, _LINE, _GAP, _FOOT = 92.0, 24.0, 14.0, 46.0
_PLOT = _WIDTH - _LEFT - _RIGHT
_LETTERS_PX = 7.4  # mean width of a letter at 14 px


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
    """Shares of a whole, in the order of the legend; what they leave to 1 stays white."""

    label: str
    shares: tuple[float, ...]
    n: int


def dots(title: str, desc: str, groups: Sequence[Group], series: Sequence[str]) -> str:
    """Each group's dots below each other, 0 to 100 % from left to right."""
    lines = sum(len(group.dots) for group in groups)
    height = _TOP + lines * _LINE + len(groups) * _GAP + _FOOT
    svg = Svg(_WIDTH, height, title, desc)
    _frame(svg, title, series)
    y = _TOP
    for group in groups:
        y += _GAP
        svg.words(group.label, (_LEFT - 14, y + _LINE / 2), text_anchor="end")
        for dot in group.dots:
            _dot(svg, dot, series.index(dot.series), y + _LINE / 2 - 5)
            y += _LINE
    return str(svg)


def bars(title: str, desc: str, rows: Sequence[Bar], series: Sequence[str]) -> str:
    """One bar for each row, its (at most four) shares from left to right, marked as the legend."""
    svg = Svg(_WIDTH, _TOP + len(rows) * (_LINE + 10) + _GAP + _FOOT, title, desc)
    _frame(svg, title, series, _SHARES)
    y = _TOP + _GAP
    for row in rows:
        svg.words(row.label, (_LEFT - 14, y + 16), text_anchor="end")
        x = _LEFT
        for number, share in enumerate(row.shares):
            wide = share * _PLOT
            svg.add("rect", x=x, y=y, width=wide, height=_LINE, fill=_SHARES[number],
                    stroke="#ffffff", stroke_width=1.5)  # fmt: skip
            _marked(svg, number, share, (x, y), wide)
            x += wide
        svg.add("rect", x=_LEFT, y=y, width=_PLOT, height=_LINE, fill="none", stroke=_DIM)
        svg.words(f"n {row.n}", (_LEFT + _PLOT + 10, y + 17), fill=_DIM)
        y += _LINE + 10
    return str(svg)


def _marked(svg: Svg, number: int, share: float, at: Place, wide: float) -> None:
    """The legend's mark and the share inside a bar, where they fit: colour is not alone."""
    (x, y), paper = at, "#ffffff"
    if wide >= 66:
        _MARKS[number](svg, (x + wide / 2 - 20, y + 12), paper)
        svg.words(f"{share:.0%}", (x + wide / 2 - 8, y + 17), fill=paper)
    elif wide >= 18:
        _MARKS[number](svg, (x + wide / 2, y + 12), paper)


def _frame(svg: Svg, title: str, series: Sequence[str], colours: Sequence[str] = COLOURS) -> None:
    svg.words(title, (20.0, 30.0), font_size=17.0, font_weight="600")
    x = 20.0
    for number, name in enumerate(series):
        _MARKS[number % len(_MARKS)](svg, (x + 7, 57.0), colours[number])
        svg.words(name, (x + 20, 62.0))
        x += 20 + _LETTERS_PX * len(name) + 26
    for tenth in range(0, 11, 2):
        place = _LEFT + tenth / 10 * _PLOT
        svg.line((place, _TOP), (place, svg.height - _FOOT), stroke=_FAINT)
        at = (place, svg.height - _FOOT + 20)
        svg.words(f"{tenth * 10} %", at, text_anchor="middle", fill=_DIM)


def _dot(svg: Svg, dot: Dot, number: int, y: float) -> None:
    colour = COLOURS[number]
    ends = [_LEFT + end * _PLOT for end in (dot.low, dot.high)]
    svg.line((ends[0], y), (ends[1], y), stroke=colour, stroke_width=2.5)
    _MARKS[number % len(_MARKS)](svg, (_LEFT + dot.estimate * _PLOT, y), colour)
    svg.words(f"{dot.estimate:.0%}", (_LEFT + _PLOT + 10, y + 5), fill=_DIM)


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
