"""Whether the measuring sets are the frozen ones, on which figures can be compared.

    python -m clearsight.train.tiny.freeze --work WORK

writes `frozen.json` beside this file: a hash over the questions, the wanted behaviour and the
expected words of each cell. Pictures do not enter, since typefaces may differ between machines.
"""

import argparse
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from clearsight.errors import UsageError
from clearsight.train.tiny.rows import Row, read_rows

NAME = "frozen.json"


def digest(rows: Iterable[Row]) -> str:
    """One hash over what rows ask and want, in any order."""
    lines = sorted(
        json.dumps([
            row.kind, [[turn.role, turn.text] for turn in row.turns], row.wanted, row.expect,
            row.forbid, row.cluster,
        ], ensure_ascii=False)
        for row in rows
    )  # fmt: skip
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def changed(cells: Mapping[str, Sequence[Row]]) -> list[str]:
    """The cells that are not as they were frozen."""
    text = (files("clearsight.train.tiny") / NAME).read_text("utf-8")
    known: dict[str, str] = json.loads(text)
    return sorted(
        {cell for cell, rows in cells.items() if known.get(cell) != digest(rows)}
        | {cell for cell in known if cell not in cells}
    )  # fmt: skip


def main() -> None:
    """Write the hashes of a full build's measuring sets."""
    parser = argparse.ArgumentParser(description="Freeze the measuring sets of a full build.")
    parser.add_argument("--work", type=Path, required=True)
    work = parser.parse_args().work
    paths = sorted((work / "measure").glob("*.jsonl"))
    if not paths:
        raise SystemExit(f"{work} holds no measuring sets; build them first")
    try:
        known = {path.stem: digest(read_rows(path)) for path in paths}
    except UsageError as error:
        raise SystemExit(f"clearsight.train.tiny.freeze: {error}") from error
    out = Path(__file__).parent / NAME
    out.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
