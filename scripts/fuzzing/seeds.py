"""What the fuzzers begin with: small well-formed inputs of every target, and how to change them."""

import io
import json
import random
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image, ImageDraw

TALK = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA==", "detail": "low"}},
    ]},
    {"role": "assistant", "content": None, "tool_calls": [
        {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"a": 1}'}},
    ]},
    {"role": "tool", "tool_call_id": "c1", "content": "a mat"},
    {"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}]},
    {"role": "user", "content": "And now?"},
]  # fmt: skip
TOOL = {"type": "function", "function": {"name": "look", "description": "looks", "parameters": {}}}
MESSAGES = {
    "model": "m", "max_tokens": 9, "system": [{"type": "text", "text": "Be brief."}],
    "messages": [
        {"role": "user", "content": [
            {"type": "text", "text": "What?"},
            {"type": "image", "source":
                {"type": "base64", "media_type": "image/png", "data": "AA=="}},
        ]},
        {"role": "assistant", "content": [
            {"type": "tool_use", "id": "t", "name": "look", "input": {"a": "b"}}]},
        {"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": "t", "content": "a mat"}]},
    ],
    "tools": [{"name": "look", "description": "looks", "input_schema": {"type": "object"}}],
}  # fmt: skip
RESPONSES = {
    "model": "m", "instructions": "Be brief.",
    "input": [
        {"type": "message", "role": "user", "content": [
            {"type": "input_text", "text": "What?"},
            {"type": "input_image", "image_url": "data:image/png;base64,AA=="}]},
        {"type": "function_call", "call_id": "c", "name": "look", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c", "output": "a mat"},
    ],
    "tools": [{"type": "function", "name": "look", "parameters": {}}],
}  # fmt: skip
ADDRESSES = (
    "https://example.com/a.png", "http://[::ffff:127.0.0.1]/", "https://xn--bcher-kva.de/b",
    "https://0x7f.1/", "https://user@host:444/", "data:image/png;base64,iVBORw0KGgo=",
    "https://[fe80::1%25eth0]/", "https://1.1.1.1.nip.io/", "HTTPS://EXAMPLE.com:443/?q#f",
)  # fmt: skip


def _event(delta: Mapping[str, object], finish: str | None = None) -> bytes:
    chunk = {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def _stream() -> bytes:
    call = {"index": 0, "id": "c", "function": {"name": "f", "arguments": "{}"}}
    usage = {"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 2}}
    return b"".join((
        b": ping\n\n", _event({"role": "assistant", "content": ""}),
        _event({"content": "A m\u00e4t"}),
        _event({"tool_calls": [call]}), _event({}, "tool_calls"),
        b"data: " + json.dumps(usage).encode() + b"\r\n\r\ndata: [DONE]\n\n",
    ))  # fmt: skip


def pictures() -> list[bytes]:
    """One small drawing in every format and mode that matters."""
    drawn = Image.new("RGB", (24, 18), "white")
    ImageDraw.Draw(drawn).ellipse((4, 3, 20, 15), fill="teal")
    frames = [drawn, drawn.rotate(90)]
    out = []
    for kind, more in (
        ("JPEG", {"quality": 60}), ("PNG", {}), ("WEBP", {"quality": 50}), ("GIF", {}),
        ("GIF", {"save_all": True, "append_images": frames}),
        ("WEBP", {"save_all": True, "append_images": frames}),
    ):  # fmt: skip
        file = io.BytesIO()
        drawn.save(file, kind, **more)
        out.append(file.getvalue())
    for mode, kind in (("CMYK", "JPEG"), ("I;16", "PNG"), ("LA", "PNG"), ("P", "PNG")):
        file = io.BytesIO()
        changed = drawn.convert("L").convert(mode) if mode == "I;16" else drawn.convert(mode)
        changed.save(file, kind)
        out.append(file.getvalue())
    return out


def _message(head: object, body: bytes) -> bytes:
    """As a worker sends it; see `clearsight.ingest.pipe`."""
    encoded = json.dumps(head).encode()
    return struct.pack(">II", len(encoded), len(body)) + encoded + body


def seeds() -> Mapping[str, Sequence[bytes]]:
    """By target."""
    chat = {"model": "m", "messages": TALK, "tools": [TOOL]}
    return {
        "events": [_stream()],
        "chat": [json.dumps(chat).encode()],
        "messages": [json.dumps(MESSAGES).encode()],
        "responses": [json.dumps(RESPONSES).encode()],
        "address": [one.encode() for one in ADDRESSES],
        "picture": pictures(),
        "decoding": pictures(),
        "answered": [_message({"ready": True}, b""), _message({"frames": [], "marks": []}, b"ab")],
    }


INTERESTING = (
    *(b"\x00", b"\xff", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b'"', b"[", b"{", b"\n", b"%00"),
    *(b"null", b"1e999", b'"type":"text"', b"\xed\xa0\x80", b"\\ud800"),
)


def changed(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """A copy with one to six changes: bits, bytes, cuts, repeats, splices."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(out) + 1)
        end = min(len(out), at + rng.randint(0, 16))
        kind = rng.randrange(7)
        if kind == 0 and at < len(out):
            out[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            out[at:end] = rng.choice(INTERESTING)
        elif kind == 2:
            del out[at:end]
        elif kind == 3:
            out[at:at] = out[at:end] * rng.randint(1, 8)
        elif kind == 4:
            other = rng.choice(others)
            start = rng.randrange(len(other) + 1)
            out[at:end] = other[start : start + rng.randint(0, 40)]
        elif kind == 5:
            del out[at:]
        else:
            out[at:end] = rng.randbytes(end - at)
    return bytes(out)


def moved(rng: random.Random, data: bytes) -> bytes:
    """A JSON copy in which some values stand elsewhere, so that it stays JSON."""
    body = json.loads(data)
    places: list[tuple[Any, Any]] = []

    def walk(value: Any) -> None:
        pairs: Any = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in list(pairs):
            places.append((value, key))
            if isinstance(item, dict | list):
                walk(item)

    walk(body)
    values: list[Any] = [box[key] for box, key in places]
    values += [None, 7, True, "", {}, [], "text", 1e308]
    for _ in range(rng.randint(1, 3)):
        box, key = rng.choice(places)
        box[key] = json.loads(json.dumps(rng.choice(values)))
    return json.dumps(body).encode()
