"""Work on several processes: in order, and a dead worker costs one item at most."""

import os
import signal
import time

from clearsight.scale import Pool


def double(item: int) -> int:
    if item == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return item * 2


def nothing() -> None:
    """No preparation."""


def lost(item: int) -> int:
    return -item


def test_a_worker_that_dies_loses_only_the_item_that_killed_it() -> None:
    pool = Pool(double, prepare=nothing, workers=2, lost=lost)
    assert list(pool.map(range(1, 12))) == [2, 4, -3, *range(8, 24, 2)]


def dies_early(item: int) -> int:
    if item == 1:
        time.sleep(0.3)
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def test_a_worker_that_dies_while_a_result_is_used_ends_nothing() -> None:
    results = []
    for result in Pool(dies_early, prepare=nothing, workers=1, lost=lost).map(range(12)):
        results.append(result)
        # Long enough for the worker to die before the next item is handed out.
        time.sleep(1.0 if result == 0 else 0.0)
    assert results == [0, -1, *range(2, 12)]
