"""A conversation on a phone: bubbles on two sides."""

from collections.abc import Mapping
from typing import Any

from clearsight.imaging.fonts import faces
from clearsight.imaging.item import Item
from clearsight.imaging.lettering import Colour, Laid, Pen, is_rtl, lay
from clearsight.imaging.page import Cell, Page
from clearsight.imaging.render import lexicon
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.values import minute_of
from clearsight.senses.script import script_of

_WIDTH, _HEAD, _PAD = 560, 84, 16
# Ground, their bubble, my bubble, my ink.
_LOOKS: list[tuple[Colour, Colour, Colour, Colour]] = [
    ((236, 229, 221), (255, 255, 255), (220, 248, 198), (20, 24, 20)),
    ((255, 255, 255), (233, 233, 236), (11, 105, 220), (255, 255, 255)),
    ((242, 244, 248), (255, 255, 255), (214, 228, 255), (18, 26, 48)),
    ((250, 246, 240), (240, 226, 206), (206, 226, 216), (20, 32, 28)),
]
_GREY: Colour = (100, 104, 110)


class Chat:
    """Parts: language, contact, text (a message a line), mine_first, start (clock of the first)."""

    name = "chat"

    def plan(self, seed: int) -> dict[str, Any]:
        pick = Pick(self.name, seed)
        code = lexicon.language(pick)
        lines = lexicon.sentences(pick, code, pick.between(2, 5))
        lines.append(lexicon.said(pick, code, "replies"))
        plan = {
            "language": code,
            "contact": pick.one(lexicon.words("sentences")[code]["name"]),
            "text": "\n".join(lines),
            "mine_first": pick.chance(0.5),
            "start": lexicon.clock(pick),
        }
        return plan | self.derive(plan)

    def derive(self, plan: dict[str, Any]) -> dict[str, Any]:
        begin = minute_of(plan["start"])
        messages = []
        for index, text in enumerate(str(plan["text"]).split("\n")):
            late = begin + 2 * index
            mine = (index % 2 == 0) == plan["mine_first"]
            at = f"{late // 60 % 24}:{late % 60:02d}"
            messages.append({"from": "me" if mine else plan["contact"], "text": text, "at": at})
        return {"messages": messages}

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        pick = Pick(self.name, seed, "paint")
        look = pick.one(_LOOKS)
        face = pick.one(faces(script_of(plan["text"])))
        pen = Pen(face, pick.between(20, 24), (22, 24, 28), leading=1.3)
        laid = [lay(message["text"], pen, _WIDTH * 0.68) for message in plan["messages"]]
        height = _HEAD + sum(part.height + 58 for part in laid) + 90
        page = Page.blank(_WIDTH, max(760, height), look[0])
        _head(page, plan["contact"], pick)
        y = _HEAD + 22
        for message, part in zip(plan["messages"], laid, strict=True):
            y = _bubble(page, message, part, y, look)
        page.draw.rounded_rectangle(
            (14, page.height - 58, _WIDTH - 70, page.height - 14), 22, fill=(255, 255, 255),
            outline=(210, 212, 216),
        )  # fmt: skip
        x, middle = _WIDTH - 36, page.height - 36
        page.draw.ellipse((x - 22, middle - 22, x + 22, middle + 22), fill=(36, 120, 200))
        page.draw.polygon(
            [(x - 8, middle - 10), (x + 12, middle), (x - 8, middle + 10)], fill=(255, 255, 255)
        )
        return page.item(self.name, seed, {**plan, "message": plan["text"]})


def _head(page: Page, contact: str, pick: Pick) -> None:
    colour: Colour = pick.one([(18, 92, 84), (48, 76, 120), (70, 70, 78), (110, 60, 80)])
    page.draw.rectangle((0, 0, _WIDTH, _HEAD), fill=colour)
    page.draw.line([(30, 30), (20, 42), (30, 54)], fill=(255, 255, 255), width=3)
    page.draw.ellipse((48, 18, 96, 66), fill=(226, 210, 190))
    page.draw.ellipse((63, 27, 81, 45), fill=(150, 120, 100))
    page.draw.pieslice((56, 46, 88, 86), 180, 360, fill=(150, 120, 100))
    name = Pen(faces(script_of(contact))[0].bold, 24, (255, 255, 255))
    page.row([Cell(contact, 112, name)], 26)


def _bubble(
    page: Page, message: Mapping[str, str], laid: Laid, y: int,
    look: tuple[Colour, Colour, Colour, Colour],
) -> int:  # fmt: skip
    _, theirs, own, own_ink = look
    mine = message["from"] == "me"
    inner = max(laid.width, 64)
    width, height = inner + 2 * _PAD, laid.height + 34
    x = _WIDTH - width - 18 if mine else 18
    page.draw.rounded_rectangle((x, y, x + width, y + height), 14, fill=own if mine else theirs)
    ink = own_ink if mine else laid.pen.ink
    pen = Pen(laid.pen.face, laid.pen.size, ink, laid.pen.leading)
    bottom = page.put(
        Laid(laid.text, laid.lines, pen, laid.width, laid.height), (x + _PAD, y + 6), width=inner
    )
    small = Pen(faces("Latin")[0], 13, (214, 226, 250) if ink[0] > 200 else _GREY)
    side = x + _PAD if is_rtl(laid.text) else x + width - _PAD
    page.row([Cell(message["at"], side, small, "left" if is_rtl(laid.text) else "right")], bottom)
    return y + height + 14
