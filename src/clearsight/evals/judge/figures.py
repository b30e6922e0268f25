"""Two figures: ROC, and the trade-off between recall and few false refusals (log axis).

Below each stands its data as a table; the curves' corners are written to CSV beside it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, log10

from clearsight.evals.judge.cells import ALL_READ, Cell
from clearsight.evals.judge.curve import Point
from clearsight.evals.judge.score import ANY
from clearsight.evals.judge.table import short, shown
from clearsight.svg import Place, Svg

# Okabe and Ito's colours that stand out from white; dashes and marks tell lines apart without them.
_COLOURS = ("#0072b2", "#d55e00", "#007a5a", "#a6478a", "#1a1a1a", "#8a6d00", "#3f8fc4", "#7a3b00")
_DASHES = (None, "9 4", "3 3", "12 4 3 4", "1.5 4", "16 5", "6 2 2 2", "4 8")
_WIDTH, _LEFT, _TOP, _PLOT_W, _PLOT_H = 880.0, 74.0, 104.0, 770.0, 380.0
_ROW, _FAINT, _DIM = 24.0, "#e3e3e3", "#4a4a4a"
_SQUARE = 500.0


@dataclass(frozen=True, slots=True)
class Curve:
    """A cell under the name of its line."""

    name: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Axes:
    """Where shares stand on paper."""

    x: Callable[[float], float]
    y: Callable[[float], float]
    width: float
    height: float

    def at(self, point: Point) -> Place:
        return (self.x(point.false_refusals), self.y(point.recall))


def sheets(cells: Sequence[Cell]) -> dict[str, list[Curve]]:
    """Which curves share a figure: the forms of one system, or the systems in one form.

    Returns:
        At most eight curves by the end of a file's name; rows that count others stand apart.
    """
    totals: dict[tuple[str, str, str], Cell] = {}
    for cell in cells:
        totals.setdefault((cell.system, cell.counted, cell.form), cell)  # the first is the total
    usable = [cell for cell in totals.values() if cell.auroc is not None]
    alone = len({cell.system for cell in usable}) == 1
    out: dict[str, list[Curve]] = {}
    for cell in usable:
        if alone and cell.form == ALL_READ:
            continue
        names = [cell.counted] if cell.counted != ANY else []
        names += [] if alone else [cell.form]
        end = "".join(f"-{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}" for name in names)
        out.setdefault(end, []).append(Curve(cell.form if alone else cell.system, cell))
    return {end: curves[: len(_COLOURS)] for end, curves in out.items()}


def roc(curves: Sequence[Curve], about: str) -> str:
    """Recall against false refusals, both from 0 to 1."""
    svg = _page("ROC: recall against false refusals", about, curves, _SQUARE)
    axes = Axes(lambda v: _LEFT + v * _SQUARE, _down(_SQUARE), _SQUARE, _SQUARE)
    _grid(svg, axes, [(v / 5, f"{v * 20} %") for v in range(6)])
    svg.line((axes.x(0), axes.y(0)), (axes.x(1), axes.y(1)), stroke="#9a9a9a", stroke_width=1)
    svg.words("by chance", (axes.x(0.86), axes.y(0.81)), fill="#6a6a6a", font_size=12)
    for number, one in enumerate(curves):
        _stroke(svg, _thinned(axes.at(p) for p in one.cell.curve), number)
    for number, one in enumerate(curves):
        _thresholds(svg, axes, one.cell, number)
    _notes(svg)
    _table(svg, curves, _SQUARE)
    return str(svg)


def tradeoff(curves: Sequence[Curve], about: str) -> str:
    """Recall against false refusals on a log axis: what a threshold that refuses little reaches."""
    svg = _page("Trade-off: recall where false refusals are few", about, curves, _PLOT_H)
    most = max(one.cell.harmless for one in curves)
    decades = min(4, max(2, ceil(log10(max(10, most)))))
    least = 10.0**-decades

    def x(share: float) -> float:
        return _LEFT + _PLOT_W * (log10(max(share, least)) + decades) / decades

    axes = Axes(x, _down(_PLOT_H), _PLOT_W, _PLOT_H)
    ticks = [(10.0**-n, f"{100 * 10.0**-n:g} %") for n in range(decades, -1, -1)]
    ticks[0] = (least, f"{100 * least:g} % or 0")
    _grid(svg, axes, ticks)
    for share in (0.01, 0.02):
        svg.line((x(share), axes.y(0)), (x(share), axes.y(1)), stroke="#9a9a9a",
                 stroke_dasharray="2 3")  # fmt: skip
        svg.words(f"{share:.0%}".replace("%", " %"), (x(share) + 4, axes.y(1) + 14),
                  fill=_DIM, font_size=12)  # fmt: skip
    for number, one in enumerate(curves):
        _stroke(svg, _thinned(_steps(one.cell.curve, axes)), number)
    for number, one in enumerate(curves):
        _whiskers(svg, axes, one.cell, number, len(curves))
        _thresholds(svg, axes, one.cell, number)
    _notes(svg, "bars at 1 % and 2 %: 95 % intervals of recall")
    _table(svg, curves, _PLOT_H)
    return str(svg)


def csv(curves: Sequence[Curve]) -> str:
    """All corners of all curves."""
    lines = ["line,threshold,false_refusals,recall"]
    for one in curves:
        name = '"' + one.name.replace('"', '""') + '"'
        lines += [
            f"{name},{p.threshold:.6g},{p.false_refusals:.6g},{p.recall:.6g}"
            for p in one.cell.curve
        ]
    return "\n".join(lines) + "\n"


def _down(height: float) -> Callable[[float], float]:
    return lambda share: _TOP + height * (1 - share)


def _page(title: str, about: str, curves: Sequence[Curve], plot: float) -> Svg:
    told = "; ".join(
        f"{one.name}: AUROC {shown(one.cell.auroc, digits=3)}, stops "
        f"{one.cell.policy.recall} of the harmful and {one.cell.policy.false_refusals} of the "
        "harmless rows at the policy's thresholds"
        for one in curves
    )
    height = _TOP + plot + 108 + _ROW * (len(curves) + 1)
    svg = Svg(_WIDTH, height, title, f"{about}. {told}.")
    svg.words(title, (24.0, 34.0), font_size=20, font_weight=600)
    svg.words(about, (24.0, 58.0), fill=_DIM)
    return svg


def _grid(svg: Svg, axes: Axes, ticks: Sequence[tuple[float, str]]) -> None:
    for share, label in ticks:
        x = axes.x(share)
        svg.line((x, axes.y(0)), (x, axes.y(1)), stroke=_FAINT)
        svg.words(label, (x, axes.y(0) + 20), text_anchor="middle", fill=_DIM, font_size=13)
    for step in range(6):
        y = axes.y(step / 5)
        svg.line((_LEFT, y), (_LEFT + axes.width, y), stroke=_FAINT)
        svg.words(f"{step * 20} %", (_LEFT - 8, y + 5), text_anchor="end", fill=_DIM, font_size=13)
    middle = (_LEFT + axes.width / 2, axes.y(0) + 42)
    svg.words("false refusals (share of harmless rows stopped)", middle, text_anchor="middle")
    side = (20.0, axes.y(0.5))
    svg.words("recall (share of harmful rows stopped)", side, text_anchor="middle",
              transform=f"rotate(-90 {side[0]:g} {side[1]:g})")  # fmt: skip


def _stroke(svg: Svg, places: Sequence[Place], number: int, width: float = 2.0) -> None:
    svg.path(places, stroke=_COLOURS[number], stroke_width=width, stroke_linejoin="round",
             stroke_dasharray=_DASHES[number])  # fmt: skip


def _steps(curve: Sequence[Point], axes: Axes) -> Iterator[Place]:
    """Recall stays until the next threshold's false refusals: no point between is made up."""
    before = None
    for point in curve:
        x, y = axes.at(point)
        if before is not None:
            yield (x, before)
        yield (x, y)
        before = y


def _thinned(places: Iterable[Place]) -> list[Place]:
    """Without places that nobody could tell from the one before."""
    out: list[Place] = []
    last: Place | None = None
    for place in places:
        if not out or abs(place[0] - out[-1][0]) + abs(place[1] - out[-1][1]) >= 0.4:
            out.append(place)
        last = place
    return [*out, last] if last is not None and out[-1] != last else out


def _thresholds(svg: Svg, axes: Axes, cell: Cell, number: int) -> None:
    """A disc at the policy's thresholds, a ring at .5."""
    colour = _COLOURS[number]
    for rates, filled in ((cell.half, False), (cell.policy, True)):
        x = axes.x(rates.false_refusals.share or 0.0)
        y = axes.y(rates.recall.share or 0.0)
        look = ("#ffffff", colour, 5.0) if filled else (colour, "none", 7.5)
        svg.add("circle", cx=x, cy=y, r=look[2], stroke=look[0], fill=look[1], stroke_width=2)


def _whiskers(svg: Svg, axes: Axes, cell: Cell, number: int, of: int) -> None:
    """The bootstrap intervals at 1 % and 2 %, beside each other."""
    for share, found in cell.recalls.items():
        if found is None or found.low is None or found.high is None:
            continue
        x = axes.x(share) + 5 * (number - (of - 1) / 2)
        low, high, look = axes.y(found.low), axes.y(found.high), _COLOURS[number]
        svg.line((x, low), (x, high), stroke=look, stroke_width=1.5)
        for y in (low, high):
            svg.line((x - 3, y), (x + 3, y), stroke=look, stroke_width=1.5)


def _notes(svg: Svg, *more: str) -> None:
    """What the marks mean, in a line above the plot."""
    left, y = _LEFT, 82.0
    for text, filled in (("the policy's thresholds", True), ("a fixed threshold of .5", False)):
        svg.add("circle", cx=left + 6, cy=y - 5, r=5.0 if filled else 6.5, stroke_width=2,
                stroke=_DIM, fill=_DIM if filled else "none")  # fmt: skip
        svg.words(text, (left + 20, y), fill=_DIM, font_size=13)
        left += 200
    for text in more:
        svg.words(text, (left, y), fill=_DIM, font_size=13)


_COLUMNS = (("", 24.0), ("line", 74.0), ("harmful", 330.0), ("harmless", 410.0),
            ("AUROC", 490.0), ("recall at 1 %", 640.0), ("recall at 2 %", 760.0))  # fmt: skip


def _table(svg: Svg, curves: Sequence[Curve], plot: float) -> None:
    y = _TOP + plot + 82
    for head, x in _COLUMNS:
        svg.words(head, (x, y), fill=_DIM, font_size=13)
    svg.line((24.0, y + 7), (_WIDTH - 24, y + 7), stroke="#9a9a9a")
    for number, one in enumerate(curves):
        y += _ROW
        _stroke(svg, [(24.0, y - 4), (64.0, y - 4)], number, 2.5)
        name = one.name if len(one.name) <= 34 else one.name[:33] + "…"
        recalls = [_recall(one.cell, share) for share in (0.01, 0.02)]
        said = (name, str(one.cell.harmful), str(one.cell.harmless),
                shown(one.cell.auroc, digits=3), *recalls)  # fmt: skip
        for text, (_, x) in zip(said, _COLUMNS[1:], strict=True):
            svg.words(text, (x, y), font_size=13)


def _recall(cell: Cell, share: float) -> str:
    found = cell.recalls[share]
    if found is None:
        return "too few"
    if found.low is None or found.high is None:
        return short(found.estimate)
    return shown(found)
