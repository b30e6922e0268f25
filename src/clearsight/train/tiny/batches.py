"""Rows to batches of like length, the same ones in every process and after every restart.

A block of several batches is drawn at once, sorted by length and cut; the order of the batches is
shuffled by seed and block number. Sorting saves the padding that would else be a third of the work.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from clearsight.models.tiny.prompt import Example
from clearsight.train.tiny.rows import Row

BLOCK = 16  # batches that are sorted together


@dataclass(frozen=True, slots=True)
class Taken:
    """What the model is shown of a row, and what it should say.

    Attributes:
        row: id of the row, for errors; kind: of the row, for curves by kind.
        pictures: SHA-256 of each, in reading order.
    """

    row: str
    kind: str
    example: Example
    pictures: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.example.ids)


# One sequence of a row, or two where answers are compared; () leaves the row out.
Take = Callable[[Row], tuple[Taken, ...]]


class Source(Protocol):
    """An endless stream of rows that can say where it is (`mixture.Mixture`)."""

    def __iter__(self) -> Iterator[Row]: ...
    def state(self) -> Any: ...
    def restore(self, state: Any) -> None: ...


class Feed:
    """Batches, endless; `state` names the next one."""

    def __init__(self, source: Source, take: Take, batch: int, seed: int) -> None:
        """`batch` counts rows, whatever number of sequences `take` makes of each."""
        self._source, self._take, self._batch, self._seed = source, take, batch, seed
        self._rows = iter(source)
        self._before: Any = source.state()
        self._number, self._next = 0, 0
        self._block: list[list[tuple[Taken, ...]]] = []

    def draw(self) -> list[tuple[Taken, ...]]:
        """The next batch: for each of its rows the sequences made of it."""
        if self._next == len(self._block):
            self._before = self._source.state()
            self._number += bool(self._block)
            self._fill()
        self._next += 1
        return self._block[self._next - 1]

    def state(self) -> Any:
        """What `restore` needs to make the next batch the same."""
        if self._next == len(self._block):
            number = self._number + bool(self._block)
            return {"source": self._source.state(), "block": number, "next": 0}
        return {"source": self._before, "block": self._number, "next": self._next}

    def restore(self, state: Any) -> None:
        """Go on where a feed of the same source, seed and batch was."""
        self._source.restore(state["source"])
        self._rows = iter(self._source)
        self._before, self._number, self._block = state["source"], state["block"], []
        self._next = 0
        if state["next"]:
            self._fill()
            self._next = state["next"]

    def _fill(self) -> None:
        found: list[tuple[Taken, ...]] = []
        while len(found) < BLOCK * self._batch:
            taken = self._take(next(self._rows))
            if taken:
                found.append(taken)
        found.sort(key=lambda made: max(map(len, made)))
        cut = [found[at : at + self._batch] for at in range(0, len(found), self._batch)]
        order = np.random.default_rng((self._seed, self._number)).permutation(len(cut))
        self._block, self._next = [cut[at] for at in order], 0


def part(batch: Sequence[tuple[Taken, ...]], rank: int, size: int) -> list[Taken]:
    """A process's share of a batch, flat; rows of like length are dealt out in turn."""
    return [one for made in batch[rank::size] for one in made]
