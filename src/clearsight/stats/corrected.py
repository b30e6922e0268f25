"""A rate that an imperfect judge counted, corrected by what is known of the judge."""

from dataclasses import dataclass
from math import sqrt

from clearsight.errors import UsageError
from clearsight.stats.quantiles import normal
from clearsight.stats.rates import ClusteredRate, Rate


@dataclass(frozen=True, slots=True)
class Corrected:
    """The rate behind what the judge saw.

    Attributes:
        value: estimate within 0..1; None when nothing was judged, or when the judge is no better
            than a coin (sensitivity + specificity <= 1).
        low, high: ends of the interval; 0 and 1 when nothing is known.
        observed: what the judge counted.
        sensitivity, specificity: of the judge, on labelled rows.
    """

    value: float | None
    low: float
    high: float
    observed: Rate | ClusteredRate
    sensitivity: Rate | ClusteredRate
    specificity: Rate | ClusteredRate


def corrected_rate(
    observed: Rate | ClusteredRate,
    sensitivity: Rate | ClusteredRate,
    specificity: Rate | ClusteredRate,
) -> Corrected:
    """The true rate, with the judge's own uncertainty in the interval.

    Estimate: Rogan and Gladen 1978, "Estimating prevalence from the results of a screening test",
    American Journal of Epidemiology 107, 71-76. Interval: Lang and Reiczigel 2014, "Confidence
    limits for prevalence of disease adjusted for estimated sensitivity and specificity",
    Preventive Veterinary Medicine 113, 13-22; clustered rates enter with their effective size.
    Limit: the judge must err on these rows as it does on the labelled ones.

    Raises:
        UsageError: rates of different levels.
    """
    if len({observed.level, sensitivity.level, specificity.level}) > 1:
        raise UsageError("observed rate, sensitivity and specificity must have one level")
    seen, hit, pass_ = _parts(observed), _parts(sensitivity), _parts(specificity)
    nothing = Corrected(None, 0.0, 1.0, observed, sensitivity, specificity)
    if seen is None or hit is None or pass_ is None or hit[0] + pass_[0] <= 1:
        return nothing
    value = _clipped((seen[0] + pass_[0] - 1) / (hit[0] + pass_[0] - 1))
    z = normal(observed.level)
    n, n_hit, n_pass = seen[1] + z**2, hit[1] + 2, pass_[1] + 2
    share = (seen[0] * seen[1] + z**2 / 2) / n
    se, sp = (hit[0] * hit[1] + 1) / n_hit, (pass_[0] * pass_[1] + 1) / n_pass
    better = se + sp - 1
    if better <= 0:
        return nothing
    middle = (share + sp - 1) / better
    of_se, of_sp = se * (1 - se) / n_hit, sp * (1 - sp) / n_pass
    shift = 2 * z**2 * (middle * of_se - (1 - middle) * of_sp)
    spread = share * (1 - share) / n + middle**2 * of_se + (1 - middle) ** 2 * of_sp
    reach = z * sqrt(spread) / better
    low, high = _clipped(middle + shift - reach), _clipped(middle + shift + reach)
    # The shrunken centre can leave a plain estimate of 0 or 1 outside: the interval reaches it.
    return Corrected(value, min(low, value), max(high, value), observed, sensitivity, specificity)


def _parts(rate: Rate | ClusteredRate) -> tuple[float, float] | None:
    """Share and effective size, None when nothing is known."""
    n = rate.effective_n if isinstance(rate, ClusteredRate) else rate.n
    return None if rate.share is None or not n else (rate.share, float(n))


def _clipped(share: float) -> float:
    return min(1.0, max(0.0, share))
