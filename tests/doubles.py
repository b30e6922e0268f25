"""Test doubles that implement the real protocols."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from clearsight.aloud import View
from clearsight.content import Image
from clearsight.reading import Box, Line, Reading
from clearsight.verdict import Finding, Where


def image(name: str = "picture") -> Image:
    """An Image whose bytes are its name: for tests that never decode."""
    data = name.encode()
    return Image(data, "image/png", 100, 80, hashlib.sha256(data).hexdigest())


def line(text: str, top: float = 0.1) -> Line:
    return Line(text, Box(0.1, top, 0.9, top + 0.05), 0.99)


@dataclass
class FixedReader:
    """Gives every image the same Reading, or raises."""

    lines: tuple[Line, ...] = ()
    error: Exception | None = None
    change: Callable[[Reading], Reading] = lambda reading: reading
    read_images: list[Image] = field(default_factory=list)

    async def read(self, image: Image) -> Reading:
        self.read_images.append(image)
        if self.error is not None:
            raise self.error
        reading = Reading(
            image.digest,
            image.width_px,
            image.height_px,
            lines=self.lines,
            senses=("text", "people", "explicit"),
        )
        return self.change(reading)


@dataclass
class WordDetector:
    """Reports a category when a word stands anywhere in what is judged at the stage."""

    word: str
    category: str = "illicit"
    score: float = 0.99
    name: str = "word"
    version: str = "1"
    error: Exception | None = None
    delay_s: float = 0.0
    views: list[View] = field(default_factory=list)

    async def detect(self, view: View) -> Sequence[Finding]:
        self.views.append(view)
        await asyncio.sleep(self.delay_s)
        if self.error is not None:
            raise self.error
        heard = view.answer if view.stage == "after" else view.aloud()
        if self.word not in heard:
            return []
        where = Where(len(view.conversation.messages) - 1, 0)
        return [Finding(self.category, self.score, where, self.name, self.version)]
