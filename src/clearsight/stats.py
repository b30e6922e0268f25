"""Rates with their intervals, so that none is ever printed without n. Standard library only."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt, tan
from statistics import NormalDist

from clearsight.errors import UsageError


@dataclass(frozen=True, slots=True)
class Rate:
    """Successes among n independent trials, with Wilson's score interval.

    Wilson 1927, "Probable inference, the law of succession, and statistical inference", JASA 22,
    209-212: without continuity correction, method 3 of Newcombe 1998, Statistics in Medicine 17.
    Limit: trials that share a template or a picture are not independent, and the interval is then
    too narrow.

    Attributes:
        successes, n: counts, 0 <= successes <= n.
        level: share of such intervals that hold the true rate.

    Raises:
        UsageError: counts or a level that cannot be.
    """

    successes: int
    n: int
    level: float = 0.95

    def __post_init__(self) -> None:
        if not 0 <= self.successes <= self.n:
            raise UsageError(
                f"a rate of {self.successes} successes in {self.n} trials cannot be; "
                "expected 0 <= successes <= n"
            )
        if not 0 < self.level < 1:
            raise UsageError(f"level is {self.level}, expected a share between 0 and 1, as .95")

    @property
    def share(self) -> float | None:
        """The observed share, None when nothing was tried."""
        return self.successes / self.n if self.n else None

    @property
    def low(self) -> float:
        """Lower end of the interval; 0 when nothing was tried."""
        return 0.0 if self.successes == 0 else self._centre - self._reach

    @property
    def high(self) -> float:
        """Upper end of the interval; 1 when nothing was tried."""
        return 1.0 if self.successes == self.n else self._centre + self._reach

    @property
    def _z(self) -> float:
        return NormalDist().inv_cdf((1 + self.level) / 2)

    @property
    def _centre(self) -> float:
        return (self.successes + self._z**2 / 2) / (self.n + self._z**2)

    @property
    def _reach(self) -> float:
        spread = self.successes * (self.n - self.successes) / self.n + self._z**2 / 4
        return self._z * sqrt(spread) / (self.n + self._z**2)

    def __str__(self) -> str:
        """As "91/112 = .81 [.73, .87]"."""
        if self.share is None:
            return "0/0"
        ends = f"[{_short(self.low)}, {_short(self.high)}]"
        return f"{self.successes}/{self.n} = {_short(self.share)} {ends}"


@dataclass(frozen=True, slots=True)
class ClusteredRate:
    """Successes among trials that come in clusters; Wilson's interval at the effective size.

    Make one with `clustered_rate`.

    Attributes:
        clusters: number of different clusters.
        effective_n: number of independent trials that would tell as much, 0 when nothing is known
            (one cluster only, or nothing tried).
    """

    successes: int
    n: int
    clusters: int
    effective_n: float
    level: float = 0.95

    @property
    def share(self) -> float | None:
        """The observed share, None when nothing was tried."""
        return self.successes / self.n if self.n else None

    @property
    def low(self) -> float:
        """Lower end of the interval; 0 when nothing is known."""
        return 0.0 if self.successes == 0 else self._end(-1)

    @property
    def high(self) -> float:
        """Upper end of the interval; 1 when nothing is known."""
        return 1.0 if self.successes == self.n else self._end(1)

    def _end(self, sign: int) -> float:
        if not self.effective_n:
            return 0.0 if sign < 0 else 1.0
        z, p, n = (
            NormalDist().inv_cdf((1 + self.level) / 2),
            self.successes / self.n,
            self.effective_n,
        )
        spread = sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
        return (p + z**2 / (2 * n) + sign * z * spread) / (1 + z**2 / n)

    def __str__(self) -> str:
        """As "91/112 = .81 [.70, .89]"."""
        if self.share is None:
            return "0/0"
        ends = f"[{_short(self.low)}, {_short(self.high)}]"
        return f"{self.successes}/{self.n} = {_short(self.share)} {ends}"


def clustered_rate(
    outcomes: Sequence[bool], clusters: Sequence[str], *, level: float = 0.95
) -> ClusteredRate:
    """The rate of trials of which those of one cluster may be alike.

    The variance of the share over clusters against that of independent trials is the design effect
    (Rao and Scott 1992, "A simple method for the analysis of clustered binary data", Biometrics 48,
    577-585); n divided by it, and by (t/z)^2 for the few clusters that it was estimated from (Korn
    and Graubard 1998, Survey Methodology 24, 193-201), stands for n in Wilson's interval. A design
    effect below 1 counts as 1. Where all trials came out alike the effect cannot be estimated:
    clusters are then taken to be alike inside, n^2 / (sum of squared sizes), the widest interval.
    With clusters of one trial each the interval is `Rate`'s.

    Args:
        outcomes: of each trial.
        clusters: the cluster of each trial.

    Raises:
        UsageError: not as many clusters as outcomes.
    """
    if len(outcomes) != len(clusters):
        raise UsageError(f"{len(outcomes)} outcomes but {len(clusters)} clusters; expected as many")
    sizes, hits = Counter(clusters), Counter[str]()
    for name, outcome in zip(clusters, outcomes, strict=True):
        hits[name] += outcome
    n, m, successes = len(outcomes), len(sizes), sum(map(bool, outcomes))
    return ClusteredRate(successes, n, m, _effective_n(sizes, hits, level), level)


def _effective_n(sizes: Counter[str], hits: Counter[str], level: float) -> float:
    n, m, successes = sizes.total(), len(sizes), hits.total()
    if m < 2 or m == n:
        return float(n) if m == n else 0.0
    if successes in (0, n):
        return n**2 / sum(size**2 for size in sizes.values())
    p = successes / n
    residuals = sum((hits[name] - p * size) ** 2 for name, size in sizes.items())
    effect = max(1.0, m / (m - 1) * residuals / (n * p * (1 - p)))
    z = NormalDist().inv_cdf((1 + level) / 2)
    few = z / _t(z, m - 1, level)
    return n / effect * few * few


def _t(z: float, freedom: int, level: float) -> float:
    """Student's t at the same level: exact for 1 and 2, else Abramowitz and Stegun 26.7.5."""
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


def auroc(harmful: Sequence[float], harmless: Sequence[float]) -> float | None:
    """Chance that a harmful row scores above a harmless one, a tie counting one half.

    Mann and Whitney 1947's U over the number of pairs, which is the area under the ROC curve:
    Hanley and McNeil 1982, Radiology 143, 29-36. None when one of the two is empty.
    """
    if not harmful or not harmless:
        return None
    at: dict[float, list[int]] = {}
    for side, scores in enumerate((harmless, harmful)):
        for score in scores:
            at.setdefault(score, [0, 0])[side] += 1
    below, pairs = 0, 0.0
    for score in sorted(at):
        lower, upper = at[score]
        pairs += upper * (below + lower / 2)
        below += lower
    return pairs / (len(harmful) * len(harmless))


def _short(share: float) -> str:
    """Two decimals without the leading zero: ".81", "1.00"."""
    return f"{share:.2f}".removeprefix("0")
