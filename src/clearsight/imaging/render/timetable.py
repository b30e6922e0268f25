"""Departures from a station: times, destinations, lines, platforms."""

from collections.abc import Mapping
from typing import Any

from clearsight.imaging.fonts import faces
from clearsight.imaging.item import Item
from clearsight.imaging.lettering import Colour, Pen
from clearsight.imaging.page import Cell, Page
from clearsight.imaging.render import lexicon
from clearsight.imaging.render.given import at_least_one
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.surface import mixed, paper
from clearsight.imaging.render.values import ask, listed, minute_of

_WIDTH, _MARGIN = 860, 44
# Ground, ink, heading.
_LOOKS: list[tuple[Colour, Colour, Colour]] = [
    ((18, 28, 58), (250, 250, 250), (255, 214, 60)), ((255, 214, 40), (16, 16, 18), (16, 16, 18)),
    ((255, 255, 255), (20, 22, 26), (0, 80, 140)), ((22, 22, 24), (255, 176, 40), (255, 255, 255)),
    ((240, 244, 248), (20, 30, 44), (150, 30, 40)),
]  # fmt: skip
_HEADS = ("Time", "Destination", "Line", "Platform")


class Timetable:
    """Parts: title, station, departures (time, to, line, platform), note, not_here."""

    name = "timetable"

    def plan(self, seed: int) -> dict[str, Any]:
        pick = Pick(self.name, seed)
        lists = lexicon.words("timetable")
        station, *others = pick.some(lists["stations"], pick.between(8, 12))
        served = others[: pick.between(4, len(others) - 3)]
        minute = pick.between(300, 900)
        lines = {to: f"{pick.one('RSBX')}{pick.between(1, 60)}" for to in served}
        departures = []
        for _ in range(pick.between(6, 11)):
            minute += pick.between(2, 26)
            to = pick.one(served)
            departures.append({"time": f"{minute // 60:02d}:{minute % 60:02d}", "to": to,
                               "line": lines[to], "platform": pick.between(1, 9)})  # fmt: skip
        plan = {
            "title": pick.one(lists["titles"]),
            "station": station,
            "departures": departures,
            "note": pick.one(lists["notes"]),
            "not_here": others,
        }
        return plan | self.derive(plan)

    def derive(self, plan: dict[str, Any]) -> dict[str, Any]:
        at_least_one("departures", plan["departures"])
        rows = [" ".join(row) for row in _rows(plan)]
        text = "\n".join([plan["title"], plan["station"], " ".join(_HEADS), *rows, plan["note"]])
        served = {row["to"] for row in plan["departures"]}
        absent = [name for name in plan["not_here"] if name not in served]
        return {"text": text, "absent": absent, "questions": _questions(plan, absent)}

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        pick = Pick(self.name, seed, "paint")
        ground, ink, head = pick.one(_LOOKS)
        face = pick.one(faces("Latin", pick.one(["sans", "sans", "mono", "display"])))
        pen = Pen(face, pick.between(25, 29), ink, leading=1.4)
        step = pen.line + pick.between(6, 14)
        page = Page(
            paper(_WIDTH, 260 + (len(plan["departures"]) + 1) * step, ground, pick, grain=0.5)
        )
        y = page.row([Cell(plan["title"], _MARGIN, Pen(face.bold, 44, head))], 22)
        y = page.row([Cell(plan["station"], _MARGIN, pen.bold().at(30))], y)
        y += 14
        small = Pen(face, pen.size * 0.8, mixed(ink, ground, 0.25))
        page.row(_cells(_HEADS, small), y)
        y += round(small.line) + 6
        stripe = mixed(ground, ink, 0.07)
        for index, row in enumerate(_rows(plan)):
            if index % 2 == 0:
                page.draw.rectangle((_MARGIN - 14, y, _WIDTH - _MARGIN + 14, y + step), fill=stripe)
            page.row(_cells(row, pen), y + (step - pen.line) / 2)
            y += step
        y = page.row([Cell(plan["note"], _MARGIN, small)], y + 16)
        return page.cut(y + 24).item(self.name, seed, plan)


def _rows(plan: Mapping[str, Any]) -> list[tuple[str, ...]]:
    return [(d["time"], d["to"], d["line"], str(d["platform"])) for d in plan["departures"]]


def _cells(row: tuple[str, ...], pen: Pen) -> list[Cell]:
    places = (_MARGIN, _MARGIN + 150, _MARGIN + 510, _MARGIN + 650)
    return [Cell(text, x, pen) for text, x in zip(row, places, strict=True)]


def _questions(plan: dict[str, Any], absent: list[str]) -> list[dict[str, str]]:
    departures = sorted(plan["departures"], key=lambda row: minute_of(row["time"]))
    times = [row["time"] for row in departures]
    first, last = departures[0], departures[-1]
    first_to: dict[str, dict[str, Any]] = {}
    for row in departures:
        first_to.setdefault(row["to"], row)
    found = [
        ask("Which station is this timetable for?", plan["station"]),
        ask("How many departures are listed?", len(departures)),
        ask("When is the last departure listed?", last["time"]),
        ask("Which destinations are served?", listed(sorted(first_to))),
    ]
    if times.count(first["time"]) == 1:
        found.append(ask(f"Where does the {first['time']} departure go?", first["to"]))
    if times.count(last["time"]) == 1:
        question = f"Which platform does the {last['time']} departure leave from?"
        found.append(ask(question, last["platform"]))
    for to, row in list(first_to.items())[:3]:
        found.append(ask(f"When is the first departure to {to}?", row["time"]))
    found += [
        ask(f"When is the first departure to {name}?", "There is none") for name in absent[:2]
    ]
    return found
