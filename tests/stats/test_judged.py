"""Judge-corrected rates, group gaps, agreement and means, against values worked out by hand."""

import pytest

from clearsight.errors import UsageError
from clearsight.stats import (
    Rate,
    clustered_mean,
    compare_groups,
    corrected_rate,
    kappa,
)


def test_estimate_is_rogan_and_gladens() -> None:
    # (.30 + .9 - 1) / (.8 + .9 - 1)
    found = corrected_rate(Rate(30, 100), Rate(80, 100), Rate(90, 100))
    assert found.value == pytest.approx(0.2 / 0.7)
    assert found.low < 0.2 / 0.7 < found.high


def test_perfect_judge_known_from_many_rows_adds_nothing() -> None:
    plain = Rate(30, 100)
    found = corrected_rate(plain, Rate(10**7, 10**7), Rate(10**7, 10**7))
    assert found.value == pytest.approx(0.3)
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high), abs=0.01)


def test_fewer_labels_widen_the_interval() -> None:
    many = corrected_rate(Rate(300, 1000), Rate(800, 1000), Rate(900, 1000))
    few = corrected_rate(Rate(300, 1000), Rate(40, 50), Rate(45, 50))
    assert few.low < many.low < many.high < few.high


@pytest.mark.parametrize("judge", [(Rate(5, 10), Rate(5, 10)), (Rate(0, 0), Rate(9, 10))])
def test_judge_that_knows_nothing_gives_nothing(judge: tuple[Rate, Rate]) -> None:
    found = corrected_rate(Rate(3, 10), *judge)
    assert (found.value, found.low, found.high) == (None, 0.0, 1.0)


def test_levels_must_be_one() -> None:
    with pytest.raises(UsageError, match="one level"):
        corrected_rate(Rate(3, 10, 0.9), Rate(9, 10), Rate(9, 10))


def test_every_pair_of_groups_is_compared_and_the_widest_named() -> None:
    outcomes = {"a": [True] * 90 + [False] * 10, "b": [True] * 50 + [False] * 50, "c": [True] * 9}
    clusters = {group: [str(n) for n in range(len(rows))] for group, rows in outcomes.items()}
    found = compare_groups(outcomes, clusters)
    assert found.widest is not None
    assert (found.widest.higher, found.widest.lower) == ("c", "b")
    assert found.widest.value == pytest.approx(0.5)
    assert [gap.clear for gap in found.gaps if gap.higher == "a"] == [True]
    assert found.rates["a"].low < Rate(90, 100).low  # three hold at once


def test_a_group_without_rows_has_no_gap() -> None:
    found = compare_groups({"a": [True, False], "b": []}, {"a": ["1", "2"], "b": []})
    assert found.widest is None
    assert found.rates["b"].share is None


def test_kappa_is_the_one_computed_by_hand() -> None:
    # 20 both yes, 5 and 10 differ, 15 both no: seen .70, by chance .50.
    first = ["y"] * 25 + ["n"] * 25
    second = ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15
    found = kappa(first, second, [str(n) for n in range(50)])
    assert found.kappa == pytest.approx(0.4)
    # Fleiss, Cohen and Everitt 1969 give a standard error of .1303 for this table.
    assert found.low is not None
    assert found.high is not None
    assert (found.high - found.low) / 2 == pytest.approx(0.1303 * 2.01, rel=0.05)


def test_kappa_of_one_label_is_unknown() -> None:
    found = kappa(["y", "y"], ["y", "y"], ["1", "2"])
    assert (found.kappa, found.low, found.same) == (None, None, 2)


def test_mean_over_clusters_of_one_is_the_usual_one() -> None:
    found = clustered_mean([1.0, 2.0, 3.0, 4.0], list("abcd"))
    # Standard error .6455, t(3) = 3.1824.
    assert found.value == 2.5
    assert found.low == pytest.approx(2.5 - 0.6455 * 3.1824, abs=5e-3)
    assert clustered_mean([1.0], ["a"]).low is None
