"""A guard that records: every way to ask, every way to end, and nothing of what was said."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from clearsight.audit import AuditedGuard, AuditLog, Recorder, asked_by, verify
from clearsight.audit.replay import again, differences
from clearsight.audit.setup import Setups
from clearsight.audit.trial import UNKNOWN, replayed, tried
from clearsight.content import Conversation, user
from clearsight.errors import AuditError, ModelError
from clearsight.models.scripted import Scripted
from clearsight.policy import Policy
from clearsight.roles import Detector
from clearsight.verdict import Delta, Reply
from tests.audit.test_log import KEY, SECRET
from tests.doubles import FixedReader, WordDetector, image, line

POLICY = Policy.load()
CANARY = "CANARY-7f31"


def guard(
    folder: Path,
    *,
    answer: str = "A red mat.",
    model: Any = None,
    required: bool = True,
    detectors: tuple[Detector, ...] = (WordDetector("FORBIDDEN"),),
    policy: Policy = POLICY,
    shadow: Policy | None = None,
) -> AuditedGuard:
    recorder = Recorder(AuditLog(folder, SECRET), SECRET, required=required, shadow=shadow)
    reader = FixedReader((line(f"{CANARY} on a sign"),))
    return AuditedGuard(
        model or Scripted(answer),
        detectors,
        policy,
        reader=reader,
        recorder=recorder,
    )


def records(folder: Path) -> list[dict[str, Any]]:
    files = sorted(folder.glob("*.jsonl"))
    return [json.loads(x) for path in files for x in path.read_bytes().splitlines()]


async def spoken(one: AuditedGuard, conversation: Conversation) -> list[Delta]:
    return [delta async for delta in one.stream(conversation)]


def test_every_way_to_ask_leaves_one_record(tmp_path: Path) -> None:
    one = guard(tmp_path)

    async def go() -> None:
        asked_by(request="r1", door="/v1/chat/completions", caller="key1", user="someone")
        await one.check(user("Hello"))
        await one.reply(user("Hello"))
        await one.reply(user("FORBIDDEN"))
        await spoken(one, user("Hello"))

    asyncio.run(go())
    found = records(tmp_path)
    assert [(r["kind"], r["of"], r["verdict"]["action"]) for r in found] == [
        ("decision", "check", "allow"),
        ("decision", "reply", "allow"),
        ("decision", "reply", "refuse"),
        ("decision", "stream", "allow"),
    ]
    assert {r["request"] for r in found} == {"r1"}
    assert found[0]["caller"] == "key1"
    assert found[0]["user"]
    assert found[0]["user"] != "someone"
    assert verify(tmp_path, KEY).sound


def test_nothing_that_was_said_or_shown_is_recorded(tmp_path: Path) -> None:
    detector = WordDetector(CANARY)
    one = guard(tmp_path, answer=f"{CANARY} says the model", detectors=(detector,))
    leaking = guard(tmp_path, detectors=(WordDetector("x", error=ValueError(CANARY)),))

    async def go() -> None:
        asked_by(user=CANARY)
        for asked in (user(f"What is {CANARY}?"), user("Look", image(CANARY)), user("Hello")):
            await one.reply(asked)
            await spoken(one, asked)
            await leaking.reply(asked)

    asyncio.run(go())
    everything = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    assert len(records(tmp_path)) == 9
    assert CANARY.encode() not in everything
    # Short words cannot be found by trying either: no digest in it is a plain one.
    for step in records(tmp_path)[-2]["steps"]:
        assert all(len(digest) == 32 for digest in step["inputs"])


def test_an_error_and_a_reader_who_leaves_are_recorded_with_what_was_judged(
    tmp_path: Path,
) -> None:
    failing = guard(tmp_path, model=Scripted("x", fault="error"))

    class Long:
        name = "long"

        async def reply(self, conversation: Conversation) -> Reply:
            await asyncio.sleep(30)
            return Reply("late")

        async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
            for _ in range(400):
                yield Delta("some words that are fine. ")
            yield Delta(reply=await self.reply(conversation))

    async def go() -> None:
        with pytest.raises(ModelError):
            await failing.reply(user("Hello"))
        long = guard(tmp_path, model=Long())
        pieces = long.stream(user("Hello"))
        await anext(pieces)
        await pieces.aclose()  # type: ignore[attr-defined]
        task = asyncio.ensure_future(long.reply(user("Hello")))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(go())
    found = records(tmp_path)
    assert [(r["kind"], r["error"]) for r in found] == [
        ("unfinished", "ModelError"),
        ("unfinished", "GeneratorExit"),
        ("unfinished", "CancelledError"),
    ]
    assert all(any(s["name"] == "before" for s in r["steps"]) for r in found)


class Full:
    """A disk that is full until it is not."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    def fill(self) -> None:
        def refuse(*_: object) -> int:
            raise OSError(28, "No space left on device")

        self._patch.setattr(os, "write", refuse)

    def empty(self) -> None:
        self._patch.undo()


def test_nothing_is_answered_while_it_cannot_be_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Scripted("A red mat.")
    one, disk = guard(tmp_path, model=model), Full(monkeypatch)

    async def go() -> None:
        await one.reply(user("Hello"))
        disk.fill()
        with pytest.raises(AuditError, match="No space left"):
            await one.reply(user("the one that waits"))
        asked = len(model.asked)
        for _ in range(3):
            with pytest.raises(AuditError):
                await one.reply(user("not asked"))
            with pytest.raises(AuditError):
                await spoken(one, user("not asked"))
        assert len(model.asked) == asked
        disk.empty()
        await one.reply(user("Hello"))

    asyncio.run(go())
    kinds = [r["kind"] for r in records(tmp_path)]
    # The decision that could not be written is there, and so are the requests turned away.
    assert kinds.count("decision") == 3
    assert kinds.count("unfinished") == 6
    assert verify(tmp_path, KEY).sound


def test_best_effort_goes_on_and_tells_of_the_hole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clearsight.audit.recorder.MOST_WAITING", 2)
    one, disk = guard(tmp_path, required=False), Full(monkeypatch)

    async def go() -> None:
        await one.reply(user("Hello"))
        disk.fill()
        for _ in range(5):
            assert (await one.reply(user("Hello"))).text == "A red mat."
        disk.empty()
        monkeypatch.setattr("clearsight.audit.recorder.MOST_WAITING", 2)
        await one.reply(user("Hello"))

    asyncio.run(go())
    found = records(tmp_path)
    lost = [r["records"] for r in found if r["kind"] == "lost"]
    assert sum(lost) + sum(r["kind"] == "decision" for r in found) == 7
    assert lost
    assert verify(tmp_path, KEY).sound


def judged(folder: Path) -> list[dict[str, Any]]:
    """Decisions of many kinds."""
    kinds: list[tuple[Detector, ...]] = [
        (WordDetector("FORBIDDEN", score=score),) for score in (0.2, 0.37, 0.5, 0.71, 0.99)
    ]
    kinds += [
        (WordDetector("FORBIDDEN", category, 0.9),)
        for category in ("people/identify", "self-harm/intent", "medical", "sexual/minors")
    ]
    kinds += [
        (WordDetector("x", error=ValueError("broken")),),
        (WordDetector("FORBIDDEN", score=float("nan")),),
        (WordDetector("FORBIDDEN", "x-unknown", 0.9),),
        (WordDetector("Hello", score=0.45), WordDetector("mat", score=0.5, name="second")),
    ]

    async def go() -> None:
        for detectors in kinds:
            for policy in ("default", "strict", "measure"):
                one = guard(folder, detectors=detectors, policy=Policy.load(preset=policy))
                for words in ("Hello", "FORBIDDEN"):
                    await one.reply(user(words, image()))
                    await one.check(user(words))

    asyncio.run(go())
    return records(folder)


def test_every_decision_can_be_made_again_from_its_findings(tmp_path: Path) -> None:
    found = judged(tmp_path)
    made = replayed(found, Setups(tmp_path))
    assert made.others == []
    assert made.unknown == []
    assert made.same == len(found) == 156
    actions = {r["verdict"]["action"] for r in found}
    assert {"allow", "warn", "refuse", "person"} <= actions


def test_a_decision_that_was_changed_is_not_made_again_alike(tmp_path: Path) -> None:
    found = judged(tmp_path)
    record = next(r for r in found if r["verdict"]["action"] == "refuse")
    step = next(s for s in record["steps"] if s["verdict"])
    step["verdict"]["score"] += 1e-9
    policy = Setups(tmp_path).policy(record["setup"])
    assert differences(record, again(record, policy))


def test_a_setup_that_was_changed_or_is_missing_is_found(tmp_path: Path) -> None:
    asyncio.run(guard(tmp_path).reply(user("Hello")))
    (place,) = (tmp_path / "setups").iterdir()
    place.write_bytes(place.read_bytes().replace(b"allow", b"alloy"))
    assert "was changed" in replayed(records(tmp_path), Setups(tmp_path)).unknown[0][1]
    place.unlink()
    assert "is missing" in replayed(records(tmp_path), Setups(tmp_path)).unknown[0][1]


def test_another_policy_is_tried_on_what_was_decided(tmp_path: Path) -> None:
    one = guard(tmp_path, detectors=(WordDetector("FORBIDDEN", score=0.99),))
    asyncio.run(one.reply(user("FORBIDDEN")))
    asyncio.run(one.reply(user("Hello")))
    trial = tried(records(tmp_path), Policy.load(preset="measure"))
    assert trial.counts == {("refuse", UNKNOWN): 1, ("allow", "allow"): 1}
    assert [change.was[0] for change in trial.changes] == ["refuse"]
    assert tried(records(tmp_path), POLICY).changes == []


def test_a_shadow_policy_is_recorded_and_decides_nothing(tmp_path: Path) -> None:
    shadow = Policy.load(preset="measure")
    one = guard(tmp_path, shadow=shadow)
    reply = asyncio.run(one.reply(user("FORBIDDEN")))
    assert reply.refusal is not None
    (record,) = records(tmp_path)
    assert record["verdict"]["action"] == "refuse"
    assert record["shadow"]["action"] == "allow"
    assert record["shadow"]["unanswered"]
    assert Setups(tmp_path).policy(record["shadow"]["setup"]) == shadow
