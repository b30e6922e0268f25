"""Pies and gauges: parts of a whole, and one value on a dial."""

import math
from collections.abc import Mapping
from typing import Any

from clearsight.imaging.item import Item
from clearsight.imaging.render.art.palette import COLOURS, dark, ink_on, light, mix
from clearsight.imaging.render.art.pen import arc, ring
from clearsight.imaging.render.charts import questions as q
from clearsight.imaging.render.charts.plot import Look, Plot, look
from clearsight.imaging.render.charts.topics import (
    LABELS,
    MEASURES,
    PLACES,
    TIME,
    axis,
    number,
    row,
    with_unit,
)
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.whole import everything

_COMPARED = tuple(measure for measure in MEASURES if any(kind not in TIME for kind in measure.of))


class Pie:
    """Shares that sum to 100 %, as a pie or a ring, with a legend."""

    name = "chart_pie"
    derive = everything

    def plan(self, seed: int) -> dict[str, Any]:
        """Shares in per cent; largest, smallest, value and sum of two are asked."""
        pick = Pick(self.name, seed)
        measure = pick.one(_COMPARED)
        kind = pick.one([kind for kind in measure.of if kind not in TIME])
        names = row(pick, kind, pick.between(3, 6))
        shares = _shares(pick, len(names))
        a, b = pick.some(range(len(names)), 2)
        place, year = pick.one(PLACES), pick.between(1990, 2025)
        title = f"{measure.name}: share of each {LABELS[kind].lower()}, {place} {year}"
        plan: dict[str, Any] = {
            "title": title,
            "unit": "%",
            "categories": names,
            "series": [{"name": measure.name, "values": shares}],
            "printed": pick.chance(0.7),
            "questions": [
                *q.of_values(pick, names, shares, what="share", unit="%"),
                q.ask(
                    f"What is the share of {names[a]} and {names[b]} together?",
                    f"{shares[a] + shares[b]} %",
                ),
            ],
        }
        plan["tolerance"] = 0.0 if plan["printed"] else 3.0
        values = [f"{share} %" for share in shares] if plan["printed"] else []
        plan["text"] = "\n".join([title, *names, *values])
        return plan

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """Slices clockwise from the top."""
        looks = look(self.name, seed)
        plot = Plot(looks, plan["title"], plan["categories"])
        middle = (looks.width / 2, (plot.top + plot.bottom) / 2)
        radius = (plot.bottom - plot.top) / 2 - 4
        start, hollow = -90.0, Pick(f"{self.name}/paint", seed).chance(0.35)
        for at, share in enumerate(plan["series"][0]["values"]):
            stop = start + share * 3.6
            points = arc(*middle, (radius, radius), start=start, stop=stop, steps=60)
            plot.canvas.polygon([middle, *points], looks.colours[at], 0.08)
            plot.canvas.line([middle, points[0]], looks.ground, 2.5)
            start = stop
        plot.canvas.line([middle, (middle[0], middle[1] - radius)], looks.ground, 2.5)
        if hollow:
            plot.canvas.polygon(ring(*middle, (radius * 0.5,) * 2), looks.ground)
        if plan["printed"]:
            _print_shares(
                plot, plan["series"][0]["values"], middle, radius * (0.75 if hollow else 0.68)
            )
        return Item(plot.canvas.pixels(), self.name, seed, dict(plan))


def _print_shares(
    plot: Plot, shares: list[int], middle: tuple[float, float], radius: float
) -> None:
    start = -90.0
    for at, share in enumerate(shares):
        angle = math.radians(start + share * 1.8)
        place = (middle[0] + radius * math.cos(angle), middle[1] + radius * math.sin(angle))
        colour = ink_on(plot.look.colours[at])
        plot.canvas.text(
            place, f"{share} %", size=14, colour=colour, anchor="mm", face=plot.look.face(True)
        )
        start += share * 3.6


def _shares(pick: Pick, count: int) -> list[int]:
    """Different whole per cents of at least 6 that sum to 100."""
    while True:
        cuts = sorted(pick.some(range(6, 95), count - 1))
        shares = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
        if min(shares) >= 6 and len(set(shares)) == count:
            return shares


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
        plan["text"] = "\n".join([device, *marks, f"{quantity} ({unit})"])
        return plan

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """A dial with a needle, or a column with a level."""
        looks = look(self.name, seed)
        plot = Plot(looks, plan["title"])
        draw = _dial if plan["shape"] == "dial" else _column
        draw(plot, looks, plan)
        return Item(plot.canvas.pixels(), self.name, seed, dict(plan))


def _share(plan: Mapping[str, Any], value: float) -> float:
    low, high = plan["axis"]["min"], plan["axis"]["max"]
    return float((value - low) / (high - low))


def _marks(plan: Mapping[str, Any]) -> list[float]:
    count = round((plan["axis"]["max"] - plan["axis"]["min"]) / plan["axis"]["step"])
    return [round(plan["axis"]["min"] + at * plan["axis"]["step"], 6) for at in range(count + 1)]


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
    for mark in _marks(plan):
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
    for mark in _marks(plan):
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
