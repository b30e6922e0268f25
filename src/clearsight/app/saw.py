"""What the guard saw in a picture: boxes to draw, and the same in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clearsight.app.words import Words
from clearsight.content import Image
from clearsight.language import language_of
from clearsight.reading import Box, Person, Quality, Reading

MOST_TAGS = 6
LABELS = "en"  # the language of what senses call things


@dataclass(frozen=True, slots=True)
class Shape:
    """A box on the picture, in its pixels; `kind` is text, person, code, thing or unread."""

    kind: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Said:
    """One finding in words; `text` is the picture's or the senses', `note` is ours.

    Attributes:
        language: of `text`; empty when it is the page's, or none.
    """

    text: str
    note: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Saw:
    """The whole disclosure section.

    Attributes:
        shapes: to draw over the picture, `width_px` x `height_px`.
        people: None when nobody looked for people.
    """

    width_px: int
    height_px: int
    shapes: tuple[Shape, ...]
    lines: tuple[Said, ...]
    unread: tuple[Said, ...]
    people: tuple[Said, ...] | None
    codes: tuple[Said, ...]
    things: tuple[Said, ...]
    tags: tuple[Said, ...]
    quality: str
    origin: tuple[Said, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds that were drawn, for the legend."""
        order = ("text", "person", "code", "thing", "unread")
        return tuple(kind for kind in order if any(shape.kind == kind for shape in self.shapes))


def saw(image: Image, reading: Reading, words: Words) -> Saw:
    """A Reading, ready to be shown in one language."""
    sure = words["saw_sure"]

    def note(box: Box, score: float) -> str:
        return words["comma"].join((place(box, words), sure.format(percent=round(100 * score))))

    looked = reading.ran("people")
    return Saw(
        width_px=image.width_px,
        height_px=image.height_px,
        shapes=tuple(_shapes(reading, image)),
        lines=tuple(
            Said(line.text, note(line.box, line.confidence), language_of(line.text))
            for line in reading.lines
        ),
        unread=tuple(Said(place(spot.box, words)) for spot in reading.unread),
        people=tuple(_person(one, words) for one in reading.people) if looked else None,
        codes=tuple(
            Said(code.text, words["comma"].join((code.format, place(code.box, words))))
            for code in reading.codes
        ),
        things=tuple(Said(one.label, note(one.box, one.score), LABELS) for one in reading.things),
        tags=tuple(
            Said(tag.label, sure.format(percent=round(100 * tag.score)), LABELS)
            for tag in sorted(reading.tags, key=lambda tag: -tag.score)[:MOST_TAGS]
        ),
        quality=_quality(reading.quality, image, words),
        origin=tuple(Said(mark.value, mark.kind) for mark in reading.provenance),
    )


def place(box: Box, words: Words) -> str:
    """Where a box is, as one of nine words."""
    across, down = box.centre
    column = ("left", "centre", "right")[min(2, int(3 * across))]
    row = ("top", "middle", "bottom")[min(2, int(3 * down))]
    return words[f"place_{row}_{column}"]


def _boxes(reading: Reading) -> Iterator[tuple[str, Box]]:
    yield from (("thing", one.box) for one in reading.things)
    yield from (("text", line.box) for line in reading.lines)
    yield from (("unread", spot.box) for spot in reading.unread)
    yield from (("code", code.box) for code in reading.codes)
    for person in reading.people:
        yield from (("person", box) for box in (person.body, person.face) if box is not None)


def _shapes(reading: Reading, image: Image) -> Iterator[Shape]:
    for kind, box in _boxes(reading):
        yield Shape(
            kind,
            round(box.left * image.width_px, 1),
            round(box.top * image.height_px, 1),
            round(box.width * image.width_px, 1),
            round(box.height * image.height_px, 1),
        )


def _person(person: Person, words: Words) -> Said:
    box = person.face or person.body
    where = [place(box, words)] if box is not None else []
    notes = [*where, *person.wearing]
    return Said(words[f"near_{person.nearness}"], words["comma"].join(notes))


def _quality(quality: Quality | None, image: Image, words: Words) -> str:
    size = words["quality_size"].format(width=image.width_px, height=image.height_px)
    if quality is None:
        return size
    flags: Sequence[tuple[str, bool]] = (
        ("dark", quality.dark), ("bright", quality.bright), ("blurred", quality.blurred),
        ("blank", quality.blank), ("cut", bool(quality.cut_off)),
    )  # fmt: skip
    bad = [words[f"quality_{name}"] for name, true in flags if true]
    return words["comma"].join(
        (words[f"kind_{quality.kind}"], size, *(bad or [words["quality_good"]]))
    )
