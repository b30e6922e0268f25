"""A whole run: every task before every system, in one process or several, resumable."""

import asyncio
import atexit
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import aclosing, closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from tqdm import tqdm

from clearsight import weights
from clearsight.errors import ClearsightError, UsageError
from clearsight.evals.judge.ask import Bench, Found, as_json, ask_all, from_json
from clearsight.evals.judge.forms import Task
from clearsight.evals.judge.systems import Spec, System, make
from clearsight.scale import Pool

WORKING = "found.jsonl"
_BATCH = 16
Asked = tuple[str, Task]


@dataclass(frozen=True, slots=True)
class How:
    """How a run is done.

    Attributes:
        workers: processes; more than one is for detectors that run here.
        concurrency: questions at a time in each process.
        limit_s: how long one detector may take for one row.
        progress: whether a bar is shown.
        fresh: forget what an earlier run in the same folder found.
    """

    workers: int = 1
    concurrency: int = 8
    limit_s: float = 60.0
    progress: bool = False
    fresh: bool = False


def run(
    specs: Sequence[Spec], tasks: Sequence[Task], *, folder: Path | None, how: How
) -> list[Found]:
    """What every system found in every task, by system and then in the order of the tasks.

    Args:
        folder: where `found.jsonl` grows, and is gone on with; None keeps nothing.

    Raises:
        UsageError: the folder's file is of other detectors or cannot be used.
        ClearsightError: a worker cannot start.
    """
    systems = make(specs)
    known = _earlier(folder, systems, fresh=how.fresh) if folder else {}
    every = dict.fromkeys((one.name, task.row.key, task.form) for one in systems for task in tasks)
    by_place = {(task.row.key, task.form): task for task in tasks}
    todo = [(p[0], by_place[p[1:]]) for p in every if p not in known]
    bar = tqdm(total=len(every), initial=len(every) - len(todo), unit="row",
               disable=not how.progress)  # fmt: skip
    out = (folder / WORKING).open("a", encoding="utf-8") if folder else None

    def keep(found: Found) -> None:
        known[found.place] = found
        if out is not None:
            out.write(json.dumps(as_json(found)) + "\n")
            out.flush()
        bar.update()

    try:
        with bar:
            _ask(specs, systems, todo, how=how, keep=keep)
    finally:
        if out is not None:
            out.close()
    return [known[place] for place in every]


def _ask(
    specs: Sequence[Spec],
    systems: Sequence[System],
    todo: Sequence[Asked],
    *,
    how: How,
    keep: Callable[[Found], None],
) -> None:
    draw = any(spec.judge for spec in specs)
    if how.workers <= 1 or len(todo) <= _BATCH:
        asyncio.run(_here(Bench(systems, draw=draw, limit_s=how.limit_s), todo, how, keep))
        return
    arguments = (tuple(specs), draw, how)
    pool = Pool(_work, prepare=_prepare, arguments=arguments, workers=how.workers, lost=_lost)
    with closing(pool.map(_batches(todo))) as done:
        for batch in done:
            for found in batch:
                keep(found)


def _batches(todo: Iterable[Asked]) -> Iterator[list[Asked]]:
    source = iter(todo)
    while batch := list(islice(source, _BATCH)):
        yield batch


async def _here(
    bench: Bench, todo: Sequence[Asked], how: How, keep: Callable[[Found], None]
) -> None:
    """In this process, one by one as they come back."""
    try:
        async with aclosing(ask_all(bench, todo, concurrency=how.concurrency)) as coming:
            async for found in coming:
                keep(found)
    finally:
        await bench.hang_up()
        bench.close()


_worker: dict[str, Any] = {}


def _prepare(specs: Sequence[Spec], draw: bool, how: How) -> None:
    try:
        _worker["bench"] = Bench(make(specs), draw=draw, limit_s=how.limit_s)
        _worker["concurrency"] = how.concurrency
        _worker["loop"] = asyncio.new_event_loop()
    except Exception as error:  # noqa: BLE001  told by the first batch: a dead worker tells nothing
        _worker["broken"] = f"a worker cannot start: {type(error).__name__}: {error}"
    else:
        atexit.register(_close)


def _close() -> None:
    _worker["loop"].run_until_complete(_worker["bench"].hang_up())
    _worker["bench"].close()


def _work(batch: list[Asked]) -> list[Found]:
    if "broken" in _worker:
        raise ClearsightError(_worker["broken"])
    found: list[Found] = _worker["loop"].run_until_complete(_all(batch))
    return found


async def _all(batch: list[Asked]) -> list[Found]:
    asked = ask_all(_worker["bench"], batch, concurrency=_worker["concurrency"])
    return [found async for found in asked]


def _lost(batch: list[Asked]) -> list[Found]:
    why = "the worker died twice on this row or one beside it"
    return [Found(name, task.row.key, task.form, error=why) for name, task in batch]


def _earlier(
    folder: Path, systems: Sequence[System], *, fresh: bool
) -> dict[tuple[str, str, str], Found]:
    """What an earlier run in the folder found; rows that failed are asked again."""
    path, made = folder / WORKING, _made_with(systems)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if fresh:
            path.unlink(missing_ok=True)
        data = path.read_bytes() if path.exists() else b""
        whole = data[: data.rfind(b"\n") + 1]
        lines = [json.loads(line) for line in whole.splitlines()]
        if lines and lines[0] != made:
            raise UsageError(
                f"{path} is of other detectors or weights: {lines[0]}, now {made}. They must not "
                "be mixed: use --fresh to begin again, or another folder."
            )
        if whole != data or not lines:
            path.write_bytes(whole or (json.dumps(made) + "\n").encode())
        found = [from_json(line) for line in lines[1:]]
    except OSError as error:
        raise UsageError(f"{folder} cannot be used: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} is no working file of the bench; use another folder") from error
    return {one.place: one for one in found if one.error is None}


def _made_with(systems: Sequence[System]) -> dict[str, Any]:
    """What the findings depend on besides the rows."""
    return {
        "systems": {one.name: one.version for one in systems},
        "weights": weights_digest(),
    }


def weights_digest() -> str:
    """Of every weight file that may be loaded."""
    sums = "".join(weight.sha256 for weight in weights.table().values())
    return hashlib.sha256(sums.encode()).hexdigest()[:12]
