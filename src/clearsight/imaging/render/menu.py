"""A restaurant's menu with prices."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from clearsight.imaging.fonts import faces
from clearsight.imaging.item import Item
from clearsight.imaging.lettering import Colour, Pen, length
from clearsight.imaging.page import Cell, Page
from clearsight.imaging.render import lexicon
from clearsight.imaging.render.given import at_least_one
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.surface import mixed, paper
from clearsight.imaging.render.values import ask, cents, money, without

_WIDTH, _MARGIN = 840, 84
# From, to: cents, in steps of 10.
_PRICES = {"Starters": (380, 890), "Mains": (920, 2190), "Sides": (290, 590),
           "Desserts": (420, 890), "Drinks": (220, 620)}  # fmt: skip
_LOOKS: list[tuple[Colour, Colour, Colour]] = [
    ((251, 246, 234), (34, 30, 28), (29, 51, 69)), ((255, 255, 255), (24, 24, 26), (140, 40, 40)),
    ((32, 36, 38), (236, 232, 222), (226, 186, 110)), ((240, 244, 236), (32, 40, 34), (40, 90, 60)),
    ((250, 240, 236), (46, 32, 30), (130, 60, 50)),
]  # fmt: skip


class Menu:
    """Parts: title, tagline, currency, items (section, name, detail, price), note; absent."""

    name = "menu"

    def plan(self, seed: int) -> dict[str, Any]:
        pick = Pick(self.name, seed)
        lists = lexicon.words("menu")
        sections = [s for s in lists["sections"] if s in ("Starters", "Mains") or pick.chance(0.6)]
        items, absent = [], []
        for section in sections:
            names = pick.some(lists["sections"][section], pick.between(4, 8))
            kept = max(2, len(names) - pick.between(1, 3))
            absent += names[kept:]
            low, high = _PRICES[section]
            for name in names[:kept]:
                detail = (
                    pick.one(lists["extras"]) if section in _DETAILED and pick.chance(0.3) else ""
                )
                price = money(pick.between(low // 10, high // 10) * 10)
                items.append({"section": section, "name": name, "detail": detail, "price": price})
        plan = {
            "title": f"{pick.one(lists['first'])} {pick.one(lists['second'])}",
            "tagline": pick.one(lists["taglines"]),
            "currency": pick.one(["", "", "£", "€", "$"]),
            "items": items,
            "note": pick.one(lists["notes"]),
            "not_here": absent,
        }
        return plan | self.derive(plan)

    def derive(self, plan: dict[str, Any]) -> dict[str, Any]:
        at_least_one("items", plan["items"])
        lines = [plan["title"], plan["tagline"]]
        section = ""
        for item in plan["items"]:
            if item["section"] != section:
                section = item["section"]
                lines.append(section)
            detail = f" {item['detail']}" if item["detail"] else ""
            lines.append(f"{item['name']}{detail} {plan['currency']}{item['price']}")
        text = "\n".join([*lines, plan["note"]])
        absent = without(plan["not_here"], text)
        return {"text": text, "absent": absent, "questions": _questions(plan, absent)}

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        pick = Pick(self.name, seed, "paint")
        ground, ink, accent = pick.one(_LOOKS)
        body = Pen(
            pick.one(faces("Latin", pick.one(["serif", "serif", "sans"]))),
            pick.between(25, 29),
            ink,
        )
        heading = Pen(pick.one(faces("Latin", pick.one(["script", "serif"]))), 52, accent)
        sections = [item["section"] for item in plan["items"]]
        headings = 1 + sum(one != other for one, other in pairwise(sections))
        height = 300 + len(sections) * round(body.line * 1.2) + headings * 92
        page = Page(paper(_WIDTH, height, ground, pick))
        if pick.chance(0.5):
            page.draw.rectangle((26, 26, _WIDTH - 27, height - 27), outline=accent, width=2)
        width = _WIDTH - 2 * _MARGIN
        y: float = page.write(plan["title"], heading, (_MARGIN, 56), width=width, align="centre")
        quiet = body.at(20)
        y = page.write(plan["tagline"], quiet, (_MARGIN, y + 2), width=width, align="centre")
        dots = pick.chance(0.5)
        y = _items(page, plan, y + 8, body, _Look(accent, mixed(ink, ground, 0.3), dots))
        page.write(plan["note"], quiet.at(18), (_MARGIN, y + 26), width=width, align="centre")
        return page.item(self.name, seed, plan)


_DETAILED = ("Starters", "Mains", "Desserts")


@dataclass(frozen=True, slots=True)
class _Look:
    accent: Colour
    quiet: Colour
    dots: bool


def _items(page: Page, plan: Mapping[str, Any], y: float, body: Pen, look: _Look) -> float:
    right = page.width - _MARGIN
    section = ""
    for item in plan["items"]:
        if item["section"] != section:
            section = item["section"]
            pen = Pen(body.face.bold, 30, look.accent)
            y = page.row([Cell(section, _MARGIN, pen)], y + 30) + 8
        price = plan["currency"] + item["price"]
        end = _MARGIN + length(item["name"], body) + 10
        small = Pen(body.face, body.size * 0.8, look.quiet)
        room = right - length(price, body) - 12 - end
        if (wide := length(item["detail"], small)) > room > 0:
            small = small.at(small.size * room / wide)
        cells = [Cell(item["name"], _MARGIN, body), Cell(item["detail"], end, small),
                 Cell(price, right, body, "right")]  # fmt: skip
        if look.dots:
            start = end + (length(item["detail"], small) + 8 if item["detail"] else 0)
            base = y + body.line * 0.7
            for x in range(round(start), round(right - length(price, body) - 8), 9):
                page.draw.ellipse((x, base, x + 1, base + 1), fill=look.quiet)
        page.row(cells, y)
        y += round(body.line * 1.2)
    return y


def _questions(plan: dict[str, Any], absent: list[str]) -> list[dict[str, str]]:
    items = plan["items"]
    found = [ask(f"What does the {item['name']} cost?", item["price"]) for item in items[:3]]
    for section in dict.fromkeys(item["section"] for item in items):
        own = [item for item in items if item["section"] == section]
        found.append(ask(f"How many entries are there under {section}?", len(own)))
        prices = [cents(item["price"]) for item in own]
        if prices.count(min(prices)) == 1:
            name = own[prices.index(min(prices))]["name"]
            found.append(ask(f"Which is the cheapest entry under {section}?", name))
    found += [ask(f"Is {name} on the menu?", "No") for name in absent[:3]]
    return found
