"""Groups of drawn people, to be counted and told apart by what they wear."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from clearsight.imaging.item import Item
from clearsight.imaging.render.art.canvas import Canvas
from clearsight.imaging.render.art.pen import Pen
from clearsight.imaging.render.charts.questions import Question, ask
from clearsight.imaging.render.people.body import HEIGHT, figure
from clearsight.imaging.render.people.person import SKINS, person
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.scenes.backgrounds import BACKGROUNDS
from clearsight.imaging.render.whole import everything, painted

_WIDTH, _HEIGHT = 800, 534
_PLACES = ("room", "street", "garden")
_CALM = ("standing", "walking")
_POSTURES = ("standing", "waving", "raising both arms", "walking")


class Group:
    """Two to nine people in one or two rows in a room, a street or a garden."""

    name = "group"
    derive = everything

    def plan(self, seed: int) -> dict[str, Any]:
        """Every person from the left with clothes and place; counts; questions."""
        pick = Pick(self.name, seed)
        count = pick.between(2, 9)
        back = (count - 1) // 2 if count > 5 else 0
        people = []
        for row, many in (("back", back), ("front", count - back)):
            for at in range(many):
                someone = person(pick, full=True)
                someone["posture"] = pick.one(_CALM if back and row == "front" else _POSTURES)
                someone["holds"] = someone["holds_colour"] = ""
                if row == "back":
                    someone["number"] = 0
                # The back row looks between the heads of the front row.
                slot = (at + (1.0 if row == "back" else 0.5)) / (count - back)
                x = 0.06 + 0.88 * slot + pick.amid(-0.012, 0.012)
                someone |= {"row": row, "point": [round(x, 3), 0.76 if row == "back" else 0.95]}
                people.append(someone)
        kind = pick.one(_PLACES)
        counts = _counts(people)
        return {
            "people": count,
            "persons": people,
            "counts": counts,
            "background": kind,
            "questions": _questions(pick, people, counts),
            "description": f"A drawn group of {count} people {BACKGROUNDS[kind].words}.",
            "text": "\n".join(str(one["number"]) for one in people if one["number"]),
            "style_skins": [(seed + 3 * at) % len(SKINS) for at in range(count)],
        }

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """The back row smaller and higher than the front row."""
        canvas = Canvas(_WIDTH, _HEIGHT)
        pick = Pick(f"{self.name}/paint", seed)
        BACKGROUNDS[plan["background"]].paint(canvas, pick)
        front = sum(one["row"] == "front" for one in plan["persons"])
        high = min(0.58, 2.1 / max(front, 3))
        for someone, skin in zip(plan["persons"], plan["style_skins"], strict=True):
            back = someone["row"] == "back"
            unit = high * (0.85 if back else 1.0) * _HEIGHT / HEIGHT
            x, y = someone["point"][0] * _WIDTH, someone["point"][1] * _HEIGHT
            canvas.shadow((x - unit * 0.8, y - unit * 0.15, x + unit * 0.8, y + unit * 0.18), 0.5)
            figure(Pen(canvas, (x, y), unit=unit, edge=0.016), someone, skin)
        return painted(self.name, canvas, plan, seed)


def _counts(people: list[dict[str, Any]]) -> dict[str, int]:
    """How many wear or do each thing, under the words for it."""
    found: Counter[str] = Counter()
    for one in people:
        found["a hat"] += bool(one["hat"])
        found["glasses"] += bool(one["glasses"])
        found["a scarf"] += bool(one["scarf"])
        found[f"a {one['top_colour']} top"] += 1
        found[one["posture"]] += 1
    return dict(found)


def _questions(
    pick: Pick, people: list[dict[str, Any]], counts: Mapping[str, int]
) -> list[Question]:
    front = sorted(
        (one for one in people if one["row"] == "front"), key=lambda one: float(one["point"][0])
    )
    colour = pick.one(people)["top_colour"]
    posture = pick.one(_POSTURES)
    words = {
        "raising both arms": "raise both arms",
        "waving": "wave",
        "walking": "walk",
        "standing": "stand still",
    }
    top = f"{colour} top"
    return [
        ask("How many people are there?", str(len(people))),
        ask("How many people wear a hat, cap or helmet?", str(counts["a hat"])),
        ask("How many people wear glasses or sunglasses?", str(counts["glasses"])),
        ask(
            f"How many people wear {'an' if colour[0] == 'o' else 'a'} {top}?",
            str(counts[f"a {top}"]),
        ),
        ask(f"How many people {words[posture]}?", str(counts.get(posture, 0))),
        ask(
            "What colour is the top of the person furthest to the left in front?",
            front[0]["top_colour"],
        ),
        ask(
            "What colour is the top of the person furthest to the right in front?",
            front[-1]["top_colour"],
        ),
    ]
