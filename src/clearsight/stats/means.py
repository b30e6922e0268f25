"""A mean of values that come in clusters."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from clearsight.stats.clusters import gathered
from clearsight.stats.quantiles import student


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with its interval.

    Attributes:
        value: None without values.
        low, high: None when nothing is known about them (fewer than two clusters).
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    clusters: int
    level: float = 0.95


def clustered_mean(
    values: Sequence[float], clusters: Sequence[str], *, level: float = 0.95
) -> Mean:
    """Mean, standard error over clusters, and Student's t with one degree of freedom less.

    Miller 2024, "Adding error bars to evals", arXiv 2411.00640, section 2.2, with the small-sample
    factor m/(m-1). Limit: with few clusters of skewed values the interval is too narrow; rates
    belong into `clustered_rate`.

    Raises:
        UsageError: not as many clusters as values.
    """
    found = gathered(values, clusters)
    m = len(found.sizes)
    if m < 2:
        return Mean(found.mean if found.n else None, None, None, found.n, m, level)
    reach = student(level, m - 1) * sqrt(m / (m - 1) * found.residuals) / found.n
    return Mean(found.mean, found.mean - reach, found.mean + reach, found.n, m, level)
