"""What keys and limits cost a request: CPU of this process, all threads, without the database's.

Usage: python -m scripts.benches.store [--database URL] [-n 20]
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from clearsight.store import Allowed, Key, KeyLimits, Store
from clearsight.store.keys import Keys
from clearsight.store.usage import UsageCounters
from scripts.benches.rows import Row, markdown

PEPPER = "a pepper for measurements, 40 characters"
BATCH = 200
SHARED = 0.6


class Clock:
    """Moves by a step per request: `per_minute` requests fill a minute."""

    def __init__(self) -> None:
        self.seconds = 60 * 30_000_000.0

    def __call__(self) -> float:
        return self.seconds


async def per_call(work: Callable[[], Awaitable[object]], n: int) -> tuple[float, ...]:
    """CPU ms of one call, as the mean of a batch; n batches after one to warm up."""
    values = []
    for _ in range(n + 1):
        start = time.process_time()
        for _ in range(BATCH):
            await work()
        values.append((time.process_time() - start) * 1000 / BATCH)
    return tuple(values[1:])


async def rows(url: str, n: int) -> list[Row]:
    """Parts first, then a whole request at several rates."""
    store = Store.open(url, pepper=PEPPER)
    await store.migrate()
    made = await store.keys.create("measured", limits=KeyLimits(requests=10**9, tokens=10**12))
    key, database = made.key, store.database
    await store.keys.check(made.secret)

    async def forgotten() -> None:
        store.keys._seen.clear()
        assert await store.keys.check(made.secret)

    async def leased() -> None:
        allowed = await store.usage.take(key, tokens=300)
        assert isinstance(allowed, Allowed)
        await store.usage.settle(key, allowed, tokens=500)

    late = Clock()
    usage = UsageCounters(database, now=late)

    async def asked() -> None:
        late.seconds += 120  # no lease lives that long
        assert isinstance(await usage.take(key), Allowed)

    found = [
        Row("key, remembered", 0, await per_call(lambda: store.keys.check(made.secret), n)),
        Row("key, asked of the database", 0, await per_call(forgotten, n)),
        Row("take and settle within a lease", 0, await per_call(leased, n)),
        Row("take that asks the database", 0, await per_call(asked, n)),
    ]
    for per_minute in (60, 600, 6000):
        limits = KeyLimits(
            per_minute * 2, per_minute * 1000, per_minute * 4, per_minute * 4_000_000
        )
        one = await store.keys.create("rate", limits=limits)
        clock = Clock()
        keys = Keys(database, PEPPER, clock=clock)
        counters = UsageCounters(database, now=clock)
        request = _request(keys, counters, one.secret, clock, 60 / per_minute)
        name = f"request with a picture, four limits, {per_minute} a minute"
        found.append(Row(name, SHARED, await per_call(request, n)))
    await store.close()
    return found


def _request(
    keys: Keys, usage: UsageCounters, secret: str, clock: Clock, step_s: float
) -> Callable[[], Awaitable[None]]:
    async def request() -> None:
        clock.seconds += step_s
        key: Key | None = await keys.check(secret)
        assert key is not None
        allowed = await usage.take(key, tokens=300, images=1, pixels=1_000_000)
        assert isinstance(allowed, Allowed), allowed
        await usage.settle(key, allowed, tokens=420)

    return request


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--database", metavar="URL", help="an empty database; else a new file")
    parser.add_argument("-n", type=int, default=20, help=f"batches of {BATCH} calls")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{Path(folder) / 'bench.db'}"
        print(markdown(asyncio.run(rows(url, given.n))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
