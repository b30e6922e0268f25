"""Rates with their intervals, so that none is ever printed without n. Standard library only."""

from dataclasses import dataclass
from math import sqrt
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


def _short(share: float) -> str:
    """Two decimals without the leading zero: ".81", "1.00"."""
    return f"{share:.2f}".removeprefix("0")
