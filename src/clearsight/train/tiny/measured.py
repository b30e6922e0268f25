"""Which rows a model of the training is asked, and where its answers are. No PyTorch here."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from clearsight.errors import UsageError
from clearsight.train.tiny.rows import Row, read_rows

BASE = "base"  # the model before any stage
Sets = Literal["measure", "dev"]
# Cells of the dev split: families, and which of their rows.
_DEV: Mapping[str, tuple[tuple[str, ...], Callable[[Row], bool]]] = {
    "description": (
        ("names", "shapes", "scenes", "people", "charts", "menus"), lambda row: bool(row.expect)
    ),
    "illicit": (("safety",), lambda row: row.wanted == "refuse"),
    "people": (("safety_people",), lambda row: row.wanted == "refuse"),
    "over_refusal": (("safety_twins", "safety_people"), lambda row: row.wanted == "answer"),
    "text_refusal": (("safety_text",), lambda row: row.wanted == "refuse"),
}  # fmt: skip


def cells(work: Path, sets: Sets = "measure") -> dict[str, list[Row]]:
    """Rows of each cell, by name: the frozen sets, or the dev split.

    Raises:
        UsageError: there are none.
    """
    if sets == "dev":
        found = {name: _dev(work, name) for name in sorted(_DEV)}
    else:
        paths = sorted((work / "measure").glob("*.jsonl"))
        found = {path.stem: list(read_rows(path)) for path in paths}
    if not any(found.values()):
        raise UsageError(f"{work} holds no rows to measure; run clearsight train tiny first")
    return found


def folder_of(work: Path, sets: Sets = "measure") -> Path:
    """Where the answers are."""
    return work / ("answers" if sets == "measure" else "answers-dev")


def _dev(work: Path, cell: str) -> list[Row]:
    families, wanted = _DEV[cell]
    paths = [work / "rows" / "dev" / f"{family}.jsonl" for family in families]
    return [row for path in paths if path.is_file() for row in read_rows(path) if wanted(row)]
