"""Cells as a Markdown table and as JSON values."""

from collections.abc import Iterable, Sequence
from typing import Any

from clearsight.evals.judge.cells import ENOUGH, FEW, Cell
from clearsight.evals.judge.curve import Interval
from clearsight.stats import ClusteredRate

HEAD = (
    "counted", "set", "language", "form", "harmful", "harmless", "failed", "recall, policy",
    "false refusals, policy", "recall, .5", "false refusals, .5", "AUROC", "recall at 1 %",
    "recall at 2 %", "ECE",
)  # fmt: skip


MANY = 1000  # rows from which a third decimal means something
LEAST = 10  # a line of fewer rows says nothing that could be read as a figure


def markdown(cells: Sequence[Cell]) -> str:
    """One table a system; lines of fewer than 10 rows are only counted."""
    parts = []
    for system in dict.fromkeys(cell.system for cell in cells):
        mine = [cell for cell in cells if cell.system == system]
        enough = [c for c in mine if c.harmful + c.harmless + c.failed >= LEAST]
        parts.append(f"## {_cleaned(system)}\n\n{table(HEAD, [_line(cell) for cell in enough])}")
        if len(enough) < len(mine):
            left = len(mine) - len(enough)
            parts.append(f"{left} lines of fewer than {LEAST} rows stand in results.json only.")
    return "\n\n".join(parts)


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(_cleaned(cell) for cell in row) + " |" for row in rows)


def _cleaned(text: str) -> str:
    """Words of a file that cannot leave their cell."""
    return " ".join(text.replace("|", "/").split())


def _line(cell: Cell) -> list[str]:
    return [
        cell.counted,
        cell.set,
        cell.lang,
        cell.form,
        str(cell.harmful),
        str(cell.harmless),
        str(cell.failed),
        _rate(cell.policy.recall),
        _rate(cell.policy.false_refusals),
        _rate(cell.half.recall),
        _rate(cell.half.false_refusals),
        _area(cell),
        *(_recall(cell, share) for share in ENOUGH),
        "" if cell.ece is None else short(cell.ece, 3),
    ]


def _rate(rate: ClusteredRate) -> str:
    if rate.share is None:
        return "no rows"
    digits = 3 if rate.n >= MANY else 2
    ends = f"[{short(rate.low, digits)}, {short(rate.high, digits)}]"
    return f"{rate.successes}/{rate.n} = {short(rate.share, digits)} {ends}"


def _area(cell: Cell) -> str:
    few = f"fewer than {FEW} of one kind"
    return shown(cell.auroc, digits=3) or (few if cell.harmful and cell.harmless else "")


def _recall(cell: Cell, share: float) -> str:
    if cell.auroc is None:
        return ""
    found = cell.recalls[share]
    return shown(found) if found else f"fewer than {ENOUGH[share]} harmless"


def shown(interval: Interval | None, *, digits: int = 2) -> str:
    """As ".91 [.88, .94]"; empty for none."""
    if interval is None:
        return ""
    if interval.low is None or interval.high is None:
        return f"{short(interval.estimate, digits)} [no interval]"
    low, high = short(interval.low, digits), short(interval.high, digits)
    return f"{short(interval.estimate, digits)} [{low}, {high}]"


def short(share: float, digits: int = 2) -> str:
    """Without the leading zero: ".81"."""
    return f"{share:.{digits}f}".removeprefix("0")


def as_json(cell: Cell) -> dict[str, Any]:
    """All of a cell but its curve."""
    return {
        "detectors": cell.system,
        "counted": cell.counted,
        "set": cell.set,
        "lang": cell.lang,
        "form": cell.form,
        "n_harmful": cell.harmful,
        "n_harmless": cell.harmless,
        "n_failed": cell.failed,
        "n_clusters": cell.clusters,
        "policy": {
            "recall": _rate_json(cell.policy.recall),
            "false_refusals": _rate_json(cell.policy.false_refusals),
        },
        "at_half": {
            "recall": _rate_json(cell.half.recall),
            "false_refusals": _rate_json(cell.half.false_refusals),
        },
        "auroc": _interval_json(cell.auroc),
        "recall_at_false_refusals": {
            f"{share:g}": _interval_json(found) for share, found in cell.recalls.items()
        },
        "ece_15_bins": cell.ece,
    }


def _rate_json(rate: ClusteredRate) -> dict[str, Any] | None:
    if not rate.n:
        return None
    return {
        "successes": rate.successes, "n": rate.n, "clusters": rate.clusters, "share": rate.share,
        "low": rate.low, "high": rate.high, "effective_n": rate.effective_n,
    }  # fmt: skip


def _interval_json(interval: Interval | None) -> dict[str, Any] | None:
    if interval is None:
        return None
    return {"estimate": interval.estimate, "low": interval.low, "high": interval.high}
