"""Pies and rings: parts of a whole."""

import math
from collections.abc import Mapping
from typing import Any

from clearsight.imaging.item import Item
from clearsight.imaging.render.art.palette import ink_on
from clearsight.imaging.render.art.pen import arc, ring
from clearsight.imaging.render.charts import questions as q
from clearsight.imaging.render.charts.plot import Plot, look
from clearsight.imaging.render.charts.topics import (
    LABELS,
    MEASURES,
    PLACES,
    TIME,
    row,
)
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.whole import everything, painted

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
        return painted(self.name, plot.canvas, plan, seed)


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
