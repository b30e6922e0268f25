"""A server with an audit: every route records, a full disk answers nothing, commands read it."""

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clearsight.audit import verify
from clearsight.audit.chain import derived
from clearsight.cli import main
from clearsight.deployment import ServeSettings
from clearsight.errors import AuditError
from clearsight.server import check
from tests.gateway.support import PEPPER, Running, ask, call, image_part, picture, text_part

KEY = derived(PEPPER.encode(), "chain")
CANARY = "CANARY-51c9"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLEARSIGHT_PEPPER", PEPPER)
    monkeypatch.setenv("CLEARSIGHT_AUDIT", str(tmp_path / "audit"))
    return tmp_path / "audit"


@pytest.fixture
def running(folder: Path) -> Iterator[Running]:
    database = f"sqlite:///{folder.parent / 'a.db'}"
    settings = ServeSettings(database=database, pepper=PEPPER, audit=folder, shadow_policy="strict")
    one = Running(settings)
    yield one
    one.stop()


def records(folder: Path) -> list[dict[str, Any]]:
    files = sorted(folder.glob("*.jsonl"))
    return [json.loads(x) for path in files for x in path.read_bytes().splitlines()]


def decisions(folder: Path) -> list[dict[str, Any]]:
    return [r for r in records(folder) if r["kind"] == "decision"]


def test_every_route_that_judges_records(running: Running, folder: Path) -> None:
    tool = {"type": "function", "function": {"name": "f", "description": "looks things up"}}
    answers = [
        call(f"{running.url}/chat/completions", ask(words="Hello", user="person 1")),
        call(f"{running.url}/chat/completions", ask(words="FORBIDDEN")),
        call(f"{running.url}/chat/completions", ask(words="Hello", stream=True)),
        call(f"{running.url}/chat/completions", ask(words="Hello", tools=[tool])),
        call(f"{running.url}/moderations", {"input": ["one", "FORBIDDEN"]}),
        call(f"{running.url}/chat/completions", ask("failing")),
    ]
    assert [a.status for a in answers] == [200, 200, 200, 200, 200, 502]
    found = records(folder)
    by_request = [
        [(r["kind"], r["of"], r["door"]) for r in found if r.get("request") == request]
        for request in (a.headers["x-request-id"] for a in answers)
    ]
    chat, judge = "/v1/chat/completions", "/v1/moderations"
    assert by_request == [
        # The name of the user is a word in an option, and such words are judged too.
        [("decision", "check", chat), ("decision", "reply", chat)],
        [("decision", "reply", chat)],
        [("decision", "stream", chat)],
        [("decision", "check", chat), ("decision", "reply", chat)],
        [("decision", "check", judge), ("decision", "check", judge)],
        [("unfinished", "reply", chat)],
    ]
    assert all("shadow" in r for r in decisions(folder))
    people = {r["user"] for r in decisions(folder)}
    assert len(people - {""}) == 1
    assert verify(folder, KEY).sound


def test_no_canary_anywhere_that_is_written(running: Running, folder: Path) -> None:
    drawn = picture("white", CANARY)
    bodies: list[dict[str, object]] = [
        ask(words=f"{CANARY} FORBIDDEN", user=CANARY),
        ask(words=f"What is {CANARY}?", stream=True, safety_identifier=CANARY),
        ask(words=[text_part(CANARY), image_part(drawn)]),
        ask("breaking", CANARY),
        ask("bad-tools", CANARY),
    ]
    for body in bodies:
        call(f"{running.url}/chat/completions?{CANARY}", body)
    call(f"{running.url}/moderations", {"input": CANARY})
    call(f"{running.url}/{CANARY}")
    metrics = call(f"{running.root}/metrics").body
    written = [p for p in folder.parent.rglob("*") if p.is_file()]
    assert len(decisions(folder)) == 5
    assert len(written) >= 4
    assert CANARY.encode() not in metrics
    assert [p for p in written if CANARY.encode() in p.read_bytes()] == []


def test_a_full_disk_answers_nothing_and_readiness_says_so(
    running: Running, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write

    def full(file: int, data: bytes) -> int:
        if data.startswith(b'{"n":'):
            raise OSError(28, "No space left on device")
        return write(file, data)

    monkeypatch.setattr(os, "write", full)
    for body in (ask(), ask(stream=True)):
        answer = call(f"{running.url}/chat/completions", body)
        told = answer.json()["error"] if answer.status != 200 else answer.events[-1]["error"]
        assert told["code"] == "audit_unavailable"
    assert call(f"{running.root}/readyz").json()["problems"] == {"audit": "AuditError"}
    monkeypatch.undo()
    assert call(f"{running.url}/chat/completions", ask()).status == 200
    assert call(f"{running.root}/readyz").status == 200
    assert verify(folder, KEY).sound


def test_a_server_does_not_start_on_an_audit_that_was_cut(folder: Path) -> None:
    database = f"sqlite:///{folder.parent / 'a.db'}"
    settings = ServeSettings(database=database, pepper=PEPPER, audit=folder)
    one = Running(settings)
    one.stop()
    place = folder / "000001.jsonl"
    place.write_bytes(place.read_bytes()[:-200])
    with pytest.raises(AuditError, match="was cut"):
        asyncio.run(check(settings))


def test_the_commands_read_what_a_server_wrote(
    running: Running, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = call(f"{running.url}/chat/completions", ask(words="FORBIDDEN"))
    call(f"{running.url}/chat/completions", ask())
    running.stop()
    assert main(["audit", "head"]) == 0
    head = capsys.readouterr().out.strip()
    assert main(["audit", "verify", "--at", head]) == 0
    assert "sound: 4 lines, chain and key" in capsys.readouterr().out
    assert main(["audit", "replay", str(folder)]) == 0
    assert "2 decisions made again alike, 0 otherwise" in capsys.readouterr().out
    assert main(["audit", "show", "--request", answer.headers["x-request-id"]]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"]["category"] == "illicit"
    assert main(["policy", "try", "measure"]) == 0
    assert "refuse -> would ask the model" in capsys.readouterr().out
    assert main(["policy", "try", "default", "--on", str(folder / "000001.jsonl"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changes"] == []
    assert main(["audit", "prune", "--before", "2020-01-01"]) == 0
    lines = (folder / "000001.jsonl").read_bytes()
    (folder / "000001.jsonl").write_bytes(lines.replace(b'"refuse"', b'"permit"', 1))
    for more in ([], ["--without-key"]):
        assert main(["audit", "verify", *more]) == 1
    assert "edited" in capsys.readouterr().out
    assert main(["audit", "prune", "--before", "2090-01-01"]) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["audit", "verify", "nowhere"], 1, "holds no audit"),
        (["audit", "show", "--last", "0"], 2, "expected a number from 1"),
        (["audit", "prune", "--before", "soon"], 2, "is no date"),
        (["policy", "try", "default", "--on", "nowhere"], 1, "neither a folder nor a file"),
        (["policy", "check", "nothing"], 2, "no preset is called"),
    ],
)
def test_what_cannot_work_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, told: str
) -> None:
    assert main(arguments) == code
    assert told in capsys.readouterr().err


def test_without_a_pepper_the_chain_alone_can_be_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CLEARSIGHT_PEPPER", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert main(["audit", "verify", str(tmp_path)]) == 1
    assert "--without-key" in capsys.readouterr().err
