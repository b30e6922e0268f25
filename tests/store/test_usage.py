"""Limits hold in a process, across processes, and across the border of two minutes."""

import asyncio
import subprocess
import sys

import pytest
from sqlalchemy import select

from clearsight.store import Allowed, Key, KeyLimits, Limited, Store
from clearsight.store.tables import usage
from clearsight.store.usage import UsageCounters
from tests.store.conftest import PEPPER, Clock

WORKER = """
import asyncio, sys
from clearsight.store import Allowed, KeyLimits, Store
from clearsight.store.usage import UsageCounters

async def main(url, pepper, secret, tries, now):
    store = Store.open(url, pepper=pepper)
    await store.migrate()
    key = await store.keys.check(secret)
    counters = UsageCounters(store.database, now=lambda: float(now))
    print("ready", flush=True)
    sys.stdin.readline()
    takes = [counters.take(key, images=2, tokens=7) for _ in range(int(tries))]
    taken = await asyncio.gather(*takes)
    print(sum(isinstance(t, Allowed) for t in taken))
    await store.close()

asyncio.run(main(*sys.argv[1:]))
"""


async def made(store: Store, limits: KeyLimits) -> Key:
    return (await store.keys.create("x", limits=limits)).key


async def many(counters: UsageCounters, key: Key, tries: int) -> int:
    taken = [await counters.take(key) for _ in range(tries)]
    return sum(isinstance(t, Allowed) for t in taken)


@pytest.fixture
def counters(store: Store, clock: Clock) -> UsageCounters:
    """Counters whose time stands still."""
    return UsageCounters(store.database, now=clock)


@pytest.mark.parametrize("limit", [1, 3, 31, 64, 1000])
async def test_exactly_the_limit_passes(store: Store, counters: UsageCounters, limit: int) -> None:
    key = await made(store, KeyLimits(requests=limit))
    assert await many(counters, key, limit + 20) == limit
    limited = await counters.take(key)
    assert isinstance(limited, Limited)
    assert (limited.which, limited.limit, limited.remaining) == ("requests", limit, 0)
    assert 60 < limited.retry_after_s <= 120


async def test_a_key_without_limits_asks_the_database_nothing(
    store: Store, counters: UsageCounters
) -> None:
    key = await made(store, KeyLimits())
    assert await many(counters, key, 50) == 50
    assert await store.database.run(select(usage)) == []


async def test_two_counters_together_take_no_more_than_the_limit(
    store: Store, other: Store, clock: Clock
) -> None:
    key = await made(store, KeyLimits(requests=500))
    both = [UsageCounters(s.database, now=clock) for s in (store, other)]
    taken = await asyncio.gather(*(c.take(key) for _ in range(400) for c in both))
    assert sum(isinstance(t, Allowed) for t in taken) == 500


@pytest.mark.parametrize("workers", [2, 4])
async def test_several_processes_together_take_no_more_than_the_limit(
    store: Store, url: str, clock: Clock, workers: int
) -> None:
    limits = KeyLimits(requests=300, images=500, tokens=10_000)
    secret = (await store.keys.create("x", limits=limits)).secret
    command = [sys.executable, "-c", WORKER, url, PEPPER, secret, "300", str(clock())]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(workers)
    ]
    for process in running:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [await asyncio.to_thread(p.communicate, timeout=60) for p in running]
    # 2 images each: 250 requests; an odd image may stay in each process's lease.
    assert 250 - workers <= sum(int(out) for out, _ in told) <= 250


async def test_all_is_taken_or_nothing(store: Store, counters: UsageCounters) -> None:
    key = await made(store, KeyLimits(requests=10, images=2))
    assert isinstance(await counters.take(key, images=2), Allowed)
    for _ in range(20):
        limited = await counters.take(key, images=1)
        assert isinstance(limited, Limited)
        assert limited.which == "images"
    assert await many(counters, key, 20) == 9


async def test_what_exceeds_a_whole_minute_never_passes(
    store: Store, counters: UsageCounters
) -> None:
    key = await made(store, KeyLimits(pixels=1_000_000, images=0))
    limited = await counters.take(key, pixels=1_000_001)
    assert isinstance(limited, Limited)
    assert limited.too_large
    assert isinstance(await counters.take(key, images=1), Limited)
    assert isinstance(await counters.take(key, pixels=1_000_000), Allowed)


async def test_a_burst_cannot_straddle_the_border_of_two_minutes(
    store: Store, counters: UsageCounters, clock: Clock
) -> None:
    key = await made(store, KeyLimits(requests=100))
    clock.seconds += 59
    assert await many(counters, key, 100) == 100
    clock.seconds += 2  # 98 % of the minute before still counts
    assert await many(counters, key, 100) == 1
    clock.seconds += 29
    assert 45 <= await many(counters, key, 100) <= 50
    clock.seconds += 90
    assert await many(counters, key, 200) >= 74


@pytest.mark.parametrize("offset_s", [0.0, 10.0, 45.5])
async def test_retry_after_is_kept(
    store: Store, counters: UsageCounters, clock: Clock, offset_s: float
) -> None:
    key = await made(store, KeyLimits(requests=10))
    clock.seconds += offset_s
    await many(counters, key, 10)
    limited = await counters.take(key)
    assert isinstance(limited, Limited)
    clock.seconds += limited.retry_after_s - 1
    assert isinstance(await counters.take(key), Limited)
    clock.seconds += 1
    assert isinstance(await counters.take(key), Allowed)


async def test_refused_requests_do_not_load_the_database(
    store: Store, counters: UsageCounters, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = await made(store, KeyLimits(requests=1))
    await many(counters, key, 2)
    monkeypatch.setattr(store.database, "work", None)
    assert await many(counters, key, 100) == 0


async def test_leases_make_most_requests_free_of_the_database(
    store: Store, counters: UsageCounters, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = await made(store, KeyLimits(requests=6000))
    asked = 0
    run = store.database.work

    async def counted(*arguments: object) -> object:
        nonlocal asked
        asked += 1
        return await run(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(store.database, "work", counted)
    assert await many(counters, key, 3000) == 3000
    assert asked <= 30


async def test_tokens_are_settled_after_the_answer(store: Store, counters: UsageCounters) -> None:
    key = await made(store, KeyLimits(tokens=1000))
    first = await counters.take(key, tokens=400)
    assert isinstance(first, Allowed)
    await counters.settle(key, first, tokens=100)
    second = await counters.take(key, tokens=900)
    assert isinstance(second, Allowed)
    await counters.settle(key, second, tokens=1500)
    limited = await counters.take(key, tokens=1)
    assert isinstance(limited, Limited)
    (row,) = await store.database.run(select(usage))
    assert row.used == 1600, "what exceeded the limit was charged"


async def test_other_processes_see_what_was_settled(
    store: Store, other: Store, clock: Clock
) -> None:
    key = await made(store, KeyLimits(tokens=1000))
    one, two = (UsageCounters(s.database, now=clock) for s in (store, other))
    allowed = await one.take(key, tokens=1)
    assert isinstance(allowed, Allowed)
    await one.settle(key, allowed, tokens=2000)
    assert isinstance(await two.take(key, tokens=1), Limited)


async def test_a_closed_minute_takes_nothing_back(
    store: Store, counters: UsageCounters, clock: Clock
) -> None:
    key = await made(store, KeyLimits(tokens=1000))
    allowed = await counters.take(key, tokens=1000)
    assert isinstance(allowed, Allowed)
    clock.seconds += 119.9
    await counters.settle(key, allowed, tokens=0)
    full = await counters.take(key, tokens=998)
    assert isinstance(full, Allowed)
    assert isinstance(await counters.take(key, tokens=10), Limited)


async def test_a_slower_clock_does_not_open_a_minute_twice(
    store: Store, other: Store, clock: Clock
) -> None:
    key = await made(store, KeyLimits(requests=1000))
    clock.seconds += 0.4
    slow = Clock()
    slow.seconds = clock.seconds - 0.5
    ahead, behind = (
        UsageCounters(store.database, now=clock),
        UsageCounters(other.database, now=slow),
    )
    assert await many(ahead, key, 1020) == 1000
    assert await many(behind, key, 20) == 0
    assert await many(UsageCounters(store.database, now=clock), key, 20) == 0


async def test_a_lease_ends_with_its_minute(
    store: Store, counters: UsageCounters, clock: Clock
) -> None:
    key = await made(store, KeyLimits(requests=1000))
    await counters.take(key)
    clock.seconds += 120
    await counters.take(key)
    (row,) = await store.database.run(select(usage))
    assert row.minute == clock() // 60, "what is used now is counted now"


async def test_a_negative_amount_is_an_error(store: Store, counters: UsageCounters) -> None:
    key = await made(store, KeyLimits(tokens=10))
    with pytest.raises(ValueError, match="-1"):
        await counters.take(key, tokens=-1)
