"""A caller who leaves before a refusal is sent has asked all the same: the ledger counts it."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from clearsight.aloud import View
from clearsight.content import Conversation
from clearsight.deployment import Deployment, ServeSettings
from clearsight.server import application
from clearsight.store import Account, Subject
from clearsight.verdict import Delta, Finding, Reply
from tests.doubles import WordDetector
from tests.gateway.support import PEPPER

BAD = "FORBIDDEN"
WORDS = "The cat sits on a red mat. " * 100
PATHS = ("/v1/chat/completions", "/v1/responses", "/v1/messages")


@dataclass
class Slow(WordDetector):
    """Says when it looks, and takes its time."""

    looking: asyncio.Event = field(default_factory=asyncio.Event)

    async def detect(self, view: View) -> Sequence[Finding]:
        self.looking.set()
        await asyncio.sleep(self.delay_s)
        return await WordDetector(self.word).detect(view)


@dataclass
class Model:
    """Speaks, then says something that is refused, or waits for ever."""

    name: str = "model"
    words: str = WORDS
    ends: str = ""
    asked: int = 0

    async def reply(self, conversation: Conversation) -> Reply:
        self.asked += 1
        if not self.ends:
            await asyncio.Event().wait()
        return Reply(self.words + self.ends)

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        yield Delta(self.words)
        reply = await self.reply(conversation)
        yield Delta(self.ends)
        yield Delta(reply=reply)


@asynccontextmanager
async def server(folder: Path, detector: Slow, model: Model) -> AsyncIterator[Deployment]:
    settings = ServeSettings(database=f"sqlite:///{folder / 'a.db'}", pepper=PEPPER)
    one = Deployment(settings, made=(model,), detectors=(detector,))
    await one.start()
    detector.delay_s = 0.2
    detector.looking.clear()
    try:
        yield one
    finally:
        await one.close()


def body(path: str, words: str, stream: bool, *earlier: str) -> bytes:
    turns = [
        {"role": role, "content": text}
        for text, role in zip(earlier, ("user", "assistant") * 9, strict=False)
    ]
    turns.append({"role": "user", "content": words})
    key = "input" if path == "/v1/responses" else "messages"
    who: dict[str, Any] = {"safety_identifier": "ada"}
    if path == "/v1/messages":
        who = {"max_tokens": 50, "metadata": {"user_id": "ada"}}
    return json.dumps({"model": "model", key: turns, "stream": stream, **who}).encode()


async def left(app: Starlette, path: str, data: bytes, leave: asyncio.Event | str) -> bytes:
    """Ask, and leave when the event is set, or when the text has been read; what was read."""
    scope: dict[str, Any] = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "headers": [(b"host", b"localhost"),
                                     (b"content-type", b"application/json")],
        "client": ("127.0.0.1", 1), "server": ("localhost", 80),
    }  # fmt: skip
    given = [{"type": "http.request", "body": data, "more_body": False}]
    read, heard = bytearray(), asyncio.Event()

    async def receive() -> Any:
        if given:
            return given.pop()
        await (heard if isinstance(leave, str) else leave).wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        read.extend(message.get("body", b""))
        if isinstance(leave, str) and leave.encode() in read:
            await asyncio.sleep(0.2)  # the connection is slow
            heard.set()
            await asyncio.sleep(0.2)

    await app(scope, receive, send)
    return bytes(read)


async def account(one: Deployment) -> Account:
    """The user's account, once everything is entered."""
    rules = one.guard().policy.rules.ledger
    await one.conduct.close(rules)
    subject = Subject("user", f":{one.conduct.digest('', 'ada')}")
    found = await one.store.ledger.account(subject)
    assert found is not None
    return found


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("stream", [False, True])
async def test_leaving_while_the_request_is_judged_counts_as_what_it_was(
    tmp_path: Path, path: str, stream: bool
) -> None:
    detector, model = Slow(BAD), Model(ends="x")
    async with server(tmp_path, detector, model) as one:
        app = application(one)
        for words, weight in ((BAD, 1), ("Hello", 1), (BAD, 2)):
            detector.looking.clear()
            read = await left(app, path, body(path, words, stream), detector.looking)
            assert b"refus" not in read
            assert round((await account(one)).weight, 3) == weight
        found = await account(one)
        assert (round(found.asked, 3), round(found.stopped, 3)) == (3, 2)
        assert model.asked == 0


@pytest.mark.parametrize("path", PATHS)
async def test_leaving_when_the_refusal_of_an_answer_is_made_counts(
    tmp_path: Path, path: str
) -> None:
    """What a stream let out is read, and the caller leaves while the refusal is on its way."""
    detector, model = Slow(BAD), Model(ends=BAD + " " + "y " * 20)
    async with server(tmp_path, detector, model) as one:
        detector.delay_s = 0
        read = await left(application(one), path, body(path, "Hello", True), "red mat")
        assert BAD.encode() not in read
        assert round((await account(one)).stopped, 3) == 1


@pytest.mark.parametrize("stream", [False, True])
async def test_leaving_a_harmless_answer_counts_as_asked(tmp_path: Path, stream: bool) -> None:
    detector, model = Slow(BAD), Model()
    async with server(tmp_path, detector, model) as one:
        detector.delay_s = 0
        leave = asyncio.Event()
        asyncio.get_running_loop().call_later(0.3, leave.set)
        await left(application(one), PATHS[0], body(PATHS[0], "Hello", stream), leave)
        found = await account(one)
        assert (round(found.asked, 3), round(found.stopped, 3)) == (1, 0)
        assert model.asked == 1


async def test_a_turn_that_was_refused_before_is_not_counted_again(tmp_path: Path) -> None:
    detector, model = Slow(BAD), Model(ends="x")
    async with server(tmp_path, detector, model) as one:
        app = application(one)
        never = asyncio.Event()
        await left(app, PATHS[0], body(PATHS[0], BAD, False), never)
        detector.looking.clear()
        talk = body(PATHS[0], "Hello", False, BAD, "No.")
        await left(app, PATHS[0], talk, detector.looking)
        found = await account(one)
        assert (round(found.asked, 3), round(found.stopped, 3)) == (2, 1)


async def test_too_many_at_once_are_told_of_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clearsight.deployment.conduct.MOST_LATER", 0)
    detector, model = Slow(BAD), Model(ends="x")
    async with server(tmp_path, detector, model) as one:
        await left(application(one), PATHS[0], body(PATHS[0], BAD, False), detector.looking)
        assert one.conduct._later == set()
        subject = Subject("user", f":{one.conduct.digest('', 'ada')}")
        assert await one.store.ledger.account(subject) is None
