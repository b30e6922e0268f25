"""Streams of judged words as server-sent events (design, section 7).

Role chunk first, then words, then the reason each choice ended, then `[DONE]`. When something
breaks, an error event comes and `[DONE]` does not: no client can take a cut for an end.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from clearsight.errors import ModelError
from clearsight.gateway.answered import Frame, chunk, dumps, last_chunks, usage_chunk
from clearsight.gateway.body import end, until_gone
from clearsight.gateway.problems import ClientGone, as_problem, stopping
from clearsight.verdict import Delta, Reply, Usage

# Errors before this still get a status of their own, which clients handle best.
PATIENCE_S = 5.0
# Proxies close what is silent for a minute.
KEEP_ALIVE_S = 15.0
QUEUED = 16

Choice = Callable[[], AsyncIterator[Delta]]
Done = Callable[[Sequence[Reply]], Awaitable[Usage]]


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of one choice, or what broke it."""

    number: int
    delta: Delta = field(default_factory=Delta)
    error: Exception | None = None


@dataclass(frozen=True)
class Wanted:
    """What a stream is made of.

    Attributes:
        choices: one stream of judged pieces each.
        done: called with all Replies before the end is said; gives the tokens used.
    """

    frame: Frame
    choices: Sequence[Choice]
    include_usage: bool
    done: Done


async def events(wanted: Wanted) -> AsyncIterator[bytes]:
    """The whole stream as events. Nothing comes until there is a word or PATIENCE_S are over.

    Raises:
        Exception: what broke; before the first event the caller may still answer otherwise.
    """
    queue: asyncio.Queue[Item] = asyncio.Queue(QUEUED)
    numbers = range(len(wanted.choices))
    tasks = [asyncio.create_task(_produce(n, wanted.choices[n], queue)) for n in numbers]
    writers = [_Writer(wanted.frame, n) for n in numbers]
    try:
        item = await _next(queue, PATIENCE_S)
        yield b"".join(event(writer.role()) for writer in writers)
        while not all(writer.reply for writer in writers):
            out = b": working\n\n" if item is None else writers[item.number].write(item.delta)
            if out:
                yield out
            if not all(writer.reply for writer in writers):
                item = await _next(queue, KEEP_ALIVE_S)
        usage = await wanted.done([writer.reply for writer in writers if writer.reply])
        if wanted.include_usage:
            yield event(usage_chunk(wanted.frame, usage))
        yield b"data: [DONE]\n\n"
    finally:
        await end(*tasks)


@dataclass
class _Writer:
    """The chunks of one choice. In JSON mode a piece waits until it is known to be no wording."""

    frame: Frame
    number: int
    held: str = ""
    reply: Reply | None = None

    def role(self) -> dict[str, Any]:
        return chunk(self.frame, self.number, {"role": "assistant", "content": ""})

    def write(self, delta: Delta) -> bytes:
        """Events for one piece of a guard's stream."""
        self.reply, words = delta.reply, delta.text
        if self.frame.json_mode:
            words, self.held = self.held, delta.text
            refusal = delta.reply.refusal if delta.reply else None
            words = "" if refusal and words == refusal.text else words
        out = [chunk(self.frame, self.number, {"content": words})] if words else []
        if self.reply is not None:
            out += last_chunks(self.frame, self.number, self.reply)
        return b"".join(event(part) for part in out)


async def _produce(number: int, choice: Choice, queue: "asyncio.Queue[Item]") -> None:
    try:
        whole = False
        async with aclosing(choice()) as pieces:  # type: ignore[type-var]
            async for delta in pieces:
                whole = whole or delta.reply is not None
                await queue.put(Item(number, delta))
        if not whole:
            raise ModelError("the model's stream ended without its end", retryable=True)
    except Exception as error:  # noqa: BLE001  handed on: whoever reads the queue raises it
        await queue.put(Item(number, error=error))


async def _next(queue: "asyncio.Queue[Item]", wait_s: float) -> Item | None:
    """The next piece, None when it takes long; what broke is raised."""
    try:
        item = await asyncio.wait_for(queue.get(), wait_s)
    except TimeoutError:
        return None
    if item.error is not None:
        raise item.error
    return item


def event(value: object) -> bytes:
    """One server-sent event."""
    return b"data: " + dumps(value) + b"\n\n"


class EventStream:
    """An ASGI answer that sends events; when the client goes, the work is cancelled at once.

    Args:
        first: already made.
        rest: what follows; closed here.
        note: called with the error when the stream ends in one.
    """

    def __init__(
        self,
        request: Request,
        first: bytes,
        rest: AsyncIterator[bytes],
        *,
        headers: Mapping[str, str],
        note: Callable[[BaseException], None],
    ) -> None:
        self._request, self._first, self._rest, self._note = request, first, rest, note
        fixed = {
            "content-type": "text/event-stream; charset=utf-8",
            "cache-control": "no-store",
            # nginx would gather events otherwise.
            "x-accel-buffering": "no",
        }
        self._headers = [(k.encode(), v.encode()) for k, v in {**fixed, **headers}.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self._headers})
        try:
            await until_gone(self._request, self._send_all(send))
        except ClientGone as error:
            self._note(error)
        except asyncio.CancelledError as error:
            # The time to drain is over: say so while the connection still stands.
            self._note(error)
            await send(_body(event(stopping().body()), more=False))
            raise
        except Exception as error:  # noqa: BLE001  whatever broke, the client is told in the stream
            self._note(error)
            await send(_body(event(as_problem(error).body()), more=False))
        finally:
            await self._rest.aclose()  # type: ignore[attr-defined]

    async def _send_all(self, send: Send) -> None:
        await send(_body(self._first, more=True))
        async for data in self._rest:
            await send(_body(data, more=True))
        await send(_body(b"", more=False))


def _body(data: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.response.body", "body": data, "more_body": more}
