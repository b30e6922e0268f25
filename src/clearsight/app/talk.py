"""One question about one picture: from the form to the guard and back, as values."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from clearsight.app.form import Form, FormError
from clearsight.app.house import House
from clearsight.app.seal import (
    MOST_CHARS,
    Picture,
    Sealer,
    Turn,
    conversation,
    picture_bytes,
    read_turns,
)
from clearsight.content import Conversation
from clearsight.errors import IngestError
from clearsight.reading import Quality, Reading
from clearsight.verdict import Notice, Reply

# What a visitor can mend has a text of its own; the rest is ours to mend.
_INGEST = {
    "empty": "picture_empty",
    "unknown_format": "picture_unknown",
    "wrong_type": "picture_unknown",
    "missing_extra": "picture_heic",
    "broken": "picture_broken",
    "too_many_bytes": "picture_bytes",
    "too_many_pixels": "picture_pixels",
    "side_too_long": "picture_pixels",
    "side_too_short": "picture_small",
    "too_narrow": "picture_narrow",
    "too_many_frames": "picture_frames",
    "too_slow": "picture_slow",
    "worker_died": "picture_broken",
    "not_accepted": "picture_refused",
}


def picture_problem(error: IngestError) -> str:
    """Id of the text that tells a visitor what is wrong with the file and what to do."""
    return _INGEST.get(error.code, "picture_other")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor asked, ready for a guard.

    Attributes:
        policy: what it is judged by; empty until the visitor is known.
        again: whether the visitor's form holds this very picture already.
        sees_trace: whether the visitor may see what the findings rest on.
    """

    picture: Picture
    turns: tuple[Turn, ...]
    question: str
    policy: str = ""
    again: bool = False
    sees_trace: bool = False

    @property
    def conversation(self) -> Conversation:
        return conversation(self.picture, self.turns, self.question)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a visitor is told.

    Attributes:
        state: "answered" or "refused".
        cut: the refusal's wording when words had been let out before it.
        advice: ids of texts on how to take the picture again.
    """

    state: str
    text: str
    cut: str
    category: str | None
    notices: tuple[Notice, ...]
    advice: tuple[str, ...]
    model: str
    policy: str

    @property
    def refused(self) -> bool:
        return self.state == "refused"


def question_of(form: Form) -> str:
    """The pressed suggestion, else the typed words.

    Raises:
        FormError: "error_question_long".
    """
    question = form.get("quick") or form.get("question")
    if len(question) > MOST_CHARS:
        raise FormError("error_question_long")
    return question


async def read_asked(form: Form, house: House, sealer: Sealer) -> Asked:
    """Picture, turns and question of a form.

    Raises:
        FormError: no picture, or a damaged form.
        IngestError: the file is no picture that is accepted.
    """
    question = question_of(form)
    new = form.files.get("camera") or form.files.get("photo")
    if new is None and "photo" in form.files:
        new = b""
    if new is not None:
        return Asked(await _fresh(new, house), (), question)
    if not form.get("picture"):
        raise FormError("error_no_photo")
    data = picture_bytes(form.get("picture"))
    turns, known = read_turns(form.get("turns")), sealer.open(data, form.get("seal"))
    if known is not None:
        return Asked(known, turns, question, again=True)
    return Asked(await _fresh(data, house), turns, question)


async def _fresh(data: bytes, house: House) -> Picture:
    image = (await house.ingest.from_bytes(data))[0]
    return Picture(image, hashlib.sha256(data).hexdigest())


def outcome(reply: Reply, reading: Reading | None) -> Outcome:
    """A Reply, as a visitor is told of it."""
    verdict, refusal = reply.verdict, reply.refusal
    stopped = refusal is not None or (verdict is not None and verdict.stops)
    return Outcome(
        state="refused" if stopped else "answered",
        text=reply.text,
        cut=refusal.text if refusal is not None and refusal.text != reply.text else "",
        category=verdict.category if stopped and verdict is not None else None,
        notices=verdict.notices if verdict is not None else (),
        advice=advice(reading.quality) if reading is not None else (),
        model=reply.model,
        policy=reply.trace.policy if reply.trace else "",
    )


def advice(quality: Quality | None) -> tuple[str, ...]:
    """Ids of the texts that say how a better picture is taken."""
    if quality is None:
        return ()
    if quality.blank:
        return ("advice_blank",)
    flags: Mapping[str, bool] = {
        "advice_dark": quality.dark,
        "advice_bright": quality.bright,
        "advice_blurred": quality.blurred,
    }
    sides = tuple(f"advice_cut_{side}" for side in quality.cut_off)
    return (*(key for key, true in flags.items() if true), *sides)
