"""How harmful texts are, for ranking only: the one protocol that attribution needs."""

from collections.abc import Sequence
from functools import cache
from typing import Protocol


class Scorer(Protocol):
    """Texts in, one score each; higher is more harmful. The scale does not matter."""

    def __call__(self, texts: Sequence[str]) -> Sequence[float]: ...


class Grams:
    """The judgement's n-grams alone: some 0.2 ms a text, where its encoder needs 10."""

    def __init__(self) -> None:
        from clearsight.detect.judge import Judge
        from clearsight.weights import locate

        self._judge = Judge(locate("judgement/heads"))

    def __call__(self, texts: Sequence[str]) -> list[float]:
        return self._judge.quick(texts)


@cache
def grams() -> Grams:
    """The one scorer of this process."""
    return Grams()
