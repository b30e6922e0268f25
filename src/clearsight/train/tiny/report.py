"""What a build made: counts by family, split and licence, hashes, time and space."""

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from clearsight.train.tiny.freeze import changed
from clearsight.train.tiny.rows import SPLITS
from clearsight.train.tiny.settle import Settled
from clearsight.train.tiny.stock import Stock

FROZEN_WHY = "other sets, packages or typefaces; figures on them compare with no others"


@dataclass(frozen=True, slots=True)
class Report:
    """What a build made.

    Attributes:
        rows: "family/split" -> rows; waiting: the same of rows that the base model has to answer.
        measured: cell -> rows.
        pictures: stored; trained: of these, those that trained rows show.
        licences: of trained rows; left_out: reason -> rows.
        files: path below the folder -> SHA-256.   code: hash of the builders' sources.
    """

    seed: int
    quick: bool
    rows: dict[str, int]
    waiting: dict[str, int]
    kinds: dict[str, int]
    measured: dict[str, int]
    pictures: int
    trained: int
    licences: dict[str, int]
    left_out: dict[str, int]
    notes: list[str]
    files: dict[str, str]
    code: str
    seconds: float
    megabytes: float

    def table(self) -> str:
        """The counts as a Markdown table, and a line of totals."""
        families = sorted({name.split("/")[0] for name in (*self.rows, *self.waiting)})
        lines = ["| family | " + " | ".join(SPLITS) + " |", "| --- |" + " ---: |" * len(SPLITS)]
        for family in families:
            counts = [
                self.rows.get(f"{family}/{s}", 0) + self.waiting.get(f"{family}/{s}", 0)
                for s in SPLITS
            ]
            lines.append(f"| {family} | " + " | ".join(f"{count:,}" for count in counts) + " |")
        cells = ", ".join(f"{cell} {count}" for cell, count in sorted(self.measured.items()))
        left = ", ".join(f"{reason} {count}" for reason, count in sorted(self.left_out.items()))
        lines += ["", f"measured: {cells}", f"left out: {left or 'nothing'}",
                  f"{self.pictures:,} pictures ({self.trained:,} of trained rows), "
                  f"{self.megabytes:.0f} MB, {self.seconds:.0f} s", *self.notes]  # fmt: skip
        return "\n".join(lines)


def write_report(stock: Stock, settled: Settled, work: Path, seconds: float) -> Report:
    """Count, hash, and write WORK/data.json."""
    every = [*settled.rows, *(row for row, _ in settled.waiting)]
    shown = {digest for row in every for digest in row.pictures}
    learnt = [row for row in every if row.split == "train"]
    report = Report(
        seed=stock.seed, quick=stock.quick,
        rows=_counted(f"{row.family}/{row.split}" for row in settled.rows),
        waiting=_counted(f"{row.family}/{row.split}" for row, _ in settled.waiting),
        kinds=_counted(row.kind for row in every),
        measured={str(cell): len(rows) for cell, rows in sorted(settled.cells.items())},
        pictures=len(shown), trained=len({d for row in learnt for d in row.pictures}),
        licences=_counted(row.licence for row in learnt), left_out=dict(settled.left_out),
        notes=_notes(stock, settled), files=_hashes(work), code=_code(), seconds=round(seconds, 1),
        megabytes=round(_bytes(work) / 1e6, 1),
    )  # fmt: skip
    text = json.dumps(asdict(report), indent=1, ensure_ascii=False) + "\n"
    (work / "data.json").write_text(text, encoding="utf-8")
    return report


def _counted(words: "object") -> dict[str, int]:
    return dict(sorted(Counter(words).items()))  # type: ignore[call-overload]


def _notes(stock: Stock, settled: Settled) -> list[str]:
    if not stock.quick:
        cells = changed({str(cell): rows for cell, rows in settled.cells.items()})
        said = f"the measuring sets {', '.join(cells)} are not the frozen ones: {FROZEN_WHY}"
        return [said] if cells else []
    return [
        "quick: our own drawings and text alone; no packaged pictures, no published requests, "
        "and rules in place of the base model's answers"
    ]


def _hashes(work: Path) -> dict[str, str]:
    found = sorted([*work.glob("rows/**/*.jsonl"), *work.glob("measure/*.jsonl"),
                    *work.glob("base/*.jsonl"), work / "tags.json"])  # fmt: skip
    return {
        str(path.relative_to(work)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in found
    }  # fmt: skip


def _code() -> str:
    """One hash over the builders' sources."""
    here = Path(__file__).parent
    whole = hashlib.sha256()
    for path in sorted([*here.glob("**/*.py"), *here.glob("*.toml")]):
        whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()


def _bytes(work: Path) -> int:
    kept = (
        path
        for name in ("pictures", "rows", "measure", "base")
        for path in (work / name).rglob("*")
    )
    return sum(path.stat().st_size for path in kept if path.is_file())
