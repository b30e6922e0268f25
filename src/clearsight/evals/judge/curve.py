"""Recall against false refusals, and how far chance could move both: a clustered bootstrap."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

BINS = 15
_AT_ONCE = 2_000_000  # numbers held at a time


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with a percentile interval; without one when too few resamples gave a value."""

    estimate: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One threshold: everything that scores as high or higher is stopped."""

    threshold: float
    false_refusals: float
    recall: float


def points(scores: Sequence[float], labels: Sequence[bool]) -> list[Point]:
    """The curve's corners, from nothing stopped to all stopped; one for each different score.

    Returns:
        At least the corner (0, 0); empty when one of the two labels is missing.
    """
    harmful = sum(labels)
    harmless = len(labels) - harmful
    if not harmful or not harmless:
        return []
    out, hits, alarms = [Point(float("inf"), 0.0, 0.0)], 0, 0
    order = sorted(zip(scores, labels, strict=True), key=lambda pair: -pair[0])
    for number, (score, label) in enumerate(order):
        hits, alarms = hits + label, alarms + (not label)
        if number + 1 == len(order) or order[number + 1][0] != score:
            out.append(Point(score, alarms / harmless, hits / harmful))
    return out


def recall_at(curve: Sequence[Point], false_refusals: float) -> float:
    """The highest recall with at most this share of false refusals: no point between is made up."""
    return max((p.recall for p in curve if p.false_refusals <= false_refusals), default=0.0)


def calibration_error(scores: Sequence[float], labels: Sequence[bool]) -> float | None:
    """Expected calibration error with 15 bins of equal width; None without rows.

    Guo et al. 2017, "On Calibration of Modern Neural Networks", ICML, section 2, equation 3. They
    bin the confidence of the predicted class; here the score itself is binned, and a bin's share
    of harmful rows stands against its mean score.
    """
    bins: dict[int, list[tuple[float, bool]]] = {}
    for score, label in zip(scores, labels, strict=True):
        bins.setdefault(min(int(score * BINS), BINS - 1), []).append((score, label))
    gaps = (abs(sum(s for s, _ in rows) - sum(y for _, y in rows)) for rows in bins.values())
    return sum(gaps) / len(scores) if scores else None


@dataclass(frozen=True, slots=True)
class Resampled:
    """What the bootstrap gives: the AUROC, and the recall at each of the wanted shares."""

    auroc: Interval
    recalls: tuple[Interval, ...]


def resample(
    scores: Sequence[float],
    labels: Sequence[bool],
    clusters: Sequence[str],
    *,
    at: Sequence[float],
    times: int,
    seed: int,
) -> Resampled:
    """Percentile intervals (95 %) by resampling whole clusters with replacement.

    Field and Welsh 2007, "Bootstrapping clustered data", JRSS B 69, 369-390 (the randomised cluster
    bootstrap). Harmful and harmless rows of one cluster are drawn together, and the threshold is
    found anew in each resample. Resamples that miss one of the two labels give no value.

    Args:
        at: shares of false refusals at which recall is wanted.
        times: number of resamples.
    """
    import numpy as np

    order = np.argsort(-np.asarray(scores), kind="stable")
    ranked = np.asarray(scores, dtype=np.float64)[order]
    harmful = np.asarray(labels, dtype=bool)[order]
    _, member = np.unique(np.asarray(clusters)[order], return_inverse=True)
    ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    random, size = np.random.default_rng(seed), int(member.max()) + 1
    found = [_measured(np.ones((1, len(ranked))), harmful, ends, at)]
    step, left = max(1, _AT_ONCE // max(size, len(ranked))), times
    while left > 0:
        drawn = random.multinomial(size, [1 / size] * size, size=min(step, left))
        found.append(_measured(drawn[:, member].astype(np.float64), harmful, ends, at))
        left -= step
    columns = np.concatenate(found)
    whole = [_interval(column[0], column[1:]) for column in columns.T]
    return Resampled(whole[0], tuple(whole[1:]))


def _measured(
    weights: "Numbers", harmful: "NDArray[np.bool_]", ends: "NDArray[np.intp]", at: Sequence[float]
) -> "Numbers":
    """AUROC and recalls of each resample. weights: (resamples, rows); out: (resamples, 1 + at)."""
    import numpy as np

    hits = np.cumsum(weights * harmful, axis=1)[:, ends]
    alarms = np.cumsum(weights * ~harmful, axis=1)[:, ends]
    with np.errstate(invalid="ignore", divide="ignore"):
        recall, false = hits / hits[:, -1:], alarms / alarms[:, -1:]
        gained = np.diff(false, axis=1, prepend=0.0)
        before = np.concatenate([np.zeros_like(recall[:, :1]), recall[:, :-1]], axis=1)
        area = np.sum(gained * (recall + before) / 2, axis=1)
        reached = [np.max(np.where(false <= share, recall, 0.0), axis=1) for share in at]
    columns = np.stack([area, *reached], axis=1)
    columns[np.isnan(recall[:, -1]) | np.isnan(false[:, -1])] = np.nan
    return columns


def _interval(estimate: float, values: "Numbers") -> Interval:
    import numpy as np

    usable = values[~np.isnan(values)]
    # Resamples that all agree, as of rows that are told apart without a fault, give no interval.
    if len(usable) < max(20, len(values) / 2) or usable.min() == usable.max():
        return Interval(float(estimate))
    low, high = np.quantile(usable, [0.025, 0.975])
    return Interval(float(estimate), float(low), float(high))
