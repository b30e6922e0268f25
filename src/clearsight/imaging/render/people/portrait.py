"""One drawn person: a portrait, or a whole figure in a posture."""

from collections.abc import Mapping
from typing import Any

from clearsight.imaging.item import Item
from clearsight.imaging.render.art.canvas import Canvas
from clearsight.imaging.render.art.palette import RGB, dark, light
from clearsight.imaging.render.art.pen import Pen, ring
from clearsight.imaging.render.charts.questions import Question, ask
from clearsight.imaging.render.people.body import bust, figure
from clearsight.imaging.render.people.person import CLOTH, HATS, SKINS, described, person
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.scenes.talk import article
from clearsight.imaging.render.whole import everything, painted

GROUNDS: dict[str, RGB] = {
    "blue": (186, 214, 236), "green": (196, 222, 192), "yellow": (246, 232, 186),
    "pink": (242, 212, 218), "grey": (222, 224, 228), "purple": (216, 206, 234),
}  # fmt: skip
_GROUND_NAMES = tuple(GROUNDS)
_SIZE = 480


class Portrait:
    """Head and shoulders of a drawn person."""

    name = "portrait"
    derive = everything

    def plan(self, seed: int) -> dict[str, Any]:
        """Clothes, hair, hat and glasses; where the head is; questions."""
        pick = Pick(self.name, seed)
        someone = person(pick, full=False)
        ground = pick.one(_GROUND_NAMES)
        place = [round(pick.amid(0.42, 0.58), 3), round(pick.amid(0.4, 0.47), 3)]
        return {
            "person": someone,
            "people": 1,
            "background": ground,
            "head": {"point": place},
            "size": round(pick.amid(0.36, 0.46), 3),
            "questions": [*about(pick, someone), ask("What colour is the background?", ground)],
            "description": described(someone),
            "text": str(someone["number"] or ""),
            "style_skin": seed % len(SKINS),
        }

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """The person before a disc of a lighter tone."""
        tone = GROUNDS[plan["background"]]
        canvas = Canvas(_SIZE, _SIZE, ground=dark(tone, 0.04), scale=3)
        x, y = (share * _SIZE for share in plan["head"]["point"])
        unit = plan["size"] * _SIZE
        canvas.polygon(ring(x, y, (unit * 1.05,) * 2, steps=90), light(tone, 0.35))
        feet = Pen(canvas, (x, y), unit=unit)
        bust(feet, plan["person"], plan["style_skin"])
        return painted(self.name, canvas, plan, seed)


class Figure:
    """A whole drawn person, standing, walking, sitting, waving or pointing."""

    name = "figure"
    derive = everything

    def plan(self, seed: int) -> dict[str, Any]:
        """Clothes, posture, what is held; questions."""
        pick = Pick(self.name, seed)
        someone = person(pick, full=True)
        ground = pick.one(_GROUND_NAMES)
        return {
            "person": someone,
            "people": 1,
            "background": ground,
            "feet": {"point": [round(pick.amid(0.44, 0.56), 3), round(pick.amid(0.9, 0.95), 3)]},
            "size": round(pick.amid(0.74, 0.8), 3),
            "questions": about(pick, someone),
            "description": described(someone),
            "text": str(someone["number"] or ""),
            "style_skin": seed % len(SKINS),
        }

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """The person on a floor of a darker tone."""
        tone = GROUNDS[plan["background"]]
        canvas = Canvas(_SIZE, 600, ground=light(tone, 0.3))
        canvas.box((0, 468, _SIZE, 600), dark(tone, 0.1))
        x, y = plan["feet"]["point"][0] * _SIZE, plan["feet"]["point"][1] * 600
        unit = plan["size"] * 600 / 3.6
        canvas.shadow((x - unit * 0.9, y - unit * 0.18, x + unit * 0.9, y + unit * 0.2), 0.5)
        figure(Pen(canvas, (x, y), unit=unit), plan["person"], plan["style_skin"])
        return painted(self.name, canvas, plan, seed)


def about(pick: Pick, someone: Mapping[str, Any]) -> list[Question]:
    """Questions about what the person wears and does."""
    asked = [
        ask(f"What colour is the {someone['top']}?", someone["top_colour"]),
        ask("Does the person wear a hat?", "yes" if someone["hat"] else "no"),
        ask("Does the person wear glasses?", "yes" if someone["glasses"] else "no"),
    ]
    if someone["hat"]:
        kind = someone["hat"]
        asked.append(
            ask(
                "What does the person wear on the head?", article(f"{someone['hat_colour']} {kind}")
            )
        )
        other = pick.one([one for one in HATS if one != kind])
        asked.append(ask(f"Does the person wear {article(other)}?", "no"))
    if someone["hair"]:
        asked.append(ask("What colour is the hair?", someone["hair"]))
    if someone["number"]:
        asked.append(ask(f"What number is on the {someone['top']}?", str(someone["number"])))
    if someone.get("posture"):
        asked += _doing(pick, someone)
    return asked


def _doing(pick: Pick, someone: Mapping[str, Any]) -> list[Question]:
    asked = [ask("What is the person doing?", someone["posture"])]
    if someone["posture"] in ("waving", "pointing"):
        asked.append(
            ask(f"To which side of the picture is the {someone['posture']} arm?", someone["side"])
        )
    garment = someone["bottom"]
    be = "is" if garment == "skirt" else "are"
    asked.append(ask(f"What colour {be} the {garment}?", someone["bottom_colour"]))
    if someone["holds"]:
        held = f"{someone['holds_colour']} {someone['holds']}"
        asked.append(ask("What does the person hold?", article(held)))
    colour = pick.one([one for one in CLOTH if one != someone["top_colour"]])
    asked.append(ask(f"Is the {someone['top']} {colour}?", "no"))
    return asked
