"""A picture in the making that records what is written on it.

The text twin and the line boxes come from here: they are what was painted, not what was meant.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from PIL import Image, ImageDraw

from clearsight.errors import UsageError
from clearsight.imaging.fonts import Face, font, suited
from clearsight.imaging.item import Item, Pixels
from clearsight.imaging.lettering import (
    Colour,
    Laid,
    Pen,
    drawable,
    is_rtl,
    lay,
    length,
    paragraphs,
    runs,
)

Side = Literal["left", "right", "centre"]
Align = Side | Literal["start", "end"]
_SIDES: dict[bool, tuple[Side, Side]] = {False: ("left", "right"), True: ("right", "left")}


@dataclass(frozen=True, slots=True)
class Cell:
    """One entry of a row: `x` is its left edge, right edge or centre, as `align` says."""

    text: str
    x: float
    pen: Pen
    align: Side = "left"


class Page:
    """Pixels, and what stands on them.

    Writing beside the page, or one entry of a row over the next, is a UsageError: such words could
    not be read and the truth would hold them all the same.
    """

    def __init__(self, pixels: Pixels) -> None:
        self.image = Image.fromarray(pixels)
        self.draw = ImageDraw.Draw(self.image)
        self.width, self.height = self.image.size
        self._said: list[str] = []
        self._boxes: list[tuple[str, tuple[float, float, float, float]]] = []
        self._faces: dict[str, Face] = {}

    @classmethod
    def blank(cls, width: int, height: int, colour: Colour) -> "Page":
        """A page of one colour."""
        return cls(np.full((height, width, 3), colour, dtype=np.uint8))

    def put(
        self, laid: Laid, at: tuple[float, float], *, width: float, align: Align = "start"
    ) -> int:
        """Draw laid-out text in a column of `width` px whose top left is `at`; the bottom, px."""
        x, y = at
        rtl = is_rtl(laid.text)
        starts, ends = _SIDES[rtl]
        place: Side = starts if align == "start" else ends if align == "end" else align
        anchor = {"left": x, "right": x + width, "centre": x + width / 2}[place]
        for line in laid.lines:
            if line.strip():
                self._line(Cell(line, anchor, laid.pen, place), _baseline(laid.pen, y), rtl)
            y += laid.pen.line
        self._say("\n".join(map(drawable, paragraphs(laid.text))))
        return round(y)

    def write(
        self, text: str, pen: Pen, at: tuple[float, float], *, width: float, align: Align = "start"
    ) -> int:
        """Lay out and put; the bottom, px."""
        return self.put(lay(text, pen, width), at, width=width, align=align)

    def row(self, cells: Sequence[Cell], y: float) -> int:
        """Entries on one baseline, one line of the text twin; the bottom, px."""
        base = max((cell.pen for cell in cells), key=lambda pen: pen.size)
        cells = [replace(cell, text=drawable(cell.text)) for cell in cells]
        spans = [
            self._line(cell, _baseline(base, y), is_rtl(cell.text))
            for cell in cells
            if cell.text.strip()
        ]
        for (_, end, text), (start, _, after) in pairwise(sorted(spans)):
            if start < end - 1:
                raise UsageError(f"{text!r} runs into {after!r}; give shorter entries")
        self._say(" ".join(cell.text for cell in cells if cell.text))
        return round(y + max(cell.pen.line for cell in cells))

    def _say(self, text: str) -> None:
        if text.strip():
            self._said.append(text.strip())

    def _line(self, cell: Cell, baseline: float, rtl: bool) -> tuple[float, float, str]:
        """Draws; where it starts and ends, px, and the text."""
        pen = replace(cell.pen, face=suited(cell.pen.face, frozenset(cell.text)))
        wide = length(cell.text, pen)
        start = x = cell.x - {"left": 0.0, "right": wide, "centre": wide / 2}[cell.align]
        if x < -1 or x + wide > self.width + 1 or not 0 <= baseline <= self.height:
            raise UsageError(
                f"{cell.text[:80]!r} does not fit the picture of {self.width} x {self.height} px; "
                f"give a shorter text, or fewer entries"
            )
        boxes = []
        parts = runs(cell.text, pen.face)
        for run in reversed(parts) if rtl else parts:
            way = "rtl" if rtl and (len(parts) == 1 or not _is_ltr(run.text)) else None
            type_ = font(run.face, pen.size)
            kind: dict[str, Any] = {"font": type_, "anchor": "ls", "direction": way}
            self.draw.text(
                (x, baseline), run.text, fill=pen.ink, stroke_width=pen.rim_px,
                stroke_fill=pen.rim, **kind,
            )  # fmt: skip
            boxes.append(self.draw.textbbox((x, baseline), run.text, **kind))
            x += length(run.text, Pen(run.face, pen.size))
            self._faces.setdefault(run.face.family, run.face)
        left, top, right, bottom = np.array(boxes).T
        self._boxes.append((cell.text, (left.min(), top.min(), right.max(), bottom.max())))
        return start, start + wide, cell.text

    @property
    def pixels(self) -> Pixels:
        return np.array(self.image)

    def moved(self, pixels: Pixels, by: tuple[int, int]) -> "Page":
        """What is written here, as part of a larger picture in which it lies `by` px further on."""
        page = Page(pixels)
        page._said, page._faces = list(self._said), dict(self._faces)
        x, y = by
        page._boxes = [
            (text, (left + x, top + y, right + x, bottom + y))
            for text, (left, top, right, bottom) in self._boxes
        ]
        return page

    def cut(self, height: int) -> "Page":
        """The page down to a height; nothing may be written below it."""
        return self.moved(self.pixels[:height], (0, 0))

    @property
    def text(self) -> str:
        """What stands here, one paragraph or row a line, in the order of writing."""
        return "\n".join(self._said)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """[{"text", "box": [left, top, right, bottom] as fractions}], in the order of writing."""
        size = np.array([self.width, self.height] * 2)
        return [
            {"text": text, "box": [round(float(v), 4) for v in np.clip(np.array(box) / size, 0, 1)]}
            for text, box in self._boxes
        ]

    def item(self, kind: str, seed: int, plan: Mapping[str, Any]) -> Item:
        """The finished picture; its truth is the plan without looks, and what was written."""
        said = {key: value for key, value in plan.items() if not key.startswith("style")}
        truth = {**said, "text": self.text, "lines": self.lines}
        sources = tuple(face.source for face in self._faces.values())
        return Item(self.pixels, kind, seed, truth, sources=sources)


def _baseline(pen: Pen, y: float) -> float:
    """Capitals, .7 of the size, stand in the middle of the line."""
    return y + pen.line / 2 + pen.size * 0.34


def _is_ltr(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in ("L", "EN") for character in text)
