"""One input line -> one output line of `clearsight imaging synonyms`, in any process."""

import asyncio
import atexit
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clearsight import wire
from clearsight.errors import ClearsightError, UsageError
from clearsight.imaging.index import Index
from clearsight.imaging.synonyms.make import Maker, Options, conversation, images
from clearsight.imaging.synonyms.scorer import grams
from clearsight.imaging.synonyms.values import Row, Synonym
from clearsight.roles import Model

TEXT_KEYS = ("text", "prompt", "question")


@dataclass(frozen=True, slots=True)
class Job:
    """What every worker needs to know.

    Attributes:
        index: the index file.
        model: who chooses the phrases, as `clearsight ask --model`; None is attribution.
        folder: where pictures go; lines name them as `folder.name/DIGEST.png`. None puts them
            into the lines, as data URLs.
    """

    index: Path
    folder: Path | None = None
    options: Options = field(default_factory=Options)
    model: str | None = None
    api_key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole lines of a file: the bytes from `start` to `end`."""

    path: Path
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Done:
    """A chunk's output lines, and their pictures by digest (empty where the lines hold them)."""

    lines: tuple[str, ...]
    pictures: Mapping[str, bytes]
    made: int


class Worker:
    """Makes output lines; one per process."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._index = Index(job.index)
        self._maker = Maker(self._index, grams(), job.options)
        self._loop = asyncio.new_event_loop()
        self._model = _model(job) if job.model else None

    def chunk(self, chunk: Chunk) -> Done:
        with chunk.path.open("rb") as file:
            file.seek(chunk.start)
            data = file.read(chunk.end - chunk.start)
        pictures: dict[str, bytes] = {}
        out = [self._line(raw, pictures) for raw in data.split(b"\n") if raw.strip()]
        return Done(
            tuple(json.dumps(record, ensure_ascii=False) for record in out), pictures,
            sum(record["error"] is None for record in out),
        )  # fmt: skip

    def _line(self, raw: bytes, pictures: dict[str, bytes]) -> dict[str, Any]:
        try:
            row = parsed(raw)
        except UsageError as error:
            return {"id": None, "slots": [], "error": "unreadable", "detail": str(error)}
        try:
            if self._model is None:
                made = self._maker.make(row)
            else:
                made = self._loop.run_until_complete(self._maker.make_with(row, self._model))
            if isinstance(made, Synonym):
                return self._record(made, pictures)
            return made.to_json()
        except ClearsightError as error:
            return {"id": row.id, "slots": [], "error": "failed", "detail": str(error)}

    def _record(self, made: Synonym, pictures: dict[str, bytes]) -> dict[str, Any]:
        shown = images(made, self._index)
        messages = wire.request_messages(conversation(made, shown))
        if self._job.folder is not None:
            by_url = {wire.data_url(image): digest for digest, image in shown.items()}
            for part in (p for m in messages for p in m["content"] if isinstance(p, dict)):
                if part["type"] == "image_url":
                    digest = by_url[part["image_url"]["url"]]
                    part["image_url"]["url"] = f"{self._job.folder.name}/{digest}.png"
        keep = self._job.folder is not None
        pictures.update({digest: image.data if keep else b"" for digest, image in shown.items()})
        return {**made.to_json(), "messages": messages}

    def close(self) -> None:
        """Close the index and the model."""
        from clearsight.models import close

        if self._model is not None:
            self._loop.run_until_complete(close(self._model))
        self._loop.close()
        self._index.close()


def _model(job: Job) -> Model:
    from clearsight.registry import get_model
    from clearsight.roles import Means
    from clearsight.senses import Senses

    return get_model(job.model or "", Means(Senses(), job.api_key))


def parsed(raw: bytes) -> Row:
    """A line as a Row: {"id", "text" (or "prompt", "question"), "language"?, "harmful"?}.

    Raises:
        UsageError: the line is no such object.
    """
    try:
        record = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the line is no JSON: {type(error).__name__}") from error
    if not isinstance(record, dict):
        raise UsageError("the line is no JSON object")
    text = next((record[key] for key in TEXT_KEYS if isinstance(record.get(key), str)), None)
    name = record.get("id")
    if text is None or not isinstance(name, str | int):
        raise UsageError('expected {"id": ..., "text": ...} (or "prompt" or "question")')
    language = record.get("language", record.get("lang"))
    harmful = record.get("harmful", True)
    if not isinstance(language, str | None) or not isinstance(harmful, bool):
        raise UsageError(
            'expected "language" to be a code such as "en", and "harmful" true or false'
        )
    return Row(str(name), text, language, harmful)


_worker: dict[str, Worker] = {}


def prepare(job: Job) -> None:
    """Make this process's Worker."""
    _worker["worker"] = worker = Worker(job)
    atexit.register(worker.close)


def work(chunk: Chunk) -> Done:
    """One chunk, by this process's Worker."""
    return _worker["worker"].chunk(chunk)
