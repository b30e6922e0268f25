"""Logits to probabilities, and the n-grams that rank: what a judge needs beside its network."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clearsight.detect.judge import BUCKETS, pieces
from clearsight.train.judge_example import HEADS
from clearsight.train.judgement_row import Row

# The share of harmless rows that may score .5 or more; None: as calibrated.
TARGETS: dict[str, float | None] = {
    "harm": 0.013,
    "hate": 0.015,
    "injection": 0.01,
    "self_harm": 0.001,
    "sexual": 0.001,
    "violence": 0.0015,
}
Floats = NDArray[np.float32]


def platt(logits: Floats, labels: NDArray[np.int64], rate: float | None) -> tuple[float, float]:
    """Slope and shift that make probabilities of logits; then the shift to the operating point.

    Rare classes are weighed up, so that the slope is that of balanced classes; `rate` is the share
    of harmless rows that may reach .5.
    """
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(class_weight="balanced").fit(logits[:, None], labels)
    slope, shift = float(model.coef_[0, 0]), float(model.intercept_[0])
    if rate is not None:
        shift = -slope * float(np.quantile(logits[labels == 0], 1 - rate))
    return slope, shift


def calibrated(logits: Floats, rows: Sequence[Row]) -> Floats:
    """(heads, 2) from the logits of the calibration half."""
    out = np.tile(np.array([1.0, 0.0], np.float32), (len(HEADS), 1))
    for number, head in enumerate(HEADS):
        found = [(i, label) for i, r in enumerate(rows) if (label := getattr(r, head)) is not None]
        labels = np.array([label for _, label in found], np.int64)
        if len(set(labels.tolist())) == 2:
            chosen = logits[[i for i, _ in found], number]
            out[number] = platt(chosen, labels, TARGETS.get(head))
    return out


def ngrams(rows: Sequence[Row]) -> tuple[NDArray[np.int32], Floats]:
    """The 40,000 largest n-gram weights of harm (logistic regression, balanced, C = 4)."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    chosen = [row for row in rows if row.harm is not None]
    found = [pieces(row.text) for row in chosen]
    ends = np.cumsum([0] + [len(buckets) for buckets, _ in found])
    columns = np.concatenate([buckets for buckets, _ in found])
    values = np.concatenate([values for _, values in found])
    matrix = csr_matrix((values, columns, ends), shape=(len(chosen), BUCKETS))
    model = LogisticRegression(C=4.0, class_weight="balanced", max_iter=150, tol=1e-3)
    model.fit(matrix, [row.harm for row in chosen])
    weights = model.coef_[0].astype(np.float32)
    kept = np.sort(np.argsort(-np.abs(weights))[:40000]).astype(np.int32)
    return kept, weights[kept]
