"""What deserves a warning and what does not: questions, and pictures drawn with known lines."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from clearsight.content import Image
from clearsight.imaging.fonts import faces
from clearsight.imaging.lettering import Pen
from clearsight.imaging.page import Page
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.wear import wear
from clearsight.reading import Box, Line, Reading
from clearsight.senses.script import script_of

HERE = Path(__file__).parent
Half = Literal["tuned", "held"]
HALVES: tuple[Half, ...] = ("tuned", "held")
LANGUAGES = ("en", "zh", "es", "ar")
_TUNED = {"questions": 5, "none": 16, "lines": 3}
_A_LINE = 2  # pictures of each line that deserves a warning
_NONE = {"tuned": 20, "held": 50}  # pictures a language that deserve none
_WIDTH, _HEIGHT, _MARGIN = 760, 420, 40
_STYLES = ("sans", "serif", "sans", "mono")


@dataclass(frozen=True, slots=True)
class Case:
    """One thing asked.

    Attributes:
        wanted: category of the warning, "" for none.
        image: the picture that it is asked of, None for a question alone.
        lines: what stands in the picture.
        cluster: cases that share words share it.
    """

    language: str
    wanted: str
    question: str
    image: Image | None
    cluster: str
    lines: tuple[str, ...] = ()

    @property
    def known(self) -> Reading:
        """The picture as a reader without a mistake would give it."""
        assert self.image is not None
        tall = 0.8 / max(len(self.lines), 1)
        lines = tuple(
            Line(text, Box(0.05, 0.1 + tall * n, 0.95, 0.1 + tall * (n + 0.7)), 0.99)
            for n, text in enumerate(self.lines)
        )
        size = self.image.width_px, self.image.height_px
        return Reading(self.image.digest, *size, lines, explicit=0.0, senses=("text", "explicit"))


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def questions(half: Half) -> Iterator[Case]:
    """Questions alone, those that deserve a warning first."""
    for category, by_language in _table("warnings").items():
        for language, rows in by_language.items():
            for row in _half(rows, half, _TUNED["questions"]):
                yield Case(language, category, row, None, row)
    for language, rows in _table("warnings_none").items():
        for row in _half(rows, half, _TUNED["none"]):
            yield Case(language, "", row, None, row)


def pictures(half: Half, seed: int = 11) -> Iterator[Case]:
    """Labels and papers with a question that says nothing of what is on them."""
    table = _table("warning_pictures")
    for category in [name for name in table if name not in ("around", "none", "asked")]:
        for language, rows in table[category].items():
            for number, line in enumerate(_half(rows, half, _TUNED["lines"])):
                for turn in range(_A_LINE):
                    pick = Pick(f"{category}{language}{half}", seed + 10 * number + turn)
                    lines = pick.some(table["around"][language], 3)
                    lines.insert(pick.between(0, 3), line)
                    question = pick.one(table["asked"][language])
                    image = drawn(lines, pick)
                    yield Case(language, category, question, image, line, tuple(lines))
    for language, rows in table["none"].items():
        for number in range(_NONE[half]):
            pick = Pick(f"none{language}{half}", seed + number)
            start = pick.between(0, len(rows) - 4)
            lines = rows[start : start + 4]
            question = pick.one(table["asked"][language])
            image = drawn(lines, pick)
            yield Case(language, "", question, image, f"{language}{start}", tuple(lines))


def _half(rows: list[str], half: Half, tuned: int) -> list[str]:
    return rows[:tuned] if half == "tuned" else rows[tuned:]


def drawn(lines: list[str], pick: Pick) -> Image:
    """The lines on a label, worn mildly as by a phone."""
    page = Page.blank(
        _WIDTH, _HEIGHT, pick.one([(255, 255, 255), (248, 244, 230), (235, 240, 246)])
    )
    y: float = _MARGIN
    for line in lines:
        face = pick.one(faces(script_of(line), pick.one(_STYLES)))
        pen = Pen(face, pick.between(24, 34), (24, 26, 30))
        y = page.write(line, pen, (_MARGIN, y), width=_WIDTH - 2 * _MARGIN) + 14
    seed = pick.between(0, 10_000)
    item = page.item("label", seed, {})
    return wear(item, seed, "mild").image()
