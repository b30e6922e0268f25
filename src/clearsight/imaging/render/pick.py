"""Seeded choices, cheap enough for ten thousand plans in a second."""

from collections.abc import Sequence
from typing import TypeVar

from clearsight.imaging.item import generator

T = TypeVar("T")
_BLOCK = 64
# Prime, so it shares no factor with any product of lists shorter than it.
_STRIDE = 1_000_003


class Pick:
    """Choices for one name and seed; the same on every machine."""

    def __init__(self, name: str, seed: int, *more: object) -> None:
        self._seed = seed
        self._rng = generator(name, seed, *more)
        self._drawn: list[float] = []

    def number(self) -> float:
        """Uniform in [0, 1)."""
        if not self._drawn:
            self._drawn = self._rng.random(_BLOCK).tolist()
        return self._drawn.pop()

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.number() * (high - low + 1))

    def amid(self, low: float, high: float) -> float:
        """A number between two others."""
        return low + self.number() * (high - low)

    def chance(self, share: float) -> bool:
        return self.number() < share

    def one(self, choices: Sequence[T]) -> T:
        return choices[int(self.number() * len(choices))]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """`count` different ones, in random order."""
        left = list(choices)
        return [left.pop(int(self.number() * len(left))) for _ in range(min(count, len(left)))]

    def apart(self, *lists: Sequence[T]) -> list[T]:
        """One of each list, such that no two seeds closer than the product of lengths agree.

        Short texts have few words to differ in, so chance would repeat one within ten thousand.
        """
        size = 1
        for choices in lists:
            size *= len(choices)
        index = self._seed * _STRIDE % size
        found = []
        for choices in lists:
            index, place = divmod(index, len(choices))
            found.append(choices[place])
        return found
