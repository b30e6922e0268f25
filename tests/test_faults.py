"""Every fault of every part under every failure setting is what the policy declares."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from clearsight.aloud import View
from clearsight.content import user
from clearsight.guard import Guard
from clearsight.guard.checked import NEEDED_SENSES
from clearsight.models.scripted import Scripted
from clearsight.policy import Policy
from clearsight.policy.rules import OnFailure
from clearsight.reading import Reading, SenseFailure
from clearsight.registry import names
from clearsight.verdict import FailureKind, Finding, Reply
from scripts.measures.faults import FAULTS, SETTINGS, Blank, everything
from tests.doubles import FixedReader, image

POLICY = Policy.load()
KINDS: tuple[FailureKind, ...] = ("error", "timeout", "unscannable")


async def test_every_fault_of_every_judge_is_what_the_policy_declares() -> None:
    cells = await everything()
    assert len(cells) == len(FAULTS) * len(names("judges")) * len(SETTINGS)
    wrong = [f"{c.detector}, {c.fault}, open={c.opened}: {c.wrong}" for c in cells if c.wrong]
    assert wrong == []
    # No word of the endpoint reaches the caller by way of its error.
    assert not any("SAID-BY-THE-ENDPOINT" in repr(cell.reply) for cell in cells)


def open_on(part: str, kind: FailureKind | None) -> Policy:
    """Closed on all failures, but for one kind of failure of one part."""
    closed = OnFailure("refuse", "refuse", "refuse")
    opened = replace(closed, **{kind: "allow"}) if kind else closed  # type: ignore[arg-type]
    rules = replace(
        POLICY.rules, failures={"default": closed, part: opened}, detector_timeout_s=0.2
    )
    return replace(POLICY, rules=rules)


def right(reply: Reply, part: str, kind: FailureKind, opened: FailureKind | None) -> bool:
    """Whether it passed exactly where that kind is open, and then as bypassed."""
    assert reply.verdict is not None
    bypassed = {(one.part, one.kind) for one in reply.verdict.bypassed}
    if opened == kind:
        rule = reply.verdict.rule == f"fail_open.{part}"
        return not reply.verdict.stops and rule and bypassed == {(part, kind)}
    return reply.verdict.rule == f"fail_closed.{part}" and not bypassed


@dataclass
class Broken:
    """A detector under the name of a real one that does not do its work."""

    name: str
    fault: str
    version: str = "1"

    async def detect(self, view: View) -> Sequence[Finding]:
        if self.fault == "hangs":
            await asyncio.sleep(30)
        if self.fault == "raises":
            raise RuntimeError("a message that nobody sees")
        if self.fault == "raises a timeout":
            raise TimeoutError
        return {"gives nothing": None, "gives text": "illicit", "gives numbers": [0.5]}[self.fault]  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("raises", "error"),
        ("raises a timeout", "timeout"),
        ("hangs", "timeout"),
        ("gives nothing", "error"),
        ("gives text", "error"),
        ("gives numbers", "error"),
    ],
)
async def test_every_fault_of_every_detector(fault: str, kind: FailureKind) -> None:
    async def one(name: str, opened: FailureKind | None) -> bool:
        part = f"detector:{name}"
        guard = Guard(Scripted("Fine."), [Broken(name, fault)], open_on(part, opened),
                      reader=Blank())  # fmt: skip
        return right(await guard.reply(user("Hello")), part, kind, opened)

    cases = [(name, opened) for name in names("detectors") for opened in (*KINDS, None)]
    assert len(cases) >= 4 * 5
    found = await asyncio.gather(*(one(*case) for case in cases))
    assert [case for case, fine in zip(cases, found, strict=True) if not fine] == []


@pytest.mark.parametrize("kind", KINDS)
async def test_every_fault_of_every_sense(kind: FailureKind) -> None:
    async def one(sense: str, opened: FailureKind | None) -> bool:
        def failed(reading: Reading) -> Reading:
            return replace(reading, failures=(SenseFailure(sense, kind, "x"),))

        part = f"sense:{sense}"
        reader = FixedReader(change=failed)
        guard = Guard(Scripted("Fine."), [Quiet()], open_on(part, opened), reader=reader)
        return right(await guard.reply(user("Hello", image())), part, kind, opened)

    cases = [(sense, opened) for sense in names("senses") for opened in (*KINDS, None)]
    assert len(cases) >= 4 * 5
    found = await asyncio.gather(*(one(*case) for case in cases))
    assert [case for case, fine in zip(cases, found, strict=True) if not fine] == []


@pytest.mark.parametrize("sense", NEEDED_SENSES)
async def test_a_needed_sense_that_did_not_run_is_a_failure(sense: str) -> None:
    def without(reading: Reading) -> Reading:
        return replace(reading, senses=tuple(s for s in reading.senses if s != sense))

    part = f"sense:{sense}"
    for opened in (*KINDS, None):
        reader = FixedReader(change=without)
        guard = Guard(Scripted("Fine."), [Quiet()], open_on(part, opened), reader=reader)
        assert right(await guard.reply(user("Hello", image())), part, "unscannable", opened)


class Quiet:
    """Finds nothing."""

    name, version = "quiet", "1"

    async def detect(self, view: View) -> Sequence[Finding]:
        return ()
