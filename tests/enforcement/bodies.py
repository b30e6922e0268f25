"""Requests with pictures of every kind at every place, what an endpoint received, what was judged.

The endpoint is a real server on loopback behind the model `http:`; what it received is taken apart
here and by nobody's code that made it.
"""

import base64
import hashlib
import io
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from aiohttp import web
from PIL import Image as Picture

from clearsight.aloud import View
from clearsight.content import Conversation, Image, Text, ToolCall
from clearsight.deployment import Deployment, ServeSettings
from clearsight.models.http import Http
from clearsight.reading import Box, Line, Reading
from clearsight.server import application
from clearsight.verdict import Finding, Where
from tests.enforcement.world import PEPPER, ask

HARM = "zanzarum"
ANSWER = 'It is a card: "fünf" – five \u4e94.\n\nSecond\tline; <b>no</b> markup. ' * 40
CALLS = (
    ToolCall("call_1", "look_up", '{"q": "a \\u00fc b", "n": [1, {"k": null}]}'),
    ToolCall("call_2", "note", "{}"),
)


# ---- pictures -----------------------------------------------------------------------------------
def pictures() -> Iterator[tuple[str, bytes]]:
    """Files of every kind that is taken, by name."""
    pixels = np.random.default_rng(7).integers(0, 255, (60, 80, 3), dtype=np.uint8)
    rgb = Picture.fromarray(pixels)
    exif = Picture.Exif()
    exif[0x0112] = 6  # a quarter turn
    exif[0x010E] = "a note in the file"
    masked = rgb.convert("RGBA")
    masked.putalpha(Picture.linear_gradient("L").resize(rgb.size))
    deep = Picture.fromarray(pixels[:, :, 0].astype(np.uint16) * 257)
    second = Picture.fromarray(255 - pixels)
    for name, picture, kind, more in (
        ("png", rgb, "PNG", {}),
        ("png with transparency", masked, "PNG", {}),
        ("png, 16 bit", deep, "PNG", {}),
        ("png of palette colours", rgb.convert("P"), "PNG", {}),
        ("jpeg", rgb, "JPEG", {"quality": 90}),
        ("jpeg, turned", rgb, "JPEG", {"exif": exif}),
        ("jpeg, grey", rgb.convert("L"), "JPEG", {}),
        ("jpeg, cmyk", rgb.convert("CMYK"), "JPEG", {}),
        ("webp", rgb, "WEBP", {"lossless": True}),
        ("gif", rgb.convert("P"), "GIF", {}),
        ("gif, moving", rgb, "GIF", {"save_all": True, "append_images": [second]}),
    ):  # fmt: skip
        out = io.BytesIO()
        picture.save(out, kind, **more)
        yield name, out.getvalue()


def url(data: bytes) -> str:
    kind = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"RIFF": "webp", b"GIF8": "gif"}
    media = next(name for start, name in kind.items() if data.startswith(start))
    return f"data:image/{media};base64,{base64.b64encode(data).decode()}"


# ---- requests -----------------------------------------------------------------------------------
def requests(pictured: Sequence[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, name and body of a talk that holds every kind of part at every role that may have it.

    Args:
        pictured: data URLs, shared out over the places.
    """
    turn = iter([*pictured, *pictured, *pictured])
    yield "/v1/chat/completions", "chat", {"messages": _chat(turn), "tools": _TOOLS}
    yield "/v1/responses", "responses", {"input": _input(turn), "instructions": "Be brief.",
                                         "store": False}  # fmt: skip
    yield "/v1/messages", "messages", {"messages": _spoken(turn), "system": "Be brief.",
                                       "max_tokens": 99}  # fmt: skip


_TOOLS = [{"type": "function", "function": {"name": "look_up", "parameters": {"type": "object"}}}]


def _chat(urls: Iterator[str]) -> list[dict[str, Any]]:
    def shown() -> dict[str, Any]:
        return {"type": "image_url", "image_url": {"url": next(urls)}}

    def said(words: str) -> dict[str, Any]:
        return {"type": "text", "text": words}

    call = {"id": "c1", "type": "function",
            "function": {"name": "look_up", "arguments": '{"a": "\\u00e9"}'}}  # fmt: skip
    return [
        {"role": "system", "content": [said("Be brief."), said("And kind.")]},
        {"role": "developer", "content": "Use metres."},
        {"role": "user", "content": [said("first é"), shown(), said("between"), shown()]},
        {"role": "assistant", "content": [said("an answer"), shown()]},
        {"role": "user", "content": [shown(), said("")]},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": [said("a result"), shown()]},
        {"role": "user", "content": "plain words"},
        {"role": "user", "content": [shown(), shown(), said("What are these?")]},
    ]


def _input(urls: Iterator[str]) -> list[dict[str, Any]]:
    def shown() -> dict[str, Any]:
        return {"type": "input_image", "image_url": next(urls)}

    return [
        {"role": "user", "content": [{"type": "input_text", "text": "first"}, shown()]},
        {"role": "assistant", "content": [{"type": "output_text", "text": "an answer"}]},
        {"type": "reasoning", "id": "r", "summary": [{"type": "summary_text", "text": "hm"}]},
        {"type": "function_call", "call_id": "c1", "name": "look_up", "arguments": '{"a": 1}'},
        {"type": "function_call_output", "call_id": "c1",
         "output": [{"type": "input_text", "text": "a result"}, shown()]},
        {"role": "user", "content": [shown(), {"type": "input_text", "text": "And?"}, shown()]},
    ]  # fmt: skip


def _spoken(urls: Iterator[str]) -> list[dict[str, Any]]:
    def shown() -> dict[str, Any]:
        media, _, data = next(urls).removeprefix("data:").partition(";base64,")
        return {"type": "image", "source": {"type": "base64", "media_type": media, "data": data}}

    def said(words: str) -> dict[str, Any]:
        return {"type": "text", "text": words}

    use = {"type": "tool_use", "id": "t1", "name": "look_up", "input": {"a": "\u00e9"}}
    result = {"type": "tool_result", "tool_use_id": "t1", "content": [said("a result"), shown()]}
    return [
        {"role": "user", "content": [said("first"), shown(), said("between")]},
        {"role": "assistant", "content": [said("an answer"), use]},
        {"role": "user", "content": [result, shown(), said("And this?"), shown()]},
    ]


# ---- what was judged ----------------------------------------------------------------------------
@dataclass
class Looking:
    """Keeps every view, and finds one word."""

    name: str = "looking"
    version: str = "1"
    views: list[View] = field(default_factory=list)

    async def detect(self, view: View) -> Sequence[Finding]:
        self.views.append(view)
        spans = view.answer_spans if view.stage == "after" else view.spans
        bad = [span for span in spans if HARM in span.text]
        return [Finding("illicit", 0.99, Where(s.message, s.part), "looking", "1") for s in bad]

    def of(self, stage: str) -> list[View]:
        return [view for view in self.views if view.stage == stage]


@dataclass
class Read:
    """Keeps the bytes that it read, and says what it saw of them."""

    data: dict[str, bytes] = field(default_factory=dict)

    def close(self) -> None:
        return

    async def read(self, image: Image) -> Reading:
        self.data[image.digest] = image.data
        text = f"seen {hashlib.sha256(image.data).hexdigest()}"
        lines = (Line(text, Box(0.1, 0.1, 0.9, 0.2), 0.99),)
        senses = ("text", "people", "explicit")
        return Reading(image.digest, image.width_px, image.height_px, lines=lines, senses=senses)


# ---- what was received --------------------------------------------------------------------------
@dataclass
class Endpoint:
    """A model's server: keeps the bodies, and answers with set words or calls."""

    answers: Sequence[str | tuple[ToolCall, ...]] = (ANSWER,)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    port: int = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = json.loads(await request.read())
        answer = self.answers[min(len(self.bodies), len(self.answers) - 1)]
        self.bodies.append(body)
        message = _message(answer)
        finish = "stop" if isinstance(answer, str) else "tool_calls"
        if not body.get("stream"):
            choice = {"index": 0, "message": message, "finish_reason": finish}
            return web.json_response({"choices": [choice]})
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for delta in _deltas(message):
            choice = {"index": 0, "delta": delta, "finish_reason": None}
            await _send(response, {"choices": [choice]})
        await _send(response, {"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
        await response.write(b"data: [DONE]\n\n")
        return response


async def _send(response: web.StreamResponse, value: object) -> None:
    await response.write(f"data: {json.dumps(value)}\n\n".encode())


def _message(answer: str | tuple[ToolCall, ...]) -> dict[str, Any]:
    if isinstance(answer, str):
        return {"content": answer}
    calls = [
        {"id": call.id, "type": "function",
         "function": {"name": call.name, "arguments": call.arguments}}
        for call in answer
    ]  # fmt: skip
    return {"content": None, "tool_calls": calls}


def _deltas(message: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    words = message["content"] or ""
    for start in range(0, len(words), 23):
        yield {"content": words[start : start + 23]}
    for number, call in enumerate(message.get("tool_calls", ())):
        yield {"tool_calls": [{"index": number, **call}]}


@asynccontextmanager
async def serving(
    folder: Path, endpoint: Endpoint
) -> AsyncIterator[tuple[Deployment, Any, Looking, Read]]:
    """A gateway before an endpoint: its deployment, its application, what looked, what read."""
    app = web.Application(client_max_size=1 << 26)
    app.router.add_post("/v1/chat/completions", endpoint.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    looking, eyes = Looking(), Read()
    settings = ServeSettings(
        database=f"sqlite:///{folder / 'a.db'}", pepper=PEPPER, audit=folder / "audit"
    )
    model = Http(f"http://127.0.0.1:{port}/v1", "m")
    deployment = Deployment(settings, made=(model,), detectors=(looking,))
    deployment.senses.close()
    deployment.senses = eyes  # type: ignore[assignment]
    await deployment.start()
    looking.views.clear()
    try:
        yield deployment, application(deployment), looking, eyes
    finally:
        await deployment.close()
        await runner.cleanup()


async def sent(app: Any, path: str, body: Mapping[str, Any]) -> tuple[int, list[Any]]:
    """Status and JSON values of an answer, streamed or whole."""
    kind = {"content-type": "application/json"}
    status, data = await ask(app, path, json.dumps(body).encode(), kind, "POST")
    text = data.decode()
    if not body.get("stream") or status != 200:
        return status, [json.loads(text)]
    lines = [x.removeprefix("data: ") for x in text.splitlines() if x.startswith("data: ")]
    return status, [json.loads(line) for line in lines if line != "[DONE]"]


# ---- both, taken apart --------------------------------------------------------------------------
Piece = tuple[str, str]


def received(body: Mapping[str, Any]) -> list[list[Piece]]:
    """Each message of a body as (kind, words or SHA-256 of a picture's bytes), in order."""
    out = []
    for message in body["messages"]:
        pieces: list[Piece] = [("role", message["role"])]
        content = message["content"]
        if isinstance(content, str):
            pieces.append(("text", content))
        for part in content if isinstance(content, list) else ():
            if part["type"] == "text":
                pieces.append(("text", part["text"]))
            else:
                _, _, data = part["image_url"]["url"].partition(";base64,")
                pieces.append(("image", hashlib.sha256(base64.b64decode(data)).hexdigest()))
        for call in message.get("tool_calls", ()):
            function = call["function"]
            pieces.append(("call", "|".join((call["id"], function["name"],
                                             function["arguments"]))))  # fmt: skip
        if "tool_call_id" in message:
            pieces.append(("answers", message["tool_call_id"]))
        out.append(pieces)
    return out


def judged(talk: Conversation) -> list[list[Piece]]:
    """Each message of a view as the same pieces."""
    out = []
    for message in talk:
        pieces: list[Piece] = [("role", message.role)]
        parts = [part for part in message.parts if not isinstance(part, ToolCall)]
        if all(isinstance(part, Text) for part in parts):
            # Sent as one text; its parts are judged one by one and as one.
            pieces += [("text", message.text)] if parts else []
        else:
            for part in parts:
                if isinstance(part, Text):
                    pieces.append(("text", part.text))
                else:
                    pieces.append(("image", hashlib.sha256(part.data).hexdigest()))
        calls = [part for part in message.parts if isinstance(part, ToolCall)]
        for call in calls:
            pieces.append(("call", "|".join((call.id, call.name, call.arguments))))
        if message.tool_call_id is not None:
            pieces.append(("answers", message.tool_call_id))
        out.append(pieces)
    return out
