"""The picture and the conversation as they travel in the form.

A picture that we decoded carries our seal, so that a follow-up needs no second decoding; one whose
seal is not ours (another worker's, or forged) goes through ingest again like any stranger's.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from clearsight.app.form import FormError
from clearsight.content import Conversation, Image, Mark, Message, Text, said

MOST_TURNS = 40
MOST_CHARS = 8000


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a conversation; `source` is the hex SHA-256 of the file as it was sent."""

    image: Image
    source: str

    @property
    def url(self) -> str:
        data = base64.b64encode(self.image.data).decode("ascii")
        return f"data:{self.image.media_type};base64,{data}"


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its answer.

    Attributes:
        question: empty when the picture came without words.
        refused: whether the answer is a refusal.
        photo: index of the picture it came with or was asked about; below 0 when that one is gone.
        wrong: why the visitor called it wrong, empty for no reason given; None when not.
    """

    question: str
    answer: str
    refused: bool = False
    photo: int = 0
    wrong: str | None = None


class Sealer:
    """Seals pictures with a key; workers that share the key open each other's seals."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def key(self, use: str) -> bytes:
        """Another key for another use, made from this one."""
        return hmac.new(self._key, f"key for {use}".encode(), hashlib.sha256).digest()

    def close(self, picture: Picture) -> str:
        """The seal: what the bytes do not say, and a keyed hash over it and the bytes."""
        image = picture.image
        body = {
            "digest": image.digest, "width_px": image.width_px, "height_px": image.height_px,
            "media_type": image.media_type, "frame": image.frame, "frames": image.frames,
            "marks": [asdict(mark) for mark in image.marks], "source": picture.source,
        }  # fmt: skip
        text = json.dumps(body, sort_keys=True)
        return json.dumps({"body": text, "mac": self._mac(text)})

    def open(self, data: bytes, seal: str) -> Picture | None:
        """The picture, when bytes and seal are ours and belong together."""
        try:
            outer = json.loads(seal)
            text, mac = str(outer["body"]), str(outer["mac"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        if not hmac.compare_digest(mac.encode("utf-8", "replace"), self._mac(text).encode()):
            return None
        body = json.loads(text)
        source = str(body.pop("source"))
        marks = tuple(Mark(**mark) for mark in body.pop("marks"))
        if body["digest"] != hashlib.sha256(data).hexdigest():
            return None
        return Picture(Image(data=data, marks=marks, **body), source)

    def _mac(self, text: str) -> str:
        return hmac.new(self._key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def picture_bytes(url: str) -> bytes:
    """Bytes of our own data URL, as the form brought it back.

    Raises:
        FormError: "error_form".
    """
    head, _, body = url.partition(",")
    if head not in ("data:image/jpeg;base64", "data:image/png;base64"):
        raise FormError("error_form")
    try:
        return binascii.a2b_base64(body, strict_mode=True)
    except ValueError as error:
        raise FormError("error_form") from error


def write_turns(turns: Sequence[Turn]) -> str:
    """Turns as the JSON of a hidden field."""
    return json.dumps([asdict(turn) for turn in turns], ensure_ascii=False)


def read_turns(text: str) -> tuple[Turn, ...]:
    """Turns from the hidden field.

    They are not sealed: a visitor may also send any turns through the API, and all are judged.

    Raises:
        FormError: "error_form", "error_too_long".
    """
    try:
        turns = tuple(_turn(one) for one in json.loads(text or "[]"))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FormError("error_form") from error
    if len(turns) > MOST_TURNS:
        raise FormError("error_too_long")
    return turns


def _turn(one: dict[str, object]) -> Turn:
    question, answer = one["question"], one["answer"]
    wrong = one.get("wrong")
    if not isinstance(question, str) or not isinstance(answer, str):
        raise TypeError("a turn's question and answer are strings")
    # Half a surrogate pair, which JSON can write, goes into no page, model or vault.
    f"{question}{answer}{wrong}".encode()
    photo = one.get("photo", 0)
    if not isinstance(photo, int):
        raise TypeError("a turn's photo is a whole number")
    return Turn(
        question, answer, one.get("refused") is True, photo,
        wrong[:MOST_CHARS] if isinstance(wrong, str) else None,
    )  # fmt: skip


def conversation(pictures: Sequence[Picture], turns: Sequence[Turn], question: str) -> Conversation:
    """The words form of it all: each picture stands in the message it came with, the last picture
    at the latest in the question, which comes last."""
    messages: list[Message] = []
    shown = 0
    last = Turn(question, "", photo=len(pictures) - 1)
    for turn in (*turns, last):
        upto = max(shown, min(turn.photo + 1, len(pictures)))
        images = tuple(one.image for one in pictures[shown:upto])
        messages.append(Message("user", (*images, *_asked(turn.question).parts)))
        shown = upto
        if turn is not last:
            messages.append(said("assistant", turn.answer))
    return Conversation(tuple(messages))


def _asked(question: str) -> Message:
    return Message("user", (Text(question),) if question else ())
