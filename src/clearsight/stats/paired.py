"""Two systems on the same items: how far apart, and could it be chance?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from clearsight.errors import UsageError
from clearsight.stats.clusters import gathered
from clearsight.stats.quantiles import binomial, normal

_STEPS = 60  # of bisection: 2^-60 is below what a float can hold


@dataclass(frozen=True, slots=True)
class Difference:
    """The second system's rate less the first's, over items that both were asked.

    Attributes:
        value: None without items.
        low, high: ends of the interval; -1 and 1 when nothing is known.
        gained, lost: items where only the second, or only the first, succeeded.
        p: chance of a difference as far from 0, either way, if the two were alike.
        effective_n: number of independent items that would tell as much.
    """

    value: float | None
    low: float
    high: float
    gained: int
    lost: int
    n: int
    clusters: int
    effective_n: float
    p: float
    level: float = 0.95


def paired_difference(
    first: Sequence[bool], second: Sequence[bool], clusters: Sequence[str], *, level: float = 0.95
) -> Difference:
    """Difference of two rates on the same items, of which those of one cluster may be alike.

    Interval: Tango 1998, "Equivalence test and confidence interval for the difference in
    proportions for the paired-sample design", Statistics in Medicine 17, 891-908, at the effective
    size of the clusters (`Clustered.effective_n`); it has width also where no item differs. Test:
    the sign of each cluster's difference is turned round in all ways (Fisher 1935, "The Design of
    Experiments", section 21), exactly; with clusters of one item each this is the exact test of
    McNemar 1947, Psychometrika 12, 153-157.

    Args:
        first, second: outcomes of the same items, in the same order.
        clusters: the cluster of each item.

    Raises:
        UsageError: lists of different lengths.
    """
    if len(first) != len(second):
        raise UsageError(
            f"{len(first)} outcomes of the first system but {len(second)} of the second; "
            "a paired comparison needs both of every item"
        )
    changes = [int(b) - int(a) for a, b in zip(first, second, strict=True)]
    found = gathered([float(change) for change in changes], clusters)
    gained, lost, n = changes.count(1), changes.count(-1), found.n
    variance = (gained + lost) / n - found.mean**2 if n else 0.0
    size = found.effective_n(variance, level)
    z, scale = normal(level), size / n if n else 0.0
    counts = (gained * scale, lost * scale, size)
    low, high = (_end(*counts, z), _end(*counts, -z)) if size else (-1.0, 1.0)
    p = flipped([round(total) for total in found.sums])
    return Difference(
        found.mean if n else None, low, high, gained, lost, n, len(found.sizes), size, p, level
    )


def mcnemar(gained: int, lost: int) -> float:
    """Two-sided p of the exact test: are as many items gained as lost?"""
    return flipped([1] * gained + [-1] * lost)


def flipped(sums: Sequence[int]) -> float:
    """Two-sided p of the clusters' differences when each may be turned round with chance 1/2."""
    seen, chances = abs(sum(sums)), {0: 1.0}
    for size, count in Counter(abs(total) for total in sums if total).items():
        steps = {(2 * hits - count) * size: binomial(hits, count, 0.5) for hits in range(count + 1)}
        after: dict[int, float] = {}
        for at, chance in chances.items():
            for step, part in steps.items():
                after[at + step] = after.get(at + step, 0.0) + chance * part
        chances = after
    return min(1.0, sum(chance for at, chance in chances.items() if abs(at) >= seen))


def _end(gained: float, lost: float, n: float, z: float) -> float:
    """The difference at which Tango's score is z: the lower end for z > 0, the upper for z < 0."""
    below, above = -1.0, 1.0
    for _ in range(_STEPS):
        middle = (below + above) / 2
        if _score(middle, gained, lost, n) > z:
            below = middle
        else:
            above = middle
    return (below + above) / 2


def _score(difference: float, gained: float, lost: float, n: float) -> float:
    """How far the counts lie from this difference, in standard errors under it."""
    b = -(gained + lost) + (2 * n - gained + lost) * difference
    c = -lost * difference * (1 - difference)
    only_first = (sqrt(max(0.0, b * b - 8 * n * c)) - b) / (4 * n)
    variance = n * (2 * only_first + difference * (1 - difference))
    away = gained - lost - n * difference
    if variance <= 0:
        return 0.0 if away == 0 else float("inf") if away > 0 else float("-inf")
    return away / sqrt(variance)
