"""A table beside a chart of the same or of other values: reading one, or comparing the two."""

from collections.abc import Mapping
from typing import Any

from clearsight.imaging.item import Item
from clearsight.imaging.render.art.canvas import Canvas
from clearsight.imaging.render.art.palette import ink_on, mix
from clearsight.imaging.render.charts import questions as q
from clearsight.imaging.render.charts.plot import Look, fitting, look
from clearsight.imaging.render.charts.topics import (
    LABELS,
    MEASURES,
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

_WIDTH, _HEIGHT = 940, 480
_TABLE, _CHART = (24.0, 78.0, 454.0, 448.0), (490.0, 78.0, 916.0, 448.0)


class TableBesideChart:
    """A table with two columns of figures, and bars of the first column."""

    name = "chart_table"
    derive = everything

    def plan(self, seed: int) -> dict[str, Any]:
        """Rows with two measures; in some pictures one bar contradicts the table."""
        pick = Pick(self.name, seed)
        first = pick.one(MEASURES)
        kind = pick.one(first.of)
        second = _another(pick, first, kind)
        names = row(pick, kind, pick.between(4, 7))
        scale = axis(first.high)
        grain = scale.step / 10
        known = values(pick, first, len(names), grain)
        other = values(pick, second, len(names), axis(second.high).step / 10)
        drawn, wrong = list(known), None
        if pick.chance(0.4):
            wrong = pick.between(0, len(names) - 1)
            drawn[wrong] = _far_from(known[wrong], scale)
        plan: dict[str, Any] = {
            "title": title(pick, first, kind),
            "unit": first.unit,
            "kind": LABELS[kind],
            "categories": names,
            "series": [
                {"name": first.name, "unit": first.unit, "values": known},
                {"name": second.name, "unit": second.unit, "values": other},
            ],
            "drawn": drawn,
            "contradiction": None if wrong is None else names[wrong],
            "axis": scale.plain(),
            "tolerance": scale.step / 8,
            "questions": [
                *q.of_values(
                    pick, names, known, what=f"{first.name.lower()} in the table", unit=first.unit
                ),
                q.ask(
                    f"What does the table give as {second.name.lower()} for {names[0]}?",
                    with_unit(other[0], second.unit),
                ),
                q.ask(
                    "Which bar does not agree with the table?",
                    "none" if wrong is None else names[wrong],
                ),
            ],
        }
        plan["text"] = _text(plan)
        return plan

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """Table at the left, bars at the right."""
        looks = look(self.name, seed)
        canvas = Canvas(_WIDTH, _HEIGHT, ground=looks.ground)
        face = looks.face(looks.bold)
        size = fitting(plan["title"], _WIDTH - 60, 20, face)
        canvas.text(
            (_WIDTH / 2, 20), plan["title"], size=size, colour=looks.ink, anchor="ma", face=face
        )
        _table(canvas, looks, plan)
        _bars(canvas, looks, plan)
        return painted(self.name, canvas, plan, seed)


def _another(pick: Pick, first: Measure, kind: str) -> Measure:
    """A second measure that suits the kind, else any other."""
    others = [one for one in MEASURES if one is not first]
    return pick.one([one for one in others if kind in one.of] or others)


def _far_from(value: float, scale: Axis) -> float:
    """A value at least a step and a half away, on the scale."""
    away = value + 1.5 * scale.step
    return round(away if away <= scale.high else value - 1.5 * scale.step, 6)


def _head(series: Mapping[str, Any]) -> str:
    return f"{series['name']} ({series['unit']})" if series["unit"] else str(series["name"])


def _text(plan: Mapping[str, Any]) -> str:
    lines = [plan["title"], " | ".join([plan["kind"], *map(_head, plan["series"])])]
    for at, name in enumerate(plan["categories"]):
        figures = (number(series["values"][at]) for series in plan["series"])
        lines.append(" | ".join([name, *figures]))
    scale = Axis(plan["axis"]["min"], plan["axis"]["max"], plan["axis"]["step"])
    marks = [number(mark) for mark in reversed(scale.marks())]
    return "\n".join([*lines, _head(plan["series"][0]), *marks, *plan["categories"]])


def _table(canvas: Canvas, looks: Look, plan: Mapping[str, Any]) -> None:
    left, top, right, bottom = _TABLE
    high = min(46.0, (bottom - top) / (len(plan["categories"]) + 1))
    edges = (left, left + 110, left + 270, right)
    canvas.box((left, top, right, top + high), looks.colours[0], radius=4)
    heads = [plan["kind"], *map(_head, plan["series"])]
    for at, words in enumerate(heads):
        size = fitting(words, edges[at + 1] - edges[at] - 14, 13, looks.face(True))
        x = edges[0] + 10 if at == 0 else edges[at + 1] - 8
        colour = ink_on(looks.colours[0])
        anchor = "lm" if at == 0 else "rm"
        canvas.text(
            (x, top + high / 2),
            words,
            size=size,
            colour=colour,
            anchor=anchor,
            face=looks.face(True),
        )
    for line, name in enumerate(plan["categories"]):
        y = top + high * (line + 1)
        if line % 2:
            band = mix(looks.ground, looks.ink, 0.06)
            canvas.box((left, y, right, y + high), band)
        figures = [number(series["values"][line]) for series in plan["series"]]
        for at, words in enumerate([name, *figures]):
            x = edges[0] + 10 if at == 0 else edges[at + 1] - 8
            anchor = "lm" if at == 0 else "rm"
            canvas.text(
                (x, y + high / 2),
                words,
                size=14,
                colour=looks.ink,
                anchor=anchor,
                face=looks.face(),
            )
        canvas.line([(left, y + high), (right, y + high)], looks.faint, 1)


def _bars(canvas: Canvas, looks: Look, plan: Mapping[str, Any]) -> None:
    left, top, right, bottom = _CHART
    left, top, bottom = left + 40, top + 34, bottom - 24
    scale = Axis(plan["axis"]["min"], plan["axis"]["max"], plan["axis"]["step"])
    face = looks.face()
    words = _head(plan["series"][0])
    canvas.text((left - 40, top - 16), words, size=13, colour=looks.soft, anchor="ls", face=face)
    for mark in scale.marks():
        y = bottom - (bottom - top) * (mark - scale.low) / (scale.high - scale.low)
        canvas.line([(left, y), (right, y)], looks.faint, 1)
        canvas.text((left - 8, y), number(mark), size=12, colour=looks.ink, anchor="rm", face=face)
    slot = (right - left) / len(plan["categories"])
    size = min(fitting(name, slot - 6, 13, face) for name in plan["categories"])
    for at, value in enumerate(plan["drawn"]):
        x = left + slot * (at + 0.5)
        y = bottom - (bottom - top) * (value - scale.low) / (scale.high - scale.low)
        corners = [
            (x - slot * 0.3, y),
            (x + slot * 0.3, y),
            (x + slot * 0.3, bottom),
            (x - slot * 0.3, bottom),
        ]
        canvas.polygon(corners, looks.colours[0], 0.1)
        name = plan["categories"][at]
        canvas.text((x, bottom + 8), name, size=size, colour=looks.ink, anchor="ma", face=face)
    canvas.line([(left, top), (left, bottom), (right, bottom)], looks.soft, 1.5)
