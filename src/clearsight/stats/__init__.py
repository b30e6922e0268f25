"""Rates, differences, gaps and agreement, none without its interval. Standard library only.

rates      one share: Wilson, and Wilson at the effective size of clustered trials
means      a mean of clustered values; excess over noise
paired     two systems on the same items: difference, interval, exact test
groups     several groups at once: each rate, the widest gap
corrected  a rate that an imperfect judge counted
agreement  two judges: Cohen's kappa
ranks      AUROC
multiple   many tests: Holm, Benjamini and Hochberg
power      what a comparison could have found
"""

from clearsight.stats.agreement import Agreement, kappa
from clearsight.stats.corrected import Corrected, corrected_rate
from clearsight.stats.groups import Gap, Groups, compare_groups
from clearsight.stats.means import Mean, clustered_mean
from clearsight.stats.multiple import benjamini_hochberg, holm
from clearsight.stats.paired import Difference, mcnemar, paired_difference
from clearsight.stats.power import detectable, paired_power, pairs_needed
from clearsight.stats.ranks import auroc
from clearsight.stats.rates import ClusteredRate, Rate, clustered_rate

__all__ = [
    "Agreement",
    "ClusteredRate",
    "Corrected",
    "Difference",
    "Gap",
    "Groups",
    "Mean",
    "Rate",
    "auroc",
    "benjamini_hochberg",
    "clustered_mean",
    "clustered_rate",
    "compare_groups",
    "corrected_rate",
    "detectable",
    "holm",
    "kappa",
    "mcnemar",
    "paired_difference",
    "paired_power",
    "pairs_needed",
]
