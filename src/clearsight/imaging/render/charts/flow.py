"""Flow figures: steps joined by arrows, with a decision and two ways out."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from clearsight.imaging.item import Item
from clearsight.imaging.render.art.canvas import Canvas, text_width
from clearsight.imaging.render.art.palette import RGB, dark, ink_on, mix
from clearsight.imaging.render.charts import questions as q
from clearsight.imaging.render.charts.plot import Look, look
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.whole import everything, painted


@dataclass(frozen=True, slots=True)
class Story:
    """A process: its first steps, a question, and the steps after yes and after no."""

    title: str
    begin: tuple[str, ...]
    question: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]


STORIES = (
    Story(
        "Handling a parcel",
        ("Receive parcel", "Weigh parcel", "Scan label", "Check address", "Print receipt"),
        ("Label readable?", "Address complete?", "Under 20 kg?", "Postage paid?"),
        ("Load van", "Deliver", "Send by rail", "Put on shelf"),
        ("Ask sender", "Return parcel", "Weigh again", "Call driver"),
    ),
    Story(
        "Making bread",
        ("Mix flour and water", "Add yeast", "Knead dough", "Add salt", "Let dough rest"),
        ("Dough doubled?", "Oven hot?", "Crust brown?", "Dough smooth?"),
        ("Bake loaf", "Cool loaf", "Slice loaf", "Shape loaf"),
        ("Wait 20 min", "Knead again", "Add flour", "Raise heat"),
    ),
    Story(
        "Fixing a bicycle",
        ("Clean frame", "Check tyres", "Oil chain", "Test brakes", "Adjust saddle"),
        ("Tyre flat?", "Chain worn?", "Brakes weak?", "Wheel bent?"),
        ("Replace part", "Order part", "Patch tube", "Tighten cable"),
        ("Ride test", "Return bicycle", "Write invoice", "Pump tyres"),
    ),
    Story(
        "Borrowing a book",
        ("Search catalogue", "Find shelf", "Show card", "Scan book", "Stamp date"),
        ("Book on shelf?", "Card valid?", "Fees paid?", "Reserved?"),
        ("Lend book", "Note due date", "Print slip", "Take home"),
        ("Reserve book", "Renew card", "Pay fee", "Order copy"),
    ),
    Story(
        "Cleaning water",
        ("Pump water", "Remove leaves", "Let sand settle", "Filter water", "Measure pH"),
        ("Water clear?", "pH above 7?", "Tank full?", "Filter clean?"),
        ("Store water", "Supply town", "Open valve", "Log result"),
        ("Filter again", "Wash filter", "Close valve", "Call lab"),
    ),
    Story(
        "Checking a device",
        ("Plug in", "Switch on", "Read display", "Run self-test", "Note serial"),
        ("Lamp green?", "Test passed?", "Fan turning?", "Battery full?"),
        ("Ship device", "Attach seal", "Pack box", "Update log"),
        ("Replace fuse", "Restart", "Send to repair", "Charge battery"),
    ),
    Story(
        "Planting a tree",
        ("Choose place", "Dig hole", "Soak roots", "Set tree", "Fill soil", "Tie to stake"),
        ("Soil dry?", "Frost ahead?", "Roots covered?", "Stake firm?"),
        ("Water tree", "Cover soil", "Press soil", "Add mulch"),
        ("Wait a week", "Add soil", "Prune twigs", "Check again"),
    ),
)  # fmt: skip


class Flow:
    """Two to four steps, a decision, and one or two steps after each answer."""

    name = "chart_flow"
    derive = everything

    def plan(self, seed: int) -> dict[str, Any]:
        """Steps and edges; what comes next, before, and where answers lead are asked."""
        pick = Pick(self.name, seed)
        story = pick.one(STORIES)
        begin = pick.some(story.begin, pick.between(2, 4))
        question = pick.one(story.question)
        yes = pick.some(story.yes, pick.between(1, 2))
        no = pick.some(story.no, pick.between(1, 2))
        number = f"{pick.between(1, 12)}.{pick.between(1, 40)}"
        chain = [*begin, question]
        edges = [[a, b, ""] for a, b in pairwise(chain)]
        for answer, steps in (("yes", yes), ("no", no)):
            edges.append([question, steps[0], answer])
            edges += [[a, b, ""] for a, b in pairwise(steps)]
        title = f"Figure {number}: {story.title}"
        at = pick.between(0, len(chain) - 2)
        return {
            "title": title,
            "begin": begin,
            "decision": question,
            "yes": yes,
            "no": no,
            "edges": edges,
            "questions": [
                q.ask("What is the first step?", begin[0]),
                q.ask(f"What comes right after “{chain[at]}”?", chain[at + 1]),
                q.ask(f"What happens if the answer to “{question}” is no?", no[0]),
                q.ask(f"What happens if the answer to “{question}” is yes?", yes[0]),
                q.ask(
                    "How many boxes are there, the decision not counted?",
                    str(len(begin + yes + no)),
                ),
                q.ask("What is the number of the figure?", number),
            ],
            "text": "\n".join([title, *begin, question, "yes", *yes, "no", *no]),
        }

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """From the top to the bottom, or from the left to the right."""
        looks = look(self.name, seed)
        rows = len(plan["begin"]) + max(len(plan["yes"]), len(plan["no"]))
        sizes = (640, 154 + 92 * rows)
        canvas = Canvas(*sizes, ground=looks.ground)
        face = looks.face(True)
        canvas.text((320, 22), plan["title"], size=19, colour=looks.ink, anchor="ma", face=face)
        figure = _Figure(canvas, looks)
        y = 88.0
        for at, words in enumerate(plan["begin"]):
            figure.step((320, y), words, looks.colours[0], ends=at == 0)
            figure.arrow(
                [(320, y + 26), (320, y + 92 - (26 if at + 1 < len(plan["begin"]) else 46))]
            )
            y += 92
        y += 10
        figure.decision((320, y), plan["decision"], looks.colours[1])
        for answer, x in (("yes", 150.0), ("no", 490.0)):
            side = 320 + math.copysign(figure.reach, x - 320)
            figure.arrow([(side, y), (x, y), (x, y + 66)])
            canvas.text(
                ((side + x) / 2, y - 6), answer, size=15, colour=looks.ink, anchor="ms", face=face
            )
            for at, words in enumerate(plan[answer]):
                colour = looks.colours[2 if answer == "yes" else 3]
                last = at + 1 == len(plan[answer])
                figure.step((x, y + 92 * (at + 1)), words, colour, ends=last)
                if not last:
                    figure.arrow([(x, y + 92 + 26), (x, y + 184 - 26)])
        return painted(self.name, canvas, plan, seed)


class _Figure:
    """Boxes and arrows in one look."""

    def __init__(self, canvas: Canvas, looks: Look) -> None:
        self.canvas, self.look = canvas, looks
        self.reach = 0.0

    def step(self, at: tuple[float, float], words: str, colour: RGB, *, ends: bool) -> None:
        """A box; rounder at the ends of the flow."""
        wide = max(150.0, text_width(words, 15, self.look.face()) + 36)
        box = (at[0] - wide / 2, at[1] - 26, at[0] + wide / 2, at[1] + 26)
        radius = 26.0 if ends else 7.0
        shade = mix(self.look.ground, (0, 0, 0), 0.16)
        self.canvas.box((box[0] + 3, box[1] + 4, box[2] + 3, box[3] + 4), shade, radius=radius)
        self.canvas.box(box, colour, radius=radius)
        self.canvas.frame(box, dark(colour, 0.25), 1.5, radius=radius)
        self._words(at, words, colour)

    def decision(self, at: tuple[float, float], words: str, colour: RGB) -> None:
        """A diamond wide enough for its words."""
        self.reach = max(100.0, text_width(words, 15, self.look.face()) * 0.5 + 52)
        corners = [
            (at[0] - self.reach, at[1]),
            (at[0], at[1] - 56),
            (at[0] + self.reach, at[1]),
            (at[0], at[1] + 56),
        ]
        self.canvas.polygon(corners, colour)
        self.canvas.line(corners, dark(colour, 0.25), 1.5, closed=True)
        self._words(at, words, colour)

    def arrow(self, points: list[tuple[float, float]]) -> None:
        """A line with a head at its last point."""
        (x0, y0), (x1, y1) = points[-2:]
        angle = math.atan2(y1 - y0, x1 - x0)
        foot = (x1 - 9 * math.cos(angle), y1 - 9 * math.sin(angle))
        self.canvas.line([*points[:-1], foot], self.look.soft, 2)
        sides = [
            (x1 - 12 * math.cos(angle + turn), y1 - 12 * math.sin(angle + turn))
            for turn in (0.45, -0.45)
        ]
        self.canvas.polygon([(x1, y1), *sides], self.look.soft)

    def _words(self, at: tuple[float, float], words: str, colour: RGB) -> None:
        face = self.look.face()
        self.canvas.text(at, words, size=15, colour=ink_on(colour), anchor="mm", face=face)
