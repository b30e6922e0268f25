"""What is fuzzed: each target takes bytes, and raises AssertionError when a promise is broken.

Anything but the error that is promised counts as a finding too.
"""

import contextlib
import functools
import io
import ipaddress
import json
import socket
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from PIL import Image as Picture

from clearsight import wire
from clearsight.content import Conversation, Image, ToolCall
from clearsight.errors import IngestError, ModelError, WireError
from clearsight.ingest import decode, pipe
from clearsight.ingest.address import check_ip, check_url
from clearsight.ingest.containers import take_apart
from clearsight.ingest.given import parse_data_url
from clearsight.ingest.limits import Limits
from clearsight.ingest.marks import MAX_MARKS, MAX_VALUE_CHARS, find
from clearsight.ingest.sniff import sniff
from clearsight.models.sse import EventBuffer, Gathered
from clearsight.wire import messages, responses

LIMITS = Limits()
# In this process, where nothing else ends a picture that takes long: so small ones only.
SMALL = Limits(max_pixels=400_000, max_pixels_heavy=200_000, max_frames=3, max_source_frames=50)
MOST_DECODED_S = 4.0
PICTURE = Image(b"x", "image/png", 1, 1, "0" * 64)
Target = Callable[[bytes], None]
# Fields that hold no content: they are options, or are dropped before anything is sent.
UNHEARD = ("tools", "tool_choice", "metadata", "model", "detail", "cache_control", "thinking")


def events(data: bytes) -> None:
    """A stream of a model: however it is cut, the same words come out or the same error."""
    whole = _heard([data])
    cuts = [data[at : at + 1] for at in range(len(data))]
    assert _heard(cuts) == whole
    third = max(1, len(data) // 3)
    assert _heard([data[at : at + third] for at in range(0, len(data), third)]) == whole


def _heard(pieces: list[bytes]) -> tuple[str, object]:
    buffer, gathered = EventBuffer(), Gathered("m")
    text = ""
    try:
        for piece in pieces:
            for event in buffer.feed(piece):
                text += gathered.take(event)
                if gathered.done:
                    break
            if gathered.done:
                break
        reply = gathered.reply()
    except ModelError as error:
        return text, str(error)
    assert reply.text == text
    return text, reply


def chat(data: bytes) -> None:
    """A chat request: words or a WireError, and every word of a part is in the conversation."""
    body = _object(data)
    if body is not None:
        _judged(body)


def of_messages(data: bytes) -> None:
    """A request of the Messages API, made into a chat request."""
    _made(messages.chat, data)


def of_responses(data: bytes) -> None:
    """A request of the Responses API, made into a chat request."""
    _made(responses.chat, data)


def _made(convert: Callable[[Mapping[str, Any]], dict[str, Any]], data: bytes) -> None:
    body = _object(data)
    if body is None:
        return
    try:
        made = convert(body)
    except WireError:
        return
    talk = _judged(made)
    if talk is not None:
        heard = _said(talk)
        missing = [text for text in _texts(body) if text not in heard]
        assert not missing, f"not in what is judged: {missing[:3]!r}"


def _judged(body: Mapping[str, Any]) -> Conversation | None:
    try:
        urls = wire.image_urls(body.get("messages"))
        talk = wire.conversation(
            body.get("messages"), {url: (PICTURE,) for url in urls}, body.get("tools")
        )
    except WireError:
        return None
    heard = _said(talk)
    missing = [text for text in _texts(body.get("messages")) if text not in heard]
    assert not missing, f"not in what is judged: {missing[:3]!r}"
    assert len(talk.images) == len(urls)
    return talk


def _said(talk: Conversation) -> str:
    parts = [part for message in talk for part in message.parts]
    words = [getattr(part, "text", "") for part in parts]
    words += [f"{p.name} {p.arguments}" for p in parts if isinstance(p, ToolCall)]
    return "\n".join((*words, *(tool.definition for tool in talk.tools)))


def _texts(value: object, key: str = "") -> Iterator[str]:
    """Every text that stands where content stands, in any of the three protocols."""
    if isinstance(value, str):
        if key in ("text", "refusal", "content", "input_text", "output_text", "input"):
            yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, key)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            if name not in UNHEARD:
                yield from _texts(item, name)


def _object(data: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def address(data: bytes) -> None:
    """An address of a picture: refused, or one whose host is no address in a private network."""
    text = data.decode("utf-8", "replace")
    for allow_http in (False, True):
        try:
            found = check_url(text, allow_http=allow_http)
        except IngestError:
            continue
        assert found.port == 443 or (allow_http and found.port == 80), found
        assert found.host == found.host.strip().lower()
        assert not any(c.isspace() or ord(c) < 33 for c in found.url)
        try:
            literal = ipaddress.ip_address(found.host)
        except ValueError:
            continue
        check_ip(literal)
    with contextlib.suppress(IngestError):
        parse_data_url(text, LIMITS)


def picture(data: bytes) -> None:
    """The parsers that see a file before any decoder: IngestError, or sane parts and marks."""
    try:
        parts = take_apart(sniff(data), data)
    except IngestError:
        return
    assert parts.frames >= 0
    assert all(side >= 0 for side in parts.size or (0, 0))
    found = find(parts, {})
    assert len(found) <= MAX_MARKS
    assert all(len(value) <= MAX_VALUE_CHARS and value.isprintable() for _, value in found)


@functools.cache
def _prepared() -> None:
    decode.prepare()


def decoding(data: bytes) -> None:
    """What the confined process does with a file: IngestError, or frames as they are announced."""
    _prepared()
    began, before = time.process_time(), Picture.MAX_IMAGE_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error", Picture.DecompressionBombWarning)
        warnings.simplefilter("ignore", UserWarning)
        try:
            kind = sniff(data)
            if kind == "heic":
                return  # its decoder is an extra
            head, blob = decode.decode({"kind": kind, "limits": asdict(SMALL)}, data)
        except IngestError:
            return
        finally:
            Picture.MAX_IMAGE_PIXELS = before  # the confined process has nobody else to harm
            assert time.process_time() - began < MOST_DECODED_S, "it took too long"
    assert 1 <= len(head["frames"]) <= SMALL.max_frames
    assert sum(frame["bytes"] for frame in head["frames"]) == len(blob)
    for frame in head["frames"]:
        own, blob = blob[: frame["bytes"]], blob[frame["bytes"] :]
        with Picture.open(io.BytesIO(own), formats=["JPEG", "PNG"]) as made:
            made.load()
        assert made.size == (frame["width_px"], frame["height_px"])
        assert made.mode in ("RGB", "L", "P"), made.mode
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(made.info)
    json.dumps(head)


def answered(data: bytes) -> None:
    """What a worker that was taken over answers: a message, or one of the three errors."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(data[: 1 << 15])
        theirs.close()
        try:
            head, body = pipe.receive(ours, max_body_bytes=1 << 20, deadline=time.monotonic() + 2.0)
        except (EOFError, pipe.PipeError, ConnectionError):
            return
        assert isinstance(head, dict)
        assert len(body) <= 1 << 20
        assert len(data) >= 8 + len(body)


TARGETS: Mapping[str, Target] = {
    "events": events,
    "chat": chat,
    "messages": of_messages,
    "responses": of_responses,
    "address": address,
    "picture": picture,
    "decoding": decoding,
    "answered": answered,
}
