"""Drawn flags with a known layout: stripes, crosses, triangles and emblems, of no country.

Some may look like a country's flag by chance; truth states the layout and colours, never a name.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from clearsight.imaging.item import Item, Pixels
from clearsight.imaging.render.art.canvas import Canvas
from clearsight.imaging.render.art.palette import COLOURS, RGB
from clearsight.imaging.render.art.pen import arc, rays, ring
from clearsight.imaging.render.charts.questions import Question, ask
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.scenes.talk import article
from clearsight.imaging.render.whole import everything, painted

_INKS = ("red", "white", "blue", "green", "yellow", "black", "orange")
_WIDE, _HIGH = 216, 144
# Layout -> how many colours it takes.
LAYOUTS: dict[str, int] = {
    "three horizontal stripes": 3,
    "three vertical stripes": 3,
    "two horizontal stripes": 2,
    "two vertical stripes": 2,
    "alternating horizontal stripes": 2,
    "cross with its upright towards the left": 2,
    "centred cross": 2,
    "diagonal cross": 2,
    "triangle at the left over two stripes": 3,
    "four quarters": 2,
    "disc in the middle": 2,
    "square in the upper left corner over stripes": 3,
    "border": 2,
}
_LAYOUT_NAMES = tuple(LAYOUTS)
_EMBLEMS = ("star", "disc", "crescent", "diamond")
# Layouts with a free field in the middle.
_FREE = ("three horizontal stripes", "three vertical stripes", "two horizontal stripes", "border")


class Flags:
    """Two to six flags with letters, flat or in the wind."""

    name = "flags"
    derive = everything

    def plan(self, seed: int) -> dict[str, Any]:
        """Layout, colours and emblem of each flag; questions."""
        pick = Pick(self.name, seed)
        flags = [_flag(pick, letter) for letter in "ABCDEF"[: pick.between(2, 6)]]
        number = f"{pick.between(1, 99)}.{pick.between(1, 99)}"
        return {
            "flags": flags,
            "plate": number,
            "questions": _questions(pick, flags),
            "text": "\n".join([f"Plate {number}", *(flag["letter"] for flag in flags)]),
        }

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """Flags in rows of up to three."""
        pick = Pick(f"{self.name}/paint", seed)
        wind = pick.chance(0.5)
        pictures = [flag_pixels(flag) for flag in plan["flags"]]
        if wind:
            pictures = [waved(picture, pick.amid(0, 6.28)) for picture in pictures]
        letters = [flag["letter"] for flag in plan["flags"]]
        canvas = sheet(f"Plate {plan['plate']}", letters, pictures, pick)
        return painted(self.name, canvas, plan, seed)


def _flag(pick: Pick, letter: str) -> dict[str, Any]:
    layout = pick.one(_LAYOUT_NAMES)
    colours = pick.some(_INKS, LAYOUTS[layout])
    flag: dict[str, Any] = {"letter": letter, "layout": layout, "colours": colours, "emblem": ""}
    if layout == "alternating horizontal stripes":
        flag["stripes"] = pick.one((5, 7, 9))
    if layout in _FREE and pick.chance(0.5):
        flag["emblem"] = pick.one(_EMBLEMS)
        flag["emblem_count"] = pick.between(1, 3)
        flag["emblem_colour"] = pick.one([ink for ink in _INKS if ink not in colours])
    return flag


def sheet(title: str, letters: Sequence[str], pictures: Sequence[Pixels], pick: Pick) -> Canvas:
    """Flag pictures of one size in rows of three, each with its letter."""
    high, wide = pictures[0].shape[:2]
    columns = min(3, len(pictures))
    rows = -(-len(pictures) // columns)
    ground = pick.one(((246, 247, 249), (236, 241, 246), (250, 246, 238)))
    canvas = Canvas(columns * (wide + 36) + 20, rows * (high + 56) + 56, ground=ground)
    canvas.text((28, 18), title, size=20, face=("DejaVu Sans", True))
    for at, picture in enumerate(pictures):
        x = 28 + (at % columns) * (wide + 36)
        y = 58 + (at // columns) * (high + 56)
        canvas.put(picture, (x, y))
        canvas.text((x + wide / 2, y + high + 20), letters[at], size=19, anchor="mm")
    return canvas


def flag_pixels(flag: Mapping[str, Any]) -> Pixels:
    """One flag, (144, 216, 4)."""
    canvas = Canvas(_WIDE, _HIGH, scale=3)
    inks = [COLOURS[name] for name in flag["colours"]]
    _DRAW[flag["layout"]](canvas, inks, flag)
    if flag["emblem"]:
        count = flag["emblem_count"]
        for at in range(count):
            x = _WIDE / 2 + (at - (count - 1) / 2) * 42
            _emblem(canvas, flag["emblem"], (x, _HIGH / 2), COLOURS[flag["emblem_colour"]])
    canvas.frame((0, 0, _WIDE, _HIGH), (150, 154, 160), 1)
    return np.dstack([canvas.pixels(), np.full((_HIGH, _WIDE), 255, np.uint8)])


def waved(picture: Pixels, phase: float) -> Pixels:
    """The flag in the wind: columns shifted along a wave, lit by its slope; same size."""
    high, wide = picture.shape[:2]
    along = np.arange(wide) / wide
    wave = np.sin(along * 9.0 + phase) * along**0.5
    shift = np.round(wave * high * 0.045).astype(int)
    rows = np.arange(high)[:, None] * 1.1 - high * 0.05 - shift[None, :]
    inside = (rows >= 0) & (rows < high)
    out: Pixels = picture[np.clip(rows, 0, high - 1).astype(int), np.arange(wide)[None, :]].copy()
    light = 1.0 + 0.16 * np.cos(along * 9.0 + phase)[None, :, None] * along[None, :, None] ** 0.5
    out[..., :3] = np.clip(out[..., :3] * light, 0, 255).astype(np.uint8)
    out[..., 3] = np.where(inside, out[..., 3], 0)
    return out


def _fill(canvas: Canvas, colour: RGB, box: Sequence[float] = (0, 0, 1, 1)) -> None:
    left, top, right, bottom = box
    canvas.box((left * _WIDE, top * _HIGH, right * _WIDE, bottom * _HIGH), colour)


def _rows(canvas: Canvas, inks: list[RGB], flag: Mapping[str, Any]) -> None:
    for at, ink in enumerate(inks):
        _fill(canvas, ink, (0, at / len(inks), 1, (at + 1) / len(inks)))


def _columns(canvas: Canvas, inks: list[RGB], flag: Mapping[str, Any]) -> None:
    for at, ink in enumerate(inks):
        _fill(canvas, ink, (at / len(inks), 0, (at + 1) / len(inks), 1))


def _stripes(canvas: Canvas, inks: list[RGB], flag: Mapping[str, Any]) -> None:
    count = flag.get("stripes", 7)
    _rows(canvas, [inks[at % 2] for at in range(count)], flag)


def _upright_at(middle: float) -> Callable[[Canvas, list[RGB], Mapping[str, Any]], None]:
    def draw(canvas: Canvas, inks: list[RGB], flag: Mapping[str, Any]) -> None:
        _fill(canvas, inks[0])
        _fill(canvas, inks[1], (0, 0.4, 1, 0.6))
        _fill(canvas, inks[1], (middle - 0.067, 0, middle + 0.067, 1))

    return draw


def _diagonals(canvas: Canvas, inks: list[RGB], flag: Mapping[str, Any]) -> None:
    _fill(canvas, inks[0])
    canvas.line([(-20, -13), (_WIDE + 20, _HIGH + 13)], inks[1], 26)
    canvas.line([(-20, _HIGH + 13), (_WIDE + 20, -13)], inks[1], 26)


def _triangle(canvas: Canvas, inks: list[RGB], flag: Mapping[str, Any]) -> None:
    _rows(canvas, inks[1:], flag)
    canvas.polygon([(0, 0), (_WIDE * 0.42, _HIGH / 2), (0, _HIGH)], inks[0])


def _quarters(canvas: Canvas, inks: list[RGB], flag: Mapping[str, Any]) -> None:
    _fill(canvas, inks[0])
    _fill(canvas, inks[1], (0.5, 0, 1, 0.5))
    _fill(canvas, inks[1], (0, 0.5, 0.5, 1))


def _disc(canvas: Canvas, inks: list[RGB], flag: Mapping[str, Any]) -> None:
    _fill(canvas, inks[0])
    canvas.polygon(ring(_WIDE / 2, _HIGH / 2, (_HIGH * 0.31,) * 2), inks[1])


def _canton(canvas: Canvas, inks: list[RGB], flag: Mapping[str, Any]) -> None:
    _rows(canvas, [inks[1 + at % 2] for at in range(7)], flag)
    _fill(canvas, inks[0], (0, 0, 0.42, 4 / 7))


def _border(canvas: Canvas, inks: list[RGB], flag: Mapping[str, Any]) -> None:
    _fill(canvas, inks[1])
    _fill(canvas, inks[0], (0.1, 0.15, 0.9, 0.85))


_DRAW: dict[str, Callable[[Canvas, list[RGB], Mapping[str, Any]], None]] = dict(
    zip(
        _LAYOUT_NAMES,
        (
            _rows, _columns, _rows, _columns, _stripes, _upright_at(0.36), _upright_at(0.5),
            _diagonals, _triangle, _quarters, _disc, _canton, _border,
        ),
        strict=True,
    )
)  # fmt: skip


def _emblem(canvas: Canvas, kind: str, at: tuple[float, float], colour: RGB) -> None:
    x, y = at
    if kind == "star":
        canvas.polygon(rays(x, y, [19, 7.5] * 5), colour)
    elif kind == "disc":
        canvas.polygon(ring(x, y, (16, 16)), colour)
    elif kind == "diamond":
        canvas.polygon(rays(x, y, [19, 14] * 2), colour)
    else:
        outer = arc(x, y, (18, 18), start=50, stop=310, steps=30)
        inner = arc(x + 7, y, (14, 14), start=298, stop=62, steps=30)
        canvas.polygon([*outer, *inner], colour)


def _questions(pick: Pick, flags: list[dict[str, Any]]) -> list[Question]:
    one = pick.one(flags)
    ink = pick.one(_INKS)
    having = [
        flag["letter"]
        for flag in flags
        if ink in flag["colours"] or flag.get("emblem_colour") == ink
    ]
    asked = [
        ask("How many flags are shown?", str(len(flags))),
        ask(f"What is the layout of flag {one['letter']}?", one["layout"]),
        ask(f"Which flags contain {ink}?", ", ".join(having) or "none"),
        ask(f"Has flag {one['letter']} an emblem?", "yes" if one["emblem"] else "no"),
    ]
    if one["layout"].startswith(("three", "two")):
        way = "top to bottom" if "horizontal" in one["layout"] else "left to right"
        question = f"What are the stripes of flag {one['letter']} from {way}?"
        asked.append(ask(question, ", ".join(one["colours"])))
    if one["layout"].startswith("alternating"):
        asked.append(ask(f"How many stripes has flag {one['letter']}?", str(one["stripes"])))
    if one["emblem"]:
        words = f"{one['emblem_colour']} {one['emblem']}"
        count = one["emblem_count"]
        answer = article(words) if count == 1 else f"{count} {words}s"
        asked.append(ask(f"What is the emblem of flag {one['letter']}?", answer))
    return asked
