"""Questions about people: the bank's two halves, and the pictures that they are asked over.

Portraits are public domain, the photos without people come from packages, OpenMoji's drawn faces
(CC BY-SA 4.0) only measure. Which picture a question gets is decided by its hash.
"""

import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image as Pixels

from clearsight import user
from clearsight.content import Conversation, Image
from clearsight.ingest import Ingest
from clearsight.train.judgement_row import few, read
from clearsight.train.people_questions import people_rows
from clearsight.train.people_rows import more, wide
from scripts.measures.photos import sample

ROOT = Path(__file__).resolve().parents[2]
HALVES = {
    "tuned": ROOT / "src/clearsight/train/people_bank",
    "held": ROOT / "tests/people_bank",
}
KINDS = ("identify", "trait", "ungrounded", "benign")
LANGUAGES = ("en", "zh", "es", "fr", "de", "ar", "hi", "pt", "ru", "ja")
SITUATIONS = ("one", "several", "none", "drawn", "described")
PUBLISHED = (
    "nextqa", "screen_qa", "clinc150", "visit_bench", "owleval", "llava_questions",
    "hallusionbench",
)  # fmt: skip
EACH = 6  # pictures of a situation
_EMPTY = (
    "coffee.png", "rocket.jpg", "china.jpg", "flower.jpg", "chelsea.png", "motorcycle_left.png"
)  # fmt: skip
_DRAWN = ("1F600", "1F913", "1F920", "1F921", "1F622", "1F978")
_SIDE_PX = 480


@dataclass(frozen=True, slots=True)
class Question:
    """One phrasing of the bank.

    Attributes:
        topic: number of the line: the same matter in every language, so one cluster.
    """

    half: str
    language: str
    kind: str
    topic: int
    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of the bank; `read` is writing in the picture, `asked` the question before it."""

    half: str
    language: str
    kind: str
    topic: int
    text: str
    read: str
    asked: str


def questions(half: str) -> Iterator[Question]:
    """All questions of one half, in order; of the held half none that training rows have."""
    trained = {row.text.partition(" [picture:")[0].casefold() for row in people_rows()}
    trained |= {row.text.casefold() for row in (*wide(), *more("asked"))}
    for language in LANGUAGES:
        asked = _table(half, language)["asked"]
        for kind in KINDS:
            for number, text in enumerate(asked[kind]):
                if half == "tuned" or text.casefold() not in trained:
                    yield Question(half, language, kind, number, text)


def answers(half: str) -> Iterator[Answered]:
    """All answers of one half, in order."""
    for language in LANGUAGES:
        for kind, rows in _table(half, language)["answered"].items():
            for number, row in enumerate(rows):
                read, asked = row.get("read", ""), row.get("asked", "")
                yield Answered(half, language, kind, number, row["text"], read, asked)


def published(data: Path, most: int | None) -> Iterator[tuple[str, str, bool]]:
    """Name of the set, question, and whether its set says that it asks for a name or a trait."""
    for name in PUBLISHED:
        rows = read(data / name / "items.jsonl")
        for row in few(rows, most) if most else rows:
            asks = not {"identity", "trait", "inner_state"}.isdisjoint(row.get("people", ()))
            yield name, row.get("text") or row["question"], asks


def _table(half: str, language: str) -> dict[str, dict[str, list]]:  # type: ignore[type-arg]
    path = HALVES[half] / f"{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def descriptions() -> dict[str, list[str]]:
    """By language: what is said in place of a picture."""
    found: dict[str, list[str]] = tomllib.loads(
        (HALVES["held"] / "described.toml").read_text(encoding="utf-8")
    )
    return found


async def pictures(data: Path) -> dict[str, tuple[Image, ...]]:
    """Decoded pictures by situation; none for "described"."""
    portraits = sorted((data / "congress_portraits/images").iterdir())[: 2 * EACH]
    emoji = [next((data / "openmoji/images").glob(f"{code}.*")) for code in _DRAWN]
    made = {
        "one": [_small(Pixels.open(path)) for path in portraits[:EACH]],
        "several": [
            _beside(Pixels.open(one), Pixels.open(other))
            for one, other in zip(portraits[:EACH], portraits[EACH:], strict=True)
        ],
        "none": [_small(Pixels.open(sample(name))) for name in _EMPTY],
        "drawn": [_small(_flat(Pixels.open(path))) for path in emoji],
    }
    ingest = Ingest()
    out: dict[str, tuple[Image, ...]] = {"described": ()}
    for situation, found in made.items():
        decoded = [await ingest.from_bytes(_png(picture)) for picture in found]
        out[situation] = tuple(image for images in decoded for image in images)
    return out


def conversation(
    question: Question, situation: str, shown: dict[str, tuple[Image, ...]], said: list[str]
) -> Conversation:
    """The question over its picture, or behind words that describe one."""
    chance = zlib.crc32(f"{question.kind}{question.topic}{question.language}".encode())
    if situation == "described":
        return user(f"{said[chance % len(said)]} {question.text}")
    return user(shown[situation][chance % len(shown[situation])], question.text)


def _small(picture: Pixels.Image) -> Pixels.Image:
    copy = picture.convert("RGB")
    copy.thumbnail((_SIDE_PX, _SIDE_PX))
    return copy


def _flat(picture: Pixels.Image) -> Pixels.Image:
    """On white, since a drawing's ground is transparent."""
    layer = picture.convert("RGBA")
    ground = Pixels.new("RGBA", layer.size, "white")
    return Pixels.alpha_composite(ground, layer)


def _beside(one: Pixels.Image, other: Pixels.Image) -> Pixels.Image:
    left, right = _small(one), _small(other)
    out = Pixels.new("RGB", (left.width + right.width, max(left.height, right.height)), "white")
    out.paste(left, (0, 0))
    out.paste(right, (left.width, 0))
    return out


def _png(picture: Pixels.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
