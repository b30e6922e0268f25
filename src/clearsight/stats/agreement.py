"""How far two judges agree beyond chance."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt

from clearsight.errors import UsageError
from clearsight.stats.quantiles import student


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cohen's kappa with its interval.

    Attributes:
        kappa: 1 for full agreement, 0 for chance; None where both give one label throughout, since
            chance alone would then agree as well.
        low, high: None when nothing is known about them.
        same: rows with equal labels.
    """

    kappa: float | None
    low: float | None
    high: float | None
    same: int
    n: int
    clusters: int
    level: float = 0.95


def kappa(
    first: Sequence[Hashable],
    second: Sequence[Hashable],
    clusters: Sequence[str],
    *,
    level: float = 0.95,
) -> Agreement:
    """Cohen 1960, "A coefficient of agreement for nominal scales", Educational and Psychological
    Measurement 20, 37-46; the interval leaves out one cluster at a time (the grouped jackknife of
    Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 11) with Student's t.

    Args:
        first, second: labels of the same rows, in the same order.
        clusters: of each row.

    Raises:
        UsageError: lists of different lengths.
    """
    if not len(first) == len(second) == len(clusters):
        raise UsageError(
            f"{len(first)} and {len(second)} labels of {len(clusters)} clusters; "
            "expected as many of each"
        )
    whole, parts = (
        Counter(zip(first, second, strict=True)),
        dict[str, Counter[tuple[Hashable, Hashable]]](),
    )
    for name, pair in zip(clusters, zip(first, second, strict=True), strict=True):
        parts.setdefault(name, Counter())[pair] += 1
    value, m = _kappa(whole), len(parts)
    same = sum(count for (a, b), count in whole.items() if a == b)
    left = [_kappa(whole - part) for part in parts.values()] if m > 1 else []
    known = [one for one in left if one is not None]
    if value is None or len(known) < 2 or len(known) < len(left):
        return Agreement(value, None, None, same, len(first), m, level)
    middle = sum(known) / m
    reach = student(level, m - 1) * sqrt((m - 1) / m * sum((one - middle) ** 2 for one in known))
    ends = (max(-1.0, value - reach), min(1.0, value + reach))
    return Agreement(value, *ends, same, len(first), m, level)


def _kappa(counts: Counter[tuple[Hashable, Hashable]]) -> float | None:
    n = counts.total()
    if not n:
        return None
    rows, columns = Counter[Hashable](), Counter[Hashable]()
    for (a, b), count in counts.items():
        rows[a] += count
        columns[b] += count
    seen = sum(count for (a, b), count in counts.items() if a == b) / n
    chance = sum(rows[label] * columns[label] for label in rows) / n**2
    return None if chance == 1 else (seen - chance) / (1 - chance)
