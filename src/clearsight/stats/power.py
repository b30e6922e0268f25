"""What a paired comparison could have found: its power, and the least difference in reach."""

from functools import lru_cache
from math import floor, sqrt

from clearsight.errors import UsageError
from clearsight.stats.paired import mcnemar
from clearsight.stats.quantiles import binomial

_STEPS = 24  # of bisection
_MOST_ITEMS = 1_000_000


def paired_power(n: int, gained: float, lost: float, *, alpha: float = 0.05) -> float:
    """Chance that the exact McNemar test of n independent items comes out below alpha.

    Unconditional: over the number of items that differ, and over how many of them were gained
    (Connor 1987, "Sample size for testing differences in proportions for the paired-sample
    design", Biometrics 43, 207-211, computed here without his normal approximation).

    Args:
        n: items; of clustered items the effective number, rounded down.
        gained, lost: true shares of items where only the second, only the first succeeds.

    Raises:
        UsageError: shares that cannot be.
    """
    differ = gained + lost
    if min(gained, lost) < 0 or differ > 1:
        raise UsageError(
            f"shares of {gained} gained and {lost} lost items cannot be; "
            "expected both >= 0 and together <= 1"
        )
    if not differ or n < 1:
        return 0.0
    # Beyond nine standard deviations nothing is left that a float would add.
    reach = 9 * sqrt(n * differ * (1 - differ)) + 1
    counts = range(max(0, floor(n * differ - reach)), min(n, floor(n * differ + reach)) + 1)
    return sum(binomial(k, n, differ) * _found(k, gained / differ, alpha) for k in counts)


def detectable(n: int, differ: float, *, alpha: float = 0.05, power: float = 0.8) -> float | None:
    """The least difference of rates that n items would show with this power.

    Args:
        differ: share of items on which the two systems differ.

    Returns:
        None when even a difference of `differ`, all in one direction, would be missed.
    """
    if paired_power(n, differ, 0.0, alpha=alpha) < power:
        return None
    low, high = 0.0, differ
    for _ in range(_STEPS):
        middle = (low + high) / 2
        gained, lost = (differ + middle) / 2, (differ - middle) / 2
        if paired_power(n, gained, lost, alpha=alpha) < power:
            low = middle
        else:
            high = middle
    return high


def pairs_needed(
    gained: float, lost: float, *, alpha: float = 0.05, power: float = 0.8
) -> int | None:
    """About how many independent items show this difference with this power; None above 10^6.

    Exact power saws up and down with n: a few items less may do as well.
    """
    if gained == lost:
        return None
    high = 8
    while paired_power(high, gained, lost, alpha=alpha) < power:
        high *= 2
        if high > _MOST_ITEMS:
            return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        if paired_power(middle, gained, lost, alpha=alpha) < power:
            low = middle
        else:
            high = middle
    return high


def _found(differ: int, share: float, alpha: float) -> float:
    """Chance of a p-value below alpha when so many items differ."""
    edge = _edge(differ, alpha)
    tails = [*range(edge + 1), *range(differ - edge, differ + 1)]
    return sum(binomial(hits, differ, share) for hits in tails)


@lru_cache(maxsize=8192)
def _edge(differ: int, alpha: float) -> int:
    """The most lost items among `differ` that are still below alpha; -1 when none are."""
    low, high = -1, differ // 2
    while low < high:
        middle = (low + high + 1) // 2
        p = mcnemar(differ - middle, middle)
        low, high = (middle, high) if p < alpha else (low, middle - 1)
    return low
