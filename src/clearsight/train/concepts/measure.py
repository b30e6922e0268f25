"""What heads get right on families of pictures that they never saw."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clearsight.stats import Rate
from clearsight.train.concepts.choose import (
    LEAST_RIGHT,
    PRECISION,
    Choice,
    Count,
    Labels,
    Real,
    choose,
    count,
)
from clearsight.train.concepts.features import Features
from clearsight.train.concepts.vocabulary import Concept

# Held out together: designs that look alike, or too few pictures to be a test of their own.
FOLDS: tuple[frozenset[str], ...] = (
    frozenset({"noto"}),
    frozenset({"fluent"}),
    frozenset({"openclipart"}),
    frozenset({"streamline"}),
    frozenset({"game-icons", "medical"}),
    frozenset({"twemoji", "flag-icons"}),
    frozenset({"emojione", "fxemoji", "photos"}),
)
NONE_ = Count(0, 0, 0)
# From features to (N, concepts) logits.
Heads = Callable[[Features], Real]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Logits of every row by heads that were trained without its fold.

    Attributes:
        logits: (N, concepts).
        fold: (N,) number of the row's fold in FOLDS.
    """

    logits: Real
    fold: NDArray[np.int64]

    def choices(self, labels: Labels, precision: float = PRECISION) -> Mapping[int, Choice]:
        """For each fold the choice made on all other folds' logits, so that it can be tested."""
        return {
            int(n): choose(self.logits[self.fold != n], labels[self.fold != n], precision)
            for n in np.unique(self.fold)
        }


def held_out(features: Features, train: Callable[[Features], Heads]) -> HeldOut:
    """Train without each fold in turn, and look at the fold.

    Args:
        train: gives heads, a function from features to (N, concepts) logits.
    """
    fold = folds(features.families)
    logits = np.zeros((len(fold), features.labels.shape[1]), dtype=np.float32)
    for number in np.unique(fold):
        logits[fold == number] = train(features.chosen(fold != number))(
            features.chosen(fold == number)
        )
    return HeldOut(logits, fold)


def folds(families: NDArray[np.str_]) -> NDArray[np.int64]:
    """(N,) numbers of the folds."""
    place = {name: number for number, fold in enumerate(FOLDS) for name in fold}
    return np.array([place[str(name)] for name in families], dtype=np.int64)


def by_kind(counts: Sequence[Count], concepts: Sequence[Concept]) -> dict[str, Count]:
    """Counts summed by kind of concept, and over all of them."""
    out: dict[str, Count] = {}
    for one, concept in zip(counts, concepts, strict=True):
        out[concept.kind] = out.get(concept.kind, NONE_) + one
        out["all"] = out.get("all", NONE_) + one
    return out


@dataclass(frozen=True, slots=True)
class Nested:
    """Each fold at calibration and thresholds chosen on the others.

    Attributes:
        scores: (N, concepts) probabilities.
        least: (N, concepts) from which score a concept is told of the row.
    """

    scores: Real
    least: Real

    def counts(self, labels: Labels, rows: NDArray[np.bool_] | None = None) -> list[Count]:
        """Per concept, over the rows (N,), or over all."""
        mine = np.ones(len(labels), dtype=bool) if rows is None else rows
        return count(self.scores[mine], labels[mine], self.least[mine])


def nested(found: HeldOut, labels: Labels) -> Nested:
    """Neither the heads nor the thresholds saw the family of a row."""
    scores, least = np.zeros_like(found.logits), np.zeros_like(found.logits)
    for number, choice in found.choices(labels).items():
        mine = found.fold == number
        scores[mine], least[mine] = choice.scores(found.logits[mine]), choice.told
    return Nested(scores, least)


def carried(found: HeldOut, labels: Labels, whole: Nested) -> Choice:
    """What is shipped: thresholds chosen on all folds, of concepts that held without their own.

    A threshold suits the pictures that it was chosen on. So a concept is dropped (its threshold
    is infinite) unless, each family at the thresholds of the others, .9 of the pictures on which
    it was told showed it, and at least three did.
    """
    choice = choose(found.logits, labels)
    held = np.array([
        one.found >= LEAST_RIGHT and one.found >= PRECISION * (one.found + one.wrong)
        for one in whole.counts(labels)
    ])  # fmt: skip
    told = np.where(held, choice.told, np.inf).astype(np.float32)
    return Choice(choice.slope, choice.bias, told)


def average_precision(logits: Real, labels: Labels) -> Real:
    """(concepts,) area under precision over recall, open rows left out; nan where nothing shows."""
    out = np.full(labels.shape[1], np.nan, dtype=np.float32)
    for n in range(labels.shape[1]):
        known = labels[:, n] >= 0
        shown = labels[known, n] == 1
        if shown.any():
            ranked = shown[np.flip(np.argsort(logits[known, n], kind="stable"))]
            precision = np.cumsum(ranked) / np.arange(1, len(ranked) + 1)
            out[n] = precision[ranked].mean()
    return out


def markdown(what: str, counts: Mapping[str, Count]) -> str:
    """Rows of a table: what, recall, precision, each with n and its Wilson interval."""
    lines = [f"| {what} | found | right of what is said |", "|---|---|---|"]
    for kind, one in counts.items():
        said = one.found + one.wrong
        right = str(Rate(one.found, said)) if said else "nothing said"
        lines.append(f"| {kind} | {Rate(one.found, one.shown) if one.shown else ''} | {right} |")
    return "\n".join(lines)
