"""Budgets of pictures: from a stranger's bytes to a Reading."""

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from clearsight.cache import TimedCache
from clearsight.content import Image
from clearsight.ingest import Ingest
from clearsight.reading import Reading
from clearsight.senses import Senses
from scripts.benches.rows import Row, collected, timed
from scripts.benches.text import words
from scripts.measures.photos import sample

LARGE_PX = (4000, 3000)
NOISE = 6  # grey levels, so that the enlarged photo is not smoother than a camera's
LINES = 4
WITHOUT_TEXT = ("coffee.png", "chelsea.png", "rocket.jpg", "china.jpg", "flower.jpg")


async def rows(n: int) -> list[Row]:
    """All rows about pictures."""
    with Ingest() as ingest:
        # A cache of no entries: every repetition decodes and reads.
        senses = Senses(cache=TimedCache[Reading](0).of(""))
        eyes = Eyes(ingest, senses)
        try:
            return await collected([eyes.small, eyes.large, eyes.typographic, eyes.passes, seen], n)
        finally:
            senses.close()


@dataclass(frozen=True, slots=True)
class Cost:
    """What the sense of text cost and found on one picture."""

    ms: float
    lines: int


def photos() -> list[Pillow.Image]:
    """Photos without text, at most 0.3 MP."""
    return [Pillow.open(sample(name)).convert("RGB") for name in WITHOUT_TEXT]


def enlarged(photo: Pillow.Image) -> Pillow.Image:
    """12 megapixels with a camera's noise."""
    large = np.asarray(photo.resize(LARGE_PX, Pillow.Resampling.BICUBIC), dtype=np.int16)
    noise = np.random.default_rng(0).normal(0, NOISE, large.shape[:2])[..., None]
    return Pillow.fromarray(np.clip(large + noise, 0, 255).astype(np.uint8))


def jpeg(picture: Pillow.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def drawn(number: int, ink: str = "black") -> Pillow.Image:
    """Four lines of words, 760 x 400 px; other words for every number."""
    canvas = Pillow.new("RGB", (760, 400), "white")
    said = words(7000 + number, 3).split()
    for line in range(LINES):
        text = " ".join(said[5 * line : 5 * line + 5])
        pen = ImageDraw.Draw(canvas)
        pen.text((40, 40 + 80 * line), text, ink, ImageFont.load_default(30))
    return canvas


WAYS: dict[str, Callable[[int], Pillow.Image]] = {
    "raised contrast (faint text)": lambda number: drawn(number, "#f6f6f6"),
    "turned by a quarter": lambda number: drawn(number).rotate(90, expand=True),
    "turned by a half": lambda number: drawn(number).rotate(180),
    "mirrored": lambda number: drawn(number).transpose(Pillow.Transpose.FLIP_LEFT_RIGHT),
}


@dataclass(frozen=True)
class Eyes:
    """From bytes to a Reading, without caches."""

    ingest: Ingest
    senses: Senses

    async def read(self, data: bytes) -> Reading:
        (image,) = await self.ingest.from_bytes(data)
        return await self.senses.read(image)

    async def small(self, n: int) -> list[Row]:
        """Photos of at most 1 MP."""
        return [await self._photos("photo without text, <= 1 MP", 150, photos(), n)]

    async def large(self, n: int) -> list[Row]:
        """Photos of 12 MP."""
        large = [enlarged(photo) for photo in photos()]
        return [await self._photos("photo without text, 12 MP", 250, large, n)]

    async def _photos(self, name: str, budget: float, shown: list[Pillow.Image], n: int) -> Row:
        files = [jpeg(photo) for photo in shown]
        spent: Counter[str] = Counter()

        async def work(number: int) -> None:
            reading = await self.read(files[number % len(files)])
            spent.update({timing.sense: timing.cpu_ms for timing in reading.timings})

        values = await timed(work, n)
        costly = ", ".join(f"{sense} {ms / (n + 1):.0f}" for sense, ms in spent.most_common(5))
        return Row(name, budget, values, note=f"ingest and senses; mean by sense: {costly}")

    async def typographic(self, n: int) -> list[Row]:
        """Four lines of words."""
        files = [jpeg(drawn(number)) for number in range(n + 1)]
        found = 0

        async def work(number: int) -> None:
            nonlocal found
            found += len((await self.read(files[number])).lines) == LINES

        values = await timed(work, n)
        note = f"ingest and senses; all four lines found: {found}/{n + 1}"
        return [Row("typographic image, four lines", 350, values, note=note)]

    async def passes(self, n: int) -> list[Row]:
        """What a picture that asks for a second look costs more than one that does not."""
        plain = [await self._text(drawn(number)) for number in range(n + 1)]
        out: list[Row] = []
        for way, make in WAYS.items():
            more = [await self._text(make(number)) for number in range(n + 1)]
            extra = tuple(m.ms - p.ms for m, p in zip(more, plain, strict=True))[1:]
            found = sum(m.lines == LINES for m in more)
            note = f"sense of text, difference to the plain picture; read whole: {found}/{n + 1}"
            out.append(Row(f"extra pass: {way}", 90, extra, note=note))
        return out

    async def _text(self, picture: Pillow.Image) -> Cost:
        reading = await self.read(jpeg(picture))
        ms = next(timing.cpu_ms for timing in reading.timings if timing.sense == "text")
        return Cost(ms, len(reading.lines))


async def seen(n: int) -> list[Row]:
    """The same bytes again, of a small and of a large photo."""
    small = photos()[0]
    out: list[Row] = []
    for work, data in (
        ("image seen before", jpeg(small)),
        ("the same, 12 MP", jpeg(enlarged(small))),
    ):
        senses = Senses()
        with Ingest(cache=TimedCache[tuple[Image, ...]](4).of("")) as ingest:
            eyes = Eyes(ingest, senses)
            await eyes.read(data)
            values = await timed(lambda number: eyes.read(data), n)  # noqa: B023
        senses.close()
        note = f"{len(data) / 1e6:.1f} MB; byte hash to decoded picture and Reading"
        out.append(Row(work, 2, values, note=note))
    return out
