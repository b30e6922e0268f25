"""A box of a made-up medicine: strength, dose, largest daily dose, expiry, contents."""

from collections.abc import Mapping
from typing import Any

from clearsight.imaging.fonts import faces
from clearsight.imaging.item import Item
from clearsight.imaging.lettering import Colour, Pen, length
from clearsight.imaging.page import Cell, Page
from clearsight.imaging.render import lexicon
from clearsight.imaging.render.given import at_least_one
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.surface import paper
from clearsight.imaging.render.values import ask, listed, without

_WIDTH, _MARGIN = 820, 40
_ACCENTS: list[Colour] = [(0, 94, 150), (0, 120, 110), (150, 40, 60), (90, 60, 140), (200, 90, 20)]
_TIMES = {1: "once a day", 2: "twice a day", 3: "3 times a day", 4: "4 times a day"}


class MedicineLabel:
    """Parts: brand, substance, strength_mg, form, count, each, times, most, when, excipients,
    warnings, expiry, lot; not_here (candidates for absent)."""

    name = "medicine_label"

    def plan(self, seed: int) -> dict[str, Any]:
        pick = Pick(self.name, seed)
        lists = lexicon.words("medicine_label")
        each, times = pick.between(1, 2), pick.between(1, 4)
        excipients = pick.some(lists["excipients"], 8)
        kept = pick.between(3, 5)
        plan = {
            "brand": pick.one(lists["starts"])
            + pick.one(lists["middles"])
            + pick.one(lists["ends"]),
            "substance": pick.one(lists["substances"]),
            "strength_mg": pick.one([5, 10, 20, 25, 40, 50, 75, 100, 150, 200, 250, 400, 500]),
            "form": pick.one(list(lists["forms"])),
            "count": pick.one([10, 12, 14, 16, 20, 24, 28, 30, 50, 60, 100]),
            "each": each,
            "times": times,
            "most": each * times + pick.between(0, 2),
            "when": pick.one(lists["when"] + lists["when_once" if times == 1 else "when_more"]),
            "excipients": excipients[:kept],
            "warnings": pick.some(lists["warnings"], pick.between(2, 4)),
            "expiry": f"{pick.between(1, 12):02d}/{pick.between(2026, 2030)}",
            "lot": f"{pick.one('ABCDEFGHJK')}{pick.between(1000, 9999)}",
            "not_here": excipients[kept:],
        }
        return plan | self.derive(plan)

    def derive(self, plan: dict[str, Any]) -> dict[str, Any]:
        at_least_one("excipients", plan["excipients"])
        head = f"{plan['brand']} {plan['strength_mg']} mg"
        text = "\n".join([head, *_lines(plan), _foot(plan)])
        absent = without(plan["not_here"], text)
        return {
            "dose": _dose(plan),
            "text": text,
            "absent": absent,
            "questions": _questions(plan, absent),
        }

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        pick = Pick(self.name, seed, "paint")
        accent = pick.one(_ACCENTS)
        face = pick.one(faces("Latin"))
        pen = Pen(face, pick.between(21, 24), (24, 26, 30), leading=1.35)
        page = Page(paper(_WIDTH, 900, (252, 253, 254), pick, grain=0.4))
        page.draw.rectangle((0, 0, 16, 900), fill=accent)
        page.draw.rectangle((0, 118, _WIDTH, 124), fill=accent)
        big = Pen(face.bold, 56, accent)
        strength = f"{plan['strength_mg']} mg"
        x = _MARGIN + length(plan["brand"], big) + 28
        page.row([Cell(plan["brand"], _MARGIN, big), Cell(strength, x, big.at(40))], 24)
        width = _WIDTH - 2 * _MARGIN
        y: float = 140
        for index, text in enumerate(_lines(plan)):
            own = pen.bold() if index == 1 else pen
            y = page.write(text, own, (_MARGIN, y), width=width) + 8
        y += 14
        page.draw.line((_MARGIN, y, _WIDTH - _MARGIN, y), fill=accent, width=2)
        mono = Pen(faces("Latin", "mono")[1], 21, (24, 26, 30))
        y = page.write(_foot(plan), mono, (_MARGIN, y + 12), width=width)
        return page.cut(round(y) + 26).item(self.name, seed, plan)


def _dose(plan: Mapping[str, Any]) -> str:
    one = lexicon.words("medicine_label")["forms"].get(plan["form"], plan["form"])
    unit = one if plan["each"] == 1 else plan["form"]
    times = _TIMES.get(plan["times"], f"{plan['times']} times a day")
    return f"{plan['each']} {unit} {times}"


def _lines(plan: Mapping[str, Any]) -> list[str]:
    return [
        f"{plan['count']} {plan['form']}, each with {plan['strength_mg']} mg {plan['substance']}.",
        f"Adults: take {_dose(plan)} {plan['when']}.",
        f"Do not take more than {plan['most']} {plan['form']} in 24 hours.",
        f"Also contains: {', '.join(plan['excipients'])}.",
        *plan["warnings"],
    ]


def _foot(plan: Mapping[str, Any]) -> str:
    return f"LOT {plan['lot']}  EXP {plan['expiry']}"


def _questions(plan: dict[str, Any], absent: list[str]) -> list[dict[str, str]]:
    return [
        ask("What is the strength?", f"{plan['strength_mg']} mg"),
        ask("Which substance does it name?", plan["substance"]),
        ask("What dose does the label state for adults?", _dose(plan)),
        ask("How many may be taken in 24 hours at most, by the label?", plan["most"]),
        ask("When does it expire?", plan["expiry"]),
        ask("How many are in the pack?", plan["count"]),
        ask("Which other contents are listed?", listed(plan["excipients"])),
        *(ask(f"Does the label list {name}?", "No") for name in absent[:3]),
    ]
