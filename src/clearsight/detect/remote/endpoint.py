"""JSON over HTTP to the one address that the deployer named: retries, one deadline, no content.

Messages of errors hold no word of a request or an answer: they may end in a log.
"""

import asyncio
import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from clearsight import wire
from clearsight.breaker import Breaker
from clearsight.errors import ModelError, UsageError

RETRYABLE = frozenset({408, 429, 500, 502, 503, 504})
MOST_BODY_BYTES = 4 << 20


class Late(ModelError, TimeoutError):
    """No answer in time: a guard counts it as a timeout, and the policy says what that means."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long we wait for a judge, and how often we ask again.

    Attributes:
        connect_s: for the connection.
        total_s: for one question with all its tries and waits. It is shorter than the packaged
            policy's `detector_timeout_s`, so that a cascade can still report what it knows.
        tries: at most, the first one included.
    """

    connect_s: float = 3.0
    total_s: float = 8.0
    tries: int = 3


class Endpoint:
    """POSTs JSON below one base URL.

    Args:
        base_url: up to and including "/v1".
        name: of the judge and its model, for messages.
        api_key: sent as a bearer token; never logged, never part of a message.
        breaker: stops asking for a while after several failures in a row.
    """

    def __init__(
        self,
        base_url: str,
        name: str,
        *,
        api_key: str | None = None,
        patience: Patience | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        self._breaker = Breaker(name) if breaker is None else breaker
        self._base, self._name = base_url.rstrip("/"), name
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._patience = Patience() if patience is None else patience
        # A session belongs to one event loop: a second asyncio.run() needs one of its own.
        self._sessions: dict[asyncio.AbstractEventLoop, aiohttp.ClientSession] = {}

    async def post(self, path: str, body: Callable[[], Mapping[str, Any]]) -> object:
        """The JSON that comes back for `body()`, which is made and encoded in a thread.

        Raises:
            Late: nothing came in time.
            ModelError: it could not be reached, answered with an error, or not with JSON, or the
                breaker is open.
        """
        async with self._breaker:
            data = await asyncio.to_thread(lambda: json.dumps(body()).encode())
            limit_s = self._patience.total_s
            try:
                async with asyncio.timeout(limit_s):
                    return await self._tried(self._base + path, data)
            except Late:
                raise
            except TimeoutError as error:
                raise Late(
                    f"{self._name} gave no answer within {limit_s:g} s", retryable=True
                ) from error

    async def close(self) -> None:
        """Close the connections of this event loop, and of loops that have ended."""
        loop = asyncio.get_running_loop()
        for other in [one for one in self._sessions if one is loop or one.is_closed()]:
            await self._sessions.pop(other).close()

    async def _tried(self, url: str, data: bytes) -> object:
        deadline_s = time.monotonic() + self._patience.total_s
        tries = max(1, self._patience.tries)
        for attempt in range(1, tries + 1):
            wait_s: float | None = None
            try:
                async with (await self._session()).post(
                    url, data=data, headers=self._headers, allow_redirects=False
                ) as response:
                    raw = await _read(response, self._name)
                    if response.status == 200:
                        return _parsed(raw, self._name)
                    wait_s = retry_after_s(response.headers.get("Retry-After"), time.time())
                    problem = _problem(self._name, response.status, raw, wait_s)
            except (aiohttp.ClientError, TimeoutError) as error:
                problem = _unreachable(self._name, error)
            wait_s = _backoff_s(attempt) if wait_s is None else wait_s
            if not problem.retryable or attempt == tries or time.monotonic() + wait_s > deadline_s:
                raise problem
            await asyncio.sleep(wait_s)
        raise AssertionError("the last try returns or raises")

    async def _session(self) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        for ended in [other for other in self._sessions if other.is_closed()]:
            await self._sessions.pop(ended).close()
        if loop not in self._sessions:
            limit = aiohttp.ClientTimeout(total=None, sock_connect=self._patience.connect_s)
            self._sessions[loop] = aiohttp.ClientSession(
                timeout=limit,
                headers={"Content-Type": "application/json"},
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._sessions[loop]


def parse(name: str, argument: str, *, model: str = "") -> tuple[str, str]:
    """Base URL and model name of "BASE_URL#MODEL".

    Args:
        name: the judge's, for the message.
        model: when none is given; "" demands one.

    Raises:
        UsageError: with the form that is expected.
    """
    url, _, given = argument.partition("#")
    if not url.startswith(("http://", "https://")) or not (given or model):
        raise UsageError(
            f"judge {name!r} got the address {argument!r}; expected {name}:BASE_URL#MODEL, as in "
            f"{name}:http://127.0.0.1:8000/v1#{model or 'my-model'}"
        )
    return url, given or model


def retry_after_s(header: str | None, now_s: float) -> float | None:
    """Seconds to wait by a Retry-After header: a number or an HTTP date (RFC 9110, 10.2.3)."""
    if header is None:
        return None
    if header.isascii() and header.strip().isdigit():
        return float(header)
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - now_s)
    except (TypeError, ValueError):
        return None


async def _read(response: aiohttp.ClientResponse, name: str) -> bytes:
    data = bytearray()
    async for piece in response.content.iter_any():
        data += piece
        if len(data) > MOST_BODY_BYTES:
            raise ModelError(f"{name} sent more than {MOST_BODY_BYTES} bytes")
    return bytes(data)


def _parsed(raw: bytes, name: str) -> object:
    try:
        body: object = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ModelError(
            f"{name} sent {len(raw)} bytes that are not JSON. "
            "Check that the address ends in /v1 and is that of an OpenAI-compatible server."
        ) from error
    return body


def _problem(name: str, status: int, raw: bytes, wait_s: float | None) -> ModelError:
    asked = f"; it asks to wait {wait_s:.0f} s" if wait_s else ""
    text = f"{name} answered HTTP {status}{_code(raw)}{asked}. Its own log says more."
    return ModelError(text, retryable=status in RETRYABLE)


def _code(raw: bytes) -> str:
    """The error's short code; never its message, which may repeat what was asked."""
    try:
        code = wire.error_code(json.loads(raw)["error"])
    except (ValueError, RecursionError, KeyError, TypeError):
        return ""
    return f" ({code})" if code else ""


def _unreachable(name: str, error: Exception) -> ModelError:
    kind = Late if isinstance(error, TimeoutError) else ModelError
    hint = "Check that the endpoint runs and that its address ends in /v1."
    return kind(f"{name} could not be reached ({type(error).__name__}). {hint}", retryable=True)


def _backoff_s(attempt: int) -> float:
    # Jitter keeps many clients from coming back in step.
    return float(0.5 * 2 ** (attempt - 1) * (1 + random.random() / 4))
