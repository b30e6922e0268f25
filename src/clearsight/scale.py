"""Map a function over items, in order: on several processes, or on a Ray cluster.

The one module that imports Ray. `Pool` is lazy and survives a dead worker; `RayPool` takes the same
functions to Ray Data, for work on more than one machine.
"""

import multiprocessing
import os
import pickle
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Generic, TypeVar

from clearsight.errors import MissingExtra

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

    def map(self, items: Iterable[Item]) -> Generator[Result, None, None]:
        """Results in the order of the items; at most a few items per worker are read ahead."""
        source, ahead = iter(items), 4 * self._workers
        waiting: deque[tuple[Item, Future[Result]]] = deque()
        pool = self._start(self._workers)
        try:
            while True:
                while len(waiting) < ahead and (item := next(source, None)) is not None:
                    waiting.append((item, self._submit(pool, item)))
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
                    waiting = deque((held, self._submit(pool, held)) for held in again)
                yield result
        finally:
            _end(pool)

    def _submit(self, pool: ProcessPoolExecutor, item: Item) -> Future[Result]:
        """A pool that broke while nobody looked says so in the item's result, in its turn."""
        try:
            return pool.submit(self._work, item)
        except BrokenProcessPool as error:
            broken: Future[Result] = Future()
            broken.set_exception(error)
            return broken

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
            initializer=_begin,
            initargs=(self._prepare, self._arguments),
        )


def _begin(prepare: Callable[..., None], arguments: tuple[object, ...]) -> None:
    threading.Thread(target=_outlive_nobody, daemon=True).start()
    prepare(*arguments)


def _outlive_nobody() -> None:
    """End this process with its parent, however that one ended: nobody waits for the results."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _end(pool: ProcessPoolExecutor) -> None:
    """Stop now: a caller who goes away early does not wait for items that are under way."""
    # The public way, terminate_workers(), comes with Python 3.14. None after a full shutdown.
    processes = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()


class RayPool(Generic[Item, Result]):
    """`Pool` on Ray Data: actors that each run `prepare` once and then `work` per item.

    An item should be worth a second of work, such as a part of a file that every machine can open.
    Ray starts on this machine unless it is running already (`ray.init` before, or RAY_ADDRESS).

    Args: as for Pool. An actor that dies is started anew and its item tried again, by Ray.

    Raises:
        MissingExtra: Ray is not installed.
    """

    def __init__(
        self,
        work: Callable[[Item], Result],
        *,
        prepare: Callable[..., None],
        arguments: tuple[object, ...] = (),
        workers: int,
    ) -> None:
        # Read by Ray when it starts: nothing is to be told to anyone about its use.
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        try:
            import ray.data
        except ImportError as error:
            raise MissingExtra(
                "the ray engine needs Ray Data: pip install 'clearsight[ray]'"
            ) from error
        self._ray, self._workers = ray, workers
        self._parts = (work, prepare, arguments)

    def map(self, items: Sequence[Item]) -> Generator[Result, None, None]:
        """Results in the order of the items."""
        ray = self._ray
        started = not ray.is_initialized()
        if started:
            ray.init(
                # One more than the actors: Ray Data has small actors of its own.
                num_cpus=None if os.environ.get("RAY_ADDRESS") else self._workers + 1,
                include_dashboard=False, log_to_driver=False, logging_level="error",
            )  # fmt: skip
        try:
            ray.data.DataContext.get_current().execution_options.preserve_order = True
            ray.data.DataContext.get_current().enable_progress_bars = False
            rows = [{"item": pickle.dumps(item)} for item in items]
            results = ray.data.from_items(rows).map_batches(
                _Actor, fn_constructor_args=self._parts, batch_size=1,
                compute=ray.data.ActorPoolStrategy(size=self._workers),
            )  # fmt: skip
            for row in results.iter_rows():
                yield pickle.loads(row["result"])
        finally:
            if started:
                ray.shutdown()


class _Actor:
    """One Ray actor: prepared when it starts."""

    def __init__(
        self,
        work: Callable[[Any], Any],
        prepare: Callable[..., None],
        arguments: tuple[object, ...],
    ) -> None:
        prepare(*arguments)
        self._work = work

    def __call__(self, batch: Mapping[str, Sequence[bytes]]) -> dict[str, list[bytes]]:
        return {"result": [pickle.dumps(self._work(pickle.loads(item))) for item in batch["item"]]}
