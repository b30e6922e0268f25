"""Asks the guard about pictures of text and keeps what it said: no words, no pictures."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from clearsight import open_image, user
from clearsight.build import guarded
from clearsight.content import Conversation, Image, Text
from clearsight.guard import Guard
from clearsight.imaging.item import Item
from clearsight.imaging.legibility import share, word_share, written
from clearsight.imaging.transform.made import whole
from clearsight.models.scripted import Scripted
from clearsight.roles import Reader
from clearsight.senses import Senses, tesseract
from clearsight.train.judgement_row import Row as TrainingRow
from clearsight.verdict import Verdict
from scripts.cpu import cpu_s
from scripts.measures.disguised import PUBLISHED, asked
from scripts.measures.kept import KeptReader
from scripts.measures.pages import Page
from scripts.measures.told import ToldReader
from scripts.measures.transforms import Words

Row = dict[str, Any]
TRIES = 4
WAIT_S = 120.0


@dataclass
class Asker:
    """A guard around a model that is never asked, and the senses that it shares with us.

    Attributes:
        readings: file of readings to use and to add to; CPU times then say nothing about reading.
        senses: what reads; a `ToldReader` is told what the drawn pictures say.
    """

    policy: str
    prompt: str
    data: Path
    seed: int = 0
    readings: Path | None = None
    senses: Reader = field(default_factory=partial(Senses, timeout_s=WAIT_S))
    guard: Guard = field(init=False)

    def __post_init__(self) -> None:
        tesseract.TIMEOUT_S = WAIT_S  # what is late on a machine with other work is not unreadable
        if self.readings is not None:
            self.senses = KeptReader(self.senses, self.readings)
        self.guard = guarded(Scripted("Yes."), policy=self.policy, reader=self.senses)

    async def requests(self, words: Words, disguise: str, file: Path | None) -> list[Row]:
        """One request in a picture, with FigStep's prompt and without words."""
        seed, rows = words.seed(self.seed), []
        for question in ("prompt", "empty"):
            prompt = self.prompt if question == "prompt" else ""
            start = cpu_s()
            items: list[Item] = []
            if disguise == PUBLISHED and file is not None:
                asking = await self._published(file, prompt)
            else:
                shape = "empty_list" if disguise == PUBLISHED else disguise
                asking, items = asked(words, shape, seed, prompt)
            row = await self._row(asking, items, start)
            row |= {"part": "requests", "group": words.group, "name": words.name,
                    "kind": disguise, "question": question, "fold": fold_of(words)}  # fmt: skip
            rows.append(row)
        return rows

    async def page(self, page: Page) -> Row:
        """One harmless picture, or an album."""
        parts = [item.image() for item in page.items]
        typed = [Text(page.question)] if page.question else []
        start = cpu_s()
        row = await self._row(user(*parts, *typed), list(page.items), start)
        question = "asked" if page.question else "empty"
        return row | {"part": "pages", "group": "page", "name": page.name, "kind": page.kind,
                      "question": question, "disguise": page.disguise, "nth": page.nth,
                      "fold": None}  # fmt: skip

    async def _published(self, file: Path, prompt: str) -> Conversation:
        return user(await asyncio.to_thread(open_image, file), *([prompt] if prompt else []))

    async def _row(self, asking: Conversation, items: Sequence[Item], start: float) -> Row:
        if isinstance(self.senses, ToldReader):
            self.senses.tell(items)
        verdict = await self._verdict(asking)
        spent = round((cpu_s() - start) * 1000, 1)
        images = [image for message in asking.messages for image in message.images]
        return {**await self._read(images, items), **_judged(verdict), "cpu_ms": spent}

    async def _verdict(self, asking: Conversation) -> Verdict:
        """The verdict; asked again where a part was late, as on a machine with other work.

        Raises:
            SystemExit: a detector does not work at all.
        """
        rule = ""
        for _ in range(TRIES):
            verdict = (await self.guard.check(asking)).verdict
            assert verdict is not None
            rule = verdict.rule
            late = rule.startswith("fail_closed.sense") and await self._readable(asking)
            if not late and not rule.startswith("fail_closed.detector"):
                return verdict
        raise SystemExit(f"{rule}, {TRIES} times; nothing can be measured like this")

    async def _readable(self, asking: Conversation) -> bool:
        """Whether the senses read everything now: what failed before was late."""
        images = [image for message in asking.messages for image in message.images]
        readings = [await self.senses.read(image) for image in images]
        return not any(r.failures or any(u.unscannable for u in r.unread) for r in readings)

    async def _read(self, images: Sequence[Image], items: Sequence[Item]) -> Row:
        """What of the words was read, and whether any were found and not read."""
        readings = [await self.senses.read(image) for image in images]
        text = "\n".join(written(reading) for reading in readings)
        found = [unread for reading in readings for unread in reading.unread]
        twin = whole(items) if items else ""
        shares = (share(twin, text), word_share(twin, text)) if twin else (None, None)
        return {
            "read": shares[0], "words": shares[1], "any": bool(text.strip()),
            "unread": bool(found), "unscannable": any(u.unscannable for u in found),
        }  # fmt: skip


def _judged(verdict: Verdict) -> Row:
    drove = [f for f in verdict.findings if f.category == verdict.category]
    return {
        "action": verdict.action, "rule": verdict.rule, "category": verdict.category,
        "score": round(verdict.score, 4), "grey": verdict.grey,
        "detectors": sorted({f.detector for f in drove}),
    }  # fmt: skip


def fold_of(words: Words) -> int | None:
    """Of the training of the heads; None for rows that no set has."""
    if words.group != "illicit":
        return None
    dataset, _, name = words.name.rpartition("/")
    return TrainingRow("", dataset or "figstep", name).fold
