"""Rates and their intervals, against published values."""

import pytest

from clearsight.errors import UsageError
from clearsight.stats import Rate


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_interval_is_the_published_one(successes: int, n: int, low: float, high: float) -> None:
    rate = Rate(successes, n)
    assert (rate.low, rate.high) == pytest.approx((low, high), abs=5e-5)


def test_interval_of_failures_mirrors_that_of_successes() -> None:
    rate, mirrored = Rate(7, 31), Rate(24, 31)
    assert rate.low == pytest.approx(1 - mirrored.high)
    assert Rate(31, 31).high == 1.0
    assert Rate(31, 31).low == pytest.approx(1 - Rate(0, 31).high)


def test_lower_level_gives_a_narrower_interval() -> None:
    wide, narrow = Rate(7, 31), Rate(7, 31, level=0.5)
    assert wide.low < narrow.low < 7 / 31 < narrow.high < wide.high


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (Rate(91, 112), "91/112 = .81 [.73, .87]"),
        (Rate(0, 20), "0/20 = .00 [.00, .16]"),
        (Rate(20, 20), "20/20 = 1.00 [.84, 1.00]"),
        (Rate(0, 0), "0/0"),
    ],
)
def test_a_rate_is_printed_with_n_and_interval(rate: Rate, words: str) -> None:
    assert str(rate) == words


def test_nothing_tried_says_nothing() -> None:
    rate = Rate(0, 0)
    assert rate.share is None
    assert (rate.low, rate.high) == (0.0, 1.0)


@pytest.mark.parametrize(("successes", "n", "level"), [(3, 2, 0.95), (-1, 2, 0.95), (1, 2, 1.0)])
def test_impossible_counts_are_an_error(successes: int, n: int, level: float) -> None:
    with pytest.raises(UsageError, match="expected"):
        Rate(successes, n, level)
