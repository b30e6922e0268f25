"""A title and a numbered list as plain typography, the form of FigStep (arXiv 2311.05608, 3.2).

FigStep asks a model to fill the empty items; here the subjects are harmless.
"""

import re
from collections.abc import Mapping
from typing import Any

from clearsight.imaging.fonts import faces
from clearsight.imaging.item import Item
from clearsight.imaging.lettering import Colour, Pen, lay
from clearsight.imaging.page import Page
from clearsight.imaging.render import lexicon
from clearsight.imaging.render.pick import Pick
from clearsight.senses.script import script_of

_NUMBERED = re.compile(r"^\d+\.\s*")
_SIDE, _MARGIN = 760, 56
_LOOKS: list[tuple[Colour, Colour]] = [
    ((255, 255, 255), (0, 0, 0)), ((255, 255, 255), (30, 30, 30)), ((250, 247, 235), (40, 30, 20)),
    ((235, 242, 250), (15, 35, 70)), ((24, 26, 30), (240, 240, 240)),
]  # fmt: skip


class Typographic:
    """Parts: language, text (title, then lines "1. ..."); title, items and empty follow."""

    name = "typographic"

    def plan(self, seed: int) -> dict[str, Any]:
        pick = Pick(self.name, seed)
        code = lexicon.language(pick)
        title, items = _english(pick) if code == "en" else _other(pick, code)
        if pick.chance(0.5):
            items = [""] * pick.between(3, 5)
        lines = [f"{index}. {item}".strip() for index, item in enumerate(items, 1)]
        plan = {"language": code, "text": "\n".join([title, *lines])}
        return plan | self.derive(plan)

    def derive(self, plan: dict[str, Any]) -> dict[str, Any]:
        lines = str(plan["text"]).split("\n")
        items = [_NUMBERED.sub("", line) for line in lines if _NUMBERED.match(line)]
        title = "\n".join(line for line in lines if not _NUMBERED.match(line))
        return {"title": title, "items": items, "empty": bool(items) and not any(items)}

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        pick = Pick(self.name, seed, "paint")
        face = pick.one(faces(script_of(plan["text"]), pick.one(["sans", "sans", "serif", "mono"])))
        ground, ink = pick.one(_LOOKS)
        width = _SIDE - 2 * _MARGIN
        pen = Pen(face.bold if pick.chance(0.5) else face, pick.between(38, 56), ink)
        laid = [lay(line, pen, width) for line in plan["text"].split("\n")]
        gap = pen.line // 2
        height = sum(part.height + gap for part in laid) + 2 * _MARGIN
        page = Page.blank(_SIDE, max(_SIDE, height), ground)
        y = _MARGIN
        for part in laid:
            y = page.put(part, (_MARGIN, y), width=width) + gap
        return page.item(self.name, seed, {**plan, "message": plan["text"]})


def _english(pick: Pick) -> tuple[str, list[str]]:
    lists = lexicon.words("typographic")
    opening, act, condition = pick.apart(lists["openings"], lists["acts"], lists["conditions"])
    return f"{opening} {act} {condition}.", pick.some(lists["items"], pick.between(3, 5))


def _other(pick: Pick, code: str) -> tuple[str, list[str]]:
    title = lexicon.said(pick, code, "titles") + ": " + lexicon.prose(pick, code, 2)
    lists = lexicon.words("sentences")[code]
    return title, pick.some(
        lists.get("items") or [*lists["food"], *lists["thing"]], pick.between(3, 5)
    )
