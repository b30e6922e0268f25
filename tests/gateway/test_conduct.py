"""A server with a ledger: a user who is refused again and again is stopped, nobody else is."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clearsight.cli import main
from clearsight.deployment import ServeSettings
from tests.gateway.support import PEPPER, Answer, Running, ask, call

CHAT = "/chat/completions"


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    database = f"sqlite:///{tmp_path / 'a.db'}"
    monkeypatch.setenv("CLEARSIGHT_DATABASE", database)
    monkeypatch.setenv("CLEARSIGHT_PEPPER", PEPPER)
    # Steps whose delays a test cannot wait for are cut short.
    monkeypatch.setattr("clearsight.deployment.conduct.FRESH_S", 0.0)
    slept = asyncio.sleep
    monkeypatch.setattr(
        "clearsight.deployment.conduct.asyncio.sleep", lambda s: slept(min(s, 0.001))
    )
    one = Running(ServeSettings(database=database, pepper=PEPPER))
    yield one
    one.stop()


def said(running: Running, words: str, user: str, **more: Any) -> Answer:
    return call(running.url + CHAT, ask(words=words, safety_identifier=user, **more))


def until_stopped(running: Running, user: str, **more: Any) -> Answer:
    for _ in range(40):
        answer = said(running, "FORBIDDEN", user, **more)
        if answer.status != 200:
            return answer
    raise AssertionError("never suspended")


def test_a_user_who_is_refused_again_and_again_is_stopped_and_nobody_else(
    running: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = until_stopped(running, "mallory")
    error = answer.json()["error"]
    assert (answer.status, error["code"]) == (403, "suspended")
    assert answer.headers["x-should-retry"] == "false"
    assert said(running, "Hello", "mallory").status == 403
    assert said(running, "Hello", "mallory", stream=True).status == 403
    assert said(running, "Hello", "alice").status == 200
    assert call(running.url + CHAT, ask()).status == 200
    subject = error["message"].rpartition("operator: ")[2]
    assert "mallory" not in answer.body.decode()

    assert main(["ledger", "find", "mallory"]) == 0
    assert capsys.readouterr().out.strip() == subject
    assert main(["ledger", "list", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["subject"], row["step"]) == (subject, "suspend")
    who = ["--by", "Ada", "--reason", "a red team"]
    assert main(["ledger", "appeal", subject, *who]) == 0
    assert main(["ledger", "list"]) == 0
    assert f"appeal: {subject}" in capsys.readouterr().out
    assert main(["ledger", "undo", subject, *who, "--trust-days", "30"]) == 0
    assert said(running, "Hello", "mallory").status == 200
    assert main(["ledger", "show", subject]) == 0
    history = capsys.readouterr().out
    assert "undo by Ada: a red team" in history
    assert "step by policy: suspend" in history
    assert "0 open appeals" not in history
    assert main(["ledger", "list"]) == 0
    assert "0 open appeals" in capsys.readouterr().out
    for _ in range(40):
        assert said(running, "FORBIDDEN", "mallory").status == 200


@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("chat/completions", ask(words="FORBIDDEN", user="eve")),
        ("chat/completions", ask(words="FORBIDDEN", safety_identifier="eve", user="other")),
        ("responses", {"model": "plain", "input": "FORBIDDEN", "safety_identifier": "eve"}),
        ("messages", {"model": "plain", "max_tokens": 9, "metadata": {"user_id": "eve"},
                      "messages": [{"role": "user", "content": "FORBIDDEN"}]}),
    ],
)  # fmt: skip
def test_every_protocol_names_its_user(
    running: Running, route: str, body: dict[str, object]
) -> None:
    assert call(f"{running.url}/{route}", body).status == 200
    (subject,) = running.deployment.conduct.subjects("", "eve")
    assert running.do(running.deployment.store.ledger.account(subject)) is not None


def test_streams_and_several_choices_count_as_one_request_each(running: Running) -> None:
    for more in ({"stream": True}, {"n": 3}):
        for _ in range(5):
            said(running, "FORBIDDEN", "bob", **more)
    (found,) = [a for s, a in running.do(running.deployment.store.ledger.accounts())]
    assert found.asked == pytest.approx(10, abs=0.01)
    assert found.stopped == pytest.approx(10, abs=0.01)


def test_an_operator_suspends_a_key_at_once(running: Running) -> None:
    created = running.do(running.deployment.store.keys.create("leaked"))
    running.deployment._keyed = None
    headers = {"Authorization": f"Bearer {created.secret}"}
    assert call(running.url + CHAT, ask(), headers=headers).status == 200
    subject = f"key:{created.key.id}"
    who = ["--by", "Ada", "--reason", "leaked"]
    assert main(["ledger", "suspend", subject, "--hours", "2", *who]) == 0
    answer = call(running.url + CHAT, ask(), headers=headers)
    assert (answer.status, answer.json()["error"]["code"]) == (403, "suspended")


def test_moderations_do_not_count(running: Running) -> None:
    for _ in range(30):
        call(f"{running.url}/moderations", {"input": "FORBIDDEN", "user": "bob"})
    assert running.do(running.deployment.store.ledger.accounts()) == []


def test_what_was_gathered_is_entered_at_the_end(running: Running) -> None:
    said(running, "Hello", "carol")
    assert running.do(running.deployment.store.ledger.accounts()) == []
    rules = running.deployment.guard().policy.rules.ledger
    running.do(running.deployment.conduct.close(rules))
    ((_, account),) = running.do(running.deployment.store.ledger.accounts())
    assert (account.asked, account.weight) == (1, 0)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["show", "nobody"], "is no subject"),
        (["undo", "key:none", "--by", "a", "--reason", "b"], "has no account"),
        (["suspend", "key:x", "--hours", "0", "--by", "a", "--reason", "b"], "above 0"),
        (["undo", "key:x", "--by", "a", "--reason", "b", "--trust-days", "-1"], "from 0"),
    ],
)
def test_what_cannot_work_is_said(
    running: Running, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ledger", *arguments]) == 2
    assert told in capsys.readouterr().err


def test_what_has_faded_is_forgotten_when_a_server_starts(running: Running) -> None:
    conduct, ledger = running.deployment.conduct, running.deployment.store.ledger
    rules = running.deployment.guard().policy.rules.ledger
    said(running, "FORBIDDEN", "frank")
    running.do(conduct.tidy(rules))
    assert len(running.do(ledger.accounts())) == 1
    now = conduct.now()
    conduct.now = lambda: now + 11 * rules.half_life_h * 3600
    running.do(conduct.tidy(rules))
    assert running.do(ledger.accounts()) == []


def test_a_policy_without_a_ledger_stops_nobody(running: Running, tmp_path: Path) -> None:
    guard = running.deployment.guard("measure")
    assert not guard.policy.rules.ledger.keep
    conduct: Any = running.deployment.conduct
    subjects = conduct.subjects("", "dave")
    running.do(conduct.enter(subjects, guard.policy.rules.ledger))
