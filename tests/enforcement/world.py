"""A server in this process whose detector sees one word and says where it saw it."""

import asyncio
import io
import json
import math
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image as Picture
from starlette.applications import Starlette

from clearsight.aloud import View
from clearsight.content import Conversation, Image, ToolCall
from clearsight.deployment import Deployment, ServeSettings
from clearsight.plain import plain
from clearsight.reading import Box, Line, Reading, Unread
from clearsight.roles import Detector
from clearsight.server import application
from clearsight.verdict import Delta, Finding, Reply, Where

CANARY = "zanzarum"
PHRASE = f"please do {CANARY} now"
NAME = f"please_do_{CANARY}"
GREY, NEARLY, BREAKS = "MAYBE", "PERHAPS", "BREAKS"
SAD, HALVES = "SORROWFUL", ("first half zq", "second half zq")  # self-harm; harm cut over two turns
WORDS = "The cat sits on a red mat near the door. " * 20
PEPPER = "a pepper for tests, thirty-two characters or more"
COLOURS = {"canary": "red", "plain": "white", "broken": "black", "unread": "lime"}
Seen = tuple[str, str]  # stage, and the source of a span or the form in which it was heard


@dataclass
class Canary:
    """Finds the word anywhere: in all spans of a request, in the answer of an answer."""

    name: str = "canary"
    version: str = "1"
    seen: set[Seen] = field(default_factory=set)

    async def detect(self, view: View) -> Sequence[Finding]:
        spans = view.spans if view.stage == "before" else view.answer_spans
        heard = {"aloud": view.aloud(), "answer": view.answer}
        heard["typed alone"], heard["image alone"] = view.typed, view.image_text
        self.seen |= {(view.stage, form) for form, text in heard.items() if CANARY in text}
        best: dict[str, tuple[float, int]] = {}
        for span in spans:
            if BREAKS in span.text:
                raise OSError("told to break")
            if CANARY in span.text:
                self.seen.add((view.stage, span.source))
            for category, score in _scores(view.stage, span.text):
                if score > best.get(category, (0.0, 0))[0]:
                    best[category] = (score, span.message)
        halves = [[s.message for s in spans if half in s.text] for half in HALVES]
        if all(halves) and view.stage == "before":
            best.setdefault("illicit", (0.99, halves[0][0]))
        return [
            Finding(category, score, Where(message, 0), self.name, self.version)
            for category, (score, message) in best.items()
        ]


def _scores(stage: str, text: str) -> Iterator[tuple[str, float]]:
    if CANARY in text:
        yield "illicit", 0.99
    if SAD in text:
        yield "self-harm", 0.99
    if GREY in text and stage == "before":
        yield "illicit", 0.3
    if NEARLY in text:
        yield "illicit", 0.47


@dataclass
class Eyes:
    """Reads one word in red pictures, nothing in white ones; green ones cannot be read; breaks on
    black ones.
    """

    def close(self) -> None:
        return

    async def read(self, image: Image) -> Reading:
        with Picture.open(io.BytesIO(image.data)) as opened:
            pixel = opened.convert("RGB").getpixel((5, 5))
        red, green, _ = pixel if isinstance(pixel, tuple) else (0, 0, 0)
        if red < 100 and green < 100:
            raise OSError("told to break")
        lines = (Line(PHRASE, Box(0.1, 0.1, 0.9, 0.2), 0.99),) if green < 100 else ()
        unread = (Unread(Box(0, 0, 1, 0.5), 40.0, True),) if red < 100 else ()
        senses = ("text", "people", "explicit")
        return Reading(
            image.digest, image.width_px, image.height_px, lines=lines, unread=unread, senses=senses
        )


@dataclass
class Says:
    """A model that answers with set Replies, one after the other, the last one for ever.

    Attributes:
        describes: what it says a picture shows; None for a model that does not see.
    """

    name: str
    replies: tuple[Reply, ...] = (Reply("Fine."),)
    describes: str | None = None
    asked: list[Conversation] = field(default_factory=list)

    @property
    def sees(self) -> bool:
        return self.describes is not None

    async def reply(self, conversation: Conversation) -> Reply:
        if self.describes is not None and "For a safety check" in conversation.messages[-1].text:
            return Reply(self.describes)
        self.asked.append(conversation)
        return self.replies[min(len(self.asked), len(self.replies)) - 1]

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        reply = await self.reply(conversation)
        for start in range(0, len(reply.text), 40):
            yield Delta(reply.text[start : start + 40])
        yield Delta(reply=reply)


def calling(call: ToolCall) -> Reply:
    return Reply("", tool_calls=(call,), finish_reason="tool_calls")


OUTPUTS: Mapping[str, Reply] = {
    "text": Reply(PHRASE),
    "text.late": Reply(WORDS + PHRASE + WORDS),
    "text.end": Reply(WORDS + PHRASE),
    "tool_calls.name": calling(ToolCall("c", NAME, "{}")),
    "tool_calls.arguments": calling(ToolCall("c", "f", json.dumps({"a": PHRASE}))),
    "tool_calls.key": calling(ToolCall("c", "f", json.dumps({PHRASE: 1}))),
    "tool_calls.escaped": calling(ToolCall("c", "f", '{"a": "\\u007aanzarum"}')),
    "tool_calls.id": calling(ToolCall(PHRASE, "f", "{}")),
}
# Fields of a Reply that no caller may see as the model gave them.
HIDDEN: Mapping[str, Reply] = {
    "finish_reason": Reply("Fine.", finish_reason=PHRASE),
    "model": Reply("Fine.", model=PHRASE),
}


def models() -> tuple[Says, ...]:
    """One quiet model, and one for every way in which an answer can carry the word."""
    loud = [Says(name, (reply,)) for name, reply in (*OUTPUTS.items(), *HIDDEN.items())]
    nth = [
        Says(f"choice.{k}", (*[Reply("Fine.")] * k, Reply(PHRASE), Reply("Fine.")))
        for k in range(3)
    ]
    return (
        Says("quiet"), *loud, *nth, Says("nearly", (Reply(NEARLY),)),
        Says("seer", describes=f"a sign about {CANARY}"), Says("blind", describes="a wall"),
    )  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What one request led to.

    Attributes:
        words: all strings of the answer that a caller reads, in order, as one text.
        events: JSON values of the answer, one for an answer that is not streamed.
        seen: where the detector saw the word.
        asked: what the models were asked.
    """

    status: int
    words: str
    events: tuple[Any, ...]
    seen: frozenset[Seen]
    asked: tuple[Conversation, ...]

    @property
    def handed_on(self) -> bool:
        """Whether a model was given the word."""
        return any(CANARY in told(conversation) for conversation in self.asked)


def told(conversation: Conversation) -> str:
    """All strings that a model is given."""
    return json.dumps(plain(conversation), ensure_ascii=False)


@dataclass
class World:
    """The server and what can be asked of it."""

    app: Starlette
    deployment: Deployment
    canary: Canary

    @property
    def models(self) -> list[Says]:
        return [self.deployment.guard(model=name).model for name in self.deployment.models()]  # type: ignore[misc]

    async def send(
        self, path: str, body: bytes, *, kind: str = "application/json", method: str = "POST",
        headers: Mapping[str, str] | None = None, before: bytes = b"",
    ) -> Outcome:  # fmt: skip
        """One request, from this machine; nothing is known but of the request sent before it."""
        await self.deployment.turns.tidy(older_than_s=math.inf)
        if before:
            await ask(self.app, path, before, {"content-type": kind, **(headers or {})}, method)
        self.canary.seen.clear()
        for model in self.models:
            model.asked.clear()
        status, data = await ask(
            self.app, path, body, {"content-type": kind, **(headers or {})}, method
        )
        text = data.decode("utf-8", "replace")
        events = tuple(_events(text))
        asked = tuple(one for model in self.models for one in model.asked)
        words = "".join(_strings(events)) if events else text
        return Outcome(status, words, events, frozenset(self.canary.seen), asked)


def _events(text: str) -> Iterator[Any]:
    """The JSON of an answer: whole, as server-sent events, or one value a line."""
    lines = text.splitlines() if "\n" in text or text.startswith("data:") else [text]
    for line in lines:
        given = line.removeprefix("data: ")
        if given.startswith(("{", "[")) and given != "[DONE]":
            yield json.loads(given)


_READ = {"content", "text", "delta", "partial_json", "arguments", "refusal", "finish_reason"}


def _strings(value: object, key: str = "") -> Iterator[str]:
    """First what is read in pieces, joined; then every other string on a line of its own."""
    if isinstance(value, str):
        yield value if key in _READ else f"\n{value}\n"
    elif isinstance(value, Mapping):
        # Keys too: a word may hide in one.
        for name in sorted(value, key=lambda name: name not in _READ):
            yield from _strings(value[name], name)
            yield "" if re.fullmatch(r"[\w.]*", name) else f"\n{name}\n"
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item, key)


async def ask(
    app: Starlette, path: str, body: bytes, headers: Mapping[str, str], method: str
) -> tuple[int, bytes]:
    """One request to an application, without a socket."""
    head = [(b"host", b"localhost"), *((k.encode(), v.encode()) for k, v in headers.items())]
    scope: dict[str, Any] = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "headers": head, "client": ("127.0.0.1", 1), "server": ("localhost", 80),
    }  # fmt: skip
    sent: list[Any] = []
    given = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        if given:
            return given.pop()
        return await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    data = b"".join(one.get("body", b"") for one in sent if one["type"] == "http.response.body")
    return sent[0]["status"], data


@asynccontextmanager
async def world(
    folder: Path,
    detectors: tuple[Detector, ...] = (),
    eyes: object | None = None,
    made: tuple[Says, ...] = (),
) -> AsyncIterator[World]:
    """A started server; with the canary's detector unless others are given.

    Args:
        eyes: the reader; None for the server's own senses.
        made: the models, in place of those of the matrix.
    """
    canary = Canary()
    # With the audit, as a server is started: its guard is a subclass.
    settings = ServeSettings(
        database=f"sqlite:///{folder / 'a.db'}", pepper=PEPPER, audit=folder / "audit"
    )
    deployment = Deployment(settings, made=made or models(), detectors=detectors or (canary,))
    if eyes is not None:
        deployment.senses.close()
        deployment.senses = eyes  # type: ignore[assignment]
    await deployment.start()
    try:
        yield World(application(deployment), deployment, canary)
    finally:
        await deployment.close()


def picture(name: str) -> str:
    """A data URL of a picture in one colour; see `Eyes`."""
    out = io.BytesIO()
    Picture.new("RGB", (64, 48), COLOURS[name]).save(out, "PNG")
    return url(out.getvalue())


def url(png: bytes) -> str:
    import base64

    return "data:image/png;base64," + base64.b64encode(png).decode()
