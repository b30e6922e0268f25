"""A judge's endpoint on loopback, and answers in the forms that its makers publish."""

import math
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from clearsight.aloud import View, look
from clearsight.content import Conversation, said, user
from clearsight.detect.remote.endpoint import Patience
from clearsight.detect.remote.judge import Family, Judge
from clearsight.reading import Reading
from clearsight.verdict import MODERATION, Finding
from tests.doubles import image, line

ENOUGH = Patience(connect_s=30, total_s=60)  # never a limit on a busy machine
ONE, TWO = image("one"), image("two")
READINGS = {
    one.digest: Reading(one.digest, 100, 80, lines=(line("OPEN"),), senses=("text",))
    for one in (ONE, TWO)
}
Json = Mapping[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Endpoint:
    """Answers every request with the next answer, the last one again and again."""

    answers: Sequence[object]
    bodies: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        self.bodies.append(await request.json())
        self.paths.append(request.path)
        self.keys.append(request.headers.get("Authorization"))
        answer = self.answers[min(len(self.bodies), len(self.answers)) - 1]
        return web.json_response(answer)


@asynccontextmanager
async def served(handler: Handler) -> AsyncIterator[str]:
    """The base URL of a server that gives every POST to the handler."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return await handler(request)

    app = web.Application(client_max_size=1 << 26)
    app.router.add_post("/v1/{path:.*}", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def judging(
    family: Family, handler: Handler, patience: Patience = ENOUGH
) -> AsyncIterator[Judge]:
    """A judge of that family in front of such a server."""
    async with served(handler) as base:
        judge = Judge(family, f"{base}#m", api_key="k3y", patience=patience)
        try:
            yield judge
        finally:
            await judge.close()


async def found(family: Family, answer: object, view: View) -> Sequence[Finding]:
    """What the judge reports when its endpoint gives this answer."""
    async with judging(family, Endpoint([answer])) as judge:
        return await judge.detect(view)


def before(*items: Any) -> View:
    return look(user(*items), READINGS)


def after(words: str, *items: Any) -> View:
    return look(user(*items).then(said("assistant", words)), READINGS, stage="after")


def of(conversation: Conversation) -> View:
    return look(conversation, READINGS)


def chat(text: str, *tokens: Mapping[str, float] | str) -> Json:
    """A chat completion; each token a word, or the probabilities at its place, likeliest first."""
    logprobs = {"content": [_chat_token(one) for one in tokens]} if tokens else None
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "logprobs": logprobs}
    return {"object": "chat.completion", "choices": [{**choice, "finish_reason": "stop"}]}


def completion(text: str, *tokens: Mapping[str, float] | str) -> Json:
    """A completion in the older form."""
    tops = [_top(one) for one in tokens]
    found = {"tokens": [next(iter(top)) for top in tops], "top_logprobs": tops} if tops else None
    return {"object": "text_completion", "choices": [{"text": text, "logprobs": found}]}


def moderation(**scores: float) -> Json:
    """A moderation: these scores, the others next to nothing."""
    all_scores = {
        **dict.fromkeys(MODERATION, 0.001),
        **{k.replace("_", "-"): v for k, v in scores.items()},
    }
    result = {"flagged": any(v > 0.5 for v in scores.values()), "category_scores": all_scores}
    return {"id": "modr-1", "model": "omni-moderation-latest", "results": [result]}


def _top(token: Mapping[str, float] | str) -> dict[str, float]:
    shares = {token: 1.0} if isinstance(token, str) else token
    return {text: math.log(share) for text, share in shares.items()}


def _chat_token(token: Mapping[str, float] | str) -> Json:
    top = [{"token": text, "logprob": value} for text, value in _top(token).items()]
    return {**top[0], "top_logprobs": top}


def scores(findings: Sequence[Finding]) -> dict[str, float]:
    """Score by kind."""
    return {f"{f.category} {f.detail}".strip(): round(f.score, 3) for f in findings}


def texts(body: Json) -> str:
    """All words of a request's messages."""
    out = []
    for message in body["messages"]:
        content = message["content"]
        parts = content if isinstance(content, list) else [{"type": "text", "text": content}]
        out += [part["text"] for part in parts if part["type"] == "text"]
    return "\n".join(out)


def pictures(body: Json) -> list[str]:
    """The data URLs of a request's messages."""
    contents = [message["content"] for message in body["messages"]]
    parts = [part for content in contents if isinstance(content, list) for part in content]
    return [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
