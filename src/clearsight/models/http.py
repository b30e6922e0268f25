"""Any OpenAI-compatible endpoint as a Model, over aiohttp.

As a spec: "http:BASE_URL#MODEL", such as "http:http://127.0.0.1:8000/v1#qwen3-vl". The key is
the door's to give. Pictures go as data URLs of the very bytes that were read.
"""

import asyncio
import email.utils
import json
import random
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from clearsight import wire
from clearsight.breaker import Breaker
from clearsight.content import Conversation
from clearsight.errors import ModelError, UsageError
from clearsight.models.sse import EventBuffer, Gathered
from clearsight.roles import Means
from clearsight.verdict import Delta, Reply

RETRYABLE = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
MOST_BODY_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class Patience:
    """How long we wait for an endpoint, and how often we ask again.

    Attributes:
        connect_s: for the connection.
        idle_s: between two pieces of a stream. An answer that is asked for whole comes in one
            piece when the last word is made, so that only `total_s` holds for it.
        total_s: for one whole answer.        tries: at most, the first one included.
        longest_wait_s: a longer Retry-After ends in an error that names it.
    """

    connect_s: float = 10.0
    idle_s: float = 60.0
    total_s: float = 300.0
    tries: int = 3
    longest_wait_s: float = 30.0


class Http:
    """A chat-completions endpoint.

    Args:
        base_url: up to and including "/v1".
        model: the name to ask for.
        api_key: sent as a bearer token; never logged, never part of a message.
        patience: time limits and retries.
        options: further request fields, such as temperature.
    """

    sees = True

    def __init__(
        self,
        base_url: str,
        model: str,
        *,
        api_key: str | None = None,
        patience: Patience | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = model
        self._url = base_url.rstrip("/") + "/chat/completions"
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._patience = Patience() if patience is None else patience
        self._breaker = Breaker(model)
        self._options = dict(options or {})
        self.samples = self._options.get("temperature") != 0
        # A session belongs to one event loop: a second asyncio.run() needs one of its own.
        self._sessions: dict[asyncio.AbstractEventLoop, aiohttp.ClientSession] = {}

    async def reply(self, conversation: Conversation) -> Reply:
        return wire.reply(await self.body(conversation), model=self.name)

    async def body(self, conversation: Conversation) -> Any:
        """The endpoint's whole answer as JSON, with the fields that no Reply has.

        Raises:
            ModelError: no answer, one that is too long, or one that is not JSON.
        """
        async with self._ask(conversation, stream=False) as response:
            raw = await _read_all(response, self.name)
        try:
            return json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise ModelError(f"{self.name} sent a body that is not JSON", told=True) from error

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        gathered, events = Gathered(self.name), EventBuffer()
        async with self._ask(conversation, stream=True) as response:
            try:
                async for data in response.content.iter_any():
                    for event in events.feed(data):
                        words = gathered.take(event)
                        if words:
                            yield Delta(words)
                    if gathered.done:
                        break
            except (aiohttp.ClientError, TimeoutError) as error:
                raise _lost(self.name, error) from error
        yield Delta(reply=gathered.reply())

    async def close(self) -> None:
        """Close the connections of this event loop, and of loops that have ended."""
        loop = asyncio.get_running_loop()
        for other in [one for one in self._sessions if one is loop or one.is_closed()]:
            await self._sessions.pop(other).close()

    @asynccontextmanager
    async def _ask(
        self, conversation: Conversation, *, stream: bool
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        body = {
            **self._options,
            **conversation.options,
            "model": self.name,
            "messages": wire.request_messages(conversation),
            "stream": stream,
        }
        if stream:
            body["stream_options"] = {"include_usage": True}
        if conversation.tools:
            body["tools"] = [json.loads(tool.definition) for tool in conversation.tools]
        async with self._breaker:
            response = await self._post(json.dumps(body).encode(), self._limit(stream))
        try:
            yield response
        finally:
            response.close()

    def _limit(self, stream: bool) -> aiohttp.ClientTimeout:
        patience = self._patience
        return aiohttp.ClientTimeout(
            total=patience.total_s,
            sock_connect=patience.connect_s,
            sock_read=patience.idle_s if stream else None,
        )

    async def _post(self, body: bytes, limit: aiohttp.ClientTimeout) -> aiohttp.ClientResponse:
        """POST with retries; only ever before the first byte of an answer was used."""
        tries = max(1, self._patience.tries)
        for attempt in range(1, tries + 1):
            try:
                response = await (await self._open()).post(
                    self._url, data=body, headers=self._headers, allow_redirects=False,
                    timeout=limit,
                )  # fmt: skip
            except (aiohttp.ClientError, TimeoutError) as error:
                if attempt == tries:
                    raise _lost(self.name, error) from error
                await asyncio.sleep(_backoff_s(attempt))
                continue
            if response.status == 200:
                return response
            problem, wait_s = await self._problem(response)
            if attempt == tries or response.status not in RETRYABLE:
                raise problem
            if wait_s is not None and wait_s > self._patience.longest_wait_s:
                raise problem
            await asyncio.sleep(_backoff_s(attempt) if wait_s is None else wait_s)
        raise AssertionError("the last try returns or raises")

    async def _problem(self, response: aiohttp.ClientResponse) -> tuple[ModelError, float | None]:
        wait_s = retry_after_s(response.headers.get("Retry-After"), time.time())
        try:
            body = json.loads(await _read_all(response, self.name))
            error = body.get("error", "") if isinstance(body, dict) else ""
        except (ValueError, RecursionError, ModelError, aiohttp.ClientError, TimeoutError):
            error = ""
        code = wire.error_code(error)
        asked = f"; it asks to wait {wait_s:.0f} s" if wait_s else ""
        text = f"{self.name} answered HTTP {response.status}" + (f" ({code})" if code else "")
        text += f"{asked}. Its own log says more."
        retryable = response.status in RETRYABLE
        return ModelError(text, retryable=retryable, said=wire.error_text(error), told=True), wait_s

    async def _open(self) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        for ended in [other for other in self._sessions if other.is_closed()]:
            await self._sessions.pop(ended).close()
        if loop not in self._sessions:
            headers = {"Content-Type": "application/json"}
            self._sessions[loop] = aiohttp.ClientSession(headers=headers)
        return self._sessions[loop]


async def _read_all(response: aiohttp.ClientResponse, model: str) -> bytes:
    data = bytearray()
    try:
        async for piece in response.content.iter_any():
            data += piece
            if len(data) > MOST_BODY_BYTES:
                raise ModelError(f"{model} sent more than {MOST_BODY_BYTES} bytes", told=True)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise _lost(model, error) from error
    return bytes(data)


def _lost(model: str, error: Exception) -> ModelError:
    why = "gave no answer in time" if isinstance(error, TimeoutError) else "could not be reached"
    hint = "Check that the endpoint runs and that its address ends in /v1."
    return ModelError(f"{model} {why} ({type(error).__name__}). {hint}", retryable=True, told=True)


def _backoff_s(attempt: int) -> float:
    # Jitter keeps many clients from coming back in step.
    return float(0.5 * 2 ** (attempt - 1) * (1 + random.random() / 4))


def retry_after_s(header: str | None, now_s: float) -> float | None:
    """Seconds to wait by a Retry-After header: a number or an HTTP date (RFC 9110, 10.2.3)."""
    if header is None:
        return None
    if header.isascii() and header.strip().isdigit():
        return float(header)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(header).timestamp() - now_s)
    except (TypeError, ValueError):
        return None


def parse(argument: str) -> tuple[str, str]:
    """Base URL and model name of "BASE_URL#MODEL".

    Raises:
        UsageError: with the form that is expected.
    """
    url, _, model = argument.partition("#")
    if not url.startswith(("http://", "https://")) or not model:
        raise UsageError(
            f"model address {argument!r} is not understood; expected BASE_URL#MODEL, as in "
            "http:http://127.0.0.1:8000/v1#my-model"
        )
    return url, model


def make(argument: str, means: Means) -> Http:
    """From "BASE_URL#MODEL"."""
    url, model = parse(argument)
    return Http(url, model, api_key=means.api_key)
