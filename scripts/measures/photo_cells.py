"""Many questions about many photos, cheaply: a photo is read once, and photos that say the same
aloud are judged once for each question.

A verdict is a function of what is typed and what is read aloud; the explicit score, a picture's
unread text and failed senses come beside it. Photos that agree in all of these are asked as one.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from clearsight import open_image, user
from clearsight.aloud import look, seen_things
from clearsight.build import guarded
from clearsight.content import Image
from clearsight.guard import Guard
from clearsight.models.scripted import Scripted
from clearsight.reading import Reading
from clearsight.senses import Senses, tesseract
from clearsight.verdict import Verdict

LOW_EXPLICIT = 0.1  # no preset does anything from a score below .15
WAIT_S = 120.0
Signals = tuple[object, ...]


@dataclass(frozen=True)
class Cell:
    """One question about one photo.

    Attributes:
        seen: what the senses named in the photo.
        fired: of a refusal: which of these words it needs, "text", "explicit", "question" when the
            words of the question are refused over any photo, or "together".
    """

    photo: str
    question: str
    seen: tuple[str, ...]
    verdict: Verdict
    fired: tuple[str, ...] = ()

    @property
    def stopped(self) -> bool:
        return self.verdict.stops


def signals(image: Image, reading: Reading) -> Signals:
    """What of a photo can reach a verdict; photos with text have their own."""
    view = look(user(image, "?"), {image.digest: reading})
    said = tuple(span.text for span in view.spans if span.source != "typed")
    explicit = reading.explicit or 0.0
    rest = (said, explicit if explicit >= LOW_EXPLICIT else 0.0, reading.failures)
    plain = not (reading.lines or reading.codes or reading.unread)
    return rest if plain else (*rest, image.digest)


@dataclass
class Kept:
    """A Reader that gives back Readings which were made before."""

    readings: dict[str, Reading] = field(default_factory=dict)

    async def read(self, image: Image) -> Reading:
        return self.readings[image.digest]


@dataclass
class Cells:
    """Reads photos, then judges every question over every photo."""

    policy: str
    senses: Senses = field(default_factory=lambda: Senses(timeout_s=WAIT_S))
    kept: Kept = field(default_factory=Kept)
    guard: Guard = field(init=False)
    judged: int = 0

    def __post_init__(self) -> None:
        tesseract.TIMEOUT_S = WAIT_S  # what is late on a machine with other work is not unreadable
        self.guard = guarded(Scripted("Yes."), policy=self.policy, reader=self.kept)
        self._known: dict[tuple[Signals, str], tuple[Verdict, tuple[str, ...]]] = {}

    async def photo(self, path: Path) -> Image:
        """Decode and read one photo."""
        image = await asyncio.to_thread(open_image, path)
        self.kept.readings[image.digest] = await self.senses.read(image)
        return image

    async def cells(self, name: str, image: Image, questions: Sequence[str]) -> list[Cell]:
        """All questions about one photo that was read."""
        reading = self.kept.readings[image.digest]
        key, seen = signals(image, reading), seen_things(reading)
        out = []
        for question in questions:
            if (key, question) not in self._known:
                self._known[key, question] = await self._judged(image, question)
            verdict, fired = self._known[key, question]
            out.append(Cell(name, question, seen, verdict, fired))
        return out

    async def verdict(self, image: Image, question: str, reading: Reading) -> Verdict:
        """The verdict on a question over a photo that says what the Reading says.

        Raises:
            SystemExit: a detector does not work, so nothing can be measured.
        """
        before = self.kept.readings[image.digest]
        self.kept.readings[image.digest] = reading
        try:
            verdict = (await self.guard.check(user(image, question))).verdict
        finally:
            self.kept.readings[image.digest] = before
        assert verdict is not None
        self.judged += 1
        if verdict.rule.startswith("fail_closed.detector"):
            raise SystemExit(f"{verdict.rule}: nothing can be measured like this")
        return verdict

    async def _judged(self, image: Image, question: str) -> tuple[Verdict, tuple[str, ...]]:
        reading = self.kept.readings[image.digest]
        verdict = await self.verdict(image, question, reading)
        return verdict, await self._fired(image, question, verdict) if verdict.stops else ()

    async def _fired(self, image: Image, question: str, verdict: Verdict) -> tuple[str, ...]:
        reading = self.kept.readings[image.digest]
        if verdict.rule.startswith("fail_closed"):
            return (verdict.rule,)
        bare = replace(reading, tags=(), things=(), lines=(), codes=(), explicit=0.0)
        if (await self.verdict(image, question, bare)).stops:
            return ("question",)
        needed = []
        for word, without in parts(reading):
            if not (await self.verdict(image, question, without)).stops:
                needed.append(word)
        return tuple(needed) or ("together",)


def parts(reading: Reading) -> Iterator[tuple[str, Reading]]:
    """Every signal of a Reading with the Reading that lacks it."""
    for word in seen_things(reading):
        tags = tuple(tag for tag in reading.tags if tag.label != word)
        things = tuple(thing for thing in reading.things if thing.label != word)
        yield word, replace(reading, tags=tags, things=things)
    if reading.lines or reading.codes:
        yield "text", replace(reading, lines=(), codes=())
    if reading.explicit:
        yield "explicit", replace(reading, explicit=0.0)


def by(cells: Sequence[Cell], what: str) -> Mapping[str, list[Cell]]:
    """Cells by "photo" or "question", in order."""
    out: dict[str, list[Cell]] = {}
    for cell in cells:
        out.setdefault(getattr(cell, what), []).append(cell)
    return out
