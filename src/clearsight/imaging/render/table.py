"""A table of whole numbers with row and column headings, as a spreadsheet or report has."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clearsight.errors import UsageError
from clearsight.imaging.fonts import faces
from clearsight.imaging.item import Item
from clearsight.imaging.lettering import Colour, Pen, length
from clearsight.imaging.page import Cell, Page
from clearsight.imaging.render import lexicon
from clearsight.imaging.render.given import at_least_one
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.surface import mixed, paper
from clearsight.imaging.render.values import ask

_MARGIN, _CELL_PAD = 44, 16
_ACCENTS: list[Colour] = [(46, 90, 140), (50, 110, 80), (120, 60, 60), (70, 74, 84), (120, 90, 30)]


class Table:
    """Parts: title, head, columns, rows (label, values), with_total; totals follow."""

    name = "table"

    def plan(self, seed: int) -> dict[str, Any]:
        pick = Pick(self.name, seed)
        lists = lexicon.words("table")
        kind = pick.one(lists["kinds"])
        kept = pick.some(kind["columns"], pick.between(2, 5))
        columns = [column for column in kind["columns"] if column in kept]
        names = lists[kind["rows"]]
        start = pick.between(0, max(0, len(names) - 4))
        labels = names[start : start + pick.between(4, 8)]
        rows = [
            {"label": label, "values": [pick.between(kind["low"], kind["high"]) for _ in columns]}
            for label in labels
        ]
        plan = {
            "title": f"{kind['title']} {pick.between(2015, 2026)}",
            "head": kind["head"],
            "columns": columns,
            "rows": rows,
            "with_total": kind["title"] != "Weather log" and pick.chance(0.5),
        }
        return plan | self.derive(plan)

    def derive(self, plan: dict[str, Any]) -> dict[str, Any]:
        at_least_one("rows", plan["rows"])
        at_least_one("columns", plan["columns"])
        for row in plan["rows"]:
            if len(row["values"]) != len(plan["columns"]):
                raise UsageError(
                    f"the row {row['label']!r} has {len(row['values'])} values, expected "
                    f"{len(plan['columns'])}: one under each of columns"
                )
        totals = [
            sum(column) for column in zip(*(row["values"] for row in plan["rows"]), strict=True)
        ]
        text = "\n".join([plan["title"], *(" ".join(row) for row in _grid(plan, totals))])
        return {"totals": totals, "text": text, "questions": _questions(plan, totals)}

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        pick = Pick(self.name, seed, "paint")
        accent = pick.one(_ACCENTS)
        face = pick.one(faces("Latin", pick.one(["sans", "sans", "serif"])))
        pen = Pen(face, pick.between(20, 24), (24, 26, 30))
        heading = Pen(face.bold, 34, accent)
        grid = _grid(plan, plan["totals"])
        wide = [
            max(length(text, pen.bold()) for text in column) for column in zip(*grid, strict=True)
        ]
        widths = [round(w) + 2 * _CELL_PAD + 8 for w in wide]
        width = max(sum(widths), round(length(plan["title"], heading))) + 2 * _MARGIN
        step = pen.line + pick.between(6, 16)
        page = Page(paper(width, 118 + len(grid) * step + 40, (255, 255, 255), pick, grain=0.3))
        page.row([Cell(plan["title"], _MARGIN, heading)], 34)
        look = _Look(accent, step, lined=pick.chance(0.5))
        _draw(page, grid, widths, pen, look)
        return page.item(self.name, seed, plan)


@dataclass(frozen=True, slots=True)
class _Look:
    accent: Colour
    step: int
    lined: bool


def _grid(plan: Mapping[str, Any], totals: list[int]) -> list[list[str]]:
    grid = [[plan["head"], *plan["columns"]]]
    grid += [[row["label"], *map(str, row["values"])] for row in plan["rows"]]
    if plan["with_total"]:
        grid.append(["Total", *map(str, totals)])
    return grid


def _draw(page: Page, grid: list[list[str]], widths: list[int], pen: Pen, look: _Look) -> None:
    right, y = _MARGIN + sum(widths), 104
    for index, row in enumerate(grid):
        own, box = pen, (_MARGIN, y, right, y + look.step)
        if index == 0:
            page.draw.rectangle(box, fill=look.accent)
            own = Pen(pen.face.bold, pen.size, (255, 255, 255))
        elif row[0] == "Total":
            page.draw.rectangle(box, fill=mixed((255, 255, 255), look.accent, 0.18))
            own = pen.bold()
        elif index % 2 == 0 and not look.lined:
            page.draw.rectangle(box, fill=(242, 244, 247))
        cells, x = [], _MARGIN
        for column, (text, width) in enumerate(zip(row, widths, strict=True)):
            if column == 0:
                cells.append(Cell(text, x + _CELL_PAD, own))
            else:
                cells.append(Cell(text, x + width - _CELL_PAD, own, "right"))
            if look.lined:
                page.draw.rectangle((x, y, x + width, y + look.step), outline=(170, 174, 180))
            x += width
        page.row(cells, y + (look.step - own.line) / 2)
        y += look.step


def _questions(plan: dict[str, Any], totals: list[int]) -> list[dict[str, str]]:
    found = []
    for place, row in enumerate(plan["rows"][:4]):
        column = place % len(plan["columns"])
        name = plan["columns"][column]
        found.append(
            ask(f"What is the value for {row['label']} under {name}?", row["values"][column])
        )
    name = plan["columns"][0]
    values = [row["values"][0] for row in plan["rows"]]
    for word, best in (("largest", max(values)), ("smallest", min(values))):
        if values.count(best) == 1:
            label = plan["rows"][values.index(best)]["label"]
            found.append(
                ask(f"Which {plan['head'].lower()} has the {word} value under {name}?", label)
            )
    found.append(ask(f"What is the sum of all values under {name}?", totals[0]))
    found.append(ask("How many columns of numbers are there?", len(plan["columns"])))
    return found
