"""Streams of judged words as server-sent events (design, section 7), whatever the protocol.

When something breaks, an error event comes and the protocol's end does not: no client can take a
cut for an end.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Protocol

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from clearsight.errors import ModelError
from clearsight.gateway.answered import dumps
from clearsight.gateway.body import end, until_gone
from clearsight.gateway.problems import ClientGone, Problem, as_problem, stopping
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


class Writer(Protocol):
    """How one protocol says the pieces of a stream; all of it is bytes of whole events.

    Attributes:
        working: says that the stream lives when it has been silent for long.
    """

    working: bytes

    def begin(self) -> bytes:
        """What comes before any word."""
        ...

    def piece(self, number: int, delta: Delta) -> bytes:
        """One judged piece of one choice."""
        ...

    def end(self, replies: Sequence[Reply], usage: Usage) -> bytes:
        """What follows when every choice has ended."""
        ...

    def failed(self, problem: Problem) -> bytes:
        """What is said in place of the end when something broke."""
        ...


@dataclass(frozen=True)
class Wanted:
    """What a stream is made of.

    Attributes:
        choices: one stream of judged pieces each.
        done: called with all Replies before the end is said; gives the tokens used.
        left: called with the Replies so far when nobody waits for the rest.
    """

    writer: Writer
    choices: Sequence[Choice]
    done: Done
    left: Callable[[Sequence[Reply]], None] = lambda replies: None


async def events(wanted: Wanted) -> AsyncIterator[bytes]:
    """The whole stream as events. Nothing comes until there is a word or PATIENCE_S are over.

    Raises:
        Exception: what broke; before the first event the caller may still answer otherwise.
    """
    queue: asyncio.Queue[Item] = asyncio.Queue(QUEUED)
    numbers = range(len(wanted.choices))
    tasks = [asyncio.create_task(_produce(n, wanted.choices[n], queue)) for n in numbers]
    replies: dict[int, Reply] = {}
    try:
        item = await _next(queue, PATIENCE_S)
        yield wanted.writer.begin()
        while True:
            out = wanted.writer.working
            if item is not None:
                out = wanted.writer.piece(item.number, item.delta)
                if item.delta.reply is not None:
                    replies[item.number] = item.delta.reply
            if out:
                yield out
            if len(replies) == len(tasks):
                break
            item = await _next(queue, KEEP_ALIVE_S)
        whole = [replies[number] for number in numbers]
        yield wanted.writer.end(whole, await wanted.done(whole))
    except (asyncio.CancelledError, GeneratorExit):
        # What was decided and not yet said counts as well.
        while not queue.empty():
            item = queue.get_nowait()
            if item.delta.reply is not None:
                replies[item.number] = item.delta.reply
        wanted.left([*replies.values()])
        raise
    finally:
        await end(*tasks)


async def _produce(number: int, choice: Choice, queue: "asyncio.Queue[Item]") -> None:
    try:
        whole = False
        async with aclosing(choice()) as pieces:  # type: ignore[type-var]
            async for delta in pieces:
                whole = whole or delta.reply is not None
                await queue.put(Item(number, delta))
        if not whole:
            raise ModelError("the model's stream ended without its end", retryable=True, told=True)
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


def event(value: object, name: str = "") -> bytes:
    """One server-sent event, with its name where the protocol has names."""
    head = f"event: {name}\n".encode() if name else b""
    return head + b"data: " + dumps(value) + b"\n\n"


class EventStream:
    """An ASGI answer that sends events; when the client goes, the work is cancelled at once.

    Args:
        first: already made.
        rest: what follows; closed here.
        note: called with the error when the stream ends in one.
        failed: says an error as the protocol does.
    """

    def __init__(
        self,
        request: Request,
        first: bytes,
        rest: AsyncIterator[bytes],
        *,
        headers: Mapping[str, str],
        failed: Callable[[Problem], bytes],
        note: Callable[[BaseException], None],
    ) -> None:
        self._request, self._first, self._rest, self._note = request, first, rest, note
        self._failed = failed
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
            await send(_body(self._failed(stopping()), more=False))
            raise
        except Exception as error:  # noqa: BLE001  whatever broke, the client is told in the stream
            self._note(error)
            await send(_body(self._failed(as_problem(error)), more=False))
        finally:
            await self._rest.aclose()  # type: ignore[attr-defined]

    async def _send_all(self, send: Send) -> None:
        await send(_body(self._first, more=True))
        async for data in self._rest:
            await send(_body(data, more=True))
        await send(_body(b"", more=False))


def _body(data: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.response.body", "body": data, "more_body": more}
