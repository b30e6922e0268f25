"""Rates with their intervals, so that none is ever printed without n."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from clearsight.errors import UsageError
from clearsight.stats.clusters import gathered
from clearsight.stats.quantiles import normal


@dataclass(frozen=True, slots=True)
class Rate:
    """Successes among n independent trials, with Wilson's score interval.

    Wilson 1927, "Probable inference, the law of succession, and statistical inference", JASA 22,
    209-212: without continuity correction, method 3 of Newcombe 1998, Statistics in Medicine 17.
    Limit: trials that share a template or a picture are not independent, and the interval is then
    too narrow: see `clustered_rate`.

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
        normal(self.level)

    @property
    def share(self) -> float | None:
        """The observed share, None when nothing was tried."""
        return self.successes / self.n if self.n else None

    @property
    def low(self) -> float:
        """Lower end of the interval; 0 when nothing was tried."""
        return _low(self.successes, self.n, self.n, self.level)

    @property
    def high(self) -> float:
        """Upper end of the interval; 1 when nothing was tried."""
        return _high(self.successes, self.n, self.n, self.level)

    def __str__(self) -> str:
        """As "91/112 = .81 [.73, .87]"."""
        return _written(self)


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
        return _low(self.successes, self.n, self.effective_n, self.level)

    @property
    def high(self) -> float:
        """Upper end of the interval; 1 when nothing is known."""
        return _high(self.successes, self.n, self.effective_n, self.level)

    def __str__(self) -> str:
        """As "91/112 = .81 [.70, .89]"."""
        return _written(self)


def clustered_rate(
    outcomes: Sequence[bool], clusters: Sequence[str], *, level: float = 0.95
) -> ClusteredRate:
    """The rate of trials of which those of one cluster may be alike.

    `Clustered.effective_n` stands for n in Wilson's interval. With clusters of one trial each the
    interval is `Rate`'s.

    Args:
        outcomes: of each trial.
        clusters: the cluster of each trial.

    Raises:
        UsageError: not as many clusters as outcomes.
    """
    found = gathered([float(outcome) for outcome in outcomes], clusters)
    size = found.effective_n(found.mean * (1 - found.mean), level)
    return ClusteredRate(sum(map(bool, outcomes)), found.n, len(found.sizes), size, level)


def _low(successes: int, n: int, effective_n: float, level: float) -> float:
    if not successes or not effective_n:
        return 0.0
    return wilson(successes / n, effective_n, -normal(level))


def _high(successes: int, n: int, effective_n: float, level: float) -> float:
    if successes == n or not effective_n:
        return 1.0
    return wilson(successes / n, effective_n, normal(level))


def wilson(share: float, n: float, z: float) -> float:
    """The end of Wilson's interval on the side of z's sign."""
    spread = sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return (share + z**2 / (2 * n) + z * spread) / (1 + z**2 / n)


def _written(rate: Rate | ClusteredRate) -> str:
    if rate.share is None:
        return "0/0"
    ends = f"[{_short(rate.low)}, {_short(rate.high)}]"
    return f"{rate.successes}/{rate.n} = {_short(rate.share)} {ends}"


def _short(share: float) -> str:
    """Two decimals without the leading zero: ".81", "1.00"."""
    return f"{share:.2f}".removeprefix("0")
