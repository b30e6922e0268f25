"""Refused turns are known to every process of a server and after a restart, each user's apart."""

import json
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from clearsight import gateway
from clearsight.audit import asked_by
from clearsight.content import Conversation, said, user
from clearsight.deployment import Deployment, ServeSettings
from clearsight.errors import StoreError
from clearsight.models.scripted import Scripted
from clearsight.server import application
from clearsight.verdict import Reply
from tests.doubles import WordDetector
from tests.enforcement.world import ask as ask_app
from tests.gateway.support import PEPPER

BAD = "FORBIDDEN"
TALK = user(f"{BAD} CANARY-77").then(said("assistant", "No."), said("user", "Hello"))


@asynccontextmanager
async def server(folder: Path, pepper: str = PEPPER) -> AsyncIterator[Deployment]:
    settings = ServeSettings(database=f"sqlite:///{folder / 'a.db'}", pepper=pepper)
    model = Scripted("Fine.")
    one = Deployment(settings, made=(model,), detectors=(WordDetector(BAD),))
    await one.start()
    try:
        yield one
    finally:
        await one.close()


async def ask(one: Deployment, talk: Conversation, caller: str = "k1", name: str = "") -> Reply:
    asked_by(caller=caller, user=name)
    return await one.guard().reply(talk)


def given(one: Deployment) -> list[str]:
    model = one.guard().model
    assert isinstance(model, Scripted)
    return [message.text for message in model.asked[-1]]


async def test_every_process_knows_it_and_a_restart_forgets_nothing(tmp_path: Path) -> None:
    async with server(tmp_path) as first, server(tmp_path) as second:
        assert (await ask(first, user(f"{BAD} CANARY-77"))).refusal is not None
        assert (await ask(second, TALK)).refusal is None
        assert given(second) == ["Hello"]
    async with server(tmp_path) as third:
        assert (await ask(third, TALK)).refusal is None
        assert given(third) == ["Hello"]


async def test_it_is_of_one_key_and_one_user(tmp_path: Path) -> None:
    # This detector looks at the last turn alone, so only what is known is left out.
    async with server(tmp_path) as one:
        await ask(one, user(f"{BAD} CANARY-77"), "k1", "ada")
        for caller, name in (("k2", "ada"), ("k1", "ben"), ("k1", ""), ("", "ada"), ("k1ada", "")):
            await ask(one, TALK, caller, name)
            assert len(given(one)) == 3, (caller, name)
        await ask(one, TALK, "k1", "ada")
        assert given(one) == ["Hello"]
    async with server(tmp_path, pepper=PEPPER[::-1]) as other:
        await ask(other, TALK, "k1", "ada")
        assert len(given(other)) == 3


async def test_the_database_holds_no_word_and_no_name(tmp_path: Path) -> None:
    async with server(tmp_path) as one:
        await ask(one, user(f"{BAD} CANARY-77"), "k1", "CANARY-78")
    rows = sqlite3.connect(tmp_path / "a.db").execute("SELECT * FROM refused").fetchall()
    assert len(rows) == 1
    data = b"".join(path.read_bytes() for path in tmp_path.glob("a.db*"))
    assert b"CANARY" not in data
    assert b"FORBIDDEN" not in data


async def test_the_first_trace_is_kept_and_old_ones_go(tmp_path: Path) -> None:
    async with server(tmp_path) as one:
        first = await ask(one, user(BAD))
        await ask(one, user(BAD))
        reply = await ask(one, user(BAD).then(said("user", "Hello")))
        assert first.trace is not None
        assert reply.trace is not None
        assert [k.trace for step in reply.trace.steps for k in step.known] == [first.trace.id]
        await one.turns.tidy(older_than_s=0)
        assert (await ask(one, TALK.then())).refusal is None
        await one.store.refused.forget(older_than_s=1e12)
        await ask(one, user(BAD).then(said("user", "Hello")))
        assert len(given(one)) == 2


async def test_without_the_database_nothing_is_answered(tmp_path: Path) -> None:
    async with server(tmp_path) as one:
        connection = sqlite3.connect(tmp_path / "a.db")
        connection.execute("DROP TABLE refused")
        connection.commit()
        with pytest.raises(StoreError):
            await ask(one, TALK)
        model = one.guard().model
        assert isinstance(model, Scripted)
        assert model.asked == []


async def test_moderations_and_words_in_options_are_no_turns(tmp_path: Path) -> None:
    async with server(tmp_path) as one:
        asked_by(caller="k1")
        assert (await one.guard().check(user(BAD))).refusal is not None
    rows = sqlite3.connect(tmp_path / "a.db").execute("SELECT * FROM refused").fetchall()
    assert rows == []


async def test_the_answer_and_the_log_say_what_was_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = ServeSettings(database=f"sqlite:///{tmp_path / 'a.db'}", pepper=PEPPER)
    model = Scripted("Fine.")
    one = Deployment(settings, made=(model,), detectors=(WordDetector(BAD),))
    await one.start()
    gateway.configure()
    turn = {"role": "user", "content": BAD}
    talk = [turn, {"role": "assistant", "content": "No."}, {"role": "user", "content": "Hello"}]
    kind = {"content-type": "application/json"}
    try:
        for messages, history in (([turn], None), (talk, {"withhold": 1})):
            body = json.dumps({"model": "scripted", "messages": messages}).encode()
            _, data = await ask_app(application(one), "/v1/chat/completions", body, kind, "POST")
            assert json.loads(data)["x_clearsight"].get("history") == history
    finally:
        await one.close()
        logging.getLogger().handlers.clear()
    lines = [json.loads(x) for x in capsys.readouterr().err.splitlines() if x.startswith("{")]
    (last,) = [x["verdicts"] for x in lines if x.get("event") == "request"][-1]
    assert last["history"] == {"withhold": 1}
