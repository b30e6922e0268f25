"""One request that was understood -> the guard -> an answer, whatever protocol it came in.

All that any route asks of a guard is here and in `moderations`, so that no protocol can forget one.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from clearsight.audit import asking
from clearsight.deployment import Deployment
from clearsight.gateway import metrics
from clearsight.gateway.answered import used
from clearsight.gateway.asked import Asked
from clearsight.gateway.caller import Shares
from clearsight.gateway.counted import Counted, options_refused
from clearsight.gateway.logs import Record
from clearsight.gateway.stream import EventStream, Wanted, Writer, events
from clearsight.guard import Guard
from clearsight.verdict import Delta, Reply, Usage

Keep = Callable[[Sequence[Reply]], Awaitable[None]]


class Voice(Writer, Protocol):
    """How a protocol says Replies, whole or in pieces."""

    def whole(self, replies: Sequence[Reply], usage: Usage) -> bytes:
        """The JSON of an answer that is not streamed."""
        ...


async def answer(
    deployment: Deployment,
    request: Request,
    shares: Shares,
    question: Asked,
    voice: Voice,
    keep: Keep | None = None,
    *,
    sampled: bool = True,
) -> Response | ASGIApp:
    """Answer one request, guarded.

    Args:
        keep: called with the Replies before the end is said.
        sampled: False where the caller asks that nothing be stored.
    """
    record = Record.of(request)
    guard = deployment.guard(shares.caller.policy, question.model)
    rules = guard.policy.rules.ledger
    subjects = deployment.conduct.subjects(shares.caller.name, asking().user)
    await deployment.conduct.enter(subjects, rules)

    counted = Counted(deployment, guard, question, subjects if rules.keep else ())

    async def done(replies: Sequence[Reply]) -> Usage:
        usage = used(question, replies)
        for reply in replies:
            metrics.count_reply(reply)
            record.take(reply)
        await counted.done(replies)
        await shares.settle(usage.prompt_tokens + usage.completion_tokens)
        if keep is not None:
            await keep(replies)
        if sampled and deployment.samples is not None:
            await deployment.samples.keep(question.conversation, question.words, replies)
        return usage

    if not question.stream:
        try:
            replies = await _replies(guard, question)
            body = voice.whole(replies, await done(replies))
        except asyncio.CancelledError:
            counted.left(())
            raise
        return Response(body, headers=shares.headers, media_type="application/json")
    choices = [lambda: _streamed(guard, question)] * question.n
    pieces = events(Wanted(voice, choices, done, counted.left))
    first = await anext(pieces)
    return EventStream(
        request, first, pieces, headers=shares.headers, failed=voice.failed, note=record.broke
    )


async def _replies(guard: Guard, question: Asked) -> list[Reply]:
    """Every choice is asked for and judged on its own."""
    refused = await options_refused(guard, question)
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
    refused = await options_refused(guard, question)
    if refused is not None:
        yield Delta(refused.text, wording=True)
        yield Delta(reply=refused)
        return
    async with aclosing(guard.stream(question.conversation)) as pieces:  # type: ignore[type-var]
        async for delta in pieces:
            yield delta
