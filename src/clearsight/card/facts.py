"""Everything a card states, worked out from checked runs: the one value that all forms are made of.

The same runs give the same facts, to the byte: no clock and no random number takes part.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from clearsight.card.names import labels
from clearsight.card.outline import Chapter, Row, chapters
from clearsight.errors import UsageError
from clearsight.result import (
    Comparison,
    Folder,
    Gated,
    Result,
    compare,
    encode,
    gate,
    read_targets,
)

SCHEMA = "clearsight.card/1"
STYLE_ROW = "E8"  # its figures come out of every task that asks for refusals
COMPARED = ("refusal_rate", "false_refusal_rate", "accuracy", "style.all")
_STACKS = ("bare", "guarded", "strict")


@dataclass(frozen=True, slots=True)
class About:
    """What people write: a card without it says that it is missing.

    Attributes:
        title: of the card; date: as it shall be printed, "" for none.
        preparation, intended_use, limits, next_steps: paragraphs, "" where nobody wrote any.
    """

    title: str = "System card"
    date: str = ""
    contact: str = ""
    preparation: str = ""
    intended_use: str = ""
    limits: str = ""
    next_steps: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One row with its runs.

    Attributes:
        state: "measured", "partly" (a task of it was not), "not_measured".
        folders: its measured runs; missing: task -> why it was not measured.
    """

    row: Row
    state: str
    folders: tuple[Folder, ...]
    missing: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """A card before it is written in any form.

    Attributes:
        anchors: run id -> where it stands on the page; models: spec -> what it is called.
    """

    about: About
    chapters: tuple[tuple[Chapter, tuple[Part, ...]], ...]
    folders: tuple[Folder, ...]
    comparisons: tuple[Comparison, ...]
    gated: tuple[Gated, ...]
    version: str
    targets: str = ""
    anchors: Mapping[str, str] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)

    def result(self, folder: Folder, metric: str, where: Mapping[str, str]) -> Result | None:
        """The Result of a run, None where it has none."""
        wanted = (metric, dict(where))
        found = (one for one in folder.results if (one.metric, dict(one.slice)) == wanted)
        return next(found, None)


def facts(folders: Sequence[Folder], about: About, targets: str, version: str) -> Facts:
    """Sort runs into rows, compare neighbouring stacks, hold the targets against them.

    Args:
        folders: checked runs (`read_folder`).
        targets: text of a gate file, "" for none.
        version: of the package, printed on the card.

    Raises:
        UsageError: no run, or two runs of one task, model and stack.
    """
    if not folders:
        raise UsageError("no run was given; run `clearsight eval run` first")
    ordered = tuple(sorted(folders, key=_order))
    for one, other in pairwise(ordered):
        if _key(one) == _key(other):
            raise UsageError(f"{one.path} and {other.path} are runs of the same task and stack")
    parts = tuple(
        (chapter, tuple(_part(row, ordered) for row in chapter.rows)) for chapter in chapters()
    )
    held = gate(read_targets(targets, "the targets"), ordered) if targets else []
    anchors = {folder.run.id: f"run-{n}" for n, folder in enumerate(ordered, 1)}
    return Facts(
        about, parts, ordered, tuple(_compared(ordered)), tuple(held), version, targets, anchors,
        labels(dict.fromkeys(folder.run.model for folder in ordered)),
    )  # fmt: skip


def document(card: Facts) -> dict[str, Any]:
    """The card as JSON: every number with the run that it comes from."""
    return {
        "schema": SCHEMA,
        "built_with": card.version,
        "about": {name: getattr(card.about, name) for name in About.__dataclass_fields__},
        "rows": [
            {
                "id": part.row.id,
                "title": part.row.title,
                "state": part.state,
                "missing": dict(part.missing),
                "runs": [folder.run.id for folder in part.folders],
            }
            for _, parts in card.chapters
            for part in parts
        ],
        "runs": [json.loads(encode(folder.run)) for folder in card.folders],
        "results": [json.loads(encode(one)) for folder in card.folders for one in folder.results],
        "comparisons": [json.loads(encode(one)) for one in card.comparisons],
        "gate": [
            {
                "name": one.name,
                "passed": one.passed,
                "state": one.state,
                "why": one.why,
                "run": one.run,
            }
            for one in card.gated
        ],
    }


def stacks(folders: Sequence[Folder]) -> list[str]:
    """Their stacks: bare, guarded, strict, then others by name."""
    return sorted({folder.run.stack for folder in folders}, key=_rank)


def _part(row: Row, folders: Sequence[Folder]) -> Part:
    own = [folder for folder in folders if _serves(folder, row)]
    done = tuple(folder for folder in own if folder.run.status == "measured" and folder.samples)
    missing = {f.run.task: f.run.why for f in own if f.run.status == "not_measured"}
    state = "not_measured" if not done else "partly" if missing else "measured"
    return Part(row, state, done, missing)


def _serves(folder: Folder, row: Row) -> bool:
    if row.id == STYLE_ROW:
        return any(one.metric == "style.all" for one in folder.results)
    return folder.run.row == row.id


def _compared(folders: Sequence[Folder]) -> Iterator[Comparison]:
    """Each stack against the one before it, of one model and task; Holm over all of them."""
    groups: dict[tuple[str, str], list[Folder]] = {}
    for folder in folders:
        if folder.run.status == "measured" and folder.samples:
            groups.setdefault((folder.run.task, folder.run.model), []).append(folder)
    pairs = [pair for group in groups.values() for pair in pairwise(group)]
    sides = [((a.run, a.samples), (b.run, b.samples)) for a, b in pairs]
    yield from (one for one in compare(sides, COMPARED) if one.n) if sides else ()


def _order(folder: Folder) -> tuple[str, str, int, str]:
    return (folder.run.task, folder.run.model, *_rank(folder.run.stack))


def _rank(stack: str) -> tuple[int, str]:
    return (_STACKS.index(stack) if stack in _STACKS else len(_STACKS), stack)


def _key(folder: Folder) -> tuple[str, str, str]:
    return (folder.run.task, folder.run.model, folder.run.stack)
