"""Contact sheets of what was built: every picture with its question and answer, to be looked at.

    python -m clearsight.train.tiny.show --work WORK --out FOLDER [--split train] [--many 24]

Rows that are to be refused are shown without their words: nobody has to read those again.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np

from clearsight.errors import UsageError
from clearsight.imaging.item import Item
from clearsight.imaging.sheet import sheet
from clearsight.train.tiny.draft import spread
from clearsight.train.tiny.easel import path_of
from clearsight.train.tiny.rows import Row, read_rows

_COLUMNS, _CELL_PX = 6, 260


def show(work: Path, split: str, many: int) -> Iterator[tuple[str, Item]]:
    """(family, sheet) of every family that has pictures in a split.

    Raises:
        UsageError: nothing was built there.
    """
    paths = sorted((work / "rows" / split).glob("*.jsonl"))
    if not paths:
        raise UsageError(f"{work} holds no rows of the split {split!r}; build them first")
    for path in paths:
        rows = [row for row in read_rows(path) if row.pictures]
        if rows:
            yield path.stem, _sheet(work, spread(rows, many, "sheet"))


def _sheet(work: Path, rows: Sequence[Row]) -> Item:
    shown = [_item(work, row, number) for number, row in enumerate(rows)]
    return sheet(
        shown, columns=_COLUMNS, cell_px=_CELL_PX, captions=lambda item: _line(rows[item.seed])
    )


def _line(row: Row) -> str:
    if row.wanted == "refuse" and row.family != "safety_people":
        return f"({row.kind})"
    said = f"{row.question[:30]} > {row.answer[:60]}"
    return "".join(sign if " " <= sign <= "~" else " " for sign in said)


def _item(work: Path, row: Row, number: int) -> Item:
    data = path_of(work, row.pictures[0]).read_bytes()
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    return Item(np.asarray(pixels, np.uint8), row.kind, number, {"text": ""})


def main() -> None:
    """Write one PNG for each family."""
    parser = argparse.ArgumentParser(description="Draw contact sheets of what was built.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--split", default="train")
    parser.add_argument("--many", type=int, default=24)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    try:
        for family, made in show(given.work, given.split, given.many):
            (given.out / f"{family}.png").write_bytes(made.png())
    except UsageError as error:
        raise SystemExit(f"clearsight.train.tiny.show: {error}") from error


if __name__ == "__main__":
    main()
