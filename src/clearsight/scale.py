"""Map a function over items on several processes: in order, lazily, surviving a dead worker."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Pool(Generic[Item, Result]):
    """Processes that each run `prepare` once and then `work` per item.

    Args:
        work: a module-level function (it is pickled).
        prepare: a module-level function that loads what `work` needs.
        arguments: given to `prepare`.
        workers: number of processes.
        lost: makes the result of an item whose worker died twice while holding it.
    """

    def __init__(
        self,
        work: Callable[[Item], Result],
        *,
        prepare: Callable[..., None],
        arguments: tuple[object, ...] = (),
        workers: int,
        lost: Callable[[Item], Result],
    ) -> None:
        self._work, self._prepare, self._arguments = work, prepare, arguments
        self._workers, self._lost = workers, lost

    def map(self, items: Iterable[Item]) -> Iterator[Result]:
        """Results in the order of the items; at most a few items per worker are read ahead."""
        source, ahead = iter(items), 4 * self._workers
        waiting: deque[tuple[Item, Future[Result]]] = deque()
        pool = self._start(self._workers)
        try:
            while True:
                while len(waiting) < ahead and (item := next(source, None)) is not None:
                    waiting.append((item, pool.submit(self._work, item)))
                if not waiting:
                    # Waits for the idle workers: left behind, they would end in an OSError at exit.
                    pool.shutdown()
                    return
                item, future = waiting.popleft()
                try:
                    result = future.result()
                except BrokenProcessPool:
                    pool.shutdown(wait=False, cancel_futures=True)
                    result = self._alone(item)
                    pool = self._start(self._workers)
                    again = [held for held, _ in waiting]
                    waiting = deque((held, pool.submit(self._work, held)) for held in again)
                yield result
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _alone(self, item: Item) -> Result:
        """Try one item in a process of its own: was it this one that killed the worker?"""
        with self._start(1) as pool:
            try:
                return pool.submit(self._work, item).result()
            except BrokenProcessPool:
                return self._lost(item)

    def _start(self, workers: int) -> ProcessPoolExecutor:
        # spawn: a forked child of a process with ONNX Runtime threads can hang.
        return ProcessPoolExecutor(
            workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=self._prepare,
            initargs=self._arguments,
        )
