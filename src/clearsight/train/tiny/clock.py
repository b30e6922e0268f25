"""How much of the time budget each part took, and what is left for the next."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from clearsight.train.tiny.files import put


@dataclass(slots=True)
class Clock:
    """Minutes by part, kept in a file so that a run that goes on knows what was spent before.

    Attributes:
        budget: minutes of everything together.
        shares: minutes of parts that are planned, in any unit: what is left is dealt out by them.
    """

    path: Path
    budget: float
    shares: Mapping[str, float]
    spent: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.path.is_file():
            self.spent = json.loads(self.path.read_text(encoding="utf-8"))

    @contextmanager
    def timed(self, part: str) -> Iterator[None]:
        """Add the time of what is done within to a part, also when it fails."""
        start = time.monotonic()
        try:
            yield
        finally:
            self.spent[part] = self.spent.get(part, 0.0) + (time.monotonic() - start) / 60
            put(self.path, json.dumps(self.spent, indent=1) + "\n")

    def minutes_for(self, part: str) -> float:
        """A part's share of what is left; parts that have run already take no share."""
        open_ = {name: share for name, share in self.shares.items() if name not in self.spent}
        open_[part] = self.shares[part]
        left = self.budget - sum(minutes for name, minutes in self.spent.items() if name != part)
        return max(0.0, left) * self.shares[part] / sum(open_.values())

    def __str__(self) -> str:
        told = ", ".join(f"{name} {minutes:.1f}" for name, minutes in self.spent.items())
        return f"{sum(self.spent.values()):.1f} minutes: {told}"
