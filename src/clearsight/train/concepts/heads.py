"""Heads over image features: one linear score a concept, by ridge regression in closed form.

Standardised square roots of the network's features are regressed on what is shown (Hoerl and
Kennard 1970; with 0/1 targets this is a regularised linear discriminant). A wider word has a score
of its own, which learns from the pictures of all its narrower words. A perceptron trained by
gradient descent was worse on families left out at a hundred times the cost (docs/lab.md).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float32]
RIDGE = 500.0
_ROUNDS = 3  # of filling open labels with what the heads say of them


@dataclass(frozen=True, slots=True)
class Trained:
    """Scores = z @ last + shift, z = (sqrt(features) - mean) / scale.

    A score counts deviations above the mean of the pictures that do not show the concept.

    Attributes:
        mean, scale: (1280,) of the square roots of the features.
        last, shift: (1280, concepts), (concepts,).
    """

    mean: Real
    scale: Real
    last: Real
    shift: Real

    def logits(self, values: Real) -> Real:
        """(N, 1280) features to (N, concepts)."""
        rows = (np.sqrt(np.maximum(values, 0)) - self.mean) / self.scale
        return np.asarray(rows @ self.last + self.shift, dtype=np.float32)


def fit(values: Real, labels: NDArray[np.int8], ridge: float = RIDGE) -> Trained:
    """Heads for every column of `labels`.

    Args:
        values: (N, 1280) features.
        labels: (N, concepts) of 1, 0 and -1; open ones (-1) take what the heads say of them.
    """
    roots = np.sqrt(np.maximum(values, 0))
    mean, scale = roots.mean(0), roots.std(0) + np.float32(1e-3)
    rows = (roots - mean) / scale
    gram = rows.T @ rows
    gram[np.diag_indices(len(gram))] += ridge
    inverse = np.linalg.inv(gram)
    targets, open_ = (labels == 1).astype(np.float32), labels < 0
    for _ in range(_ROUNDS):
        middle = targets.mean(0)
        last = inverse @ (rows.T @ (targets - middle))
        said = rows @ last + middle
        targets[open_] = np.clip(said, 0, 1)[open_]
    return _standardised(Trained(mean, scale, last, middle), said, labels)


def _standardised(heads: Trained, said: Real, labels: NDArray[np.int8]) -> Trained:
    """Scores in deviations of those pictures that do not show the concept, so that all compare."""
    absent = labels == 0
    count = np.maximum(absent.sum(0), 1)
    mean = np.where(absent, said, 0).sum(0) / count
    spread = np.sqrt(np.where(absent, (said - mean) ** 2, 0).sum(0) / count) + np.float32(1e-6)
    last, shift = heads.last / spread, (heads.shift - mean) / spread
    return Trained(heads.mean, heads.scale, last.astype(np.float32), shift.astype(np.float32))
