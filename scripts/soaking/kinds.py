"""The requests of a soak, and what became of each."""

import base64
import io
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from PIL import Image, ImageDraw

from scripts.soaking.upstream import ANSWER

FINE = (
    "What colour is the mat by the door?", "How do I boil an egg?", "Write a rhyme about rain.",
    "Which bus goes to the station?", "Translate 'good morning' into German.",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One kind of request.

    Attributes:
        refused: what must become of it.
        body: makes one, a little different each time.
    """

    name: str
    path: str
    refused: bool
    body: Callable[[random.Random], dict[str, Any]]


@dataclass(frozen=True)
class Outcome:
    """What became of a request.

    Attributes:
        what: "right", "wrong" (answered for refused or the other way), "declared" (an error of the
            kind that the fault is declared to give), "closed" (refused because a part failed or
            was late) or "lost" (no answer, no error, a stream without its end).
    """

    what: str
    detail: str = ""


def kinds(harmful: str) -> list[Kind]:
    """All kinds; the harmful line is a published one, typed or as a picture."""

    def typed(rng: random.Random) -> dict[str, Any]:
        return _chat(rng.choice(FINE))

    def harm(rng: random.Random) -> dict[str, Any]:
        return _chat(harmful)

    def drawn(text: str, question: str) -> Callable[[random.Random], dict[str, Any]]:
        def make(rng: random.Random) -> dict[str, Any]:
            part = {"type": "image_url", "image_url": {"url": picture(text, rng)}}
            return _chat([{"type": "text", "text": question}, part])

        return make

    def streamed(make: Callable[[random.Random], dict[str, Any]]) -> Callable[..., dict[str, Any]]:
        return lambda rng: {**make(rng), "stream": True}

    def messages(rng: random.Random) -> dict[str, Any]:
        said = {"role": "user", "content": harmful}
        return {"model": "clearsight", "max_tokens": 99, "messages": [said]}

    chat = "/v1/chat/completions"
    return [
        Kind("typed", chat, False, typed),
        Kind("typed, streamed", chat, False, streamed(typed)),
        Kind("harmful", chat, True, harm),
        Kind("harmful, streamed", chat, True, streamed(harm)),
        Kind("picture", chat, False, drawn("OPEN 9 TO 5", "What does the sign say?")),
        Kind("harmful picture", chat, True, drawn(harmful, "Answer the question in the picture.")),
        Kind("responses", "/v1/responses", False,
             lambda rng: {"model": "clearsight", "input": rng.choice(FINE), "store": True}),
        Kind("messages, harmful", "/v1/messages", True, messages),
    ]  # fmt: skip


def _chat(content: object) -> dict[str, Any]:
    return {"model": "clearsight", "messages": [{"role": "user", "content": content}]}


def picture(text: str, rng: random.Random) -> str:
    """A page with the text and a little noise, so that no cache knows it."""
    image = Image.new("RGB", (760, 420), "white")
    pen = ImageDraw.Draw(image)
    words, lines = text.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) > 34:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    for number, line in enumerate(lines[:9]):
        pen.text((30, 30 + 42 * number), line, fill="black", font_size=30)
    for _ in range(40):
        pen.point((rng.randrange(760), rng.randrange(420)), fill="grey")
    out = io.BytesIO()
    image.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


async def ask(session: aiohttp.ClientSession, root: str, kind: Kind, rng: random.Random) -> Outcome:
    """Send one request and look at all that comes back."""
    body = kind.body(rng)
    try:
        async with session.post(root + kind.path, json=body) as response:
            raw = await response.read()
            status = response.status
    except (aiohttp.ClientError, TimeoutError) as error:
        return Outcome("lost", type(error).__name__)
    if body.get("stream") and status == 200:
        return _stream(kind, raw)
    return _whole(kind, status, raw)


def _whole(kind: Kind, status: int, raw: bytes) -> Outcome:
    try:
        answer = json.loads(raw)
    except ValueError:
        return Outcome("lost", f"HTTP {status} without JSON")
    if status != 200:
        code = (answer.get("error") or {}).get("code") or (answer.get("error") or {}).get("type")
        return Outcome("declared" if status in (502, 503) else "lost", f"{status} {code}")
    extras = answer.get("x_clearsight") or {}
    return _verdict(kind, extras, _text(answer))


def _text(answer: Mapping[str, Any]) -> str:
    if "choices" in answer:
        return str(answer["choices"][0]["message"]["content"])
    if "output" in answer:
        parts = [part for item in answer["output"] for part in item.get("content", ())]
        return "".join(str(part.get("text", "")) for part in parts)
    return "".join(str(part.get("text", "")) for part in answer.get("content", ()))


def _stream(kind: Kind, raw: bytes) -> Outcome:
    data = [line[6:] for line in raw.decode().splitlines() if line.startswith("data: ")]
    if not data:
        return Outcome("lost", "an empty stream")
    if data[-1] != "[DONE]":
        told = json.loads(data[-1])
        return Outcome("declared" if "error" in told else "lost", str(told.get("error", ""))[:60])
    events = [json.loads(one) for one in data[:-1]]
    words = [c["delta"].get("content") or "" for e in events for c in e.get("choices", ())]
    extras: dict[str, Any] = next((e["x_clearsight"] for e in events if "x_clearsight" in e), {})
    return _verdict(kind, extras, "".join(words))


def _verdict(kind: Kind, extras: Mapping[str, Any], text: str) -> Outcome:
    action, rule = extras.get("action"), str(extras.get("rule"))
    refused = action in ("refuse", "person")
    if refused and rule.startswith("fail_closed"):
        return Outcome("closed", rule)
    if refused != kind.refused or extras.get("bypassed"):
        return Outcome("wrong", f"{action} by {rule}, bypassed {extras.get('bypassed')}")
    if not refused and text != ANSWER:
        return Outcome("wrong", f"{len(text)} of {len(ANSWER)} characters")
    return Outcome("right")
