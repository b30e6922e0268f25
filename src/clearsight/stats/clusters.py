"""How much trials tell that come in clusters: the design effect, shared by rates and pairs."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from clearsight.errors import UsageError
from clearsight.stats.quantiles import normal, student


@dataclass(frozen=True, slots=True)
class Clustered:
    """Values by cluster.

    Attributes:
        n: number of values.
        mean: their mean, 0 without any.
        sizes, sums: of each cluster, in order of appearance.
    """

    n: int
    mean: float
    sizes: tuple[int, ...]
    sums: tuple[float, ...]

    @property
    def residuals(self) -> float:
        """Sum of the squared residuals of the clusters' sums."""
        pairs = zip(self.sizes, self.sums, strict=True)
        return sum((total - self.mean * size) ** 2 for size, total in pairs)

    def effective_n(self, variance: float, level: float) -> float:
        """Number of independent values that would tell as much about the mean.

        The variance of the mean over clusters against that of independent values is the design
        effect (Rao and Scott 1992, "A simple method for the analysis of clustered binary data",
        Biometrics 48, 577-585); n divided by it, and by (t/z)^2 for the few clusters that it was
        estimated from (Korn and Graubard 1998, Survey Methodology 24, 193-201). An effect below 1
        counts as 1. Without any variance it cannot be estimated: clusters are then taken to be
        alike inside, n^2 / (sum of squared sizes), the smallest number.

        Args:
            variance: of one value.

        Returns:
            0 when nothing is known: one cluster of several values, or no value at all.
        """
        m = len(self.sizes)
        if m == self.n:
            return float(self.n)
        if m < 2:
            return 0.0
        if not variance:
            return self.n**2 / sum(size**2 for size in self.sizes)
        effect = max(1.0, m / (m - 1) * self.residuals / (self.n * variance))
        few = normal(level) / student(level, m - 1)
        return self.n / effect * few * few


def gathered(values: Sequence[float], clusters: Sequence[str]) -> Clustered:
    """Values by cluster.

    Raises:
        UsageError: not as many clusters as values.
    """
    if len(values) != len(clusters):
        raise UsageError(f"{len(values)} outcomes but {len(clusters)} clusters; expected as many")
    sizes: dict[str, int] = defaultdict(int)
    sums: dict[str, float] = defaultdict(float)
    for value, name in zip(values, clusters, strict=True):
        sizes[name] += 1
        sums[name] += value
    n = len(values)
    mean = sum(sums.values()) / n if n else 0.0
    return Clustered(n, mean, tuple(sizes.values()), tuple(sums.values()))
