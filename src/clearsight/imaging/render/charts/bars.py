"""Bars: single, grouped, and with error bars."""

from collections.abc import Mapping
from typing import Any

from clearsight.imaging.item import Item
from clearsight.imaging.render.art.palette import RGB
from clearsight.imaging.render.charts import questions as q
from clearsight.imaging.render.charts.plot import Plot, look
from clearsight.imaging.render.charts.topics import (
    LABELS,
    MEASURES,
    Axis,
    axis,
    number,
    row,
    title,
    values,
)
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.whole import everything, painted


def headed(name: str, unit: str) -> str:
    """A measure with its unit, as beside an axis."""
    return f"{name} ({unit})" if unit else name


def text_of(plan: Mapping[str, Any]) -> str:
    """The text twin of a chart with axes: title, legend, marks from the top, names, labels."""
    scale = Axis(plan["axis"]["min"], plan["axis"]["max"], plan["axis"]["step"])
    lines = [plan["title"]]
    if len(plan["series"]) > 1:
        lines += [series["name"] for series in plan["series"]]
    if plan.get("printed"):
        lines += [number(value) for series in plan["series"] for value in series["values"]]
    lines += [plan["y_label"], *(number(mark) for mark in reversed(scale.marks()))]
    return "\n".join([*lines, *plan["categories"], plan["x_label"]])


def scale_of(plan: Mapping[str, Any]) -> Axis:
    """The axis of a plan."""
    return Axis(plan["axis"]["min"], plan["axis"]["max"], plan["axis"]["step"])


def framed(name: str, plan: Mapping[str, Any], seed: int) -> Plot:
    """Title, legend, upright axis and names below, ready for the marks of the series."""
    legend = [series["name"] for series in plan["series"]] if len(plan["series"]) > 1 else ()
    plot = Plot(look(name, seed), plan["title"], legend)
    scale = scale_of(plan)
    marks = [number(mark) for mark in scale.marks()]
    plot.reserve(marks, below=plan["x_label"], beside=plan["y_label"])
    plot.upright_axis(scale)
    return plot


class Bar:
    """One bar for each category, upright or level."""

    name = "chart_bar"
    derive = everything

    def plan(self, seed: int) -> dict[str, Any]:
        """Title, categories, values, axis and questions."""
        pick = Pick(self.name, seed)
        measure = pick.one(MEASURES)
        kind = pick.one(measure.of)
        names = row(pick, kind, pick.between(3, 8))
        scale = axis(measure.high)
        printed = pick.chance(0.5)
        known = values(pick, measure, len(names), scale.step / (10 if printed else 4))
        plan: dict[str, Any] = {
            "title": title(pick, measure, kind),
            "x_label": LABELS[kind],
            "y_label": headed(measure.name, measure.unit),
            "unit": measure.unit,
            "categories": names,
            "series": [{"name": measure.name, "values": known}],
            "axis": scale.plain(),
            "printed": printed,
            "tolerance": 0.0 if printed else scale.step / 8,
            "questions": q.of_values(
                pick, names, known, what=measure.name.lower(), unit=measure.unit
            ),
        }
        plan["text"] = text_of(plan)
        return plan

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """Bars in one colour or in several."""
        pick = Pick(f"{self.name}/paint", seed)
        many, level = pick.chance(0.35), pick.chance(0.3)
        looks = look(self.name, seed)
        colours = looks.colours if many else looks.colours[:1]
        plot = _level(plan, self.name, seed, colours) if level else None
        if plot is None:
            plot = framed(self.name, plan, seed)
            _upright(plot, plan, colours)
        return painted(self.name, plot.canvas, plan, seed)


def _upright(plot: Plot, plan: Mapping[str, Any], colours: tuple[RGB, ...]) -> None:
    scale = scale_of(plan)
    slot = plot.names_below(plan["categories"])
    for at, value in enumerate(plan["series"][0]["values"]):
        x = plot.left + slot * (at + 0.5)
        y = plot.height_of(value, scale)
        bar(plot, (x - slot * 0.32, y, x + slot * 0.32, plot.bottom), colours[at % len(colours)])
        if plan["printed"]:
            plot.write((x, y - 4), number(value), size=12, anchor="ms")


def bar(plot: Plot, box: tuple[float, float, float, float], colour: RGB) -> None:
    """One bar, shaded a little so that it does not look flat."""
    left, top, right, bottom = box
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    plot.canvas.polygon(corners, colour, 0.1)


def _level(plan: Mapping[str, Any], name: str, seed: int, colours: tuple[RGB, ...]) -> Plot:
    plot = Plot(look(name, seed), plan["title"])
    names = plan["categories"]
    plot.reserve(names, below=plan["y_label"], beside=plan["x_label"])
    plot.right -= 30 if plan["printed"] else 8
    scale = scale_of(plan)
    plot.level_axis(scale)
    slot = (plot.bottom - plot.top) / len(names)
    for at, value in enumerate(plan["series"][0]["values"]):
        y = plot.top + slot * (at + 0.5)
        x = plot.place_of(value, scale)
        colour = colours[at % len(colours)]
        bar(plot, (plot.left, y - slot * 0.3, x, y + slot * 0.3), colour)
        plot.write((plot.left - 8, y), names[at], size=13, anchor="rm")
        if plan["printed"]:
            plot.write((x + 6, y), number(value), size=12, anchor="lm")
    return plot


class GroupedBar:
    """Two to four bars side by side for each category."""

    name = "chart_grouped_bar"
    derive = everything

    def plan(self, seed: int) -> dict[str, Any]:
        """Title, categories, series, axis and questions."""
        pick = Pick(self.name, seed)
        measure = pick.one(MEASURES)
        kind = pick.one(measure.of)
        names = row(pick, kind, pick.between(3, 5))
        years = sorted(pick.some(range(1995, 2026), pick.between(2, 3)))
        series = [str(year) for year in years] if kind != "year" else pick.some(_GROUPS, len(years))
        scale = axis(measure.high)
        rows = [(name, values(pick, measure, len(names), scale.step / 4)) for name in series]
        at = pick.between(0, len(rows) - 1)
        what = f"{measure.name.lower()} in the series {series[at]}"
        asked = q.of_values(pick, names, rows[at][1], what=what, unit=measure.unit)
        for question in asked[2:]:
            question["question"] = question["question"][:-1] + f" in the series {series[at]}?"
        plan: dict[str, Any] = {
            "title": title(pick, measure, kind, dated=True),
            "x_label": LABELS[kind],
            "y_label": headed(measure.name, measure.unit),
            "unit": measure.unit,
            "categories": names,
            "series": [{"name": name, "values": known} for name, known in rows],
            "axis": scale.plain(),
            "tolerance": scale.step / 8,
            "questions": asked + q.of_series(names, rows, measure.unit),
        }
        plan["text"] = text_of(plan)
        return plan

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """Groups of bars with a legend."""
        plot = framed(self.name, plan, seed)
        slot = plot.names_below(plan["categories"])
        scale = scale_of(plan)
        count = len(plan["series"])
        wide = slot * 0.76 / count
        for place, series in enumerate(plan["series"]):
            for at, value in enumerate(series["values"]):
                x = plot.left + slot * (at + 0.12) + wide * place
                y = plot.height_of(value, scale)
                bar(plot, (x, y, x + wide - 2, plot.bottom), plot.look.colours[place])
        return painted(self.name, plot.canvas, plan, seed)


_GROUPS = ("Adults", "Children", "Groups", "Staff", "Guests", "Schools")


class ErrorBar:
    """Bars with a mean and an interval each."""

    name = "chart_error_bar"
    derive = everything

    def plan(self, seed: int) -> dict[str, Any]:
        """Means and half widths; whether intervals of two categories overlap is asked."""
        pick = Pick(self.name, seed)
        measure = pick.one(MEASURES)
        kind = pick.one(measure.of)
        names = row(pick, kind, pick.between(3, 6))
        scale = axis(measure.high * 1.2)
        known = values(pick, measure, len(names), scale.step / 4)
        errors = [round(scale.step * pick.between(1, 4) / 8, 6) for _ in names]
        errors = [min(error, mean) for error, mean in zip(errors, known, strict=True)]
        a, b = pick.some(range(len(names)), 2)
        gap = abs(known[a] - known[b]) - errors[a] - errors[b]
        asked = q.of_values(pick, names, known, what=measure.name.lower(), unit=measure.unit)
        # Whether bars overlap that just touch, nobody can see.
        if abs(gap) >= scale.step / 8:
            question = f"Do the error bars of {names[a]} and {names[b]} overlap?"
            asked.append(q.ask(question, "yes" if gap < 0 else "no"))
        plan: dict[str, Any] = {
            "title": title(pick, measure, kind),
            "x_label": LABELS[kind],
            "y_label": headed(measure.name, measure.unit),
            "unit": measure.unit,
            "categories": names,
            "series": [{"name": measure.name, "values": known, "errors": errors}],
            "axis": scale.plain(),
            "tolerance": scale.step / 8,
            "questions": asked,
        }
        plan["text"] = text_of(plan)
        return plan

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """Bars in one colour, error bars in the ink."""
        plot = framed(self.name, plan, seed)
        slot = plot.names_below(plan["categories"])
        scale, series = scale_of(plan), plan["series"][0]
        for at, (value, error) in enumerate(zip(series["values"], series["errors"], strict=True)):
            x = plot.left + slot * (at + 0.5)
            box = (x - slot * 0.3, plot.height_of(value, scale), x + slot * 0.3, plot.bottom)
            bar(plot, box, plot.look.colours[0])
            top, foot = (plot.height_of(value + way * error, scale) for way in (1, -1))
            ink = plot.look.ink
            plot.canvas.line([(x, top), (x, foot)], ink, 2)
            for y in (top, foot):
                plot.canvas.line([(x - 7, y), (x + 7, y)], ink, 2)
        return painted(self.name, plot.canvas, plan, seed)
