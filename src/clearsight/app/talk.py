"""One question about one picture: from the form to the guard and back, as values."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from clearsight.app.form import Form, FormError
from clearsight.app.house import House
from clearsight.app.member import Admitted
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

MOST_EARLIER = 2  # pictures of a conversation besides the newest; older ones stay as words
# Where a form holds pictures and their seals, the newest last.
PICTURE_FIELDS = (
    *((f"picture{number}", f"seal{number}") for number in range(MOST_EARLIER)),
    ("picture", "seal"),
)

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
        picture: the newest one, which the question is about.
        earlier: pictures that came before it in this conversation, oldest first.
        anyway: the visitor wants this picture looked at whatever its quality.
        gates: how many pictures in a row were held back for their quality before this one.
        policy: what it is judged by; empty until the visitor is known.
        again: whether the visitor's form holds this very picture already.
        sees_trace: whether the visitor may see what the findings rest on.
        model: who answers; None for the server's own choice.
        member: of a cohort, which this visitor is.
    """

    picture: Picture
    turns: tuple[Turn, ...]
    question: str
    policy: str = ""
    again: bool = False
    sees_trace: bool = False
    earlier: tuple[Picture, ...] = ()
    anyway: bool = False
    gates: int = 0
    model: str | None = None
    member: Admitted | None = None

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return (*self.earlier, self.picture)

    @property
    def conversation(self) -> Conversation:
        return conversation(self.pictures, self.turns, self.question)


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
    question, gates = question_of(form), _count(form.get("gates"))
    new = form.files.get("camera") or form.files.get("photo")
    if new is None and "photo" in form.files:
        new = b""
    if not form.get("picture"):
        if new is None:
            raise FormError("error_no_photo")
        return Asked(await _fresh(new, house), (), question, gates=gates)
    turns, earlier = read_turns(form.get("turns")), await _earlier(form, house, sealer)
    data = picture_bytes(form.get("picture"))
    known = sealer.open(data, form.get("seal"))
    current = known or await _fresh(data, house)
    anyway = bool(form.get("anyway"))
    if new is None:
        again = known is not None and not anyway
        return Asked(
            current, turns, question, again=again, earlier=earlier, anyway=anyway or again,
            gates=gates,
        )  # fmt: skip
    before = (*earlier, current)
    gone = max(0, len(before) - MOST_EARLIER)
    moved = tuple(replace(turn, photo=turn.photo - gone) for turn in turns)
    return Asked(await _fresh(new, house), moved, question, earlier=before[gone:], gates=gates)


async def _earlier(form: Form, house: House, sealer: Sealer) -> tuple[Picture, ...]:
    """The pictures before the newest one, each opened by its seal or through ingest."""
    found: list[Picture] = []
    for number in range(MOST_EARLIER):
        if form.get(f"picture{number}"):
            data = picture_bytes(form.get(f"picture{number}"))
            known = sealer.open(data, form.get(f"seal{number}"))
            found.append(known or await _fresh(data, house))
    return tuple(found)


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


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
    # Screenshots and drawings end where they end; no camera can be moved.
    taken = quality.kind in ("photo", "document")
    sides = tuple(f"advice_cut_{side}" for side in quality.cut_off if taken)
    return (*(key for key, true in flags.items() if true), *sides)
