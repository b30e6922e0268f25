"""One task before one system: what its detectors report, or why they did not."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearsight import wire
from clearsight.aloud import View, look
from clearsight.content import Image, said
from clearsight.errors import ClearsightError, UsageError
from clearsight.evals.judge.forms import Drawer, Served, Task, blank, drawn, serve
from clearsight.evals.judge.rows import Row
from clearsight.evals.judge.systems import System
from clearsight.roles import Detector, Unfinished
from clearsight.verdict import Finding

if TYPE_CHECKING:
    from clearsight.ingest import Ingest
    from clearsight.senses import Senses


@dataclass(frozen=True, slots=True)
class Told:
    """The highest score of one category and detail."""

    category: str
    detail: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What one system reported about one row in one form. Holds no words of the row.

    Attributes:
        key: of the row.
        error: why the row could not be judged, None when it was; a row with an error has no score.
    """

    system: str
    key: str
    form: str
    told: tuple[Told, ...] = ()
    error: str | None = None

    @property
    def place(self) -> tuple[str, str, str]:
        """Names the task and the system."""
        return (self.system, self.key, self.form)


class Bench:
    """Judges tasks; one per process and event loop.

    Args:
        systems: what is judged.
        draw: whether pages are really drawn, for judges with eyes.
        limit_s: how long one detector may take.
    """

    def __init__(self, systems: Sequence[System], *, draw: bool, limit_s: float) -> None:
        self._systems = {one.name: one for one in systems}
        self._draw: Drawer = drawn if draw else blank
        self._limit_s = limit_s
        self._ingest: Ingest | None = None
        self._senses: Senses | None = None

    async def ask(self, system: str, task: Task) -> Found:
        """What a system reports; whatever goes wrong is the row's error."""
        row = task.row
        try:
            served = await self._served(task)
            view = look(served.conversation, served.readings, stage=task.stage)
            detectors = self._systems[system].detectors
            each = await asyncio.gather(*(self._findings(one, view) for one in detectors))
        except Exception as error:  # noqa: BLE001  one row must not end a run; it is counted
            told = str(error) if isinstance(error, ClearsightError) else ""
            why = f"{type(error).__name__}: {told}".removesuffix(": ")
            return Found(system, row.key, task.form, error=why)
        return Found(system, row.key, task.form, _highest(f for found in each for f in found))

    async def _findings(self, detector: Detector, view: View) -> Sequence[Finding]:
        try:
            return await asyncio.wait_for(detector.detect(view), self._limit_s)
        except Unfinished as half:
            # A part that failed could have found more: the row has no score.
            why = ", ".join(f"{one.part}: {one.kind}" for one in half.failures)
            raise UsageError(f"unfinished, {why}") from half
        except TimeoutError as error:
            raise UsageError(f"detector:{detector.name} timed out") from error

    async def _served(self, task: Task) -> Served:
        if task.row.messages:
            return await self._opened(task.row)
        return await asyncio.to_thread(serve, task, self._draw)

    async def _opened(self, row: Row) -> Served:
        """Chat messages with their pictures decoded and read by the senses."""
        messages = list(row.messages)
        images = {url: await self._image(row.folder, url) for url in wire.image_urls(messages)}
        conversation = wire.conversation(messages, images)
        if row.answer is not None:
            conversation = conversation.then(said("assistant", row.answer))
        readings = {}
        for image in conversation.images:
            readings[image.digest] = await self._reader().read(image)
        broken = [f for one in readings.values() for f in one.failures]
        if broken:
            raise UsageError(f"sense:{broken[0].sense}: {broken[0].reason}")
        return Served(conversation, readings)

    async def _image(self, folder: Path, url: str) -> tuple[Image, ...]:
        if url[:5].lower() == "data:":
            return await self._door().from_data_url(url)
        if url[:7].lower() in ("http://", "https:/"):
            raise UsageError("pictures are not fetched from the web; give a file or a data URL")
        return await self._door().from_file(folder / url.removeprefix("file://"))

    def _door(self) -> "Ingest":
        from clearsight.ingest import Ingest

        self._ingest = self._ingest or Ingest()
        return self._ingest

    def _reader(self) -> "Senses":
        from clearsight.senses import Senses

        self._senses = self._senses or Senses()
        return self._senses

    async def hang_up(self) -> None:
        """Close connections of this event loop."""
        for system in self._systems.values():
            await system.close()

    def close(self) -> None:
        """End decoding processes and threads."""
        if self._ingest is not None:
            self._ingest.close()
        if self._senses is not None:
            self._senses.close()


async def ask_all(
    bench: Bench, todo: Iterable[tuple[str, Task]], *, concurrency: int
) -> AsyncGenerator[Found, None]:
    """Everything that is to be asked, at most so many at a time, as it comes back."""
    waiting: set[asyncio.Task[Found]] = set()
    source = iter(todo)
    try:
        while True:
            while len(waiting) < concurrency and (one := next(source, None)) is not None:
                waiting.add(asyncio.ensure_future(bench.ask(*one)))
            if not waiting:
                return
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for finished in done:
                yield finished.result()
    finally:
        for left in waiting:
            left.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


def _highest(findings: Iterable[Finding]) -> tuple[Told, ...]:
    best: dict[tuple[str, str], float] = {}
    for finding in findings:
        key = (finding.category, finding.detail)
        if not 0 <= finding.score <= 1:
            raise UsageError(f"detector:{finding.detector} gave a score outside 0 to 1")
        best[key] = max(best.get(key, 0.0), float(finding.score))
    return tuple(Told(*key, round(score, 6)) for key, score in sorted(best.items()))


def as_json(found: Found) -> Mapping[str, Any]:
    """One line of the working file."""
    told = [[one.category, one.detail, one.score] for one in found.told]
    return {
        "system": found.system, "row": found.key, "form": found.form,
        "told": told, "error": found.error,
    }  # fmt: skip


def from_json(record: Mapping[str, Any]) -> Found:
    """A line of the working file; raises KeyError, TypeError or ValueError when it is none."""
    told = tuple(Told(category, detail, score) for category, detail, score in record["told"])
    return Found(record["system"], record["row"], record["form"], told, record["error"])
