"""Curves, calibration error and the clustered bootstrap, against values computed by hand."""

import random

import pytest

from clearsight.evals.judge.curve import calibration_error, points, recall_at, resample

SCORES = [0.9, 0.8, 0.8, 0.4, 0.2]
LABELS = [True, True, False, True, False]


def test_corners_are_those_of_each_score() -> None:
    corners = [(p.threshold, p.false_refusals, round(p.recall, 3)) for p in points(SCORES, LABELS)]
    assert corners == [
        (float("inf"), 0.0, 0.0), (0.9, 0.0, 0.333), (0.8, 0.5, 0.667), (0.4, 0.5, 1.0),
        (0.2, 1.0, 1.0),
    ]  # fmt: skip


def test_recall_at_a_share_makes_no_point_up() -> None:
    curve = points(SCORES, LABELS)
    assert recall_at(curve, 0.49) == pytest.approx(1 / 3)
    assert recall_at(curve, 0.5) == 1.0


def test_calibration_error_weighs_bins_by_their_rows() -> None:
    # Two bins: (.95 + .95) / 2 against 1/2, and .05 against 0; so (2 * .45 + .05) / 3.
    found = calibration_error([0.95, 0.95, 0.05], [True, False, False])
    assert found == pytest.approx((2 * 0.45 + 0.05) / 3)
    assert calibration_error([], []) is None


def noisy(seed: int, clusters: int, size: int) -> tuple[list[float], list[bool], list[str]]:
    """Rows whose clusters share most of their score; harmful and harmless by turns."""
    draws, scores = random.Random(seed), []
    labels = [n % 2 == 0 for n in range(clusters) for _ in range(size)]
    for n in range(clusters):
        shared = draws.gauss(1.0 if n % 2 == 0 else 0.0, 0.8)
        scores += [shared + draws.gauss(0, 0.2) for _ in range(size)]
    return scores, labels, [str(n // size) for n in range(clusters * size)]


def test_the_same_seed_gives_the_same_interval_and_the_estimate_is_the_auroc() -> None:
    scores, labels, clusters = noisy(1, 40, 3)
    one = resample(scores, labels, clusters, at=(0.1,), times=200, seed=5)
    assert one == resample(scores, labels, clusters, at=(0.1,), times=200, seed=5)
    assert one.recalls[0].estimate == recall_at(points(scores, labels), 0.1)
    assert one.auroc.low is not None
    assert one.auroc.high is not None
    assert one.auroc.low < one.auroc.estimate < one.auroc.high


def test_intervals_over_clusters_hold_the_true_auroc_and_those_over_rows_do_not() -> None:
    true = 0.8044  # P(a > b) of N(1, s) against N(0, s), s^2 = .8^2 + .2^2: Phi(1 / (s * 2^.5))
    held, alone = 0, 0
    for seed in range(60):
        scores, labels, clusters = noisy(seed, 60, 6)
        one = resample(scores, labels, clusters, at=(), times=150, seed=seed).auroc
        each = [str(n) for n in range(len(scores))]
        two = resample(scores, labels, each, at=(), times=150, seed=seed).auroc
        held += (one.low or 0) <= true <= (one.high or 0)
        alone += (two.low or 0) <= true <= (two.high or 0)
    assert held >= 53
    assert alone < 46


def test_rows_told_apart_without_a_fault_give_no_interval() -> None:
    found = resample([0.9] * 9 + [0.1] * 9, [True] * 9 + [False] * 9, list("abcdefghi") * 2,
                     at=(), times=50, seed=0)  # fmt: skip
    assert (found.auroc.estimate, found.auroc.low) == (1.0, None)
