"""Line charts and scatter plots."""

from collections.abc import Mapping
from typing import Any

from clearsight.imaging.item import Item
from clearsight.imaging.render.art.palette import dark
from clearsight.imaging.render.art.pen import rays, ring
from clearsight.imaging.render.charts import questions as q
from clearsight.imaging.render.charts.bars import framed, headed, scale_of, text_of
from clearsight.imaging.render.charts.plot import Plot, look
from clearsight.imaging.render.charts.topics import (
    CATEGORIES,
    LABELS,
    MEASURES,
    PLACES,
    TIME,
    Axis,
    Measure,
    axis,
    number,
    row,
    title,
    values,
    with_unit,
)
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.whole import everything, painted

_TIMED = tuple(measure for measure in MEASURES if any(kind in TIME for kind in measure.of))


class Line:
    """One to three lines over time, with points at the values."""

    name = "chart_line"
    derive = everything

    def plan(self, seed: int) -> dict[str, Any]:
        """Title, times, series, axis; trend, peak and values are asked."""
        pick = Pick(self.name, seed)
        measure = pick.one(_TIMED)
        kind = pick.one([kind for kind in measure.of if kind in TIME])
        names = row(pick, kind, pick.between(5, 10))
        scale = axis(measure.high)
        places = pick.some(CATEGORIES["town"], pick.between(1, 3))
        rows = [(place, _course(pick, measure, len(names), scale)) for place in places]
        at = pick.between(0, len(rows) - 1)
        asked = _line_questions(pick, names, rows, at, measure.unit)
        head = title(pick, measure, kind)
        plan: dict[str, Any] = {
            "title": head if len(rows) > 1 else f"{head}: {places[0]}",
            "x_label": LABELS[kind],
            "y_label": headed(measure.name, measure.unit),
            "unit": measure.unit,
            "categories": names,
            "series": [
                {"name": place, "values": course, "trend": q.trend(course)}
                for place, course in rows
            ],
            "axis": scale.plain(),
            "tolerance": scale.step / 8,
            "questions": asked,
        }
        plan["text"] = text_of(plan)
        return plan

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """Lines with points; each series has a colour and a shape of point."""
        plot = framed(self.name, plan, seed)
        slot = plot.names_below(plan["categories"])
        scale = scale_of(plan)
        for at, series in enumerate(plan["series"]):
            points = [
                (plot.left + slot * (place + 0.5), plot.height_of(value, scale))
                for place, value in enumerate(series["values"])
            ]
            plot.canvas.line(points, plot.look.colours[at], 2.5)
            for point in points:
                _point(plot, point, at)
        return painted(self.name, plot.canvas, plan, seed)


def _course(pick: Pick, measure: Measure, count: int, scale: Axis) -> list[float]:
    known = values(pick, measure, count, scale.step / 4)
    course = pick.number()
    if course < 0.3:
        return sorted(known)
    return sorted(known, reverse=True) if course < 0.5 else known


def _line_questions(
    pick: Pick, names: list[str], rows: list[tuple[str, list[float]]], at: int, unit: str
) -> list[q.Question]:
    chosen, known = rows[at]
    high, low = known.index(max(known)), known.index(min(known))
    one = pick.between(0, len(names) - 1)
    change = known[-1] - known[0]
    asked = [
        q.ask(f"When was {chosen} at its highest?", names[high]),
        q.ask(f"When was {chosen} at its lowest?", names[low]),
        q.ask(f"What is the value of {chosen} at {names[one]}?", with_unit(known[one], unit)),
        q.ask(f"Is the line of {chosen} rising, falling or mixed?", q.trend(known)),
        q.ask(
            f"By how much did {chosen} change from {names[0]} to {names[-1]}?",
            ("+" if change > 0 else "") + with_unit(change, unit),
        ),
    ]
    return asked + (q.of_series(names, rows, unit) if len(rows) > 1 else [])


def _point(plot: Plot, point: tuple[float, float], at: int, size: float = 4.5) -> None:
    colour = plot.look.colours[at % len(plot.look.colours)]
    for radius, tone in ((size + 1, dark(colour, 0.35)), (size, colour)):
        shapes = (
            ring(*point, (radius, radius), steps=24),
            rays(*point, [radius * 1.3] * 4, turn=45),
            rays(*point, [radius * 1.5] * 3),
            rays(*point, [radius * 1.4] * 4, turn=0),
        )
        plot.canvas.polygon(shapes[at % len(shapes)], tone)


_PAIRS = (
    ("Height", "cm", 120, 195, "Weight", "kg", 30, 95),
    ("Hours of practice", "h", 1, 40, "Score", "points", 10, 100),
    ("Temperature", "°C", 2, 34, "Ice creams sold", "", 10, 240),
    ("Age of tree", "years", 2, 60, "Height of tree", "m", 1, 24),
    ("Distance", "km", 1, 28, "Duration", "min", 4, 75),
    ("Floor area", "m²", 20, 160, "Rent", "€", 200, 1500),
    ("Rain", "mm", 5, 120, "Yield", "t", 2, 30),
    ("Load", "kg", 1, 20, "Extension", "mm", 2, 60),
)


class Scatter:
    """Points in one or two groups, with or without a trend."""

    name = "chart_scatter"
    derive = everything

    def plan(self, seed: int) -> dict[str, Any]:
        """Points with their coordinates; direction, outermost points and counts are asked."""
        pick = Pick(self.name, seed)
        x_name, x_unit, x_low, x_high, y_name, y_unit, y_low, y_high = pick.one(_PAIRS)
        across, up = axis(x_high, x_low if x_low > x_high / 3 else 0), axis(y_high)
        groups = pick.some(CATEGORIES["team"], pick.between(1, 2))
        course = pick.one(("rising", "falling", "none"))
        noise = pick.amid(0.06, 0.22)
        series: list[dict[str, Any]] = []
        free = pick.some(range(1, 40), 39)  # no two points, of whatever group, hide one another
        for group in groups:
            places = [free.pop() for _ in range(pick.between(7, 14))]
            ranges = (x_low, x_high, y_low, y_high)
            series.append({"name": group, "points": _cloud(pick, course, noise, ranges, places)})
        every: list[list[float]] = [point for one in series for point in one["points"]]
        plan: dict[str, Any] = {
            "title": f"{y_name} against {x_name.lower()}, {pick.one(PLACES)}",
            "x_label": headed(x_name, x_unit),
            "y_label": headed(y_name, y_unit),
            "series": series,
            "axes": {"x": across.plain(), "y": up.plain()},
            "trend": course,
            "tolerance": across.step / 8,
            "questions": _scatter_questions(series, every, course, (x_name, y_name)),
        }
        legend = groups if len(groups) > 1 else []
        marks = [*map(number, reversed(up.marks())), *map(number, across.marks())]
        plan["text"] = "\n".join([plan["title"], *legend, plan["y_label"], *marks, plan["x_label"]])
        return plan

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """Points of different shape and colour for each group."""
        names = [series["name"] for series in plan["series"]]
        plot = Plot(look(self.name, seed), plan["title"], names if len(names) > 1 else ())
        across, up = (
            Axis(plan["axes"][way]["min"], plan["axes"][way]["max"], plan["axes"][way]["step"])
            for way in ("x", "y")
        )
        marks = [number(mark) for mark in up.marks()]
        plot.reserve(marks, below=plan["x_label"], beside=plan["y_label"])
        plot.upright_axis(up)
        plot.level_axis(across)
        for at, series in enumerate(plan["series"]):
            for x, y in series["points"]:
                _point(plot, (plot.place_of(x, across), plot.height_of(y, up)), at, 5.5)
        return painted(self.name, plot.canvas, plan, seed)


def _cloud(
    pick: Pick, course: str, noise: float, ranges: tuple[float, float, float, float],
    places: list[int],
) -> list[list[float]]:  # fmt: skip
    """Points at places of forty along the level axis."""
    x_low, x_high, y_low, y_high = ranges
    points = []
    for place in places:
        share = place / 40
        level = {"rising": share, "falling": 1 - share}.get(course, pick.number())
        level = min(0.97, max(0.03, level + pick.amid(-noise, noise)))
        x = x_low + share * (x_high - x_low)
        points.append([round(x, 1), round(y_low + level * (y_high - y_low), 1)])
    return points


def _bent(points: list[list[float]]) -> float:
    """Pearson's correlation of the points."""
    count = len(points)
    mean_x, mean_y = (sum(point[way] for point in points) / count for way in (0, 1))
    both = sum((x - mean_x) * (y - mean_y) for x, y in points)
    wide = sum((x - mean_x) ** 2 for x, _ in points)
    high = sum((y - mean_y) ** 2 for _, y in points)
    return float(both / (wide * high) ** 0.5) if wide and high else 0.0


def _scatter_questions(
    series: list[dict[str, Any]], every: list[list[float]], course: str, names: tuple[str, str]
) -> list[q.Question]:
    rightmost, slope = max(every), _bent(every)
    asked = []
    if (course == "none" and abs(slope) < 0.3) or (course != "none" and abs(slope) > 0.6):
        words = {"rising": "it rises", "falling": "it falls", "none": "there is no clear trend"}
        question = f"How does {names[1].lower()} change as {names[0].lower()} grows?"
        asked.append(q.ask(question, words[course]))
    return [
        *asked,
        q.ask("How many points are shown?", str(len(every))),
        q.ask("How many groups of points are there?", str(len(series))),
        q.ask("What does the upright axis show?", names[1]),
        q.ask(f"What is the largest value of {names[0].lower()}?", number(rightmost[0])),
        *(
            q.ask(f"How many points has {one['name']}?", str(len(one["points"])))
            for one in series
            if len(series) > 1
        ),
    ]
