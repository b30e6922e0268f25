"""Sealed samples: what is kept, for how long, who may open them, and judging them again."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clearsight.audit import verify
from clearsight.audit.chain import derived
from clearsight.audit.trial import UNKNOWN
from clearsight.cli import main, parser
from clearsight.cli.serve import chosen, greeting
from clearsight.content import Conversation, Image, ToolCall, said, user
from clearsight.deployment import ServeSettings
from clearsight.deployment.samples import keeper_of
from clearsight.errors import StoreError, UsageError
from clearsight.guard import Guard
from clearsight.hashes import HashSettings
from clearsight.models.scripted import Scripted
from clearsight.policy import Policy
from clearsight.samples import (
    Keeper,
    Replays,
    Retained,
    Sample,
    SampleFolder,
    from_bytes,
    judged,
    key_of,
    to_bytes,
)
from clearsight.server import check
from clearsight.settings import Settings
from clearsight.verdict import Finding, Reply, Trace, Verdict, Where
from tests.doubles import FixedReader, WordDetector
from tests.gateway.support import PEPPER, Running, ask, call, image_part, picture, text_part
from tests.hashes.support import drawn, encoded, listed, pdq

CANARY = "CANARY-8d21"
KEY = bytes(range(32))
DAY_S = 86_400


def talk(*items: str | Image) -> Conversation:
    return user(*items).then(said("assistant", "Yes.", ToolCall("c", "f", "{}")), said("user", "?"))


def decided(action: str = "allow", category: str | None = None, text: str = "Fine.") -> Reply:
    verdict = Verdict(action, category, f"before.{category}.{action}", "")  # type: ignore[arg-type]
    return Reply(text, verdict=verdict, trace=Trace("1", "default@1", ()))


def keeper(folder: Path, now: Callable[[], float] = lambda: 1e9, **more: Any) -> Keeper:
    wanted = Retained(days=7, folder=folder, **more)
    return Keeper(wanted, SampleFolder(folder, KEY), now=now)


IMAGE = Image(b"\x89PNG picture", "image/png", 3, 2, "ab" * 32)


async def test_a_sample_comes_back_as_it_was(tmp_path: Path) -> None:
    one, asked = keeper(tmp_path), talk("Hello", IMAGE)
    reply = replace(decided(), tool_calls=(ToolCall("d", "g", '{"a": 1}'),))
    name = await one.keep(asked, "words of tools", [reply, decided("refuse", "illicit", "No.")])
    assert name is not None
    sample = from_bytes(one.folder.open(name))
    assert sample.conversation.messages == asked.messages
    assert (sample.words, sample.policy, sample.at_s) == ("words of tools", "default@1", 1e9)
    first, second = sample.choices
    assert (first.answered, first.text, first.tool_calls) == (True, "Fine.", reply.tool_calls)
    # The wording of a refusal is no answer of the model, and what was withheld is not kept.
    assert (second.answered, second.text, second.rule) == (False, "", "before.illicit.refuse")
    assert from_bytes(to_bytes(sample)) == sample


async def test_files_say_nothing_and_open_with_the_key_alone(tmp_path: Path) -> None:
    one = keeper(tmp_path / "kept")
    name = await one.keep(talk(CANARY), CANARY, [decided(text=CANARY)])
    other = await one.keep(talk("Hello"), "", [decided()])
    assert name
    assert other
    (path, second) = sorted((tmp_path / "kept").iterdir())
    assert CANARY.encode() not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0
    with pytest.raises(StoreError, match="another key"):
        SampleFolder(tmp_path / "kept", bytes(32)).open(name)
    path.write_bytes(second.read_bytes())
    with pytest.raises(StoreError, match="was changed"):
        one.folder.open(path.name.removesuffix(".sample"))
    with pytest.raises(StoreError, match="no sample"):
        one.folder.open("../../etc/passwd")


async def test_time_and_size_are_bounded(tmp_path: Path) -> None:
    now = [1e9]
    one = keeper(tmp_path, lambda: now[0], most_mib=1)
    large = "word " * 60_000
    for _ in range(6):
        now[0] += 61
        await one.keep(talk(large), "", [decided()])
    assert 2 <= len(one.folder.names()) < 5
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 1 << 20
    now[0] += 6 * DAY_S
    newest = await one.keep(talk("new"), "", [decided()])
    now[0] += 2 * DAY_S
    assert one.tidy() > 0
    assert one.folder.names() == [newest]
    # Nobody keeps anything any more: what is over goes all the same.
    settings = ServeSettings(samples=Retained(folder=tmp_path))
    assert keeper_of(settings) is None
    assert one.folder.names() == []


@pytest.mark.parametrize(
    ("asked", "reply", "kept"),
    [
        (talk("x"), decided(), True),
        (talk("x"), decided("refuse", "illicit"), True),
        (talk("x"), decided("refuse", "sexual"), True),
        (talk("x"), decided("refuse", "sexual/minors"), False),
        (talk("x", IMAGE), decided("refuse", "sexual"), False),
        (talk("x", IMAGE), decided(), True),
    ],
)
async def test_what_nobody_may_keep_is_not_kept(
    tmp_path: Path, asked: Conversation, reply: Reply, kept: bool
) -> None:
    assert bool(await keeper(tmp_path).keep(asked, "", [reply])) is kept


@pytest.mark.parametrize(("category", "kept"), [("sexual/minors", False), ("illicit", True)])
async def test_an_unsure_finding_is_enough_not_to_keep(
    tmp_path: Path, category: str, kept: bool
) -> None:
    class Unsure:
        name, version = "unsure", "1"

        async def detect(self, view: object) -> list[Finding]:
            return [Finding(category, 0.06, Where(0, 0), self.name, self.version)]

    guard = Guard(Scripted("Fine."), [Unsure()], Policy.load(), reader=FixedReader())
    reply = await guard.reply(user("Hello"))
    assert not reply.refusal
    assert bool(await keeper(tmp_path).keep(user("Hello"), "", [reply])) is kept


async def test_what_cannot_be_kept_is_told_and_harms_no_answer(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    one = keeper(tmp_path / "file" / "samples")
    assert await one.keep(talk("x"), "", [decided()]) is None


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ({"days": -1}, "-1 days"), ({"days": 1}, "no folder"), ({"share": 0}, "0 of the requests"),
        ({"most_mib": 0}, "0 MiB"),
    ],
)  # fmt: skip
def test_what_cannot_work_is_said(what: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        Retained(**what)


def test_without_an_audit_nothing_is_kept(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no audit"):
        keeper_of(ServeSettings(samples=Retained(days=1, folder=tmp_path)))


def test_the_key_is_made_once_and_checked(tmp_path: Path) -> None:
    place = tmp_path / "samples-key"
    with pytest.raises(StoreError, match="no key"):
        key_of(place)
    assert key_of(place, make=True) == key_of(place)
    assert place.stat().st_mode & 0o077 == 0
    with pytest.raises(UsageError, match="32 bytes"):
        key_of("abc")


def test_the_command_line_says_what_is_kept(tmp_path: Path) -> None:
    given = ["serve", "--keep-samples-days", "7", "--samples", str(tmp_path / "s"),
             "--samples-mib", "9", "--samples-share", "0.1"]  # fmt: skip
    settings = chosen(parser().parse_args(given), Settings(samples_key="k"))
    assert settings.samples == Retained(7, 9, 0.1, tmp_path / "s", "k")
    assert any("sealed, for 7 days" in line for line in greeting(settings))
    usual = chosen(parser().parse_args(["serve"]), Settings())
    assert usual.samples.days == 0
    assert not any("sealed, for" in line for line in greeting(usual))


async def test_a_server_is_not_started_without_a_key_that_works(tmp_path: Path) -> None:
    wanted = Retained(days=1, folder=tmp_path / "s", key="too short")
    with pytest.raises(UsageError, match="32 bytes"):
        await check(ServeSettings(audit=tmp_path / "audit", pepper=PEPPER, samples=wanted))


# ---- judged again --------------------------------------------------------------------------------


def guard_of(word: str, policy: str = "default") -> Guard:
    return Guard(Replays(), [WordDetector(word)], Policy.load(preset=policy), reader=FixedReader())


async def sampled(tmp_path: Path, word: str, asked: Conversation, words: str = "") -> Sample:
    guard = Guard(Scripted("A mat."), [WordDetector(word)], Policy.load(), reader=FixedReader())
    one = keeper(tmp_path)
    name = await one.keep(asked, words, [await guard.reply(asked)])
    assert name
    return from_bytes(one.folder.open(name))


@pytest.mark.parametrize(
    ("then", "now", "was", "becomes"),
    [
        ("nothing", "nothing", "allow", "allow"),
        ("nothing", "Hello", "allow", "refuse"),
        ("nothing", "mat", "allow", "refuse"),  # a word of the answer
        ("nothing", "tools", "allow", "refuse"),  # a word in the tools
        ("Hello", "Hello", "refuse", "refuse"),
        ("Hello", "nothing", "refuse", UNKNOWN),
    ],
)
async def test_newer_detectors_decide_again(
    tmp_path: Path, then: str, now: str, was: str, becomes: str
) -> None:
    sample = await sampled(tmp_path, then, user("Hello you"), "words of tools here")
    ((before, after),) = await judged(guard_of(now), sample)
    assert (before[0], after[0]) == (was, becomes)


async def test_another_policy_decides_again(tmp_path: Path) -> None:
    sample = await sampled(tmp_path, "Hello", user("Hello you"))
    ((_, after),) = await judged(guard_of("Hello", "measure"), sample)
    assert after[0] == UNKNOWN


async def test_a_guard_that_would_ask_a_model_is_refused(tmp_path: Path) -> None:
    sample = await sampled(tmp_path, "x", user("Hello you"))
    guard = Guard(Scripted("x"), [WordDetector("x")], Policy.load(), reader=FixedReader())
    with pytest.raises(TypeError, match="Scripted, expected Replays"):
        await judged(guard, sample)


# ---- a server, and the commands ------------------------------------------------------------------


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setenv("CLEARSIGHT_PEPPER", PEPPER)
    monkeypatch.setenv("CLEARSIGHT_AUDIT", str(tmp_path / "audit"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    folder = tmp_path / "clearsight" / "samples"
    one = Running(ServeSettings(
        database=f"sqlite:///{tmp_path / 'a.db'}", pepper=PEPPER, audit=tmp_path / "audit",
        samples=Retained(days=1, folder=folder),
    ))  # fmt: skip
    yield one
    one.stop()


def kinds(tmp_path: Path) -> list[dict[str, Any]]:
    lines = (tmp_path / "audit" / "000001.jsonl").read_bytes().splitlines()
    return [r for r in map(json.loads, lines) if r["kind"] == "samples"]


def test_every_asking_route_keeps_and_nothing_lies_open(running: Running, tmp_path: Path) -> None:
    drawn = image_part(picture("white", CANARY))
    chat = f"{running.url}/chat/completions"
    messages = [{"role": "user", "content": f"{CANARY} FORBIDDEN"}]
    asked: list[tuple[str, dict[str, object]]] = [
        (chat, ask(words=[text_part(CANARY), drawn])),
        (chat, ask(words=CANARY, stream=True)),
        (f"{running.url}/responses", {"model": "plain", "input": CANARY}),
        (f"{running.url}/messages", {"model": "plain", "max_tokens": 9, "messages": messages}),
    ]
    for url, body in asked:
        assert call(url, body).status == 200
    # These keep nothing: the caller says so, or no model is asked.
    call(chat, ask(words=CANARY, store=False))
    call(f"{running.url}/responses", {"model": "plain", "input": CANARY, "store": False})
    call(f"{running.url}/moderations", {"input": CANARY})
    folder = SampleFolder(tmp_path / "clearsight" / "samples", key_of(None))
    kept = [from_bytes(folder.open(name)) for name in folder.names()]
    assert sorted(one.door for one in kept) == [
        "/v1/chat/completions", "/v1/chat/completions", "/v1/messages", "/v1/responses",
    ]  # fmt: skip
    assert all(CANARY in repr(one.conversation) for one in kept)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > 8
    assert [path for path in written if CANARY.encode() in path.read_bytes()] == []
    assert CANARY.encode() not in call(f"{running.root}/metrics").body


def test_the_commands_list_judge_show_and_delete_and_the_audit_tells(
    running: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chat = f"{running.url}/chat/completions"
    first = call(chat, ask(words=f"{CANARY} FORBIDDEN")).headers["x-request-id"]
    call(chat, ask(words=[text_part(f"Is {CANARY} a word?"), image_part(picture("white"))]))
    assert main(["samples", "list", "--json"]) == 0
    text = capsys.readouterr().out
    assert CANARY not in text
    rows = json.loads(text)
    assert [row["request"] for row in rows][:1] == [first]
    assert [(row["pictures"], row["choices"][0][0]) for row in rows] == [
        (0, "refuse"),
        (1, "allow"),
    ]
    name = rows[1]["sample"]

    assert main(["samples", "judge", "strict"]) == 0
    told = capsys.readouterr().out
    assert "2 decisions under strict@" in told
    # The words are harmless: the word of the test's detector means nothing to those that ship.
    assert f"refuse -> {UNKNOWN}" in told
    assert CANARY not in told

    with pytest.raises(SystemExit):  # nobody looks without a name and a reason
        main(["samples", "show", name])
    shots = tmp_path / "shots"
    shots.mkdir()
    who = ["--by", "Ada", "--reason", "a false alarm"]
    assert main(["samples", "show", name, *who, "--pictures", str(shots)]) == 0
    assert CANARY in capsys.readouterr().out
    assert len(list(shots.iterdir())) == 1
    assert main(["samples", "delete", name, "--by", "Ada"]) == 0
    assert main(["samples", "show", name, *who]) == 1
    assert main(["samples", "delete", "--all", "--before", "2026-01-01"]) == 2
    assert main(["samples", "delete", "--all"]) == 0
    assert list((tmp_path / "clearsight" / "samples").iterdir()) == []
    acts = [(r["act"], r["by"], r["reason"]) for r in kinds(tmp_path)]
    assert [act for act, _, _ in acts] == ["list", "judge", "show", "delete", "show", "delete"]
    assert ("show", "Ada", "a false alarm") in acts
    assert verify(tmp_path / "audit", derived(PEPPER.encode(), "chain")).sound


def test_who_cannot_be_recorded_sees_nothing(
    running: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call(f"{running.url}/chat/completions", ask(words=CANARY))
    running.stop()
    place = tmp_path / "audit" / "000001.jsonl"
    place.write_bytes(place.read_bytes()[:-200])
    assert main(["samples", "list"]) == 1
    assert "was cut" in capsys.readouterr().err


def test_a_picture_on_a_hash_list_is_never_kept(tmp_path: Path) -> None:
    upload = encoded(drawn(2))
    known = listed(tmp_path / "known.csv", ("pdq", pdq(drawn(2))))
    folder = tmp_path / "kept"
    running = Running(ServeSettings(
        database=f"sqlite:///{tmp_path / 'a.db'}", pepper=PEPPER, audit=tmp_path / "audit",
        hashes=HashSettings((f"list:{known}",)),
        samples=Retained(days=1, folder=folder, key=tmp_path / "key"),
    ))  # fmt: skip
    url = "data:image/png;base64," + base64.b64encode(upload).decode()
    other = "data:image/png;base64," + base64.b64encode(encoded(drawn(6))).decode()
    statuses = [
        call(
            f"{running.url}/chat/completions", ask(words=[text_part("What?"), image_part(one)])
        ).status
        for one in (url, other)
    ]
    running.stop()
    assert statuses == [400, 200]
    assert len(list(folder.glob("*.sample"))) == 1
