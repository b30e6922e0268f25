"""From logits on held-out families to probabilities, and to the score from which a word is told.

Every logit that is calibrated on here came from heads that had not seen the picture's family.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float32]
Labels = NDArray[np.int8]

PRECISION = 0.9  # of the pictures on which a concept is told, this share must show it
LEAST_RIGHT = 3  # pictures of unseen families
# Whatever a few pictures say, a lower calibrated score is not enough.
LEAST_SCORE = 0.8
_NEGATIVES = 50
_HIGHEST = 500
_PRIOR = 4.0


@dataclass(frozen=True, slots=True)
class Choice:
    """Calibration and threshold of every concept.

    Attributes:
        slope, bias: (concepts,); probability = 1 / (1 + exp(-(slope * logit + bias))).
        told: (concepts,) least probability, .8 or more, from which .9 of the pictures were
            right; infinite where no probability is high enough, or too few pictures were right.
    """

    slope: Real
    bias: Real
    told: Real

    def scores(self, logits: Real) -> Real:
        """(N, concepts) logits to probabilities."""
        return np.asarray(_sigmoid(self.slope * logits + self.bias), dtype=np.float32)


def choose(logits: Real, labels: Labels, precision: float = PRECISION) -> Choice:
    """Calibrate, then choose the threshold of every concept.

    Args:
        logits, labels: (N, concepts), the logits by heads that had not seen the row's family.
    """
    slope, bias = calibrate(logits, labels)
    scores = Choice(slope, bias, bias).scores(logits)
    return Choice(slope, bias, thresholds(scores, labels, precision))


def calibrate(logits: Real, labels: Labels) -> tuple[Real, Real]:
    """Slope and bias of every concept, drawn to those of all together (Platt 1999, pooled).

    A few dozen positives do not carry a slope of their own.
    """
    pooled = np.array(_pooled(logits, labels))
    found = np.tile(pooled, (logits.shape[1], 1))
    for concept in range(logits.shape[1]):
        inputs, aim, weight = _thinned(logits[:, concept], labels[:, concept])
        for _ in range(12):
            guess = _sigmoid(inputs @ found[concept])
            pull = inputs.T @ (weight * (guess - aim)) + (found[concept] - pooled) * _PRIOR
            bend = (inputs * (weight * guess * (1 - guess))[:, None]).T @ inputs
            found[concept] -= np.clip(np.linalg.solve(bend + _PRIOR * np.eye(2), pull), -1, 1)
    return found[:, 0].astype(np.float32), found[:, 1].astype(np.float32)


def _thinned(
    logits: Real, labels: Labels
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Inputs (n, 2), aims and weights: all that show it, the highest others, a part of the rest."""
    right = logits[labels == 1].astype(np.float64)
    wrong = np.flip(np.sort(logits[labels == 0])).astype(np.float64)
    rest = wrong[_HIGHEST::_NEGATIVES]
    value = np.concatenate([right, wrong[:_HIGHEST], rest])
    aim = np.concatenate([np.ones_like(right), np.zeros(len(value) - len(right))])
    weight = np.concatenate([np.ones(len(value) - len(rest)), np.full(len(rest), _NEGATIVES)])
    return np.stack([value, np.ones_like(value)], axis=1), aim, weight


def _pooled(logits: Real, labels: Labels) -> tuple[float, float]:
    """Slope and bias over all concepts, by Newton's method."""
    parts = [_thinned(logits[:, n], labels[:, n]) for n in range(logits.shape[1])]
    inputs, aim, weight = (np.concatenate([part[k] for part in parts]) for k in range(3))
    found = np.array([1.0, 0.0])
    for _ in range(25):
        guess = _sigmoid(inputs @ found)
        slope = inputs.T @ (weight * (guess - aim))
        bend = (inputs * (weight * guess * (1 - guess))[:, None]).T @ inputs + 1e-6 * np.eye(2)
        found -= np.clip(np.linalg.solve(bend, slope), -1, 1)
    return float(found[0]), float(found[1])


def thresholds(scores: Real, labels: Labels, precision: float) -> Real:
    """(concepts,): the least score, .8 or more, from which `precision` of the rows are right."""
    out = np.full(scores.shape[1], np.inf, dtype=np.float32)
    for concept in range(scores.shape[1]):
        known = (labels[:, concept] >= 0) & (scores[:, concept] >= LEAST_SCORE)
        mine = scores[known, concept]
        order = np.flip(np.argsort(mine, kind="stable"))
        right = np.cumsum(labels[known, concept][order] == 1)
        said = np.arange(1, len(order) + 1)
        good = (right >= precision * said) & (right >= LEAST_RIGHT)
        if good.any():
            out[concept] = mine[order][np.flatnonzero(good)[-1]]
    return out


def _sigmoid(value: NDArray[np.float64] | Real) -> NDArray[np.float64]:
    high: NDArray[np.float64] = np.clip(np.asarray(value, dtype=np.float64), -60, 60)
    return 1 / (1 + np.exp(-high))


@dataclass(frozen=True, slots=True)
class Count:
    """Of one concept over some rows.

    Attributes:
        shown: rows that show it.   found: of those, said.   wrong: said and not shown.
    """

    shown: int
    found: int
    wrong: int

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.shown + other.shown, self.found + other.found, self.wrong + other.wrong
        )  # fmt: skip


def count(scores: Real, labels: Labels, least: Real) -> list[Count]:
    """Per concept, saying it from a score of `least` (concepts,) on; open rows do not count."""
    said = scores >= least
    return [
        Count(int(shown.sum()), int((shown & one).sum()), int((absent & one).sum()))
        for shown, absent, one in zip((labels == 1).T, (labels == 0).T, said.T, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs of picture and concept whose scores lie in one tenth.

    Attributes:
        n: pairs.   score: their mean score.   right: share that is shown.
    """

    n: int
    score: float
    right: float


def reliability(scores: Real, labels: Labels, least: float = 0.05) -> list[Bin]:
    """Bins of all known pairs from a score of `least` on; below it nearly all pairs lie, at 0."""
    known = (labels >= 0) & (scores >= least)
    value, shown = scores[known], labels[known] == 1
    tenth = np.minimum((value * 10).astype(np.int64), 9)
    return [
        Bin(int(mine.sum()), float(value[mine].mean()), float(shown[mine].mean()))
        for mine in (tenth == n for n in range(10))
        if mine.any()
    ]


def calibration_error(bins: list[Bin]) -> float:
    """Expected calibration error: |score - share| weighted by pairs (Naeini et al. 2015)."""
    return sum(b.n * abs(b.score - b.right) for b in bins) / max(1, sum(b.n for b in bins))
