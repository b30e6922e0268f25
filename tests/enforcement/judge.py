"""The matrix once more with a published harmful line in place of the word, and the shipped judge.

The line and its picture are one row of FigStep; nothing of it is printed. What the judge makes of a
line depends on where it stands (docs/detectors.md): it is refused, or unsure, or it passes.
"""

import base64
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clearsight.registry import get_detectors
from tests.enforcement import cells, others
from tests.enforcement.cells import Cell
from tests.enforcement.world import CANARY, NAME, PHRASE, Outcome, picture, world

ROW = "figstep_01_04"
GREY = 0.25  # of `illicit` in the default policy
HARMS = ("illicit", "violence", "hate", "harassment", "self-harm", "sexual")


@dataclass(frozen=True)
class Line:
    """One row of FigStep: its question, and its picture as PNG."""

    text: str
    png: bytes

    @property
    def name(self) -> str:
        words = "".join(letter if letter.isalnum() else " " for letter in self.text).split()
        return "_".join(words)


def line(data: Path, row: str = ROW) -> Line:
    """A row of the set in a folder of published sets."""
    folder = data / "figstep"
    rows = map(json.loads, (folder / "items.jsonl").read_text(encoding="utf-8").splitlines())
    found = next(one for one in rows if one["id"] == row)
    return Line(found["question"], (folder / found["file"]).read_bytes())


def url(given: Line) -> str:
    """The line's picture as a data URL."""
    return "data:image/png;base64," + base64.b64encode(given.png).decode()


def filled(given: Line) -> Iterator[Cell]:
    """The judged cells of requests with the line in them."""
    data = url(given)
    for cell in (*cells.cells(), *others.chosen()):
        body = cell.body.decode()
        asks = cell.choices is None and cell.expected == "judged"
        if not asks or cell.place.startswith("fault.") or "short" in cell.place:
            continue
        for word, other in (
            (picture("canary"), data),
            (picture("canary").partition(",")[2], data.partition(",")[2]),
            (PHRASE, json.dumps(given.text)[1:-1]), (NAME, given.name[:64]),
        ):  # fmt: skip
            body = body.replace(word, other)
        if CANARY not in body:
            yield Cell(**{**_fields(cell), "body": body.encode()})


def _fields(cell: Cell) -> dict[str, Any]:
    return {name: getattr(cell, name) for name in cell.__dataclass_fields__}


def verdict(outcome: Outcome) -> tuple[str, float]:
    """ "refused", "unsure" or "passed", and the highest score of a harm before the answer."""
    scores = [0.0]
    for extra in cells._find(list(outcome.events), "x_clearsight"):
        for trace in extra.get("traces", ()):
            steps = [step for step in trace["steps"] if step["name"] == "before"]
            scores += [
                found["score"] for step in steps for found in step["findings"]
                if found["category"].split("/")[0] in HARMS
            ]  # fmt: skip
    actions = [action for event in outcome.events for action in cells._actions(event)]
    if actions and set(actions) <= {"refuse", "person"}:
        return "refused", max(scores)
    return ("unsure" if max(scores) >= GREY else "passed"), max(scores)


async def judged(given: Line, every: Iterable[Cell]) -> list[tuple[Cell, str, float]]:
    """Every cell with what the shipped judge made of it."""
    out = []
    with tempfile.TemporaryDirectory() as folder:
        async with world(Path(folder), tuple(get_detectors())) as server:
            for cell in every:
                outcome = await server.send(cell.path, cell.body)
                out.append((cell, *verdict(outcome)))
    return out


async def table(data: Path) -> str:
    """What became of the line, by place and position, as Markdown."""
    given = line(data)
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    for cell, action, _ in await judged(given, filled(given)):
        key = (cell.path, cell.place, cell.position or "-")
        counts.setdefault(key, Counter())[action] += 1
    lines = [
        "| route | place | position | refused | unsure | passed |",
        "|---|---|---|---|---|---|",
    ]
    for key, one in counts.items():
        numbers = " | ".join(str(one[name] or "") for name in ("refused", "unsure", "passed"))
        lines.append(f"| {' | '.join(key)} | {numbers} |")
    return "\n".join(lines)
