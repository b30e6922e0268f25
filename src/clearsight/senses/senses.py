"""All senses over one image, in order, each failure recorded: a Reader."""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from clearsight.cache import Corner, TimedCache
from clearsight.content import Image
from clearsight.errors import MissingExtra, UsageError
from clearsight.reading import Reading, SenseFailure, Timing
from clearsight.registry import factory, names
from clearsight.senses.memory import give_back
from clearsight.senses.picture import Picture
from clearsight.senses.sense import Sense

Result = TypeVar("Result")

REST_S = 2.0  # after this long without a picture, memory that reading left behind is given back


def in_order(senses: Iterable[Sense]) -> list[Sense]:
    """Senses sorted so that each runs behind those it builds on; ties by name.

    Raises:
        UsageError: two senses wait for each other.
    """
    left = sorted(senses, key=lambda sense: sense.name)
    present = {sense.name for sense in left}
    done: list[Sense] = []
    while left:
        ready = {sense.name for sense in done}
        found = next((s for s in left if (set(s.after) & present) <= ready), None)
        if found is None:
            waiting = ", ".join(f"{s.name} after {s.after}" for s in left)
            raise UsageError(f"senses wait for each other: {waiting}. Remove one `after`.")
        left.remove(found)
        done.append(found)
    return done


def get_senses(*wanted: str) -> list[Sense]:
    """The named senses, or every registered one whose optional weights are installed.

    Raises:
        MissingExtra: a sense that was named needs weights that are not installed.
    """
    if wanted:
        return [factory("senses", name)() for name in wanted]
    found: list[Sense] = []
    for name in names("senses"):
        # An absent optional sense is visible: it is not in Reading.senses, and `doctor` names it.
        with suppress(MissingExtra):
            found.append(factory("senses", name)())
    return found


class Senses:
    """Reads images with a list of senses; the same image is read once.

    Args:
        senses: in any order; None takes every registered sense.
        timeout_s: wall time for all senses together on one image, while they run: waiting for a
            thread does not count. A sense that runs over it is recorded as a "timeout" failure, and
            the policy decides what that means.
        threads: images read at the same time.
        cache: the tenant's corner of a cache; one of its own when None.
    """

    def __init__(
        self,
        senses: Sequence[Sense] | None = None,
        *,
        timeout_s: float = 20.0,
        threads: int = 2,
        cache: Corner[Reading] | None = None,
    ) -> None:
        self.senses = in_order(get_senses() if senses is None else senses)
        self._timeout_s = timeout_s
        self._cache = TimedCache[Reading]().of("") if cache is None else cache
        self._threads = threads
        self._pool = self._new_pool()
        self._stuck: set[asyncio.Future[Any]] = set()
        self._under_way: dict[str, asyncio.Future[Reading]] = {}
        self._rest: asyncio.TimerHandle | None = None

    async def read(self, image: Image) -> Reading:
        """The Reading of one image; its digest is the key."""
        known = self._cache.get(image.digest)
        if known is not None:
            return known
        running = self._under_way.get(image.digest)
        if running is not None:
            return await asyncio.shield(running)
        future = asyncio.ensure_future(self._read(image))
        self._under_way[image.digest] = future
        future.add_done_callback(lambda _: self._done(image.digest))
        return await asyncio.shield(future)

    def _done(self, digest: str) -> None:
        self._under_way.pop(digest, None)
        if self._rest is not None:
            self._rest.cancel()
        self._rest = asyncio.get_running_loop().call_later(REST_S, self._give_back)

    def _give_back(self) -> None:
        if not self._under_way:
            self._pool.submit(give_back)

    async def _read(self, image: Image) -> Reading:
        reading = Reading(image.digest, image.width_px, image.height_px, provenance=image.marks)
        left = _Left(self._timeout_s)
        try:
            picture = await self._in_thread(left, Picture.decode, image)
        except TimeoutError:
            late = SenseFailure("decode", "timeout", f"not done in {self._timeout_s:g} s")
            return _tried(reading, "decode", late)
        for sense in self.senses:
            try:
                reading = await self._in_thread(left, _run, sense, picture, reading)
            except TimeoutError:
                late = SenseFailure(sense.name, "timeout", f"not done in {self._timeout_s:g} s")
                reading = _tried(reading, sense.name, late)
        if not any(failure.reason != "unscannable" for failure in reading.failures):
            self._cache.put(image.digest, reading)
        return reading

    async def _in_thread(
        self, left: "_Left", work: Callable[..., Result], *given: object
    ) -> Result:
        """Run in a thread while there is time left; one that is stuck is given up and replaced.

        Raises:
            TimeoutError: it ran for longer.
        """
        loop = asyncio.get_running_loop()
        while True:
            begun, pool = asyncio.Event(), self._pool
            job = partial(_telling, partial(loop.call_soon_threadsafe, begun.set), work, *given)
            running = loop.run_in_executor(pool, job)
            turn = asyncio.ensure_future(begun.wait())
            either: set[asyncio.Future[Any]] = {running, turn}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            turn.cancel()
            if not running.cancelled() or pool is self._pool:
                break
            # The pool was replaced before its turn came: others were stuck, and it waits anew.
        start = loop.time()
        try:
            return await asyncio.wait_for(asyncio.shield(running), max(0.001, left.seconds))
        except TimeoutError:
            self._replace(running)
            raise
        finally:
            left.seconds -= loop.time() - start

    def _replace(self, running: "asyncio.Future[Any]") -> None:
        """Give a thread up; when all are, begin with new ones."""
        self._stuck.add(running)
        running.add_done_callback(self._stuck.discard)
        if len(self._stuck) >= self._threads:
            old, self._pool, self._stuck = self._pool, self._new_pool(), set()
            old.shutdown(wait=False, cancel_futures=True)

    def _new_pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads, thread_name_prefix="senses")

    def close(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)


@dataclass
class _Left:
    """How long the senses may still run on an image."""

    seconds: float


def _telling(begun: Callable[[], object], work: Callable[..., Result], *given: object) -> Result:
    """Say that the turn has come, then work."""
    with suppress(RuntimeError):  # nobody waits any more: the loop is closed
        begun()
    return work(*given)


def _run(sense: Sense, picture: Picture, draft: Reading) -> Reading:
    start = time.thread_time()
    try:
        reading = sense.sense(picture, draft)
    except Exception as error:  # noqa: BLE001  any bug in a sense must end as a recorded failure
        # The type alone: an error's message can quote what stands in the picture.
        reading = _tried(draft, sense.name, SenseFailure(sense.name, "error", type(error).__name__))
    cpu_ms = (time.thread_time() - start) * 1000
    ran = reading.senses if sense.name in reading.senses else (*reading.senses, sense.name)
    return replace(reading, senses=ran, timings=(*reading.timings, Timing(sense.name, cpu_ms)))


def _tried(reading: Reading, name: str, failure: SenseFailure) -> Reading:
    return replace(reading, failures=(*reading.failures, failure), senses=(*reading.senses, name))
