"""A gateway as the model that is asked: its verdict is kept, its faults are errors."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from clearsight.content import user
from clearsight.errors import ModelError
from clearsight.evals import gateway
from clearsight.evals.score.signals import answer_of

VERDICT = {"trace_id": "t1", "action": "refuse", "category": "illicit", "rule": "before.illicit",
           "notices": []}  # fmt: skip


@asynccontextmanager
async def serving(answer: str) -> AsyncIterator[gateway.Gateway]:
    async def handler(request: web.Request) -> web.Response:
        assert (await request.json())["stream"] is False
        return web.Response(text=answer, content_type="application/json")

    app = web.Application()
    app.router.add_post("/v1/chat/completions", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    model = gateway.make(f"http://127.0.0.1:{runner.addresses[0][1]}/v1#m", "k")
    try:
        yield model
    finally:
        await model.close()
        await runner.cleanup()


async def test_the_verdict_of_the_answer_is_kept() -> None:
    choice = {"message": {"content": "I can't help with that."}, "finish_reason": "content_filter"}
    async with serving(json.dumps({"choices": [choice], "x_clearsight": VERDICT})) as model:
        reply = await model.reply(user("Hello"))
    said = answer_of(reply).guard
    assert said is not None
    assert (said.action, said.category, said.rule) == ("refuse", "illicit", "before.illicit")
    assert reply.finish_reason == "content_filter"


@pytest.mark.parametrize(
    ("answer", "message"),
    [("{not json", "not JSON"), ("[" * 100_000, "not JSON"), ("[1]", "no chat completion"),
     ('{"choices": [{"message": {"content": "Hi"}}]}', "no Clearsight gateway")],
)  # fmt: skip
async def test_what_no_gateway_says_is_an_error(answer: str, message: str) -> None:
    async with serving(answer) as model:
        with pytest.raises(ModelError, match=message):
            await model.reply(user("Hello"))
