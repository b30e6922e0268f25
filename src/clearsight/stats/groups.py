"""Several groups at once: each rate, the widest gap, with intervals that hold together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

from clearsight.stats.rates import ClusteredRate, clustered_rate


@dataclass(frozen=True, slots=True)
class Gap:
    """The rate of `higher` less that of `lower`, as observed.

    Attributes:
        low, high: ends of an interval that holds at once with those of all other pairs.
    """

    higher: str
    lower: str
    value: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether chance alone would not show it."""
        return self.low > 0


@dataclass(frozen=True, slots=True)
class Groups:
    """Rates by group, compared.

    Attributes:
        rates: each with an interval that holds at once with the others.
        gaps: of every pair, widest first.
        widest: highest less lowest rate, with an interval; None with fewer than two groups.
    """

    rates: Mapping[str, ClusteredRate]
    gaps: tuple[Gap, ...]
    widest: Gap | None


def compare_groups(
    outcomes: Mapping[str, Sequence[bool]],
    clusters: Mapping[str, Sequence[str]],
    *,
    level: float = 0.95,
) -> Groups:
    """Every group's rate, every pair's gap and the widest gap, at one level together.

    A pair's interval joins the two Wilson intervals (Newcombe 1998, "Interval estimation for the
    difference between independent proportions", Statistics in Medicine 17, 873-890, method 10), at
    level 1 - (1 - level)/pairs (Bonferroni); it holds for clustered rates too, as Zou and Donner
    2008, Statistics in Medicine 27, 1693-1702, show. The widest true gap is the largest of all
    pairs', so it lies between the largest lower and the largest upper end. Groups without outcomes
    have a rate and no gap. Limit: assumes that groups share no clusters; where they do (the same
    scene with other people) the intervals are too wide and `paired_difference` is better.

    Args:
        outcomes, clusters: by group, in one order.
    """
    pairs = len(outcomes) * (len(outcomes) - 1) // 2
    each = 1 - (1 - level) / max(1, len(outcomes))
    narrow = 1 - (1 - level) / max(1, pairs)
    rates = {g: clustered_rate(outcomes[g], clusters[g], level=each) for g in outcomes}
    joint = {g: clustered_rate(outcomes[g], clusters[g], level=narrow) for g in outcomes}
    known = [g for g in outcomes if rates[g].share is not None]
    gaps = sorted((_gap(a, b, joint) for a, b in combinations(known, 2)), key=lambda g: -g.value)
    widest = None
    if gaps:
        low = max(max(gap.low, -gap.high) for gap in gaps)
        high = max(max(gap.high, -gap.low) for gap in gaps)
        widest = Gap(gaps[0].higher, gaps[0].lower, gaps[0].value, max(0.0, low), high)
    return Groups(rates, tuple(gaps), widest)


def _gap(one: str, other: str, rates: Mapping[str, ClusteredRate]) -> Gap:
    higher, lower = sorted((one, other), key=lambda g: -(rates[g].share or 0.0))
    a, b = rates[higher], rates[lower]
    p, q = a.share or 0.0, b.share or 0.0
    low = p - q - sqrt((p - a.low) ** 2 + (b.high - q) ** 2)
    high = p - q + sqrt((a.high - p) ** 2 + (q - b.low) ** 2)
    return Gap(higher, lower, p - q, low, high)
