"""The circuit breaker: opens after failures in a row, tries one, and never lets anything pass."""

import asyncio

import pytest

from clearsight.breaker import Breaker
from clearsight.errors import ModelError


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def ask(breaker: Breaker, error: BaseException | None = None) -> None:
    async with breaker:
        if error is not None:
            raise error


async def fail(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        with pytest.raises(ModelError, match="down"):
            await ask(breaker, ModelError("down", retryable=True))


async def test_it_opens_after_failures_in_a_row_and_fails_at_once() -> None:
    clock = Clock()
    breaker = Breaker("judge", failures=3, open_s=5, now=clock)
    await fail(breaker, 2)
    await ask(breaker)
    await fail(breaker, 3)
    assert breaker.open
    with pytest.raises(ModelError, match="judge failed 3 times in a row") as caught:
        await ask(breaker)
    assert caught.value.retryable


async def test_one_question_tries_and_the_others_still_fail() -> None:
    clock = Clock()
    breaker = Breaker("judge", failures=1, open_s=5, longest_s=12, now=clock)
    await fail(breaker, 1)
    clock.now = 5.1

    async def slow() -> None:
        async with breaker:
            await asyncio.sleep(0.05)

    trial = asyncio.ensure_future(slow())
    await asyncio.sleep(0.01)
    with pytest.raises(ModelError, match="not asked"):
        await ask(breaker)
    await trial
    await ask(breaker)
    assert not breaker.open


async def test_each_failed_trial_doubles_the_wait_up_to_a_limit() -> None:
    clock = Clock()
    breaker = Breaker("judge", failures=1, open_s=5, longest_s=12, now=clock)
    await fail(breaker, 1)
    for wait in (10, 12, 12):
        clock.now += 100
        await fail(breaker, 1)
        clock.now += wait - 0.1
        assert breaker.open
        clock.now += 0.2
        assert not breaker.open
        clock.now -= 0.1


@pytest.mark.parametrize(
    "error", [ModelError("rejected: HTTP 400"), asyncio.CancelledError(), ValueError("ours")]
)
async def test_what_says_nothing_about_the_endpoint_does_not_open_it(error: BaseException) -> None:
    breaker = Breaker("judge", failures=2)
    for _ in range(5):
        with pytest.raises(type(error)):
            await ask(breaker, error)
    assert not breaker.open


async def test_a_caller_who_leaves_during_the_trial_leaves_it_to_the_next() -> None:
    clock = Clock()
    breaker = Breaker("judge", failures=1, open_s=5, now=clock)
    await fail(breaker, 1)
    clock.now = 6
    with pytest.raises(asyncio.CancelledError):
        await ask(breaker, asyncio.CancelledError())
    await ask(breaker)
    assert not breaker.open
