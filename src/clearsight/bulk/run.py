"""A whole bulk run: workers that each hold a guard, and the output in the order of the input."""

import asyncio
import atexit
import json
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from tqdm import tqdm

from clearsight.build import load_policy
from clearsight.bulk.files import check_paths, lines, unusable
from clearsight.bulk.line import Job, Moderator, failed, identity
from clearsight.bulk.resume import resume
from clearsight.detect.chosen import chosen
from clearsight.errors import ClearsightError
from clearsight.hashes import screen_of
from clearsight.scale import Pool


@dataclass(frozen=True, slots=True)
class Done:
    """What a run did.

    Attributes:
        lines: judged by this run.
        resumed: found done.
        errors: lines with an error in the whole output, those found done included.
    """

    lines: int
    resumed: int
    errors: int
    seconds: float


_worker: dict[str, Any] = {}


def _prepare(job: Job) -> None:
    try:
        _worker["moderator"] = Moderator(job)
        _worker["loop"] = asyncio.new_event_loop()
    except Exception as error:  # noqa: BLE001  told by the first line: a dead worker tells nothing
        _worker["broken"] = f"a worker cannot start: {type(error).__name__}: {error}"
    else:
        atexit.register(_close)


def _close() -> None:
    _worker["loop"].run_until_complete(_worker["moderator"].hang_up())
    _worker["moderator"].close()


def _work(raw: bytes) -> dict[str, Any]:
    if "broken" in _worker:
        raise ClearsightError(_worker["broken"])
    moderator: Moderator = _worker["moderator"]
    record: dict[str, Any] = _worker["loop"].run_until_complete(moderator.line(raw))
    return record


def _lost(raw: bytes) -> dict[str, Any]:
    return failed(identity(raw), "the worker died twice on this line")


def moderate(source: Path, target: Path, job: Job, *, workers: int, progress: bool) -> Done:
    """Judge every line of `source` into `target`, going on where an earlier run stopped.

    Raises:
        UsageError: the input cannot be read, the output cannot be written or belongs to another
            input, or there is no such policy or judge.
        ClearsightError: the guard cannot be made.
    """
    start = time.perf_counter()
    load_policy(job.policy)
    if job.judges:  # every worker loads the detectors; here it would only make them start later
        chosen(job.judges)
    screen_of(job.hashes)
    check_paths(source, target)
    try:
        earlier = resume(source, target)
        total = sum(1 for _ in lines(source))
        out = target.open("a", encoding="utf-8")
    except (OSError, ValueError) as error:
        raise unusable(source, target, error) from error
    errors = count = 0
    pool = Pool(_work, prepare=_prepare, arguments=(job,), workers=workers, lost=_lost)
    with ExitStack() as stack:
        stack.enter_context(out)
        bar = tqdm(total=total, initial=earlier.lines, unit="line", disable=not progress)
        stack.enter_context(bar)
        todo = islice(lines(source), earlier.lines, None)
        for record in stack.enter_context(closing(pool.map(todo))):
            out.write(json.dumps(record) + "\n")
            out.flush()
            errors += record["error"] is not None
            count += 1
            bar.update()
    return Done(count, earlier.lines, errors + earlier.errors, time.perf_counter() - start)
