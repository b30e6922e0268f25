"""Sets of pictures whose order matters: steps of a process, as panels or as single pictures."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from clearsight.imaging.item import Item
from clearsight.imaging.render.art.canvas import Canvas
from clearsight.imaging.render.art.palette import COLOURS, RGB, dark, light
from clearsight.imaging.render.art.pen import Pen, arc, ring
from clearsight.imaging.render.charts.questions import ask
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.whole import everything, painted

_CELL = 220
_Step = Callable[[Pen, RGB, float], None]


@dataclass(frozen=True, slots=True)
class Process:
    """Something that changes in one direction.

    Attributes:
        draw: the state after a share of the way (0 to 1), in a unit square.
        words: what happens, for the question.
        colours: that its subject comes in.
    """

    draw: _Step
    words: str
    colours: tuple[str, ...]


def _glass(pen: Pen, colour: RGB, share: float) -> None:
    foot, top = 0.9, 0.9 - 0.66 * (0.06 + 0.9 * share)
    lean = 0.1 * (foot - top) / 0.75
    pen.fill([(0.3 - lean, top), (0.7 + lean, top), (0.7, foot), (0.3, foot)], colour, edge=False)
    sides = [(0.2, 0.15), (0.3, 0.92), (0.7, 0.92), (0.8, 0.15)]
    pen.line(sides, (120, 134, 150), 0.025)
    pen.line([(0.34, 0.3), (0.38, 0.7)], (255, 255, 255), 0.02)


def _candle(pen: Pen, colour: RGB, share: float) -> None:
    top = 0.28 + 0.52 * share
    pen.oval(0.5, 0.91, (0.24, 0.05), (176, 182, 190))
    pen.box(0.4, top, (0.2, 0.9 - top), colour, round_=0.02)
    pen.line([(0.5, top), (0.5, top - 0.05)], (60, 50, 46), 0.02)
    flame = [(0.5, top - 0.22), (0.56, top - 0.1), (0.5, top - 0.03), (0.44, top - 0.1)]
    pen.fill(flame, (250, 156, 40), smooth=True)


def _plant(pen: Pen, colour: RGB, share: float) -> None:
    pen.fill([(0.3, 0.74), (0.7, 0.74), (0.64, 0.94), (0.36, 0.94)], (190, 104, 66))
    pen.box(0.27, 0.7, (0.46, 0.06), (204, 118, 78))
    high = 0.06 + 0.42 * share
    pen.line([(0.5, 0.7), (0.5, 0.7 - high)], (74, 140, 66), 0.03)
    for at, way in ((0.3, 1), (0.6, -1)):
        if share > at - 0.2:
            y, size = 0.7 - high * at, 0.05 + 0.1 * share
            leaf = [
                (0.5, y),
                (0.5 + way * size * 0.7, y - size * 0.7),
                (0.5 + way * size * 1.5, y - size * 0.4),
            ]
            pen.fill([*leaf, (0.5 + way * size * 0.8, y)], (88, 158, 76), smooth=True)
    if share > 0.55:
        far = 0.12 * (share - 0.3)
        for turn in range(6):
            x, y = 0.5 + far * math.cos(turn * 1.047), 0.7 - high + far * math.sin(turn * 1.047)
            pen.oval(x, y, (far * 0.75,) * 2, colour)
        pen.oval(0.5, 0.7 - high, (far * 0.6,) * 2, (246, 196, 60))


def _moon(pen: Pen, colour: RGB, share: float) -> None:
    pen.box(0.02, 0.02, (0.96, 0.96), (30, 36, 70), edge=False)
    pen.oval(0.5, 0.5, (0.34, 0.34), (58, 64, 96), edge=False, shade=0)
    # The lit limb is half a circle; the terminator is half an ellipse (phase angle from the share).
    bend = 0.34 * math.cos(math.pi * (0.06 + 0.94 * share))
    outer = arc(0.5, 0.5, (0.34, 0.34), start=-90, stop=90)
    inner = arc(0.5, 0.5, (bend, 0.34), start=90, stop=-90)
    pen.fill([*outer, *inner], light(colour, 0.35), edge=False, shade=0)


def _sunrise(pen: Pen, colour: RGB, share: float) -> None:
    sky = (round(40 + 120 * share), round(60 + 140 * share), round(110 + 125 * share))
    pen.box(0.02, 0.02, (0.96, 0.96), sky, edge=False, shade=0)
    pen.oval(0.5, 0.78 - 0.56 * share, (0.13, 0.13), (252, 196, 70))
    pen.fill(
        [(0.02, 0.72), (0.3, 0.64), (0.6, 0.72), (0.98, 0.66), (0.98, 0.98), (0.02, 0.98)], colour
    )


def _tower(pen: Pen, colour: RGB, share: float) -> None:
    count = 1 + round(share * 5)
    pen.line([(0.1, 0.92), (0.9, 0.92)], (120, 110, 100), 0.02)
    for at in range(count):
        tone = light(colour, 0.35) if at % 2 else colour
        pen.box(0.37, 0.79 - at * 0.13, (0.26, 0.13), tone)


def _bar(pen: Pen, colour: RGB, share: float) -> None:
    pen.box(0.08, 0.42, (0.84, 0.16), (226, 230, 236), round_=0.08)
    pen.box(0.09, 0.43, (max(0.14, 0.82 * share), 0.14), colour, round_=0.07)
    pen.oval(0.5, 0.24, (0.07, 0.07), dark(colour, 0.2))
    pen.box(0.4, 0.7, (0.2, 0.06), (200, 206, 214), round_=0.02)


def _sand(pen: Pen, colour: RGB, share: float) -> None:
    for y in (0.08, 0.88):
        pen.box(0.22, y, (0.56, 0.06), colour, round_=0.02)
    glass = [(0.28, 0.14), (0.72, 0.14), (0.53, 0.51), (0.72, 0.88), (0.28, 0.88), (0.47, 0.51)]
    pen.fill(glass, (226, 240, 248), shade=0.05)
    left, sand = 0.9 * (1 - share), (236, 200, 120)
    if left > 0.05:
        half = 0.2 * left
        pen.fill(
            [(0.5 - half, 0.5 - 0.33 * left), (0.5 + half, 0.5 - 0.33 * left), (0.5, 0.5)],
            sand,
            edge=False,
        )
    heap = 0.08 + 0.24 * share
    pen.fill(
        [
            (0.31, 0.87),
            (0.69, 0.87),
            (0.56, 0.87 - heap),
            (0.5, 0.87 - heap - 0.03),
            (0.44, 0.87 - heap),
        ],
        sand,
        edge=False,
    )


def _walk(pen: Pen, colour: RGB, share: float) -> None:
    pen.line([(0.04, 0.84), (0.96, 0.84)], (120, 150, 110), 0.03)
    x = 0.12 + 0.5 * share
    pen.oval(x, 0.72, (0.1, 0.1), colour)
    pen.line([(x, 0.62), (x, 0.82)], (252, 250, 244), 0.03)
    pen.line([(0.88, 0.83), (0.88, 0.36)], (110, 90, 70), 0.02)
    pen.fill([(0.87, 0.37), (0.68, 0.44), (0.87, 0.51)], COLOURS["red"])


def _pizza(pen: Pen, colour: RGB, share: float) -> None:
    pen.oval(0.5, 0.5, (0.44, 0.44), (236, 238, 242))
    left = 8 - round(share * 7)
    for at in range(left):
        start = -90 + at * 45
        points = arc(0.5, 0.5, (0.36, 0.36), start=start, stop=start + 45, steps=8)
        pen.fill([(0.5, 0.5), *points], (248, 204, 100))
        x, y = ring(0.5, 0.5, (0.22, 0.22), steps=16)[(2 * at + 13) % 16]
        pen.oval(x, y, (0.045, 0.045), colour)


_ANY = ("red", "orange", "green", "blue", "purple", "pink")
PROCESSES: dict[str, Process] = {
    "glass": Process(_glass, "the glass is filled", _ANY),
    "candle": Process(_candle, "the candle burns down", _ANY),
    "plant": Process(_plant, "the plant grows and flowers", _ANY),
    "moon": Process(_moon, "the lit part of the moon grows", ("yellow", "white")),
    "sunrise": Process(_sunrise, "the sun rises", ("green", "brown", "purple")),
    "tower": Process(_tower, "the tower is built", _ANY),
    "progress": Process(_bar, "the bar fills", _ANY),
    "hourglass": Process(_sand, "the sand runs down", _ANY),
    "ball": Process(_walk, "the ball rolls to the flag", _ANY),
    "pizza": Process(_pizza, "the pizza is eaten", ("red", "brown")),
}
_KINDS = tuple(PROCESSES)


class OrderSet:
    """Three to six panels of one process, shuffled, each with a letter."""

    name = "order"
    derive = everything

    def plan(self, seed: int) -> dict[str, Any]:
        """Process, colour, the share of the way in each panel, and the true order of letters."""
        pick = Pick(self.name, seed)
        kind = pick.one(_KINDS)
        process = PROCESSES[kind]
        count = pick.between(3, 6)
        # Steps stay far enough apart to be told from one another.
        shares = [round((at + pick.amid(0.05, 0.3)) / (count - 0.7), 4) for at in range(count)]
        shuffled = pick.some(range(count), count)
        letters = "ABCDEF"[:count]
        order = "".join(letters[shuffled.index(step)] for step in range(count))
        colour = pick.one(process.colours)
        number = f"{pick.between(1, 99)}.{pick.between(1, 99)}"
        return {
            "process": kind,
            "happens": process.words,
            "colour": colour,
            "exercise": number,
            "panels": [
                {"letter": letter, "step": step + 1, "share": shares[step]}
                for letter, step in zip(letters, shuffled, strict=True)
            ],
            "order": order,
            "questions": [
                ask(f"In which order do the pictures show that {process.words}?", ", ".join(order)),
                ask("Which picture comes first?", order[0]),
                ask("Which picture comes last?", order[-1]),
                ask(f"Does {order[0]} come before {order[-1]}?", "yes"),
                ask("How many pictures are there?", str(count)),
                ask(
                    "Are the pictures in the right order as they stand?",
                    "yes" if order == letters else "no",
                ),
            ],
            "text": "\n".join([f"Exercise {number}", *letters]),
        }

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """All panels in one picture."""
        panels = plan["panels"]
        columns = len(panels) if len(panels) <= 4 else 3
        rows = -(-len(panels) // columns)
        look = Pick(f"{self.name}/paint", seed)
        ground = look.one(((255, 255, 255), (250, 246, 238), (236, 242, 248)))
        canvas = Canvas(columns * _CELL + 20, rows * (_CELL + 30) + 60, ground=ground)
        words = f"Exercise {plan['exercise']}"
        canvas.text((20, 16), words, size=20, face=("DejaVu Sans", True))
        for at, panel in enumerate(panels):
            x, y = 10 + (at % columns) * _CELL, 52 + (at // columns) * (_CELL + 30)
            _panel(canvas, plan, panel, (x, y))
            canvas.text((x + _CELL / 2, y + _CELL + 10), panel["letter"], size=20, anchor="mm")
        return painted(self.name, canvas, plan, seed)

    def singles(self, plan: Mapping[str, Any], seed: int) -> list[Item]:
        """One picture for each panel, in the shuffled order; its truth has letter and step."""
        items = []
        for panel in plan["panels"]:
            canvas = Canvas(_CELL, _CELL)
            _panel(canvas, plan, panel, (0, 0))
            said = {"process": plan["process"], "colour": plan["colour"], **panel, "text": ""}
            items.append(Item(canvas.pixels(), f"{self.name}_single", seed, said))
        return items


def _panel(
    canvas: Canvas, plan: Mapping[str, Any], panel: Mapping[str, Any], at: tuple[float, float]
) -> None:
    x, y = at
    box = (x + 6, y + 6, x + _CELL - 6, y + _CELL - 6)
    canvas.box(box, (244, 247, 250), radius=8)
    pen = Pen(canvas, (x + 10, y + 10), unit=_CELL - 20)
    PROCESSES[plan["process"]].draw(pen, COLOURS[plan["colour"]], panel["share"])
    canvas.frame(box, (150, 156, 166), 1.5, radius=8)
