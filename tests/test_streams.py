"""No forbidden passage leaves a stream that must hold it, however the model's answer is cut."""

import asyncio
import random

import pytest

from clearsight.policy import Policy
from scripts.measures.streams import CLOSE, OPEN, Case, case, run, under

POLICY = Policy.load()


@pytest.mark.parametrize(
    ("window", "cuts"),
    [
        (None, 300),
        (240, 300),
        (17, 100),
        pytest.param(None, 10_000, marks=pytest.mark.slow),
        pytest.param(240, 10_000, marks=pytest.mark.slow),
    ],
)
def test_nothing_leaks_of_what_fits_and_what_was_judged_was_delivered(
    window: int | None, cuts: int
) -> None:
    chance = random.Random(f"streams {window} {cuts}")
    rules = under(POLICY, window=window)
    longest = window or 2000
    refused = 0
    for _ in range(cuts):
        one = case(chance, span=(2, longest), violating=chance.random() < 0.8)
        said = asyncio.run(run(one, rules))
        assert said.leaked == 0, one
        assert said.judged, one
        assert said.refused == bool(one.spans), one
        refused += said.refused
    assert cuts > refused > cuts / 2


def test_the_measure_sees_a_leak() -> None:
    """A passage longer than the window does leave in part, and that is counted."""
    passage = OPEN + "x" * 900 + CLOSE
    one = Case(tuple(passage), ((0, len(passage)),))
    said = asyncio.run(run(one, under(POLICY, window=100)))
    assert said.refused
    assert 0 < said.leaked < len(passage)
    assert asyncio.run(run(one, under(POLICY, window=None))).leaked == 0
