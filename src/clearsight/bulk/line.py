"""One input line -> one output record. Whatever is in the line, the outcome is a record."""

import json
import math
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from clearsight import models, wire
from clearsight.build import guarded
from clearsight.bulk.files import MOST_LINE_BYTES
from clearsight.cache import TimedCache
from clearsight.content import Image
from clearsight.detect import reasons
from clearsight.errors import ClearsightError, UsageError
from clearsight.guard import Guard
from clearsight.hashes import HashSettings, screen_of
from clearsight.ingest import Ingest
from clearsight.models.scripted import Scripted
from clearsight.plain import plain
from clearsight.reading import Reading
from clearsight.verdict import Verdict

if TYPE_CHECKING:
    from clearsight.senses import Senses

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
        judges: guard models to ask besides the registered detectors.
        judge_api_key: for their endpoints.
        hashes: lists of known pictures; a line with one of them ends in an error.
        reasons: whether a finding's evidence is the words that drove it, rather than all words
            that were judged; a refused line then costs three times as much.
    """

    policy: str
    folder: Path
    files: bool = True
    addresses: bool = False
    judges: tuple[str, ...] = ()
    judge_api_key: str | None = field(default=None, repr=False)
    hashes: HashSettings = field(default_factory=HashSettings)
    reasons: bool = False


class Moderator:
    """Turns input lines into output records; one per process."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._guard: Guard = guarded(
            Scripted(),
            policy=job.policy,
            reader=self,
            judges=job.judges,
            judge_api_key=job.judge_api_key,
        )
        self._ingest = Ingest(
            allow_addresses=job.addresses,
            cache=TimedCache[tuple[Image, ...]](64).of(""),
            screen=screen_of(job.hashes),
        )

    @cached_property
    def _senses(self) -> "Senses":
        # Loaded with the first picture: lines of words start without OpenCV and networks for eyes.
        from clearsight.senses import Senses

        return Senses()

    async def read(self, image: Image) -> Reading:
        """A Reading of a line's picture, by all senses: the Moderator is its guard's Reader."""
        return await self._senses.read(image)

    async def line(self, raw: bytes) -> dict[str, Any]:
        """One output record; every problem with the line ends in its `error`."""
        reasons.wanted.set(self._job.reasons)
        start, name = time.process_time(), None
        try:
            record = parsed(raw)
            name = record.get("id")
            images = await self._images(record.get("messages"))
            said = wire.conversation(record.get("messages"), images, record.get("tools"))
            verdict = (await self._guard.check(said)).verdict
        except ClearsightError as error:
            return failed(name, str(error), _cpu_ms(start))
        except Exception as error:  # noqa: BLE001  one line must not end a run of millions
            return failed(name, f"the line broke the guard: {type(error).__name__}", _cpu_ms(start))
        if verdict is None:
            return failed(name, "the guard gave no verdict", _cpu_ms(start))
        return _record(name, verdict, _cpu_ms(start))

    async def _images(self, messages: object) -> dict[str, tuple[Image, ...]]:
        urls = dict.fromkeys(wire.image_urls(messages))
        self._ingest.check_count(len(urls))
        return {url: await self._image(url) for url in urls}

    async def _image(self, url: str) -> tuple[Image, ...]:
        if url[:8].lower().startswith(("data:", "http://", "https://")):
            return await self._ingest.from_url(url)
        if not self._job.files:
            raise UsageError(f"picture {url[:80]!r}: files are not allowed here; use a data URL")
        return await self._ingest.from_file(self._job.folder / file_path(url))

    async def hang_up(self) -> None:
        """Close the connections of this event loop; before `close`, where judges were asked."""
        await models.close(self._guard)

    def close(self) -> None:
        """End the decoding processes and the senses' threads."""
        self._ingest.close()
        if "_senses" in self.__dict__:
            self._senses.close()


def file_path(url: str) -> Path:
    """The path of a `file://` address, or the words as a path.

    Raises:
        UsageError: no file can have this name.
    """
    path = url
    if url[:7].lower() == "file://":
        path = unquote(url[16:] if url[7:17].lower() == "localhost/" else url[7:])
    if "\0" in path:
        raise UsageError(f"picture {url[:80]!r}: a path holds no zero byte")
    return Path(path)


def _cpu_ms(start_s: float) -> float:
    return round((time.process_time() - start_s) * 1000, 2)


def parsed(raw: bytes) -> dict[str, Any]:
    """The JSON object of an input line.

    Raises:
        UsageError: the line is too long, no JSON, no object, or its id is no simple value.
    """
    if len(raw) > MOST_LINE_BYTES:
        raise UsageError(f"the line has more than {MOST_LINE_BYTES} bytes; split it")
    try:
        record = json.loads(raw, parse_constant=_no_number, parse_float=_finite)
    except RecursionError as error:
        raise UsageError("the line is JSON nested too deeply") from error
    except ValueError as error:
        raise UsageError(f"the line is not JSON: {error}") from error
    if not isinstance(record, dict):
        raise UsageError(f"the line is a JSON {type(record).__name__}, expected an object")
    if not isinstance(record.get("id"), str | int | float | None):
        kind = type(record["id"]).__name__
        raise UsageError(f"the line's id is a {kind}, expected a string or a number")
    return record


def identity(raw: bytes) -> object:
    """The id that the record of this line has; None where the line cannot be read."""
    try:
        return parsed(raw).get("id")
    except UsageError:
        return None


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:40]} is too large for a number")
    return number


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
