"""Appeals by callers: offered with a refusal, without words, with their key, seen by a person."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from clearsight.cli import main
from clearsight.deployment import ServeSettings
from clearsight.deployment.appeals import Reference, derived
from clearsight.store import Subject
from clearsight.store.appeals import MOST_A_DAY, MOST_OPEN
from tests.gateway.support import PEPPER, Answer, Running, ask, call

WHO = ["--by", "Ada", "--reason", "a quoted word"]
CANARY = "CANARY-77f0"


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    database = f"sqlite:///{tmp_path / 'a.db'}"
    monkeypatch.setenv("CLEARSIGHT_DATABASE", database)
    monkeypatch.setenv("CLEARSIGHT_PEPPER", PEPPER)
    monkeypatch.setattr("clearsight.deployment.conduct.FRESH_S", 0.0)
    slept = asyncio.sleep
    monkeypatch.setattr(
        "clearsight.deployment.conduct.asyncio.sleep", lambda s: slept(min(s, 0.001))
    )
    one = Running(ServeSettings(database=database, pepper=PEPPER))
    yield one
    one.stop()


def key(running: Running, label: str = "a", **more: object) -> dict[str, str]:
    created = running.do(running.deployment.store.keys.create(label, **more))  # type: ignore[arg-type]
    running.deployment._keyed = None
    return {"Authorization": f"Bearer {created.secret}"}


def said(running: Running, words: str = "FORBIDDEN", *, headers: dict[str, str] | None = None,
         **more: object) -> Answer:  # fmt: skip
    body = {**ask(words=words), **more}
    return call(f"{running.url}/chat/completions", body, headers=headers)


def offered(answer: Answer) -> str:
    reference: str = answer.json()["x_clearsight"]["appeal"]["reference"]
    return reference


def appeal(running: Running, reference: object, headers: dict[str, str] | None = None,
           **more: object) -> Answer:  # fmt: skip
    body = {"reference": reference, **more}
    return call(f"{running.url}/appeals", body, headers=headers)


@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("chat/completions", ask(words="FORBIDDEN", user="eve")),
        ("chat/completions", ask(words="FORBIDDEN", user="eve", stream=True)),
        ("responses", {"model": "plain", "input": "FORBIDDEN", "safety_identifier": "eve"}),
        ("messages", {"model": "plain", "max_tokens": 9, "metadata": {"user_id": "eve"},
                      "messages": [{"role": "user", "content": "FORBIDDEN"}]}),
    ],
)  # fmt: skip
def test_every_refusal_offers_a_reference_that_is_taken(
    server: Running, route: str, body: dict[str, object]
) -> None:
    answer = call(f"{server.url}/{route}", body)
    bodies = answer.events[:-1] if body.get("stream") else [answer.json()]
    (told,) = [b["x_clearsight"] for b in bodies if "x_clearsight" in b]
    assert told["appeal"]["address"] == "/v1/appeals"
    made = appeal(server, told["appeal"]["reference"]).json()
    assert (made["status"], made["request"]) == ("open", told["trace_id"])
    assert made["request"] == answer.headers["x-request-id"]


def test_what_is_not_refused_and_what_counts_for_nobody_offers_none(server: Running) -> None:
    assert "appeal" not in said(server, "Hello", user="eve").json()["x_clearsight"]
    assert "appeal" not in said(server, "FORBIDDEN").json()["x_clearsight"]


def test_an_appeal_is_seen_answered_and_told(
    running: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    headers = key(running)
    answer = said(running, headers=headers)
    reference, request = offered(answer), answer.headers["x-request-id"]
    first = appeal(running, reference, headers, says="quoted")
    assert first.status == 200
    assert appeal(running, reference, headers).json() == first.json()  # once, however often
    assert main(["ledger", "list"]) == 0
    listed = capsys.readouterr().out
    assert "1 open appeals" in listed
    assert f"request {request}; quoted" in listed
    subject = listed.split("appeal: ")[1].split()[0]
    assert main(["ledger", "uphold", subject, *WHO]) == 0
    assert appeal(running, reference, headers).json()["status"] == "upheld"
    later = offered(said(running, headers=headers))
    assert appeal(running, later, headers).json()["status"] == "open"
    assert main(["ledger", "undo", subject, *WHO]) == 0
    assert appeal(running, later, headers).json()["status"] == "granted"
    assert appeal(running, reference, headers).json()["status"] == "upheld"
    capsys.readouterr()
    assert main(["ledger", "list"]) == 0
    assert "0 open appeals" in capsys.readouterr().out


def test_who_is_suspended_can_appeal_and_is_let_in_again(
    running: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(40):
        answer = said(running, user="mallory")
        if answer.status == 403:
            break
    message = answer.json()["error"]["message"]
    reference = message.partition("the reference ")[2].split()[0]
    assert appeal(running, reference, says="harmless").json()["status"] == "open"
    subject = message.rpartition("operator: ")[2]
    assert main(["ledger", "undo", subject, *WHO]) == 0
    assert said(running, "Hello", user="mallory").status == 200
    assert appeal(running, reference).json()["status"] == "granted"


def test_a_reference_is_worth_nothing_to_others(running: Running) -> None:
    mine, other = key(running, "a"), key(running, "b")
    reference = offered(said(running, headers=mine, user="eve"))
    assert appeal(running, reference).json()["error"]["code"] == "missing_api_key"
    answer = appeal(running, reference, other)
    assert (answer.status, answer.json()["error"]["code"]) == (404, "reference_not_found")
    forged = reference.replace(reference[:4], "0000", 1)
    for wrong in (forged, reference[:-1], reference + "0", "", CANARY, "é" + reference):
        assert appeal(running, wrong, mine).status == 404
    assert appeal(running, reference, mine).status == 200


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({}, "reference"), ({"reference": 7}, "reference"), ({"reference": None}, "reference"),
        ({"reference": "x", "says": CANARY}, "says"), ({"reference": "x", "text": CANARY}, "text"),
    ],
)  # fmt: skip
def test_no_words_are_taken(server: Running, body: dict[str, object], param: str) -> None:
    answer = call(f"{server.url}/appeals", body)
    assert (answer.status, answer.json()["error"]["param"]) == (400, param)


def test_old_references_end(server: Running) -> None:
    answer = said(server, user="eve")
    conduct = server.deployment.conduct
    old = Reference("ab" * 16, int(conduct.now()) - 91 * 86_400, Subject("user", ":x"))
    assert appeal(server, old.written(derived(PEPPER.encode()))).status == 404
    assert appeal(server, offered(answer)).status == 200


def test_appeals_are_bounded(running: Running) -> None:
    headers = key(running)
    store, conduct = running.deployment.store, running.deployment.conduct
    codes = []
    for _ in range(MOST_OPEN + 1):
        answer = appeal(running, offered(said(running, headers=headers, user="eve")), headers)
        codes.append(answer.json().get("error", {}).get("code"))
    assert codes == [None] * MOST_OPEN + ["appeals_open"]
    caller = running.do(store.keys.list())[0].id
    for number in range(MOST_A_DAY):
        subject = Subject("user", f"{caller}:{number}")
        running.do(store.appeals.enter(subject, caller=caller, request=f"{number:032}", says=""))
    reference = conduct.reference([Subject("user", f"{caller}:new")], "cd" * 16)
    answer = appeal(running, reference, headers)
    assert (answer.status, answer.json()["error"]["code"]) == (429, "appeals_a_day")
    assert answer.headers["retry-after"]


def test_appeals_count_against_the_keys_limit(running: Running) -> None:
    from clearsight.store import KeyLimits

    headers = key(running, limits=KeyLimits(requests=3))
    reference = offered(said(running, headers=headers))
    statuses = [appeal(running, reference, headers).status for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_an_appeal_about_what_weighed_nothing_can_be_granted(
    running: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    subject = Subject("user", ":nobody")
    assert main(["ledger", "undo", str(subject), *WHO]) == 2
    reference = running.deployment.conduct.reference([subject], "ef" * 16)
    assert appeal(running, reference).json()["status"] == "open"
    assert main(["ledger", "undo", str(subject), *WHO]) == 0
    assert appeal(running, reference).json()["status"] == "granted"


def test_nothing_said_lies_in_the_ledger(running: Running, tmp_path: Path) -> None:
    answer = said(running, f"{CANARY} FORBIDDEN", user=CANARY)
    appeal(running, offered(answer), says="harmless")
    appeal(running, CANARY)
    assert json.loads(answer.body)["x_clearsight"]["appeal"]
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert [path for path in written if CANARY.encode() in path.read_bytes()] == []
