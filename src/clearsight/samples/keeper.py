"""Keeps samples: which ones, for how long, and how many.

Keeping never decides over an answer: what cannot be kept is told in the log, and the answer leaves.
"""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from clearsight.audit import asking
from clearsight.content import Conversation
from clearsight.errors import StoreError, UsageError
from clearsight.samples.sample import Choice, Sample, to_bytes
from clearsight.samples.sealed import SampleFolder, key_of
from clearsight.verdict import Reply

log = structlog.stdlib.get_logger("clearsight.samples")

MEBIBYTE = 1 << 20
DAY_S = 86_400
TIDY_S = 60.0
SWEEP_S = 600.0
# What nobody may keep, whoever asks for it: with any Finding of these, however unsure.
NEVER = ("sexual/minors",)
# And with a picture, what may be one that nobody may keep.
NEVER_PICTURED = ("sexual", "sexual/minors")
LEAST_SCORE = 0.05


@dataclass(frozen=True, slots=True)
class Retained:
    """What a server keeps; nothing by default.

    Attributes:
        days: how long; 0 keeps nothing.
        most_mib: of all together; the oldest go first.
        share: of the requests, drawn by lot.
        folder: where.
        key: in base64, or its file; None for the usual file.
    """

    days: float = 0.0
    most_mib: int = 500
    share: float = 1.0
    folder: Path | None = None
    key: str | Path | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not 0 <= self.days <= 366:
            raise UsageError(f"samples are to be kept for {self.days:g} days, expected 0 to 366")
        if not 1 <= self.most_mib <= 1 << 20:
            raise UsageError(f"samples may take {self.most_mib} MiB, expected 1 to 1048576")
        if not 0 < self.share <= 1:
            raise UsageError(f"{self.share:g} of the requests are to be kept, expected 0 < n <= 1")
        if self.days and self.folder is None:
            raise UsageError("samples are to be kept and no folder is named")


class Keeper:
    """One process's way into a folder of samples.

    Args:
        now: seconds since 1970; replaced in tests.
    """

    def __init__(
        self, wanted: Retained, folder: SampleFolder, *, now: Callable[[], float] = time.time
    ) -> None:
        self.wanted, self.folder, self._now = wanted, folder, now
        self._drawn = random.SystemRandom()
        self._tidied_s = 0.0
        self._sweeping: asyncio.Future[None] | None = None

    @classmethod
    def of(cls, wanted: Retained) -> "Keeper | None":
        """The keeper that is wanted; None where nothing is to be kept.

        Raises:
            StoreError, UsageError: the key cannot be read or made.
        """
        if not wanted.days or wanted.folder is None:
            return None
        return cls(wanted, SampleFolder(wanted.folder, key_of(wanted.key, make=True)))

    async def keep(self, talk: Conversation, words: str, replies: Sequence[Reply]) -> str | None:
        """Keep one request, if it is one to keep; its name."""
        if not replies or self._drawn.random() >= self.wanted.share or forbidden(talk, replies):
            return None
        traces = [reply.trace for reply in replies if reply.trace is not None]
        asked = asking()
        sample = Sample(
            asked.request, self._now(), asked.door, asked.caller,
            traces[0].policy if traces else "", talk, words, tuple(map(Choice.of, replies)),
        )  # fmt: skip
        try:
            return await asyncio.to_thread(self._save, sample)
        except (StoreError, OSError) as error:
            log.warning("samples", problem=str(error))
            return None

    def _save(self, sample: Sample) -> str:
        until_s = sample.at_s + self.wanted.days * DAY_S
        name = self.folder.save(to_bytes(sample), at_s=sample.at_s, until_s=until_s)
        if self._now() - self._tidied_s >= TIDY_S:
            self.tidy()
        return name

    def tidy(self) -> int:
        """Delete what is over its time or its size; how many went."""
        self._tidied_s = now = self._now()
        return self.folder.tidy(now, most_bytes=self.wanted.most_mib * MEBIBYTE)

    def start(self) -> None:
        """Tidy from time to time, also while nobody asks anything."""
        self._sweeping = asyncio.ensure_future(self._sweep())

    async def stop(self) -> None:
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.gather(self._sweeping, return_exceptions=True)

    async def _sweep(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self.tidy)
            except OSError as error:
                log.warning("samples", problem=f"cannot delete: {error.strerror}")
            await asyncio.sleep(SWEEP_S)


def forbidden(talk: Conversation, replies: Sequence[Reply]) -> bool:
    """Whether a request may not be kept at all.

    A picture on a hash list never comes here: it is refused before there is a conversation.
    """
    never = NEVER_PICTURED if talk.images else NEVER
    verdicts = [reply.verdict.category for reply in replies if reply.verdict is not None]
    found = [
        finding.category
        for reply in replies
        for step in (reply.trace.steps if reply.trace else ())
        for finding in step.findings
        if finding.score >= LEAST_SCORE
    ]
    return any(category in never for category in (*verdicts, *found))
