"""Endless, weighted, seeded streams over files of rows, which can be left and taken up again.

Nothing is held in memory but the place of each line. Which family comes next depends on the seed
and the step alone; each family goes through all its rows in an order of its own before one comes
again. So the state is a step and a place in each family.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from clearsight.errors import UsageError
from clearsight.imaging.item import generator
from clearsight.train.tiny.rows import Row, Split, parsed

# Shares of each stage. A fifth or more is text that the base model itself answered: without it the
# language model forgets how to talk (docs/tiny.md, Data).
RECIPES: Mapping[str, Mapping[str, float]] = {
    "pretrain": {"documents": 0.2, "names": 0.2, "shapes": 0.3, "words": 0.1, "replay": 0.2},
    "sft": {
        "names": 0.18, "shapes": 0.24, "scenes": 0.17, "words": 0.05, "charts": 0.03, "menus": 0.04,
        "unseen": 0.05, "people": 0.04, "replay": 0.2,
    },
    "safety": {
        "safety": 0.12, "safety_twins": 0.17, "safety_text": 0.05, "safety_people": 0.11,
        "people": 0.02, "names": 0.08, "shapes": 0.1, "scenes": 0.06, "words": 0.03,
        "charts": 0.02, "menus": 0.02, "unseen": 0.02, "replay": 0.2,
    },
    "dpo": {"prefer": 0.75, "prefer_base": 0.25},
}  # fmt: skip
_BLOCK = 1024


@dataclass
class _Source:
    """One family's file: where its lines start, and how far it was read."""

    name: str
    path: Path
    seed: int
    starts: NDArray[np.int64]
    epoch: int = 0
    place: int = 0
    _order: NDArray[np.int64] | None = field(default=None, init=False)

    @classmethod
    def open(cls, name: str, path: Path, seed: int) -> Self:
        try:
            with path.open("rb") as lines:
                lengths = [len(text) for text in lines]
        except OSError as error:
            raise UsageError(
                f"the mixture needs {path}, which cannot be read ({error.strerror}); make it with "
                f"python -m clearsight.train.tiny.{'replay' if _by_base(name) else 'data'}"
            ) from error
        if not lengths:
            raise UsageError(f"{path} holds no rows; a mixture needs at least one in each family")
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
        return cls(name, path, seed, starts)

    def skip(self) -> None:
        self.place += 1
        if self.place == len(self.starts):
            self.epoch, self.place, self._order = self.epoch + 1, 0, None

    def row(self) -> Row:
        if self._order is None:
            random = generator("mixture", self.seed, self.name, self.epoch)
            self._order = random.permutation(len(self.starts))
        start = int(self.starts[self._order[self.place]])
        with self.path.open("rb") as lines:
            lines.seek(start)
            return parsed(lines.readline(), f"{self.path} at byte {start}")


def _by_base(name: str) -> bool:
    return name in ("replay", "safety_twins", "prefer_base")


class Mixture:
    """An endless stream of rows.

    Args:
        work: the folder that `clearsight.train.tiny.data` filled.
        weights: share of each family; they need not sum to one.
        seed: of the order.
        split: which rows.
        rank, world: this process takes every `world`-th row from the `rank`-th on.

    Raises:
        UsageError: a family without rows, or weights that are no shares.
    """

    def __init__(
        self, work: Path, weights: Mapping[str, float], *, seed: int, split: Split = "train",
        rank: int = 0, world: int = 1,
    ) -> None:  # fmt: skip
        if not weights or min(weights.values()) < 0 or sum(weights.values()) <= 0:
            raise UsageError(f"weights are {dict(weights)}; expected shares, at least one above 0")
        if not 0 <= rank < world:
            raise UsageError(f"rank is {rank} of {world}; expected 0 to {world - 1}")
        used = {name: weight for name, weight in weights.items() if weight > 0}
        folder = work / "rows" / split
        self._sources = [
            _Source.open(name, folder / f"{name}.jsonl", seed) for name in sorted(used)
        ]
        shares = np.array([used[source.name] for source in self._sources], dtype=np.float64)
        self._bounds = np.cumsum(shares / shares.sum())
        self._seed, self._rank, self._world, self._step = seed, rank, world, 0
        self._drawn: tuple[int, NDArray[np.float64]] | None = None

    @property
    def sizes(self) -> dict[str, int]:
        """Rows of each family."""
        return {source.name: len(source.starts) for source in self._sources}

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        while self._step % self._world != self._rank:
            self._next().skip()
        source = self._next()
        row = source.row()
        source.skip()
        return row

    def _next(self) -> _Source:
        block, place = divmod(self._step, _BLOCK)
        if self._drawn is None or self._drawn[0] != block:
            self._drawn = block, generator("mixture", self._seed, "step", block).random(_BLOCK)
        self._step += 1
        at = int(np.searchsorted(self._bounds, self._drawn[1][place], side="right"))
        return self._sources[min(at, len(self._sources) - 1)]

    def state(self) -> dict[str, Any]:
        """Where the stream is, as plain JSON values."""
        places = {source.name: [source.epoch, source.place] for source in self._sources}
        return {"seed": self._seed, "step": self._step, "places": places, "sizes": self.sizes}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on where `state` was taken.

        Raises:
            UsageError: it was taken from other rows or with another seed.
        """
        if state["seed"] != self._seed or state["sizes"] != self.sizes:
            raise UsageError(
                f"this state is of seed {state['seed']} and rows {state['sizes']}; the mixture has "
                f"seed {self._seed} and rows {self.sizes}. Use the same data, or start anew"
            )
        self._step = int(state["step"])
        for source in self._sources:
            source.epoch, source.place = map(int, state["places"][source.name])
            source._order = None
