"""Rounds whose papers and questions are written by hand, each picture looked at before it is asked.

`rounds/SEED.toml` holds papers of its own and, for every picture, the questions with what is so.
Pictures that are no such paper come from the makers of the other rounds with seeds of this round;
their own questions are not asked.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from clearsight.imaging.item import Pixels
from scripts.everyday import paper_tasks, seen_tasks, text_tasks
from scripts.everyday.asked import Maker, Question, Shown
from scripts.everyday.pages import Row, cells, head, paper

ROUNDS = Path(__file__).with_name("rounds")
MAKERS: tuple[Maker, ...] = (
    text_tasks.menu, text_tasks.board, text_tasks.medicine, text_tasks.sticker, seen_tasks.figure,
    seen_tasks.portrait, seen_tasks.astronaut, text_tasks.timetable, text_tasks.flights,
    paper_tasks.letter, paper_tasks.bill, paper_tasks.dialogue, paper_tasks.settings,
    paper_tasks.window, seen_tasks.room, seen_tasks.coffee, seen_tasks.chelsea,
    seen_tasks.motorcycle, paper_tasks.food, paper_tasks.tub, paper_tasks.receipt, paper_tasks.tag,
    seen_tasks.coins, seen_tasks.group, seen_tasks.two,
)  # fmt: skip
NAMES = {"scene": seen_tasks.room, "stereo_motorcycle": seen_tasks.motorcycle}
_HEAD, _SMALL, _PLAIN = 40, 22, 26
_GAP, _BLANK = 10, 22


def written(seed: int) -> bool:
    """Whether the round of this seed is written by hand."""
    return (ROUNDS / f"{seed}.toml").is_file()


def shown(seed: int) -> Iterator[Shown]:
    """The pictures of a written round, task by task."""
    given = tomllib.loads((ROUNDS / f"{seed}.toml").read_text(encoding="utf-8"))
    papers = list(given["papers"])
    pictures = []
    for name, asked in given["asked"].items():
        task, pixels = (
            _paper(given["papers"][name], 1000 * seed + papers.index(name))
            if name in given["papers"]
            else _made(name)
        )
        questions = tuple(Question(words, "open") for words in asked)
        shown_as = name if ":" in name else f"{name}:{seed}"
        pictures.append(Shown(task, shown_as, pixels, "; ".join(asked.values()), questions))
    order = list(dict.fromkeys(one.task for one in pictures))
    yield from sorted(pictures, key=lambda one: order.index(one.task))


def _made(name: str) -> tuple[str, Pixels]:
    """A picture named by its maker and seed, such as "menu:11000"."""
    kind, _, seed = name.rpartition(":")
    makers = {maker.__name__: maker for maker in MAKERS} | NAMES
    if kind not in makers or not seed.isdigit():
        raise ValueError(f"{name!r} is no paper of this round and no MAKER:SEED: {sorted(makers)}")
    one = makers[kind](int(seed), "held")
    return one.task, one.pixels


def _paper(given: Mapping[str, Any], seed: int) -> tuple[str, Pixels]:
    drawn = paper(_rows(given), seed, width=given["width"], look=given.get("look"))
    return given["task"], drawn


def _rows(given: Mapping[str, Any]) -> list[Row]:
    """ "# " starts a head, "> " a small line, " | " parts cells; an empty row is room."""
    columns: list[float] = given.get("columns", [0.06])
    rows: list[Row] = []
    gap = 0
    for row in given["rows"]:
        if not row:
            gap = _BLANK
        elif row.startswith("# "):
            rows.append(head(row[2:], size=_HEAD))
        else:
            text = row.removeprefix("> ")
            size = _PLAIN if text == row else _SMALL
            made = zip(columns, text.split(" | "), strict=False)
            rows.append(cells(*made, size=size, gap=_GAP + gap))
            gap = 0
    return rows
