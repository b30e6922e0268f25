"""Faults of endpoints on loopback, and what a Guard makes of them under each failure setting."""

import asyncio
import contextlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from aiohttp import web

from clearsight.content import Image, user
from clearsight.detect.remote.endpoint import Patience
from clearsight.guard import Guard
from clearsight.models.scripted import Scripted
from clearsight.policy import Policy
from clearsight.policy.rules import OnFailure
from clearsight.reading import Reading
from clearsight.registry import get_judge, names
from clearsight.roles import Detector
from clearsight.verdict import FailureKind, Reply
from tests.detect.remote.support import Handler, served

# Short only where the answer never comes: on a busy machine an error must not turn into a timeout.
PATIENCE: Mapping[FailureKind, Patience] = {
    "error": Patience(connect_s=60, total_s=60, tries=1),
    "timeout": Patience(connect_s=60, total_s=0.5, tries=1),
}


async def _silent(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(5)
    return web.json_response({})


async def _slow(request: web.Request) -> web.StreamResponse:
    """A byte now and then: the connection lives, the answer never comes."""
    response = web.StreamResponse()
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        for _ in range(100):
            await response.write(b" ")
            await asyncio.sleep(0.05)
    return response


async def _cut(request: web.Request) -> web.StreamResponse:
    """Promises more bytes than it sends, then closes."""
    response = web.StreamResponse(headers={"Content-Length": "500"})
    await response.prepare(request)
    await response.write(b'{"choices": [{"text": "')
    if request.transport is not None:
        request.transport.close()
    return response


async def _reset(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _flood(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        for _ in range(80):
            await response.write(b"[" * (1 << 16))
    return response


def _plain(status: int, body: str, **headers: str) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=body, headers=headers)

    return handle


ERROR = json.dumps({"error": {"message": "SAID-BY-THE-ENDPOINT", "code": "overloaded"}})
FAULTS: Mapping[str, tuple[Handler, FailureKind]] = {
    "HTTP 500": (_plain(500, ERROR), "error"),
    "HTTP 503 without a body": (_plain(503, ""), "error"),
    "HTTP 429": (_plain(429, ERROR, **{"Retry-After": "60"}), "error"),
    "HTTP 401": (_plain(401, ERROR), "error"),
    "redirect": (_plain(302, "", Location="http://127.0.0.1:9/v1"), "error"),
    "silent": (_silent, "timeout"),
    "slow, a byte at a time": (_slow, "timeout"),
    "no JSON": (_plain(200, "<html>fine</html>"), "error"),
    "empty body": (_plain(200, ""), "error"),
    "deep JSON": (_plain(200, "[" * 50_000), "error"),
    "JSON of another shape": (_plain(200, '{"verdict": "safe"}'), "error"),
    "error inside 200": (_plain(200, ERROR), "error"),
    "answer cut off": (_cut, "error"),
    "connection reset": (_reset, "error"),
    "5 MB of an answer": (_flood, "error"),
}


def set_to(policy: Policy, *, error: bool, timeout: bool) -> Policy:
    """The policy, open (True) or closed on each of the two failures of every part."""

    def word(opened: bool) -> str:
        return "allow" if opened else "refuse"

    setting = OnFailure(word(error), "refuse", word(timeout))  # type: ignore[arg-type]
    rules = replace(policy.rules, failures={"default": setting}, detector_timeout_s=120)
    return replace(policy, rules=rules)


SETTINGS: Sequence[tuple[bool, bool]] = [(e, t) for e in (False, True) for t in (False, True)]


@dataclass(frozen=True)
class Cell:
    """One fault of one detector under one setting.

    Attributes:
        kind: what the fault counts as.
        opened: whether the setting lets that kind pass.
    """

    detector: str
    fault: str
    kind: FailureKind
    opened: bool
    reply: Reply

    @property
    def wrong(self) -> str:
        """How it differs from what the policy declares; empty when it does not."""
        verdict, part = self.reply.verdict, f"detector:{self.detector}"
        if verdict is None:
            return "no verdict"
        bypassed = [(one.part, one.kind) for one in verdict.bypassed]
        if not self.opened:
            closed = verdict.stops and verdict.rule == f"fail_closed.{part}" and not bypassed
            return "" if closed else f"expected a refusal, got {verdict.rule}"
        if verdict.stops or verdict.rule != f"fail_open.{part}":
            return f"expected it to pass as bypassed, got {verdict.rule}"
        return "" if (part, self.kind) in bypassed else f"recorded as {bypassed}"


async def judged(name: str, fault: str, settings: Sequence[tuple[bool, bool]]) -> list[Cell]:
    """One fault of one judge under several settings (open on error, open on timeout)."""
    handler, kind = FAULTS[fault]
    out = []
    async with served(handler) as base:
        for error, timeout in settings:
            detector = get_judge(f"{name}:{base}#m")
            detector._endpoint._patience = PATIENCE[kind]  # type: ignore[attr-defined]
            reply = await asked(detector, set_to(Policy.load(), error=error, timeout=timeout))
            await detector.close()  # type: ignore[attr-defined]
            opened = error if kind == "error" else timeout
            out.append(Cell(name, fault, kind, opened, reply))
    return out


class Blank:
    """Reads every picture as empty: some judges look at pictures only."""

    async def read(self, image: Image) -> Reading:
        senses = ("text", "people", "explicit")
        return Reading(image.digest, image.width_px, image.height_px, senses=senses)


async def asked(detector: Detector, policy: Policy) -> Reply:
    """A harmless request with a picture through a guard with this detector alone."""
    guard = Guard(Scripted("A red mat."), [detector], policy, reader=Blank())
    picture = Image(b"picture", "image/png", 10, 10, "0" * 64)
    return await guard.reply(user("What is on the floor?", picture))


async def everything(faults: Iterable[str] = tuple(FAULTS)) -> list[Cell]:
    """Every judge under these faults and all settings."""
    every = (judged(name, fault, SETTINGS) for fault in faults for name in names("judges"))
    return [cell for cells in await asyncio.gather(*every) for cell in cells]
