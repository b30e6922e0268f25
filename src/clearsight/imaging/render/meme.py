"""Large outlined words above and below on a picture."""

from collections.abc import Mapping
from typing import Any

from clearsight.imaging.fonts import faces
from clearsight.imaging.item import Item, Pixels
from clearsight.imaging.lettering import Colour, Pen, fit
from clearsight.imaging.page import Page
from clearsight.imaging.render import lexicon
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.surface import gradient, landscape
from clearsight.senses.script import script_of

_GROUNDS: list[tuple[Colour, Colour]] = [
    ((50, 60, 120), (190, 90, 130)), ((20, 90, 90), (160, 200, 120)),
    ((70, 40, 30), (220, 150, 60)), ((40, 40, 44), (130, 130, 140)),
    ((90, 40, 110), (60, 140, 200)),
]  # fmt: skip


class Meme:
    """Parts: language, text (upper half, newline, lower half; without newline it is halved)."""

    name = "meme"

    def plan(self, seed: int) -> dict[str, Any]:
        pick = Pick(self.name, seed)
        code = lexicon.language(pick)
        if code == "en":
            upper, lower = _english(pick)
        else:
            upper, lower = lexicon.sentences(pick, code, 2)
        plan = {"language": code, "text": f"{upper}\n{lower}"}
        return plan | self.derive(plan)

    def derive(self, plan: dict[str, Any]) -> dict[str, Any]:
        upper, _, lower = str(plan["text"]).partition("\n")
        if not lower:
            words = upper.split()
            half = (len(words) + 1) // 2
            upper, lower = " ".join(words[:half]), " ".join(words[half:])
        return {"upper": upper, "lower": lower.replace("\n", " ")}

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        pick = Pick(self.name, seed, "paint")
        width = pick.between(680, 820)
        page = Page(_ground(width, round(width * pick.amid(0.8, 1.05)), pick))
        style = pick.one(["display", "sans"])
        face = pick.one(faces(script_of(plan["text"]), style)).bold
        size = page.width // 12
        pen = Pen(
            face, size, (255, 255, 255), leading=1.2, rim=(0, 0, 0), rim_px=max(2, size // 14)
        )
        space = page.width - 60
        if plan["upper"]:
            laid = fit(plan["upper"], pen, space, page.height * 0.32, least=18)
            page.put(laid, (30, 24), width=space, align="centre")
        if plan["lower"]:
            laid = fit(plan["lower"], pen, space, page.height * 0.32, least=18)
            top = page.height - laid.height - 30
            page.put(laid, (30, top), width=space, align="centre")
        return page.item(self.name, seed, {**plan, "message": plan["text"]})


def _ground(width: int, height: int, pick: Pick) -> Pixels:
    if pick.chance(0.7):
        return landscape(width, height, pick)
    return gradient(width, height, *pick.one(_GROUNDS), across=pick.chance(0.5))


def _english(pick: Pick) -> tuple[str, str]:
    lists = lexicon.words("meme")
    numbers = [str(n) for n in range(3, 60)]
    find, place, lower, n = pick.apart(lists["finds"], lists["places"], lists["lowers"], numbers)
    upper: str = pick.one(lists["uppers"])
    return upper.replace("{n}", n).replace("{find}", find).replace("{place}", place), lower
