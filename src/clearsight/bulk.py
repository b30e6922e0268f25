"""Judge conversations line by line (design, section 5): one line in, one line out, in order.

A line that cannot be read becomes a line with `error` and the action "refuse": never an allow.
"""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from clearsight import wire
from clearsight.build import guarded
from clearsight.cache import TimedCache
from clearsight.content import Image
from clearsight.errors import ClearsightError, UsageError
from clearsight.guard import Guard
from clearsight.ingest import Ingest
from clearsight.models.scripted import Scripted
from clearsight.plain import plain
from clearsight.scale import Pool
from clearsight.verdict import Verdict

MOST_LINE_BYTES = 64 << 20
# Findings below this say nothing and would make most of the output.
SHOWN_SCORE = 0.05


@dataclass(frozen=True, slots=True)
class Job:
    """What every worker needs to know.

    Attributes:
        policy: a preset's name or a policy file's path.
        folder: relative picture paths start here.
        files: whether picture paths are allowed (the command line is its user's own).
        addresses: whether web addresses are fetched.
    """

    policy: str
    folder: Path
    files: bool = True
    addresses: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What a run did."""

    lines: int
    resumed: int
    errors: int
    seconds: float


class Moderator:
    """Turns input lines into output records; one per process."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._guard: Guard = guarded(Scripted(), policy=job.policy)
        self._ingest = Ingest(
            allow_addresses=job.addresses, cache=TimedCache[tuple[Image, ...]](64).of("")
        )

    async def line(self, raw: bytes) -> dict[str, Any]:
        """One output record; every problem with the line ends in its `error`."""
        start, name = time.process_time(), None
        try:
            record = _parse(raw)
            name = record.get("id")
            images = await self._images(record.get("messages"))
            said = wire.conversation(record.get("messages"), images, record.get("tools"))
            verdict = (await self._guard.check(said)).verdict
        except ClearsightError as error:
            return failed(name, str(error), _cpu_ms(start))
        if verdict is None:
            return failed(name, "the guard gave no verdict", _cpu_ms(start))
        return _record(name, verdict, _cpu_ms(start))

    async def _images(self, messages: object) -> dict[str, tuple[Image, ...]]:
        urls = dict.fromkeys(wire.image_urls(messages))
        self._ingest.check_count(len(urls))
        return {url: await self._image(url) for url in urls}

    async def _image(self, url: str) -> tuple[Image, ...]:
        if url.startswith(("data:", "http://", "https://")):
            return await self._ingest.from_url(url)
        if not self._job.files:
            raise UsageError(f"picture {url[:80]!r}: files are not allowed here; use a data URL")
        return await self._ingest.from_file(self._job.folder / url.removeprefix("file://"))

    def close(self) -> None:
        self._ingest.close()


def _cpu_ms(start_s: float) -> float:
    return round((time.process_time() - start_s) * 1000, 2)


def _parse(raw: bytes) -> dict[str, Any]:
    if len(raw) > MOST_LINE_BYTES:
        raise UsageError(f"the line has {len(raw)} bytes, at most {MOST_LINE_BYTES} are read")
    try:
        record = json.loads(raw)
    except ValueError as error:
        raise UsageError(f"the line is not JSON: {error}") from error
    if not isinstance(record, dict):
        raise UsageError(f"the line is a JSON {type(record).__name__}, expected an object")
    return record


def _record(name: object, verdict: Verdict, cpu_ms: float) -> dict[str, Any]:
    return {
        "id": name,
        "action": verdict.action,
        "category": verdict.category,
        "rule": verdict.rule,
        "score": round(verdict.score, 4),
        "findings": [plain(f) for f in verdict.findings if f.score >= SHOWN_SCORE],
        "cpu_ms": cpu_ms,
        "error": None,
    }


def failed(name: object, error: str, cpu_ms: float = 0.0) -> dict[str, Any]:
    """The record of a line that could not be judged."""
    return {
        "id": name,
        "action": "refuse",
        "category": None,
        "rule": "error.line",
        "score": 0.0,
        "findings": [],
        "cpu_ms": cpu_ms,
        "error": error,
    }


_worker: dict[str, Any] = {}


def _prepare(job: Job) -> None:
    _worker["loop"] = asyncio.new_event_loop()
    _worker["moderator"] = Moderator(job)


def _work(raw: bytes) -> dict[str, Any]:
    moderator: Moderator = _worker["moderator"]
    record: dict[str, Any] = _worker["loop"].run_until_complete(moderator.line(raw))
    return record


def _lost(raw: bytes) -> dict[str, Any]:
    try:
        name = _parse(raw).get("id")
    except UsageError:
        name = None
    return failed(name, "the worker died twice on this line")


def moderate(source: Path, target: Path, job: Job, *, workers: int, progress: bool) -> Done:
    """Judge every line of `source` into `target`, going on where an earlier run stopped.

    Raises:
        UsageError: the input cannot be read, or the output belongs to another input.
    """
    start = time.perf_counter()
    if not source.is_file():
        raise UsageError(f"input {source} is no file; expected JSON lines")
    resumed = _resume(source, target)
    errors = count = 0
    with ExitStack() as stack:
        lines = stack.enter_context(source.open("rb"))
        out = stack.enter_context(target.open("a", encoding="utf-8"))
        total = sum(1 for _ in _lines(source))
        bar = tqdm(total=total, initial=resumed, unit="line", disable=not progress)
        stack.enter_context(bar)
        pool = Pool(_work, prepare=_prepare, arguments=(job,), workers=workers, lost=_lost)
        todo = (raw for index, raw in enumerate(filter(bytes.strip, lines)) if index >= resumed)
        for record in pool.map(todo):
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
            out.flush()
            errors += record["error"] is not None
            count += 1
            bar.update()
    return Done(count, resumed, errors, time.perf_counter() - start)


def _lines(path: Path) -> Iterator[bytes]:
    """Lines that are not blank."""
    with path.open("rb") as lines:
        yield from filter(bytes.strip, lines)


def _resume(source: Path, target: Path) -> int:
    """How many lines are done; a half-written last line is cut off first."""
    if not target.exists():
        return 0
    data = target.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if whole != data:
        with target.open("r+b") as out:
            out.truncate(len(whole))
    done = whole.splitlines()
    for index, (old, raw) in enumerate(zip(done, _lines(source), strict=False)):
        if _id(old) != _id(raw):
            raise UsageError(
                f"{target} line {index + 1} has id {_id(old)!r} but {source} has {_id(raw)!r}: "
                "the output belongs to another input. Choose another -o, or delete it."
            )
    if len(done) > sum(1 for _ in _lines(source)):
        raise UsageError(f"{target} has more lines than {source}; choose another -o")
    return len(done)


def _id(raw: bytes) -> object:
    try:
        return _parse(raw).get("id")
    except UsageError:
        return None
