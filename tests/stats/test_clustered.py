"""Rates of clustered trials and the AUROC, against hand-computed values and by simulation."""

import random

import pytest

from clearsight.errors import UsageError
from clearsight.stats import Rate, auroc, clustered_rate


def test_trials_in_clusters_of_their_own_have_wilsons_interval() -> None:
    outcomes = [True] * 7 + [False] * 24
    rate, plain = clustered_rate(outcomes, [str(n) for n in range(31)]), Rate(7, 31)
    assert (rate.low, rate.high) == pytest.approx((plain.low, plain.high))


def test_effective_size_is_the_one_computed_by_hand() -> None:
    # Clusters of two, hits 2 2 2 0 0 0 of p = .5: residuals 6 * 1, so the variance is
    # 6/5 * 6 / 12^2 = .05 against .25/12, an effect of 2.4; t(5)/z = 2.5706/1.9600.
    rate = clustered_rate([True] * 6 + [False] * 6, list("aabbccddeeff"))
    assert rate.effective_n == pytest.approx(12 / 2.4 / (2.5706 / 1.95996) ** 2, abs=1e-3)
    assert str(rate) == f"6/12 = .50 [{rate.low:.2f}, {rate.high:.2f}]".replace("0.", ".")


def test_where_all_came_out_alike_clusters_count_as_one_trial_each() -> None:
    rate, plain = clustered_rate([True] * 20, [str(n // 4) for n in range(20)]), Rate(5, 5)
    assert (rate.low, rate.high) == pytest.approx((plain.low, 1.0))


def test_one_cluster_says_nothing_about_others() -> None:
    rate = clustered_rate([True, False, True], ["same"] * 3)
    assert (rate.low, rate.high) == (0.0, 1.0)


def test_nothing_tried_is_no_rate() -> None:
    assert str(clustered_rate([], [])) == "0/0"


def test_clusters_must_be_as_many_as_outcomes() -> None:
    with pytest.raises(UsageError, match="2 outcomes but 1 clusters"):
        clustered_rate([True, False], ["a"])


@pytest.mark.parametrize(("clusters", "size", "rate"), [(40, 5, 0.8), (15, 10, 0.7), (60, 4, 0.05)])
def test_about_95_of_100_intervals_hold_the_true_rate(
    clusters: int, size: int, rate: float
) -> None:
    draws = random.Random(clusters)
    alpha, beta = rate * (1 / 0.3 - 1), (1 - rate) * (1 / 0.3 - 1)  # rows of a cluster: .3 alike
    held = plain = 0
    for _ in range(400):
        chances = [draws.betavariate(alpha, beta) for _ in range(clusters)]
        outcomes = [draws.random() < p for p in chances for _ in range(size)]
        found = clustered_rate(outcomes, [str(n // size) for n in range(len(outcomes))])
        held += found.low <= rate <= found.high
        alone = Rate(sum(outcomes), len(outcomes))
        plain += alone.low <= rate <= alone.high
    assert 0.92 <= held / 400 <= 0.99
    assert plain / 400 < 0.9


@pytest.mark.parametrize(
    ("harmful", "harmless", "area"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1], [0.9], 0.0),
        ([0.5, 0.5], [0.5], 0.5),
        # Pairs: .8>.3 .8>.5 .5>.3 .5=.5, so (3 + 1/2) / 4.
        ([0.8, 0.5], [0.3, 0.5], 0.875),
        ([], [0.5], None),
    ],
)
def test_auroc_counts_pairs_and_half_of_ties(
    harmful: list[float], harmless: list[float], area: float | None
) -> None:
    assert auroc(harmful, harmless) == area
