"""`POST /v1/chat/completions`."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from clearsight.content import user
from clearsight.deployment import Deployment
from clearsight.gateway import metrics
from clearsight.gateway.answered import Frame, completion, dumps, used
from clearsight.gateway.asked import Asked, asked, form
from clearsight.gateway.body import read_json, until_gone
from clearsight.gateway.caller import Shares, admit
from clearsight.gateway.logs import Record
from clearsight.gateway.stream import EventStream, Wanted, events
from clearsight.guard import Guard
from clearsight.verdict import Delta, Reply, Usage


async def chat(deployment: Deployment, request: Request) -> Response | ASGIApp:
    """Answer one chat request, guarded."""
    record = Record.of(request)
    shares = Shares(deployment, await admit(deployment, request))
    record.caller = shares.caller.name
    await shares.take(requests=1)
    body = await read_json(request, deployment.settings.max_body_bytes)
    return await until_gone(request, _answer(deployment, request, shares, body))


async def _answer(
    deployment: Deployment, request: Request, shares: Shares, body: dict[str, Any]
) -> Response | ASGIApp:
    record = Record.of(request)
    question = await asked(body, form(body, deployment), deployment, shares)
    # The pictures as text are large, and the answer may take minutes.
    body.clear()
    frame = Frame.of(question, record.trace_id, sees_trace=shares.caller.sees_trace)
    guard = deployment.guard(shares.caller.policy, question.model)

    async def done(replies: Sequence[Reply]) -> Usage:
        usage = used(question, replies)
        for reply in replies:
            metrics.count_reply(reply)
            record.take(reply)
        await shares.settle(usage.prompt_tokens + usage.completion_tokens)
        return usage

    if not question.stream:
        replies = await _replies(guard, question)
        answer = completion(frame, replies, await done(replies))
        return Response(dumps(answer), headers=shares.headers, media_type="application/json")
    choices = [lambda: _streamed(guard, question)] * question.n
    pieces = events(Wanted(frame, choices, question.include_usage, done))
    first = await anext(pieces)
    return EventStream(request, first, pieces, headers=shares.headers, note=record.broke)


async def _replies(guard: Guard, question: Asked) -> list[Reply]:
    """Every choice is asked for and judged on its own."""
    refused = await _refused(guard, question)
    if refused is not None:
        return [refused] * question.n
    if question.n == 1:
        return [await guard.reply(question.conversation)]
    tasks = [asyncio.ensure_future(guard.reply(question.conversation)) for _ in range(question.n)]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()


async def _streamed(guard: Guard, question: Asked) -> AsyncIterator[Delta]:
    refused = await _refused(guard, question)
    if refused is not None:
        yield Delta(refused.text)
        yield Delta(reply=refused)
        return
    async with aclosing(guard.stream(question.conversation)) as pieces:  # type: ignore[type-var]
        async for delta in pieces:
            yield delta


async def _refused(guard: Guard, question: Asked) -> Reply | None:
    """The refusal that words in options and tool definitions lead to, if any."""
    if not question.words:
        return None
    reply = await guard.check(user(question.words))
    return reply if reply.verdict is None or reply.verdict.stops else None
