"""Coverage and false alarms by simulation: a short form always, the long one in --long."""

import random
from collections.abc import Sequence
from math import sqrt

import pytest

from clearsight.stats import (
    Rate,
    clustered_rate,
    compare_groups,
    corrected_rate,
    detectable,
    holm,
    mcnemar,
    paired_difference,
    paired_power,
)

# Runs of the short and the long form; long ones are marked slow.
RUNS = [pytest.param(150, id="short"), pytest.param(3000, id="long", marks=pytest.mark.slow)]
FEWER = [pytest.param(60, id="short"), pytest.param(1000, id="long", marks=pytest.mark.slow)]
ALIKE = 0.3  # intraclass correlation of clustered rows
ITEMS, SIZE = 400, 8


def bounds(share: float, runs: int) -> tuple[float, float]:
    """Where a share of `runs` lies by chance, five standard deviations either way."""
    reach = 5 * sqrt(share * (1 - share) / runs)
    return share - reach, share + reach


def clustered_pairs(
    draws: random.Random, first: float, second: float, n: int, size: int
) -> tuple[list[bool], list[bool], list[str]]:
    """Two systems on the same items: a cluster's chances are beta, items share one draw."""
    scale = 1 / ALIKE - 1
    a: list[bool] = []
    b: list[bool] = []
    for _ in range(n // size):
        shift = draws.betavariate(first * scale, (1 - first) * scale)
        other = draws.betavariate(second * scale, (1 - second) * scale)
        for _ in range(size):
            common = draws.random() < 0.4
            u = draws.random()
            a.append(u < shift)
            b.append((u if common else draws.random()) < other)
    return a, b, [str(row // size) for row in range(len(a))]


@pytest.mark.parametrize("runs", RUNS)
@pytest.mark.parametrize(
    ("first", "second", "size"), [(0.9, 0.94, 1), (0.9, 0.9, 8), (0.5, 0.7, 8)]
)
def test_paired_intervals_hold_the_true_difference(
    first: float, second: float, size: int, runs: int
) -> None:
    draws, held, alarms = random.Random(7), 0, 0
    for _ in range(runs):
        found = paired_difference(*clustered_pairs(draws, first, second, ITEMS, size))
        held += found.low <= second - first <= found.high
        alarms += found.p < 0.05
    assert held / runs > bounds(0.95, runs)[0] - 0.01
    if first == second:
        assert alarms / runs < bounds(0.05, runs)[1]


@pytest.mark.parametrize("runs", RUNS)
def test_judge_corrected_intervals_hold_the_true_rate(runs: int) -> None:
    draws = random.Random(3)
    for true, se, sp in ((0.972, 0.8, 0.99), (0.5, 0.9, 0.8), (0.05, 0.97, 0.96)):
        held = naive = 0
        for _ in range(runs):
            seen = Rate(_hits(draws, 500, true * se + (1 - true) * (1 - sp)), 500)
            found = corrected_rate(
                seen, Rate(_hits(draws, 80, se), 80), Rate(_hits(draws, 60, sp), 60)
            )
            held += found.low <= true <= found.high
            naive += seen.low <= true <= seen.high
        assert held / runs > bounds(0.95, runs)[0] - 0.02
        assert naive < held


@pytest.mark.parametrize("runs", RUNS)
def test_equal_groups_rarely_differ_and_a_true_gap_is_held(runs: int) -> None:
    draws, alarms, held = random.Random(5), 0, 0
    names = [str(n) for n in range(60)]
    for _ in range(runs):
        equal = {g: _drawn(draws, 60, 0.9) for g in "abcdef"}
        alarms += any(
            gap.clear for gap in compare_groups(equal, dict.fromkeys("abcdef", names)).gaps
        )
        uneven = {
            g: _drawn(draws, 60, p) for g, p in zip("abcd", (0.6, 0.7, 0.7, 0.85), strict=True)
        }
        widest = compare_groups(uneven, dict.fromkeys("abcd", names)).widest
        held += widest is not None and widest.low <= 0.25 <= widest.high
    assert alarms / runs < bounds(0.05, runs)[1]
    assert held / runs > bounds(0.95, runs)[0]


@pytest.mark.parametrize("runs", FEWER)
def test_suites_of_alike_systems_raise_a_false_alarm_in_one_of_twenty(runs: int) -> None:
    """Twelve clustered tasks, two stacks that are the same: Holm holds the whole suite's level."""
    draws, alarms, without = random.Random(11), 0, 0
    for _ in range(runs):
        p_values = [
            paired_difference(*clustered_pairs(draws, 0.8, 0.8, 160, SIZE)).p for _ in range(12)
        ]
        alarms += min(holm(p_values)) < 0.05
        without += min(p_values) < 0.05
    assert alarms / runs < bounds(0.05, runs)[1]
    assert without > alarms


@pytest.mark.parametrize("runs", RUNS)
def test_power_is_the_share_of_differences_found(runs: int) -> None:
    draws, found = random.Random(13), 0
    for _ in range(runs):
        kinds = [draws.random() for _ in range(400)]
        gained, lost = sum(k < 0.07 for k in kinds), sum(0.07 <= k < 0.1 for k in kinds)
        found += mcnemar(gained, lost) < 0.05
    low, high = bounds(paired_power(400, 0.07, 0.03), runs)
    assert low < found / runs < high
    least = detectable(400, 0.1)
    assert least is not None
    assert least < 0.05


@pytest.mark.slow
@pytest.mark.parametrize(("clusters", "size", "rate"), [(40, 5, 0.8), (15, 10, 0.7), (60, 4, 0.05)])
def test_clustered_rates_hold_the_true_rate(clusters: int, size: int, rate: float) -> None:
    draws, held, scale = random.Random(clusters), 0, 1 / ALIKE - 1
    for _ in range(4000):
        chances = [draws.betavariate(rate * scale, (1 - rate) * scale) for _ in range(clusters)]
        outcomes = [draws.random() < p for p in chances for _ in range(size)]
        found = clustered_rate(outcomes, [str(n // size) for n in range(len(outcomes))])
        held += found.low <= rate <= found.high
    assert 0.93 <= held / 4000 <= 0.985


def _hits(draws: random.Random, n: int, share: float) -> int:
    return sum(_drawn(draws, n, share))


def _drawn(draws: random.Random, n: int, share: float) -> Sequence[bool]:
    return [draws.random() < share for _ in range(n)]
