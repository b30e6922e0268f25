"""Paired differences and their tests, against values worked out by hand or by brute force."""

from itertools import product
from math import comb, log, sqrt

import pytest

from clearsight.errors import UsageError
from clearsight.stats import Difference, holm, mcnemar, paired_difference, paired_power
from clearsight.stats.multiple import benjamini_hochberg
from clearsight.stats.paired import flipped
from clearsight.stats.power import detectable, pairs_needed


def compared(both: int, gained: int, lost: int, neither: int, size: int = 1) -> Difference:
    """Pairs by what happened to them, in clusters of `size`."""
    first = [True] * (both + lost) + [False] * (gained + neither)
    second = [True] * both + [False] * lost + [True] * gained + [False] * neither
    return paired_difference(first, second, [str(n // size) for n in range(len(first))])


@pytest.mark.parametrize(("gained", "lost"), [(0, 0), (5, 0), (6, 0), (9, 2), (12, 12)])
def test_mcnemar_is_the_two_sided_sign_test(gained: int, lost: int) -> None:
    n, tail = gained + lost, min(gained, lost)
    exact = 2 * sum(comb(n, k) for k in range(tail + 1)) / 2**n
    assert mcnemar(gained, lost) == pytest.approx(min(1.0, exact))


def test_clusters_are_flipped_whole() -> None:
    # Sums 3, 2, -1: |total| is 4 or more in 4 of the 8 ways to set the signs.
    ways = [abs(3 * a + 2 * b + c) for a, b, c in product((1, -1), repeat=3)]
    assert flipped([3, 2, -1]) == pytest.approx(sum(total >= 4 for total in ways) / 8)


def test_interval_ends_where_the_constrained_likelihood_puts_the_score() -> None:
    found = compared(60, 12, 3, 25)
    for end in (found.low, found.high):
        # The share of lost items that is most likely if the true difference were this end.
        tried = [k / 1e5 for k in range(1, 40_000) if k / 1e5 + end > 0 and 2 * k / 1e5 + end < 1]
        lost = max(tried, key=lambda q: 12 * log(q + end) + 3 * log(q) + 85 * log(1 - 2 * q - end))
        score = (12 - 3 - 100 * end) / sqrt(100 * (2 * lost + end - end**2))
        assert abs(score) == pytest.approx(1.96, abs=2e-3)


def test_no_item_differs_yet_the_interval_has_width() -> None:
    found = compared(80, 0, 0, 20)
    assert found.value == 0
    assert found.p == 1
    assert found.low == pytest.approx(-found.high)
    assert 0.03 < found.high < 0.05


def test_clusters_that_move_together_say_less() -> None:
    alone, together = compared(40, 20, 0, 40), compared(40, 20, 0, 40, size=10)
    assert together.clusters == 10
    assert together.low < alone.low < 0.2 < alone.high < together.high
    assert alone.p < 0.001
    assert together.p == pytest.approx(0.5)  # two clusters of ten: 2 of 4 ways


def test_one_cluster_says_nothing() -> None:
    found = compared(1, 3, 0, 1, size=5)
    assert (found.low, found.high, found.p) == (-1.0, 1.0, 1.0)


def test_nothing_compared_is_no_difference() -> None:
    found = compared(0, 0, 0, 0)
    assert (found.value, found.low, found.high, found.p) == (None, -1.0, 1.0, 1.0)


def test_a_pair_needs_both() -> None:
    with pytest.raises(UsageError, match="1 outcomes of the first system but 2"):
        paired_difference([True], [True, False], ["a"])


def test_holm_is_the_published_step_down() -> None:
    # Holm 1979: the least of three is multiplied by 3, then 2, then 1, never falling.
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


def test_benjamini_hochberg_is_the_published_step_up() -> None:
    # The example of the paper's section 3.2: at .05 the first four of fifteen are found.
    values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
              0.4262, 0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip
    adjusted = benjamini_hochberg(values)
    assert [value <= 0.05 for value in adjusted] == [True] * 4 + [False] * 11


def test_power_is_the_sum_over_all_tables() -> None:
    n, gained, lost = 12, 0.4, 0.1
    total = 0.0
    for b, c in product(range(n + 1), repeat=2):
        if b + c <= n and mcnemar(b, c) < 0.05:
            ways = comb(n, b) * comb(n - b, c)
            total += ways * gained**b * lost**c * (1 - gained - lost) ** (n - b - c)
    assert paired_power(n, gained, lost) == pytest.approx(total)


def test_least_difference_and_needed_items_agree_with_power() -> None:
    least = detectable(400, 0.1)
    assert least is not None
    assert paired_power(400, (0.1 + least) / 2, (0.1 - least) / 2) == pytest.approx(0.8, abs=0.01)
    assert detectable(20, 0.05) is None
    needed = pairs_needed(0.07, 0.03)
    assert needed is not None
    assert paired_power(needed, 0.07, 0.03) >= 0.8
    assert pairs_needed(0.1, 0.1) is None


def test_shares_that_cannot_be_are_an_error() -> None:
    with pytest.raises(UsageError, match="cannot be"):
        paired_power(10, 0.7, 0.6)
