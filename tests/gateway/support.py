"""A server with set models and one fast detector, listening on a real port, for real clients."""

import asyncio
import base64
import io
import json
import threading
import time
import urllib.request
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import uvicorn
from PIL import Image as Picture
from PIL import ImageDraw

from clearsight import gateway
from clearsight.content import Conversation, ToolCall
from clearsight.deployment import Deployment, ServeSettings
from clearsight.models.scripted import Scripted
from clearsight.roles import Detector, Model
from clearsight.server import application
from clearsight.verdict import Delta, Reply, Usage
from tests.doubles import WordDetector

Result = TypeVar("Result")
WORDS = "The cat sits on a red mat near the door. " * 30
PEPPER = "a pepper for tests, thirty-two characters or more"
CALL = ToolCall("call_1", "weather", '{"city": "Oslo"}')


def named(name: str, model: Scripted) -> Scripted:
    """A scripted model under a name of its own."""
    model.name = name
    return model


@dataclass
class Lasting:
    """Speaks for ever, one word at a time, and notes whether it was stopped."""

    name: str = "lasting"
    pause_s: float = 0.01
    started: int = 0
    stopped: int = 0

    async def reply(self, conversation: Conversation) -> Reply:
        self.started += 1
        try:
            await asyncio.Event().wait()
        finally:
            self.stopped += 1
        raise AssertionError("nobody sets the event")

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        self.started += 1
        try:
            while True:
                await asyncio.sleep(self.pause_s)
                yield Delta("and a word more ")
        finally:
            self.stopped += 1


@dataclass
class Breaking:
    """Speaks, then breaks in the middle."""

    name: str = "breaking"
    asked: list[Conversation] = field(default_factory=list)

    async def reply(self, conversation: Conversation) -> Reply:
        raise OSError("a message that quotes CANARY-EXCEPTION")

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        for _ in range(40):
            yield Delta("Words that are fine. ")
        raise OSError("a message that quotes CANARY-EXCEPTION")


@dataclass
class Counting:
    """Answers with its number and counts tokens."""

    name: str = "counting"
    asked: list[Conversation] = field(default_factory=list)

    async def reply(self, conversation: Conversation) -> Reply:
        self.asked.append(conversation)
        return Reply(f"Answer {len(self.asked)}.", model=self.name, usage=Usage(100, 7))

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        reply = await self.reply(conversation)
        yield Delta(reply.text)
        yield Delta(reply=reply)


def models() -> tuple[Model, ...]:
    """Every kind of model that the tests need."""
    return (
        named("plain", Scripted(WORDS)),
        named("tools", Scripted("", tool_calls=(CALL,))),
        named("bad-tools", Scripted("", tool_calls=(ToolCall("1", "f", '"FORBIDDEN"'),))),
        named("late-harm", Scripted(WORDS + "FORBIDDEN" + WORDS)),
        named("failing", Scripted("x", fault="error")),
        named("cut", Scripted(WORDS, fault="truncate")),
        named("slow", Scripted("Slow but here.", latency_ms=400)),
        named("silent", Scripted("x", fault="hang")),
        Lasting(),
        Breaking(),
        Counting(),
    )


class Running:
    """A server in a thread; its event loop can be asked to do things."""

    def __init__(
        self,
        settings: ServeSettings,
        detectors: tuple[Detector, ...] = (WordDetector("FORBIDDEN"),),
    ) -> None:
        gateway.configure()
        self.deployment = Deployment(settings, made=models(), detectors=detectors)
        config = uvicorn.Config(
            application(self.deployment), host="127.0.0.1", port=0, log_config=None,
            access_log=False, lifespan="on", timeout_graceful_shutdown=3,
        )  # fmt: skip
        self._server = uvicorn.Server(config)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        end = time.monotonic() + 60
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            assert time.monotonic() < end
            time.sleep(0.02)
        self.port = self._server.servers[0].sockets[0].getsockname()[1]
        self.root = f"http://127.0.0.1:{self.port}"
        self.url = f"{self.root}/v1"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._server.serve())
        self._loop.close()

    def do(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run something in the server's event loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def model(self, name: str) -> Any:
        """One of the server's models."""
        return self.deployment.guard(model=name).model

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(30)
        assert not self._thread.is_alive()


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def events(self) -> list[Any]:
        """The data of server-sent events, named or not; "[DONE]" as text."""
        lines = self.body.decode().split("\n")
        data = [line.removeprefix("data: ") for line in lines if line.startswith("data: ")]
        return [item if item == "[DONE]" else json.loads(item) for item in data]


def call(
    url: str,
    body: object = None,
    *,
    method: str | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """One HTTP request, the body as JSON; error statuses are answers too."""
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, method=method)
    for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
        request.add_header(name, value)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return Answer(response.status, _lower(response.headers), response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, _lower(error.headers), error.read())


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def ask(model: str = "plain", words: object = "Hello", **more: object) -> dict[str, object]:
    """A chat request."""
    return {"model": model, "messages": [{"role": "user", "content": words}], **more}


def picture(colour: str, words: str = "") -> str:
    """A data URL of a drawn picture."""
    image = Picture.new("RGB", (160, 90), colour)
    if words:
        ImageDraw.Draw(image).text((10, 30), words, fill="black", font_size=24)
    out = io.BytesIO()
    image.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def image_part(url: str) -> dict[str, object]:
    return {"type": "image_url", "image_url": {"url": url}}


def text_part(text: str) -> dict[str, object]:
    return {"type": "text", "text": text}
