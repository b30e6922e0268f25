"""Gauges: one value on a dial or on a column like a thermometer's."""

import math
from collections.abc import Mapping
from typing import Any

from clearsight.imaging.item import Item
from clearsight.imaging.render.art.palette import COLOURS, dark, light, mix
from clearsight.imaging.render.art.pen import arc, ring
from clearsight.imaging.render.charts import questions as q
from clearsight.imaging.render.charts.bars import scale_of
from clearsight.imaging.render.charts.plot import Look, Plot, look
from clearsight.imaging.render.charts.topics import (
    axis,
    number,
    with_unit,
)
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.whole import everything, painted

_DIALS = (
    ("Pressure", "bar", 0, (4, 6, 10, 16)), ("Temperature", "°C", 0, (60, 100, 120, 200)),
    ("Speed", "km/h", 0, (120, 160, 200, 240)), ("Engine speed", "x 100 rpm", 0, (60, 80)),
    ("Humidity", "%", 0, (100,)), ("Fuel", "l", 0, (40, 60, 80)),
    ("Voltage", "V", 0, (12, 50, 400)),
    ("Current", "A", 0, (5, 10, 30)), ("Water level", "cm", 0, (100, 150, 300)),
    ("Wind speed", "m/s", 0, (20, 30, 40)), ("Noise", "dB", 0, (100, 120)),
    ("Weight", "kg", 0, (5, 10, 150)), ("Flow", "l/min", 0, (20, 50, 100)),
)  # fmt: skip
_SHAPES = {name: ("column", "dial") for name in ("Temperature", "Water level", "Humidity")}
_DEVICES = ("Boiler", "Pump", "Tank", "Line", "Unit", "Room", "Station", "Engine", "Valve", "Press")
_ZONES = (("normal", "green"), ("warning", "yellow"), ("critical", "red"))


class Gauge:
    """One value on a round dial with coloured zones, or on a thermometer-like column."""

    name = "chart_gauge"
    derive = everything

    def plan(self, seed: int) -> dict[str, Any]:
        """Value, range, unit, the zones' limits, and the device's number on the plate."""
        pick = Pick(self.name, seed)
        quantity, unit, low, highs = pick.one(_DIALS)
        scale = axis(pick.one(highs), low)
        grain = scale.step / 10
        value = round(pick.between(2, round((scale.high - scale.low) / grain) - 2) * grain, 6)
        warn = round(scale.low + (scale.high - scale.low) * pick.one((0.5, 0.6)), 6)
        alarm = round(scale.low + (scale.high - scale.low) * pick.one((0.75, 0.8, 0.85)), 6)
        if value in (warn, alarm):
            # On the border of two zones no colour would be the right answer.
            value = round(value + grain, 6)
        zone = _ZONES[(value >= warn) + (value >= alarm)]
        device = (
            f"{pick.one(_DEVICES)} {pick.one('ABCDEFGHKLMNPRSTUVWX')}{pick.between(1000, 9999)}"
        )
        plan: dict[str, Any] = {
            "title": device,
            "quantity": quantity,
            "unit": unit,
            "value": value,
            "axis": scale.plain(),
            "zones": {
                "normal": [scale.low, warn],
                "warning": [warn, alarm],
                "critical": [alarm, scale.high],
            },
            "zone": zone[0],
            "shape": pick.one(_SHAPES.get(quantity, ("dial",))),
            "tolerance": grain,
            "questions": [
                q.ask(f"What {quantity.lower()} does the instrument show?", with_unit(value, unit)),
                q.ask("What colour is the zone that the reading is in?", zone[1]),
                q.ask("What is the highest value on the scale?", with_unit(scale.high, unit)),
                q.ask("Which device is it?", device),
                q.ask(
                    f"How far is the reading below {with_unit(scale.high, unit)}?",
                    with_unit(round(scale.high - value, 6), unit),
                ),
            ],
        }
        marks = [number(mark) for mark in scale.marks()]
        words = [quantity, unit] if plan["shape"] == "dial" else [f"{quantity} ({unit})"]
        plan["text"] = "\n".join([device, *marks, *words])
        return plan

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """A dial with a needle, or a column with a level."""
        looks = look(self.name, seed)
        plot = Plot(looks, plan["title"])
        draw = _dial if plan["shape"] == "dial" else _column
        draw(plot, looks, plan)
        return painted(self.name, plot.canvas, plan, seed)


def _share(plan: Mapping[str, Any], value: float) -> float:
    low, high = plan["axis"]["min"], plan["axis"]["max"]
    return float((value - low) / (high - low))


def _dial(plot: Plot, looks: Look, plan: Mapping[str, Any]) -> None:
    x, y = looks.width / 2, (plot.top + plot.bottom) / 2 + 8
    radius = (plot.bottom - plot.top) / 2
    plot.canvas.polygon(ring(x, y, (radius, radius)), mix(looks.ground, (120, 126, 136), 0.6), 0.3)
    face = light(looks.ground, 0.6) if sum(looks.ground) > 300 else dark((250, 250, 250), 0.04)
    plot.canvas.polygon(ring(x, y, (radius * 0.93,) * 2, steps=72), face)

    def at(value: float, far: float) -> tuple[float, float]:
        angle = math.radians(135 + 270 * _share(plan, value))
        return x + radius * far * math.cos(angle), y + radius * far * math.sin(angle)

    for name, colour in _ZONES:
        low, high = (135 + 270 * _share(plan, value) for value in plan["zones"][name])
        outer = arc(x, y, (radius * 0.88,) * 2, start=low, stop=high, steps=40)
        inner = arc(x, y, (radius * 0.79,) * 2, start=high, stop=low, steps=40)
        plot.canvas.polygon([*outer, *inner], COLOURS[colour])
    ink = (40, 44, 52)
    step = plan["axis"]["step"]
    for mark in scale_of(plan).marks():
        plot.canvas.line([at(mark, 0.76), at(mark, 0.89)], ink, 2.5)
        words = number(mark)
        plot.canvas.text(
            at(mark, 0.64), words, size=radius * 0.085, colour=ink, anchor="mm", face=looks.face()
        )
        for part in range(1, 5):
            minor = mark + part * step / 5
            if minor < plan["axis"]["max"]:
                plot.canvas.line([at(minor, 0.82), at(minor, 0.88)], ink, 1.2)
    for words, down in ((plan["quantity"], 0.46), (plan["unit"], 0.6)):
        plot.canvas.text(
            (x, y + radius * down),
            words,
            size=radius * 0.1,
            colour=ink,
            anchor="mm",
            face=looks.face(),
        )
    tip, tail = at(plan["value"], 0.8), at(plan["value"], -0.14)
    across = ((tip[1] - tail[1]) * 0.025, (tail[0] - tip[0]) * 0.025)
    sides = [(x + across[0], y + across[1]), (x - across[0], y - across[1])]
    plot.canvas.polygon([tip, sides[0], tail, sides[1]], (200, 44, 40))
    plot.canvas.polygon(ring(x, y, (radius * 0.07,) * 2), ink, 0.3)


def _column(plot: Plot, looks: Look, plan: Mapping[str, Any]) -> None:
    top, foot = plot.top + 10, plot.bottom - 66
    x, half = looks.width / 2 - 20, 15.0

    def at(value: float) -> float:
        return foot - (foot - top) * _share(plan, value)

    glass, liquid = mix(looks.ground, (150, 170, 190), 0.45), (206, 52, 48)
    plot.canvas.box((x - half - 5, top - 16, x + half + 5, foot + 30), glass, radius=20)
    plot.canvas.polygon(ring(x, foot + 32, (32, 32)), glass)
    plot.canvas.polygon(ring(x, foot + 32, (25, 25)), liquid, 0.25)
    plot.canvas.box((x - half + 4, at(plan["value"]), x + half - 4, foot + 30), liquid)
    for name, colour in _ZONES:
        low, high = (at(value) for value in plan["zones"][name])
        plot.canvas.box((x + half + 10, high, x + half + 18, low), COLOURS[colour])
    step = plan["axis"]["step"]
    for mark in scale_of(plan).marks():
        plot.canvas.line([(x + half + 20, at(mark)), (x + half + 34, at(mark))], looks.ink, 2)
        plot.write((x + half + 40, at(mark)), number(mark), anchor="lm")
        for part in range(1, 5):
            minor = mark + part * step / 5
            if minor < plan["axis"]["max"]:
                y = at(minor)
                plot.canvas.line([(x + half + 20, y), (x + half + 27, y)], looks.ink, 1)
    words = f"{plan['quantity']} ({plan['unit']})"
    plot.canvas.upright(
        (x - 66, (top + foot) / 2), words, size=15, colour=looks.ink, face=looks.face()
    )
