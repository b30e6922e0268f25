"""Labelled drawings: an object with letters at its parts, and a list of what the letters mean."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from clearsight.imaging.item import Item
from clearsight.imaging.render.art.canvas import Canvas
from clearsight.imaging.render.art.drawing import bounds, sprite
from clearsight.imaging.render.art.things import THINGS
from clearsight.imaging.render.charts import questions as q
from clearsight.imaging.render.charts.plot import Look, look
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.scenes.talk import article
from clearsight.imaging.render.whole import everything, painted


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a drawing: its name, a point on it in the drawing's units, usual sizes in cm."""

    name: str
    x: float
    y: float
    low_cm: int
    high_cm: int


PARTS: dict[str, tuple[Part, ...]] = {
    "house": (
        Part("roof", 0.34, 0.3, 300, 700), Part("chimney", 0.93, 0.14, 60, 180),
        Part("window", 0.3, 0.62, 80, 160), Part("door", 0.6, 0.82, 190, 230),
        Part("wall", 1.06, 0.88, 240, 420),
    ),
    "car": (
        Part("wheel", 0.44, 0.82, 50, 80), Part("headlight", 0.06, 0.58, 12, 35),
        Part("door", 0.86, 0.62, 90, 140), Part("rear window", 1.3, 0.26, 40, 90),
        Part("boot", 1.86, 0.5, 70, 120),
    ),
    "bicycle": (
        Part("front wheel", 1.56, 0.48, 50, 74), Part("saddle", 0.56, 0.14, 20, 30),
        Part("handlebar", 1.12, 0.05, 40, 76), Part("frame", 0.9, 0.26, 44, 62),
        Part("chainring", 0.78, 0.7, 14, 22),
    ),
    "flower": (
        Part("petal", 0.35, 0.08, 2, 9), Part("centre", 0.35, 0.3, 1, 5),
        Part("leaf", 0.56, 0.67, 4, 14), Part("stem", 0.355, 0.92, 15, 90),
    ),
    "tree": (
        Part("crown", 0.74, 0.28, 200, 900), Part("trunk", 0.49, 0.76, 100, 400),
        Part("root", 0.6, 0.98, 30, 200),
    ),
    "bird": (
        Part("beak", 0.02, 0.33, 1, 4), Part("wing", 0.68, 0.54, 6, 20),
        Part("tail", 1.1, 0.5, 4, 15), Part("foot", 0.4, 0.99, 2, 5),
        Part("breast", 0.32, 0.68, 3, 9),
    ),
    "fish": (
        Part("tail fin", 1.2, 0.3, 3, 14), Part("back fin", 0.66, 0.06, 2, 9),
        Part("eye", 0.19, 0.385, 1, 3), Part("belly fin", 0.62, 0.88, 1, 6),
        Part("gill", 0.36, 0.46, 1, 5),
    ),
    "sailing boat": (
        Part("mast", 0.64, 0.02, 500, 1200), Part("mainsail", 0.86, 0.46, 400, 1000),
        Part("foresail", 0.46, 0.46, 200, 800), Part("hull", 0.7, 0.9, 500, 1400),
    ),
    "lamp": (
        Part("shade", 0.6, 0.2, 15, 45), Part("base", 0.3, 0.96, 10, 30),
        Part("pole", 0.4, 0.74, 20, 60),
        Part("cord", 0.6, 0.56, 5, 20),
    ),
    "teapot": (
        Part("spout", 1.27, 0.36, 6, 18), Part("lid", 0.56, 0.26, 5, 14),
        Part("handle", 0.09, 0.55, 8, 18),
        Part("body", 0.78, 0.7, 10, 24), Part("knob", 0.68, 0.17, 1, 4),
    ),
    "chair": (
        Part("backrest", 0.3, 0.22, 35, 70), Part("seat", 0.3, 0.56, 36, 50),
        Part("leg", 0.6, 0.9, 38, 50),
    ),
    "umbrella": (
        Part("canopy", 0.78, 0.32, 80, 130), Part("handle", 0.6, 0.95, 8, 16),
        Part("shaft", 0.5, 0.66, 60, 95),
    ),
    "rocket": (
        Part("nose cone", 0.4, 0.1, 100, 500), Part("window", 0.4, 0.42, 20, 60),
        Part("fin", 0.08, 0.78, 100, 400), Part("flame", 0.4, 1.04, 200, 900),
    ),
}  # fmt: skip
_MODES = ("letters", "names", "numbers")
_KINDS = tuple(PARTS)
_WIDTH, _HEIGHT = 760, 480


class Labelled:
    """A drawing whose parts carry letters, numbers or names, with sizes in a list."""

    name = "chart_labelled"
    derive = everything

    def plan(self, seed: int) -> dict[str, Any]:
        """Object, marks of its parts and their sizes; what a mark shows and sizes are asked."""
        pick = Pick(self.name, seed)
        label = pick.one(_KINDS)
        parts = pick.some(
            PARTS[label], len(PARTS[label]) - (pick.chance(0.4) and len(PARTS[label]) > 3)
        )
        mode = pick.one(_MODES)
        marks = [part.name for part in parts]
        if mode == "letters":
            marks = list("ABCDEF"[: len(parts)])
        elif mode == "numbers":
            marks = [str(at) for at in range(1, len(parts) + 1)]
        sizes = [pick.between(part.low_cm, part.high_cm) for part in parts]
        figure = f"Figure {pick.between(1, 60)}"
        at = pick.between(0, len(parts) - 1)
        listed = [
            f"{mark}: {size} cm" if mode == "names" else f"{mark}: {part.name}, {size} cm"
            for mark, part, size in zip(marks, parts, sizes, strict=True)
        ]
        colour = pick.one(THINGS[label].colours)
        title = f"{figure}: parts of {article(label)}"
        asked = [
            q.ask("What object does the figure show?", label),
            q.ask(f"How large is the {parts[at].name}?", f"{sizes[at]} cm"),
            q.ask("How many parts are marked?", str(len(parts))),
        ]
        if mode != "names":
            asked.append(q.ask(f"Which part is marked {marks[at]}?", parts[at].name))
            asked.append(q.ask(f"What marks the {parts[at].name}?", marks[at]))
        return {
            "title": title,
            "label": label,
            "colour": colour,
            "parts": [
                {"mark": mark, "name": part.name, "size_cm": size}
                for mark, part, size in zip(marks, parts, sizes, strict=True)
            ],
            "list": listed,
            "questions": asked,
            "text": "\n".join([title, *marks, *listed]),
        }

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """The drawing at the left, marks in circles beside it, the list at the right."""
        # On a dark ground, dark parts such as tyres could not be seen.
        looks = replace(look(self.name, seed), ground=(255, 255, 255), ink=(38, 42, 50))
        canvas = Canvas(_WIDTH, _HEIGHT, ground=looks.ground)
        face = looks.face(True)
        canvas.text(
            (_WIDTH / 2, 20), plan["title"], size=20, colour=looks.ink, anchor="ma", face=face
        )
        _drawing(canvas, looks, plan)
        for line, words in enumerate(plan["list"]):
            at = (530, 130 + line * 44)
            canvas.text(at, words, size=16, colour=looks.ink, anchor="lm", face=looks.face())
        canvas.line([(508, 100), (508, 130 + len(plan["list"]) * 44 - 20)], looks.faint, 2)
        return painted(self.name, canvas, plan, seed)


def _drawing(canvas: Canvas, looks: Look, plan: Mapping[str, Any]) -> None:
    thing = THINGS[plan["label"]]
    seen = bounds(thing.draw)
    wide, high = seen.right - seen.left, seen.bottom - seen.top
    unit = min(250 / wide, 290 / high)
    left, top = 255 - wide * unit / 2, 265 - high * unit / 2
    canvas.put(sprite(thing, plan["colour"], high * unit), (left, top))
    points = {part.name: (part.x, part.y) for part in PARTS[plan["label"]]}
    placed = [
        (
            left + (points[part["name"]][0] - seen.left) * unit,
            top + (points[part["name"]][1] - seen.top) * unit,
        )
        for part in plan["parts"]
    ]
    middle = left + wide * unit / 2
    for side in (-1, 1):
        here = [at for at, point in enumerate(placed) if (point[0] >= middle) == (side > 0)]
        here.sort(key=lambda at: placed[at][1])
        edge = left - 40 if side < 0 else left + wide * unit + 40
        heights = _apart([placed[at][1] for at in here], 44)
        for at, y in zip(here, heights, strict=True):
            _mark(canvas, looks, (edge, y), placed[at], plan["parts"][at]["mark"])


def _apart(heights: list[float], gap: float) -> list[float]:
    """The same heights in order, moved so that they are at least a gap apart."""
    out: list[float] = []
    for y in heights:
        out.append(max(y, out[-1] + gap) if out else y)
    over = max(0.0, out[-1] - 440) if out else 0.0
    return [y - over for y in out]


def _mark(
    canvas: Canvas, looks: Look, at: tuple[float, float], point: tuple[float, float], words: str
) -> None:
    canvas.line([at, point], looks.ink, 1.3)
    canvas.box((point[0] - 3, point[1] - 3, point[0] + 3, point[1] + 3), looks.ink, radius=3)
    short = len(words) <= 2
    colour = looks.colours[0]
    if short:
        canvas.box((at[0] - 15, at[1] - 15, at[0] + 15, at[1] + 15), looks.ground, radius=15)
        canvas.frame((at[0] - 15, at[1] - 15, at[0] + 15, at[1] + 15), colour, 2, radius=15)
        canvas.text(at, words, size=16, colour=looks.ink, anchor="mm", face=looks.face(True))
    else:
        anchor = "rm" if at[0] < point[0] else "lm"
        shift = -4 if at[0] < point[0] else 4
        canvas.text(
            (at[0] + shift, at[1]),
            words,
            size=14,
            colour=looks.ink,
            anchor=anchor,
            face=looks.face(),
        )
