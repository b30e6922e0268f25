"""Measure what a description by the served model changes (S5): harm refused, harmless refused.

    python -m scripts.measure_selfdescription [--data DIR] [--policy default] [--sweep]

The pictures of these sets are not at hand, so the embedded senses are given none of their content
("nothing recognised"), and the upstream model is scripted: it says what the set's description of
the picture says. Rows go through the Guard with every registered detector. Prints counts only.
Of msts only the fold that the shipped judge never saw counts as unseen.
"""

import argparse
import asyncio
import hashlib
import os
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clearsight.aloud import look
from clearsight.build import load_policy
from clearsight.content import Conversation, Image, user
from clearsight.guard import Guard
from clearsight.guard.described import cleaned
from clearsight.policy import Policy
from clearsight.policy.described import merged, unsure
from clearsight.reading import Reading
from clearsight.registry import get_detectors
from clearsight.roles import Detector
from clearsight.stats import Rate
from clearsight.verdict import Delta, Finding, Reply, Verdict
from scripts.cpu import cpu_s
from scripts.measures.described import Row, rows
from scripts.measures.table import table

ROOT = Path(__file__).resolve().parents[1]
LOWS = (0.0, 0.05, 0.1, 0.15, 0.25)
LOWERS = (0.1, 0.2, 0.5, 1.0)
PICTURE = Image(b"x", "image/png", 640, 480, hashlib.sha256(b"x").hexdigest())


@dataclass(frozen=True, slots=True)
class Says:
    """A vision model that says of every picture what it was told to say."""

    says: str
    name: str = "scripted-vision"
    sees: bool = True

    async def reply(self, conversation: Conversation) -> Reply:
        return Reply(self.says, model=self.name)

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        yield Delta(reply=Reply(self.says, model=self.name))


class Blank:
    """A Reader that recognises nothing and finds nobody."""

    async def read(self, image: Image) -> Reading:
        senses = ("text", "people", "explicit", "tags")
        return Reading(image.digest, image.width_px, image.height_px, senses=senses)


@dataclass(frozen=True, slots=True)
class Measured:
    """One row: what was decided without and with the description, and what was found.

    Attributes:
        alone: the Verdict on the words without any picture.
        shown: the Verdict on "What is this?" over the described picture.
    """

    row: Row
    before: Verdict
    after: Verdict
    asked: bool
    described: tuple[Finding, ...]
    alone: Verdict
    shown: Verdict

    @property
    def harmless_alone(self) -> bool:
        """Neither the words nor the picture alone is refused or grey."""
        return not any(v.stops or v.grey for v in (self.alone, self.shown))


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables."""
    given = _parser().parse_args(argv)
    if not given.data.is_dir():
        print(f"{given.data} is missing; set CLEARSIGHT_DATA or --data", file=sys.stderr)
        return 1
    start = cpu_s()
    measured = asyncio.run(_measure(list(rows(given.data)), load_policy(given.policy)))
    print(by_kind(measured))
    if given.sweep:
        print(sweep(measured, load_policy(given.policy)))
    print(f"\npolicy {given.policy}, {len(measured)} rows, {cpu_s() - start:.0f} s of CPU time")
    return 0


async def _measure(todo: Sequence[Row], policy: Policy) -> list[Measured]:
    # A loaded machine is not what is measured.
    policy = replace(policy, rules=replace(policy.rules, detector_timeout_s=600.0))
    parts = _Parts(policy, tuple(get_detectors()))
    return [await parts.measured(row) for row in todo]


@dataclass(frozen=True, slots=True)
class _Parts:
    policy: Policy
    detectors: tuple[Detector, ...]

    async def measured(self, row: Row) -> Measured:
        """Through the Guard, and the findings of both looks for the sweep."""
        guard = Guard(Says(row.says), self.detectors, self.policy, reader=Blank())
        talk = user(PICTURE, row.text)
        before = await self._checked(guard, talk)
        reply = await guard.reply(talk)
        steps = reply.trace.steps if reply.trace else ()
        second = next((step for step in steps if step.name == "described"), None)
        after = second.verdict if second is not None and second.verdict else before
        alone = await self._checked(guard, user(row.text))
        found = await self._seen(row.says, talk)
        shown = await self._seen(row.says, user(PICTURE, "What is this?"))
        asked = second is not None
        verdict = self.policy.judge("before", shown, ())
        return Measured(row, before, after, asked, found, alone, verdict)

    async def _checked(self, guard: Guard, talk: Conversation) -> Verdict:
        verdict = (await guard.check(talk)).verdict
        if verdict is None or verdict.rule.startswith("fail_closed."):
            raise RuntimeError(f"a part does not work, so nothing can be measured: {verdict}")
        return verdict

    async def _seen(self, says: str, talk: Conversation) -> tuple[Finding, ...]:
        reading = await Blank().read(PICTURE)
        words = cleaned(says, self.policy.rules.self_description.max_chars)
        view = look(talk, {PICTURE.digest: replace(reading, described=words)})
        return tuple([f for one in self.detectors for f in await one.detect(view)])


def by_kind(measured: Sequence[Measured]) -> str:
    """Refused before and after, by set and kind."""
    groups: dict[tuple[str, ...], list[Measured]] = {}
    for one in measured:
        for name in _groups(one):
            groups.setdefault(name, []).append(one)
    lines = [[*name, *_cells(found)] for name, found in groups.items()]
    return table(("set", "rows", "kind", "asked first", "refused before", "refused after"), lines)


def _groups(one: Measured) -> Iterator[tuple[str, str, str]]:
    row = one.row
    name = f"{row.set}, {'harmful' if row.harmful else 'harmless'}"
    parts = ["all"] if row.unseen else ["taught"]
    if row.set == "msts":
        parts = ["unseen"] if row.unseen else ["taught"]
    for part in parts:
        yield name, part, "all"
        yield name, part, row.kind
        if row.harmful and one.harmless_alone:
            yield name, part, "words and picture harmless alone"


def _cells(found: Sequence[Measured]) -> list[str]:
    n = len(found)
    return [
        str(Rate(sum(one.asked for one in found), n)),
        str(Rate(sum(one.before.stops for one in found), n)),
        str(Rate(sum(one.after.stops for one in found), n)),
    ]


def sweep(measured: Sequence[Measured], policy: Policy) -> str:
    """The same rows under other bands and limits: findings are judged again, nobody is asked."""
    usual = policy.rules.self_description
    settings = {f"low {low:g}": replace(usual, ask=True, low=low) for low in LOWS}
    for lower in LOWERS:
        name = f"may_lower {lower:g}, high 1"
        settings[name] = replace(usual, ask=True, may_lower=lower, high=1.0)
    lines = []
    for name, asked in settings.items():
        other = replace(policy, rules=replace(policy.rules, self_description=asked))
        lines += [[name, pool, *_again(found, other)] for pool, found in _pools(measured)]
    return table(("setting", "rows", "asked first", "refused after"), lines)


def _pools(measured: Sequence[Measured]) -> list[tuple[str, list[Measured]]]:
    pools: dict[str, list[Measured]] = {}
    for one in measured:
        if one.row.set != "msts" or one.row.unseen:
            name = f"{one.row.set}, {'harmful' if one.row.harmful else 'harmless'}"
            pools.setdefault(name, []).append(one)
    return list(pools.items())


def _again(found: Sequence[Measured], policy: Policy) -> list[str]:
    asked = [unsure(policy.rules, one.before) for one in found]
    stops = 0
    for one, unsure_one in zip(found, asked, strict=True):
        verdict = one.before
        if unsure_one:
            lower = policy.rules.self_description.may_lower
            both = merged(one.before.findings, one.described, may_lower=lower)
            verdict = policy.judge("before", both, ())
        stops += verdict.stops
    return [str(Rate(sum(asked), len(found))), str(Rate(stops, len(found)))]


def _parser() -> argparse.ArgumentParser:
    data = os.environ.get("CLEARSIGHT_DATA")
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--data", type=Path, default=Path(data) if data else ROOT.parent / "shared" / "data"
    )
    parser.add_argument("--policy", default="default", help="a preset or a policy file")
    parser.add_argument("--sweep", action="store_true", help="other bands and limits too")
    return parser


if __name__ == "__main__":
    sys.exit(main())
