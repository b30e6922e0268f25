"""One line of the budget table: what was measured beside what was promised."""

import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from clearsight.errors import ClearsightError
from scripts.cpu import cpu_s


@dataclass(frozen=True, slots=True)
class Row:
    """Measurements of one kind of work.

    Attributes:
        budget: in `unit`; at most, or at least when `least`; 0 when there is none.
        values: one per repetition, empty when it could not be measured (`note` says why).
    """

    work: str
    budget: float
    values: tuple[float, ...] = ()
    unit: str = "CPU ms"
    note: str = ""
    least: bool = False

    @property
    def median(self) -> float:
        return float(np.median(self.values))

    @property
    def kept(self) -> bool | None:
        """Whether the median keeps the budget; None without a budget or a measurement."""
        if not self.values or not self.budget:
            return None
        return self.median >= self.budget if self.least else self.median <= self.budget

    def cells(self) -> tuple[str, ...]:
        """Work, budget, measured, n, kept, note."""
        sign = "&ge;" if self.least else "&le;"
        budget = f"{sign} {self.budget:g} {self.unit}" if self.budget else ""
        if not self.values:
            return (self.work, budget, "n/a", "0", "", self.note)
        low, high = np.percentile(self.values, (5, 95))
        measured = f"{_digits(self.median)} [{_digits(low)}, {_digits(high)}] {self.unit}"
        kept = {True: "yes", False: "NO", None: ""}[self.kept]
        return (self.work, budget, measured, str(len(self.values)), kept, self.note)

    def plain(self) -> dict[str, Any]:
        return {"work": self.work, "budget": self.budget, "unit": self.unit, "least": self.least,
                "values": [round(v, 4) for v in self.values], "note": self.note}  # fmt: skip


def _digits(value: float) -> str:
    return f"{value:.3f}" if value < 1 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def markdown(rows: Sequence[Row]) -> str:
    """The table."""
    head = ("work", "budget", "measured: median [p5, p95]", "n", "kept", "note")
    lines = [head, ("---",) * len(head), *(row.cells() for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


async def timed(work: Callable[[int], Awaitable[object]], n: int) -> tuple[float, ...]:
    """CPU ms of `work(1)` to `work(n)`, all processes together, after a `work(0)` to warm up."""
    await work(0)
    values: list[float] = []
    for number in range(1, n + 1):
        start = cpu_s()
        await work(number)
        values.append((cpu_s() - start) * 1000)
    return tuple(values)


async def collected(makers: Sequence[Callable[[int], Awaitable[list[Row]]]], n: int) -> list[Row]:
    """All rows; what cannot be measured becomes a row that says why."""
    out: list[Row] = []
    for make in makers:
        name = make.__name__.strip("_")
        sys.stderr.write(f"bench: {name}\n")
        try:
            out += await make(n)
        except (ClearsightError, OSError) as error:
            out.append(Row(name, 0, note=f"not measured: {type(error).__name__}: {error}"))
    return out
