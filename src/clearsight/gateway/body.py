"""The request's body, within limits, and the watch for a client that has gone."""

import asyncio
import json
from collections.abc import Coroutine, Mapping
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request

from clearsight.audit import asked_by
from clearsight.gateway.problems import ClientGone, Problem, bad

Answer = TypeVar("Answer")
READ_S = 60.0
READ_ON = 8


async def read_json(request: Request, most_bytes: int) -> dict[str, Any]:
    """The body as a JSON object.

    Raises:
        Problem: 408 too slow, 413 too large, 415 not declared as JSON, 400 no JSON object.
        ClientGone: the connection closed before the body was whole.
    """
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared != "application/json":
        # Also keeps a foreign web page from posting here without asking first (CORS).
        text = f"content type {declared[:80]!r} is not understood; expected application/json"
        raise Problem(415, text, code="unsupported_media_type")
    raw = await _read(request, most_bytes)
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        where = f" at character {error.pos}" if isinstance(error, json.JSONDecodeError) else ""
        raise bad(f"the body is not JSON{where}; expected an object", code="not_json") from None
    if not isinstance(body, dict):
        raise bad(f"the body is a JSON {type(body).__name__}, expected an object", code="not_json")
    asked_by(user=end_user(body))
    return body


def end_user(body: Mapping[str, Any]) -> str:
    """The caller's own name for the person behind a request, as the three protocols have it."""
    metadata = body.get("metadata")
    inner = metadata.get("user_id") if isinstance(metadata, Mapping) else None
    for value in (body.get("safety_identifier"), body.get("user"), inner):
        if isinstance(value, str) and value:
            return value
    return ""


async def _read(request: Request, most_bytes: int) -> bytes:
    data, size = bytearray(), 0
    try:
        async with asyncio.timeout(READ_S):
            async for piece in request.stream():
                size += len(piece)
                # What is too much is still read for a while, and thrown away: a client that is
                # cut off in the middle of sending never sees the answer that says why.
                if size <= most_bytes:
                    data += piece
                elif size > most_bytes * READ_ON:
                    break
    except ClientDisconnect as error:
        raise ClientGone from error
    except TimeoutError:
        text = f"the request was not whole after {READ_S:g} s"
        closing = {"connection": "close"}
        raise Problem(408, text, code="request_timeout", headers=closing) from None
    if size > most_bytes:
        raise _too_large(most_bytes)
    return bytes(data)


def _too_large(most_bytes: int) -> Problem:
    text = f"the request has more than {most_bytes / (1 << 20):.0f} MiB; send fewer or smaller "
    closing = {"connection": "close"}
    return Problem(413, text + "pictures", code="request_too_large", headers=closing)


async def until_gone(request: Request, work: Coroutine[Any, Any, Answer]) -> Answer:
    """The work's result, unless the client goes first: then the work is cancelled.

    Raises:
        ClientGone: the client went.
    """
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientGone
        return task.result()
    finally:
        await end(task, gone)


async def _gone(request: Request) -> None:
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            return


async def end(*tasks: "asyncio.Future[Any]") -> None:
    """Cancel tasks and wait until they are over."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
