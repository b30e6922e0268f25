"""Work that is done again and again beside the requests, one round after the other."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from clearsight.errors import ClearsightError

log = structlog.stdlib.get_logger("clearsight.vault")


class Rounds:
    """Repeats something in the running event loop until it is stopped.

    Args:
        name: what the log calls it.
        work: one round; an error of ours is logged, and the next round tries again.
        every_s: pause between two rounds.
    """

    def __init__(self, name: str, work: Callable[[], Awaitable[object]], every_s: float) -> None:
        self._name, self._work, self._every_s = name, work, every_s
        self._stopped = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._stopped = asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """End; a round that is on is finished."""
        if self._task is not None:
            self._stopped.set()
            await self._task
            self._task = None

    async def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                await self._work()
            except ClearsightError as error:
                # What was promised in time is late by then: the operator has to know.
                log.error(f"{self._name}_failed", error=str(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), self._every_s)
