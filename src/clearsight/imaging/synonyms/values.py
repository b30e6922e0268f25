"""What the making of image synonyms takes and gives; plain frozen values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from clearsight.errors import UsageError

MOST_PHRASES = 2  # card, figure 12 and E1: at most two a prompt
Kind = Literal["name", "keyword", "head", "association"]


@dataclass(frozen=True, slots=True)
class Row:
    """One text to make multimodal.

    Attributes:
        language: ISO code; None lets the text decide.
        harmful: the label of the row, carried along and never looked at: benign twins are made by
            the same route, so that a picture is no sign of harm.
    """

    id: str
    text: str
    language: str | None = None
    harmful: bool = True


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of words that a picture could stand for: text[start:end]."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A picture that stands where a phrase stood.

    Attributes:
        start, end, phrase: the phrase in the text twin.
        picture, digest: the picture's id in the index, and SHA-256 of its bytes.
        term, kind: what the picture was found by; "association" is our table of things that stand
            for acts (a knife for "kill").
        drop: how far the score fell without the phrase; None when a Model chose the phrase.
    """

    start: int
    end: int
    phrase: str
    picture: str
    digest: str
    term: str
    kind: Kind
    licence: str
    origin: str
    credit: str = ""
    drop: float | None = None


@dataclass(frozen=True, slots=True)
class Synonym:
    """A text with one or two of its phrases as pictures.

    Attributes:
        text: the text twin, unchanged.
        slots: in the order of the text.
        system: the system message it is asked under, None for none.
        chooser: who chose the phrases: "attribution" or "model:NAME".
    """

    id: str
    text: str
    language: str
    harmful: bool
    slots: tuple[Slot, ...]
    system: str | None
    chooser: str
    seed: int

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; pictures by id and digest."""
        return {**asdict(self), "slots": [asdict(slot) for slot in self.slots], "error": None}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> "Synonym":
        """What `to_json` wrote; other keys are left alone.

        Raises:
            UsageError: the record is none of ours, or its slots do not fit its text.
        """
        try:
            slots = tuple(Slot(**slot) for slot in record["slots"])
            values = {name: record[name] for name in cls.__slots__ if name != "slots"}
            made = cls(**values, slots=slots)
            wrong = [s for s in slots if made.text[s.start : s.end] != s.phrase]
        except (KeyError, TypeError) as error:
            raise UsageError(
                f"this is no image synonym ({type(error).__name__}: {error}); expected a line "
                "that clearsight imaging synonyms wrote"
            ) from error
        if wrong:
            raise UsageError(
                f"image synonym {made.id!r}: {wrong[0].phrase!r} does not stand at "
                f"{wrong[0].start}:{wrong[0].end} of its text"
            )
        return made


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that stayed as it was, and why: an outcome, not an error of ours.

    Attributes:
        reason: "no_picture" (no phrase that weighs on the score has one), "no_answer" (the Model
            was not reached), "unparsable" (its answer is not in the form asked for), "too_long" or
            "no_text".
        detail: what was seen, for people.
    """

    id: str
    reason: Literal["no_picture", "no_answer", "unparsable", "too_long", "no_text"]
    detail: str = ""

    def to_json(self) -> dict[str, Any]:
        """A line with `error` set."""
        return {"id": self.id, "slots": [], "error": self.reason, "detail": self.detail}


Outcome = Synonym | Skipped
