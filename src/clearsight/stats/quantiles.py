"""Quantiles and tails that the other modules share."""

from math import exp, lgamma, log, pi, sqrt, tan
from statistics import NormalDist

from clearsight.errors import UsageError


def normal(level: float) -> float:
    """z such that a standard normal value lies in [-z, z] with chance `level`.

    Raises:
        UsageError: a level that is no share between 0 and 1.
    """
    if not 0 < level < 1:
        raise UsageError(f"level is {level}, expected a share between 0 and 1, as .95")
    return NormalDist().inv_cdf((1 + level) / 2)


def student(level: float, freedom: int) -> float:
    """The same of Student's t: exact for 1 and 2, else Abramowitz and Stegun 1964, 26.7.5."""
    z = normal(level)
    if freedom == 1:
        return tan(pi * level / 2)
    if freedom == 2:
        return level * sqrt(2 / (1 - level**2))
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    series: float = sum(term / freedom**power for power, term in enumerate(terms, 1))
    return z + series


def binomial(hits: int, n: int, share: float) -> float:
    """Chance of exactly so many successes in n trials."""
    if share in (0.0, 1.0):
        return float(hits == n * share)
    ways = lgamma(n + 1) - lgamma(hits + 1) - lgamma(n - hits + 1)
    return exp(ways + hits * log(share) + (n - hits) * log(1 - share))
