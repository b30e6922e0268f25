"""A letter with a date, a reference, a time, an amount and a place in it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from clearsight.imaging.fonts import faces
from clearsight.imaging.item import Item
from clearsight.imaging.lettering import Colour, Pen
from clearsight.imaging.page import Page
from clearsight.imaging.render import lexicon
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.surface import paper
from clearsight.imaging.render.values import ask, money

_WIDTH, _HEIGHT = 860, 1216  # A4 at 104 dpi
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_ACCENTS: list[Colour] = [(30, 60, 110), (40, 90, 60), (110, 40, 40), (40, 40, 44)]


_NAMED = {
    "appointment": "Which day does the letter tell the reader to keep in mind?",
    "clock": "Which time of day does the letter name?",
    "amount": "Which amount does the letter name?",
}


class Letter:
    """Parts: sender, sender_address, recipient, recipient_address, reference, date, subject, body,
    appointment, clock, amount, place, thanks, closing_line, closing, signed."""

    name = "letter"

    def plan(self, seed: int) -> dict[str, Any]:
        pick = Pick(self.name, seed)
        lists = lexicon.words("letter")
        kind = pick.one(lists["kinds"])
        written = date(2024, 1, 1) + timedelta(pick.between(0, 1000))
        plan = {
            "sender": kind["sender"],
            "sender_address": _address(pick, lists),
            "recipient": _person(pick, lists),
            "recipient_address": _address(pick, lists),
            "reference": f"{pick.one('ABCDEFGH')}{pick.one('KLMNPRST')}-{pick.between(1000, 9999)}",
            "date": _spelled(written),
            "subject": kind["subject"],
            "body": kind["body"],
            "appointment": _spelled(written + timedelta(pick.between(5, 75))),
            "clock": lexicon.clock(pick),
            "amount": pick.one(["£", "€", "$"]) + money(pick.between(4, 400) * 50),
            "place": pick.one(lists["places"]["names"]),
            "thanks": pick.one(lists["thanks"]),
            "closing_line": pick.one(lists["ends"]),
            "closing": pick.one(lists["closings"]),
            "signed": _person(pick, lists),
        }
        return plan | self.derive(plan)

    def derive(self, plan: dict[str, Any]) -> dict[str, Any]:
        text = "\n".join(part for block in _blocks(plan) for part in block)
        questions = [
            ask("Who is the letter from?", plan["sender"]),
            ask("Who is the letter addressed to?", plan["recipient"]),
            ask("What is the reference?", plan["reference"]),
            ask("When was the letter written?", plan["date"]),
            ask("Who signed the letter?", plan["signed"]),
        ]
        # A body that was given need not name them.
        questions += [ask(q, plan[key]) for key, q in _NAMED.items() if plan[key] in text]
        return {"text": text, "questions": questions}

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        pick = Pick(self.name, seed, "paint")
        face = pick.one(faces("Latin", pick.one(["serif", "serif", "sans"])))
        pen = Pen(face, pick.between(20, 24), (26, 26, 30), leading=1.45)
        page = Page(paper(_WIDTH, _HEIGHT, (253, 252, 249), pick, grain=0.7))
        margin = pick.between(84, 110)
        width = _WIDTH - 2 * margin
        head, *blocks, signature = _blocks(plan)
        side = pick.one(["left", "right", "centre"])
        sender = Pen(face.bold, 32, pick.one(_ACCENTS))
        y: float = page.write(head[0], sender, (margin, 70), width=width, align=_ALIGN[side])
        y = page.write(head[1], pen.at(18), (margin, y), width=width, align=_ALIGN[side])
        page.draw.line((margin, y + 10, _WIDTH - margin, y + 10), fill=sender.ink, width=2)
        y += 44
        for block in blocks:
            for text in block:
                own = pen.bold() if text == plan["subject"] else pen
                y = page.write(text, own, (margin, y), width=width)
            y += pen.line * 0.7
        y = page.write(signature[0], pen, (margin, y), width=width) + 6
        hand = Pen(pick.one(faces("Latin", "hand")), 40, (30, 40, 110))
        page.write(signature[1], hand, (margin + 10, y), width=width)
        return page.item(self.name, seed, plan)


_ALIGN: dict[str, Any] = {"left": "left", "right": "right", "centre": "centre"}


def _address(pick: Pick, lists: Mapping[str, Any]) -> str:
    return f"{pick.between(1, 140)} {pick.one(lists['streets'])}, {pick.one(lists['towns'])}"


def _person(pick: Pick, lists: Mapping[str, Any]) -> str:
    return f"{pick.one(lists['firsts'])} {pick.one(lists['lasts'])}"


def _spelled(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _blocks(plan: Mapping[str, Any]) -> list[list[str]]:
    """Paragraphs in groups: head, recipient, date and reference, body, close, signature."""
    slots = {"{date2}": "appointment", "{time}": "clock", "{amount}": "amount", "{place}": "place"}
    body = plan["body"]
    for slot, key in slots.items():
        body = body.replace(slot, plan[key])
    return [
        [plan["sender"], plan["sender_address"]],
        [plan["recipient"], plan["recipient_address"]],
        [plan["date"], f"Our reference: {plan['reference']}"],
        [plan["subject"]],
        [f"Dear {plan['recipient']},"],
        [f"{plan['thanks']} {body}"],
        [plan["closing_line"]],
        [plan["closing"], plan["signed"]],
    ]
