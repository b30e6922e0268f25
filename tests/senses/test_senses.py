"""All senses over one image: order, cache, failures, time."""

import asyncio
import io
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PIL import Image as Pillow

from clearsight.cache import TimedCache
from clearsight.content import Image
from clearsight.errors import UsageError
from clearsight.reading import Reading
from clearsight.senses import Picture, Senses, in_order
from clearsight.senses.memory import give_back


def grey(name: str = "a") -> Image:
    out = io.BytesIO()
    Pillow.new("RGB", (8, 6), (120, 120, 120)).save(out, "PNG")
    return Image(out.getvalue(), "image/png", 8, 6, name)


@dataclass
class Fixed:
    name: str = "fixed"
    version: str = "1"
    after: tuple[str, ...] = ()
    error: Exception | None = None
    delay_s: float = 0.0
    seen: list[Reading] = field(default_factory=list)

    def sense(self, picture: Picture, draft: Reading) -> Reading:
        self.seen.append(draft)
        time.sleep(self.delay_s)
        if self.error:
            raise self.error
        return replace(draft, explicit=0.1)


def test_senses_run_behind_those_they_build_on() -> None:
    wanted = [Fixed("a", after=("c",)), Fixed("b"), Fixed("c", after=("b", "absent"))]
    assert [sense.name for sense in in_order(wanted)] == ["b", "c", "a"]


def test_senses_that_wait_for_each_other_are_an_error() -> None:
    with pytest.raises(UsageError, match="wait for each other"):
        in_order([Fixed("a", after=("b",)), Fixed("b", after=("a",))])


async def test_the_same_image_is_read_once_also_when_asked_twice_at_once() -> None:
    sense = Fixed(delay_s=0.05)
    senses = Senses([sense])
    first, second = await asyncio.gather(senses.read(grey()), senses.read(grey()))
    assert await senses.read(grey()) == first == second
    assert len(sense.seen) == 1
    senses.close()


async def test_tenants_do_not_share_readings() -> None:
    sense, cache = Fixed(), TimedCache[Reading]()
    for tenant in ("one", "two"):
        senses = Senses([sense], cache=cache.of(tenant))
        await senses.read(grey())
        senses.close()
    assert len(sense.seen) == 2


async def test_a_sense_that_breaks_is_recorded_and_the_others_go_on() -> None:
    senses = Senses([Fixed("bad", error=ValueError("no")), Fixed("good")])
    reading = await senses.read(grey())
    assert [(f.sense, f.reason) for f in reading.failures] == [("bad", "error")]
    assert reading.explicit == 0.1
    assert not reading.ran("bad")
    assert reading.ran("good")
    senses.close()


async def test_a_failed_reading_is_not_kept() -> None:
    sense = Fixed(error=ValueError("no"))
    senses = Senses([sense])
    await senses.read(grey())
    sense.error = None
    assert (await senses.read(grey())).failures == ()
    senses.close()


async def test_a_slow_sense_is_a_timeout_and_not_a_wait() -> None:
    senses = Senses([Fixed(delay_s=0.6)], timeout_s=0.05)
    start = time.perf_counter()
    reading = await senses.read(grey())
    assert time.perf_counter() - start < 0.5
    assert [(f.sense, f.reason) for f in reading.failures] == [("fixed", "timeout")]
    senses.close()


def test_a_cache_forgets_the_oldest_and_the_expired() -> None:
    now = [0.0]
    cache = TimedCache[str](most=2, lifetime_s=10, clock=lambda: now[0])
    for key in "abc":
        cache.put(key, key.upper())
    assert [cache.get(key) for key in "abc"] == [None, "B", "C"]
    now[0] = 11
    assert cache.get("b") is None


async def test_stuck_senses_do_not_block_later_images() -> None:
    senses = Senses([Fixed(delay_s=1.5)], timeout_s=0.1, threads=1)
    start = time.perf_counter()
    for name in "abc":
        reading = await senses.read(grey(name))
        assert [failure.reason for failure in reading.failures] == ["timeout"]
    assert time.perf_counter() - start < 1.2
    senses.close()


async def test_waiting_for_a_thread_is_no_timeout() -> None:
    """Under load twelve images stand in line: all are read, the last as well as the first."""
    senses = Senses([Fixed(delay_s=0.1)], timeout_s=0.8, threads=1)
    found = await asyncio.gather(*(senses.read(grey(str(number))) for number in range(12)))
    assert [reading.failures for reading in found] == [()] * 12
    senses.close()


@dataclass
class Stuck(Fixed):
    """Stands still on some images, as a sense in an endless loop does."""

    on: tuple[str, ...] = ()

    def sense(self, picture: Picture, draft: Reading) -> Reading:
        if draft.digest in self.on:
            time.sleep(4)
        return super().sense(picture, draft)


async def test_who_stands_in_line_behind_stuck_ones_is_read_all_the_same() -> None:
    """When threads were given up, those in line were cancelled with them: answers broke off
    without a word, up to eight in ten of a load test."""
    senses = Senses([Stuck(on=("0", "1"))], timeout_s=1.0, threads=2)
    names = [str(number) for number in range(9)]
    found = await asyncio.gather(
        *(senses.read(grey(name)) for name in names), return_exceptions=True
    )
    told = [
        [failure.reason for failure in one.failures] if isinstance(one, Reading) else repr(one)
        for one in found
    ]
    assert told == [["timeout"], ["timeout"], *[[]] * 7]
    senses.close()


async def test_memory_goes_back_once_no_picture_came_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: list[float] = []
    monkeypatch.setattr("clearsight.senses.senses.REST_S", 0.05)
    monkeypatch.setattr("clearsight.senses.senses.give_back", lambda: given.append(1.0))
    senses = Senses([Fixed()])
    await senses.read(grey("a"))
    await senses.read(grey("b"))
    assert not given
    await asyncio.sleep(0.3)
    assert len(given) == 1
    senses.close()


def test_giving_memory_back_shrinks_the_process() -> None:
    if sys.platform != "linux":
        pytest.skip("malloc_trim is glibc's")
    blocks = [bytes(100_000) for _ in range(1000)]
    # The last block stays, so that the heap below it cannot shrink by itself.
    blocks = blocks[-1:]
    before = resident_kb()
    give_back()
    assert resident_kb() < before - 50_000
    assert blocks


def resident_kb() -> int:
    status = Path("/proc/self/status").read_text()
    return next(int(x.split()[1]) for x in status.splitlines() if x.startswith("VmRSS"))
