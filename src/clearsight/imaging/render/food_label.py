"""The back of a food pack: ingredients, allergens, nutrition, best before.

Energy follows from the grams by the factors of Regulation (EU) 1169/2011, annex XIV.
"""

from collections.abc import Mapping
from typing import Any

from clearsight.imaging.fonts import faces
from clearsight.imaging.item import Item
from clearsight.imaging.lettering import Colour, Pen, fit
from clearsight.imaging.page import Cell, Page
from clearsight.imaging.render import lexicon
from clearsight.imaging.render.given import at_least_one
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.surface import paper
from clearsight.imaging.render.values import ask, listed, without

_WIDTH, _MARGIN = 720, 44
_SOLIDS = 96.0  # grams of 100 that may be fat, carbohydrate and protein; salt and water need room
_LOOKS: list[tuple[Colour, Colour, Colour]] = [
    ((255, 255, 255), (20, 20, 22), (30, 110, 60)), ((252, 244, 226), (44, 30, 20), (150, 70, 20)),
    ((238, 246, 252), (16, 30, 60), (20, 70, 150)), ((250, 236, 230), (50, 24, 24), (150, 30, 40)),
]  # fmt: skip


class FoodLabel:
    """Parts: brand, product, net_g, ingredients, may_contain, grams (fat, carbohydrate, protein,
    saturates, sugars, salt, each per 100 g), best_before, lot, storage; not_here (candidates)."""

    name = "food_label"

    def plan(self, seed: int) -> dict[str, Any]:
        pick = Pick(self.name, seed)
        lists = lexicon.words("food_label")
        product = pick.one(list(lists["products"]))
        pools = lists["products"][product]
        more = pick.some(pools["more"], len(pools["more"]))
        kept = pick.between(4, 7)
        best = f"{pick.between(1, 28):02d}/{pick.between(1, 12):02d}/{pick.between(2026, 2029)}"
        plan = {
            "brand": pick.one(lists["brands"]),
            "product": f"{pick.one(lists['adjectives'])} {product}",
            "net_g": pick.between(6, 50) * 20,
            "ingredients": pick.some(pools["base"], 3) + more[:kept],
            "may_contain": pick.some(lists["may_contain"], pick.between(0, 2)),
            "grams": _grams(pick, pools["grams"]),
            "best_before": best,
            "lot": f"L{pick.between(10000, 99999)}",
            "storage": pick.one(lists["storage"]),
            "not_here": more[kept:],
        }
        return plan | self.derive(plan)

    def derive(self, plan: dict[str, Any]) -> dict[str, Any]:
        at_least_one("ingredients", plan["ingredients"])
        known = lexicon.words("food_label")["allergens"]
        has = [known[name] for name in plan["ingredients"] if name in known]
        allergens = sorted(set(has))
        grams = plan["grams"]
        kcal = round(9 * grams["fat"] + 4 * grams["carbohydrate"] + 4 * grams["protein"])
        kj = round(37 * grams["fat"] + 17 * grams["carbohydrate"] + 17 * grams["protein"])
        traces = [name for name in plan["may_contain"] if name not in allergens]
        values = {"allergens": allergens, "traces": traces, "kcal": kcal, "kj": kj}
        text = "\n".join([*_prose(plan | values), *(" ".join(r) for r in _table(plan | values)),
                          *_foot(plan)])  # fmt: skip
        # Salt among the nutrients, or a trace, is on the pack though no ingredient.
        absent = without(plan["not_here"], text)
        return values | {
            "text": text,
            "absent": absent,
            "questions": _questions(plan | values, absent),
        }

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        pick = Pick(self.name, seed, "paint")
        ground, ink, accent = pick.one(_LOOKS)
        face = pick.one(faces("Latin", pick.one(["sans", "sans", "display"])))
        pen = Pen(face, pick.between(21, 24), ink, leading=1.3)
        page = Page(paper(_WIDTH, 1040, ground, pick, grain=0.5))
        brand, product, *prose = _prose(plan)
        width = _WIDTH - 2 * _MARGIN
        page.draw.rectangle((0, 0, _WIDTH, 150), fill=accent)
        white = Pen(face.bold, 26, (255, 255, 255))
        page.write(brand, white, (_MARGIN, 22), width=width, align="centre")
        large = fit(product, white.at(46), width, 84, least=18)
        page.put(large, (_MARGIN, 62), width=width, align="centre")
        y: float = 172
        for text in prose:
            y = page.write(text, pen, (_MARGIN, y), width=width) + 10
        y = _nutrition(page, _table(plan), y + 8, pen)
        y += 18
        for index, text in enumerate(_foot(plan)):
            own = pen.bold() if index == 1 else pen
            y = page.write(text, own, (_MARGIN, y), width=width) + 4
        return page.cut(round(y) + 34).item(self.name, seed, plan)


def _grams(pick: Pick, typical: list[int]) -> dict[str, float]:
    drawn = [share * pick.amid(0.75, 1.2) for share in typical]
    room = min(1.0, _SOLIDS / sum(drawn))
    fat, carbohydrate, protein = (round(share * room, 1) for share in drawn)
    return {
        "fat": fat,
        "saturates": round(fat * pick.amid(0.1, 0.5), 1),
        "carbohydrate": carbohydrate,
        "sugars": round(carbohydrate * pick.amid(0.1, 0.6), 1),
        "protein": protein,
        "salt": round(pick.amid(0.05, 1.8), 2),
    }


def _prose(plan: Mapping[str, Any]) -> list[str]:
    lines = [plan["brand"], plan["product"], f"Ingredients: {', '.join(plan['ingredients'])}."]
    if plan["allergens"]:
        lines.append(f"Contains: {', '.join(plan['allergens'])}.")
    if plan["traces"]:
        lines.append(f"May contain traces of {listed(plan['traces'])}.")
    return lines


def _table(plan: Mapping[str, Any]) -> list[tuple[str, str]]:
    grams = plan["grams"]
    return [
        ("Nutrition", "per 100 g"),
        ("Energy", f"{plan['kj']} kJ / {plan['kcal']} kcal"),
        ("Fat", f"{grams['fat']} g"),
        ("of which saturates", f"{grams['saturates']} g"),
        ("Carbohydrate", f"{grams['carbohydrate']} g"),
        ("of which sugars", f"{grams['sugars']} g"),
        ("Protein", f"{grams['protein']} g"),
        ("Salt", f"{grams['salt']} g"),
    ]


def _foot(plan: Mapping[str, Any]) -> list[str]:
    return [plan["storage"], f"Best before: {plan['best_before']}",
            f"Net weight: {plan['net_g']} g", f"Lot {plan['lot']}"]  # fmt: skip


def _nutrition(page: Page, rows: list[tuple[str, str]], y: float, pen: Pen) -> float:
    left, right = _MARGIN, page.width - _MARGIN
    top = y
    for index, (label, value) in enumerate(rows):
        own = pen.bold() if index == 0 else pen
        inset = 34 if label.startswith("of which") else 12
        page.draw.line((left, y, right, y), fill=pen.ink, width=2 if index < 2 else 1)
        cells = [Cell(label, left + inset, own), Cell(value, right - 12, own, "right")]
        y = page.row(cells, y + 3) + 3
    page.draw.rectangle((left, top, right, y), outline=pen.ink, width=2)
    return y


def _questions(plan: dict[str, Any], absent: list[str]) -> list[dict[str, str]]:
    found = [
        ask("What is the best before date?", plan["best_before"]),
        ask("What is the net weight?", f"{plan['net_g']} g"),
        ask("How much energy does it have per 100 g, in kcal?", f"{plan['kcal']} kcal"),
        ask("How much salt does it have per 100 g?", f"{plan['grams']['salt']} g"),
        ask("Which ingredient is listed first?", plan["ingredients"][0]),
        ask(f"Is {plan['ingredients'][-1]} listed as an ingredient?", "Yes"),
    ]
    if plan["allergens"]:
        found.append(ask("Which allergens does it say it contains?", listed(plan["allergens"])))
    found += [ask(f"Is {name} listed as an ingredient?", "No") for name in absent[:3]]
    return found
