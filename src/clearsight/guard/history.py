"""What a guard knows of the turns of a conversation that were judged before.

Refused turns are remembered by keyed digest, for whoever sent them alone: nobody can learn what
another sent, or make it count. A hit can only make a request stricter or shorter; what is left of
it is judged as any other conversation, so that a wrong hit lets nothing pass. Only `strict` hands a
turn on again, and only where the policy says so.
"""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from clearsight.aloud import View
from clearsight.aloud import look as read_aloud
from clearsight.content import Conversation
from clearsight.guard.checked import unreadable
from clearsight.guard.judged import Judged
from clearsight.guard.looks import KeptLooks
from clearsight.guard.past import Past, Refused, alone, placed, turns
from clearsight.policy import Policy
from clearsight.policy.history import STRICTEST, Treatment, content_families, stopping
from clearsight.verdict import HISTORY, Failure, Finding, Known, Stage, Verdict

MOST_ROUNDS = 16
MOST_MESSAGES = 400  # the latest ones are asked about

# What all detectors find in a view of a conversation; see `Guard`.
Look = Callable[[View, Past], Awaitable[tuple[tuple[Finding, ...], tuple[Failure, ...]]]]


class Memory(Protocol):
    """What is remembered for whoever is being served, under keyed digests of the names.

    Attributes:
        looks: what detectors found in single turns.
    """

    @property
    def looks(self) -> KeptLooks: ...

    async def recall(self, names: Sequence[str], *, since_s: float) -> Mapping[str, Refused]:
        """What is known under these names, and not older.

        Raises:
            StoreError: the database fails.
        """
        ...

    async def keep(self, refused: Mapping[str, Refused]) -> None:
        """Remember refused turns.

        Raises:
            StoreError: the database fails.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Hit:
    """A refused turn found again: its place among the turns, what is known, and what it means."""

    turn: int
    refused: Refused
    now: Treatment


@dataclass(frozen=True)
class History:
    """One guard's use of a memory.

    Args:
        memory: None remembers nothing.
        judge: names policy, weights and versions: another judge judges again.
    """

    memory: Memory | None
    policy: Policy
    judge: str
    now: Callable[[], float] = time.time

    @property
    def kept(self) -> Memory | None:
        """The memory, where the policy wants refused turns to be known."""
        return self.memory if self.policy.rules.history.keep_h > 0 else None

    async def past(self, conversation: Conversation) -> Past:
        """The conversation as it is to be judged and handed on.

        Raises:
            StoreError: the database fails.
        """
        past, asked, known = Past.of(conversation), dict[str, Refused | None](), list[Known]()
        users = [n for n, message in enumerate(conversation) if message.role == "user"]
        memory = self.kept
        if memory is None or len(users) < 2:
            return past
        findings: list[Finding] = []
        for _ in range(MOST_ROUNDS):
            hits = await self._hits(memory, past, asked, users)
            withheld = [hit for hit in hits if hit.now == "withhold"]
            if not withheld or any(hit.now == "refuse" for hit in hits):
                return self._settled(past, hits, known, findings)
            those = turns(past.conversation.messages)
            gone: dict[int, Refused] = {}
            for hit in withheld:
                first = max(0, hit.turn - hit.refused.turns + 1)
                gone |= dict.fromkeys(range(first, hit.turn + 1), hit.refused)
            for turn, refused in sorted(gone.items()):
                place = past.numbers[those[turn].start]
                known.append(refused.known(place, "withhold"))
                findings += refused.finding(place, "withhold")
            past = past.without(those[turn] for turn in gone)
        # More than that is judged like any other words.
        return self._settled(past, [], known, findings)

    def _settled(
        self, past: Past, hits: Sequence[_Hit], known: list[Known], findings: list[Finding]
    ) -> Past:
        those = turns(past.conversation.messages)
        excused, forgiven = set[int](), set[str]()
        for hit in hits:
            place = past.numbers[those[hit.turn].start]
            known.append(hit.refused.known(place, hit.now))
            findings += hit.refused.finding(place, hit.now)
            # Where only the answer was refused, the words had passed: nothing is to be excused.
            if hit.now == "strict" and not hit.refused.rule.startswith("after."):
                families = content_families(hit.refused.categories)
                excused |= {*those[hit.turn]} if families else set()
                forgiven |= families
        known.sort(key=lambda one: one.message)
        return replace(
            past, excused=frozenset(excused), forgiven=frozenset(forgiven), known=tuple(known),
            findings=tuple(findings),
        )  # fmt: skip

    async def _hits(
        self, memory: Memory, past: Past, asked: dict[str, Refused | None], users: Sequence[int]
    ) -> list[_Hit]:
        """Earlier turns that were refused before, each once."""
        messages, names = past.conversation.messages, dict[str, list[int]]()
        places, those = list(placed(past.conversation)), turns(past.conversation.messages)
        for number, turn in enumerate(those[:-1]):
            if len(messages) - turn.start <= MOST_MESSAGES:
                for said in (*(places[n] for n in turn), alone(messages[turn.start])):
                    names.setdefault(self._name(said), []).append(number)
        new = [name for name in names if name not in asked]
        if new:
            since = self.now() - self.policy.rules.history.keep_h * 3600
            found = await memory.recall(new, since_s=since)
            asked.update({name: found.get(name) for name in new})
        hits: dict[int, _Hit] = {}
        for refused, number in ((asked[name], n) for name, many in names.items() for n in many):
            if refused is not None:
                later = sum(user > past.numbers[those[number].start] for user in users)
                hit = _Hit(number, refused, self._now(refused, later))
                hits[number] = min(hits.get(number, hit), hit, key=lambda h: STRICTEST.index(h.now))
        return list(hits.values())

    def _now(self, refused: Refused, later: int) -> Treatment:
        return self.policy.rules.history.treatment(
            refused.rule,
            refused.categories,
            turns=later,
            minutes=(self.now() - refused.at_s) / 60,
        )

    async def note(self, request: Judged, verdict: Verdict, stage: Stage, look: Look) -> None:
        """Remember what a Verdict refused.

        Raises:
            StoreError: the database fails.
        """
        memory = self.kept
        if memory is None or verdict.rule.startswith("history."):
            return
        found = [one for one in verdict.findings if one.detector != HISTORY]
        if verdict.category is None or not found:
            refused: Mapping[str, Refused] = self._unread(request, verdict)
        elif stage == "after":
            refused = self._last(request, self._refused(request, verdict, found, stage), 1)
        else:
            refused = await self._fault(request, verdict, found, look)
        if refused:
            await memory.keep(refused)

    def _refused(
        self, request: Judged, verdict: Verdict, found: Sequence[Finding], stage: Stage
    ) -> Refused:
        more = stopping(self.policy.rules, stage, found)
        every = tuple(dict.fromkeys((str(verdict.category), *more)))
        return Refused(verdict.rule, every, verdict.score, 1, request.watch.id, self.now())

    async def _fault(
        self, request: Judged, verdict: Verdict, found: Sequence[Finding], look: Look
    ) -> Mapping[str, Refused]:
        """The turn that is at fault, found by where the evidence stands and by judging it alone."""
        past, those = request.past, turns(request.conversation.messages)
        place = past.back(found[0].where.message)
        if place < those[0].start:
            return {}  # the operator's words: no turn is at fault
        first = next((n for n, turn in enumerate(those) if place in turn), len(those) - 1)
        refused = self._refused(request, verdict, found, "before")
        for number in dict.fromkeys((first, len(those) - 1)):
            message = request.conversation.messages[those[number].start]
            talk = Conversation((message,))
            own, _ = await look(read_aloud(talk, request.readings), Past.of(talk))
            categories = stopping(self.policy.rules, "before", own)
            if categories:
                return {self._name(alone(message)): replace(refused, categories=categories)}
        bare = replace(request.conversation, tools=())
        if request.conversation.tools:
            own, _ = await look(read_aloud(bare, request.readings), Past.of(bare))
            if not stopping(self.policy.rules, "before", own):
                return {}  # what the operator's tools say
        # Only together do they say it: all of them are withheld, and only in this place.
        return self._last(request, refused, len(those) - first)

    def _last(self, request: Judged, refused: Refused, count: int) -> Mapping[str, Refused]:
        last = [*placed(request.conversation)][-1]
        return {self._name(last): replace(refused, turns=count)}

    def _unread(self, request: Judged, verdict: Verdict) -> Mapping[str, Refused]:
        """Turns with pictures that could not be read; whatever else failed may work next time."""
        rules = self.policy.rules
        unread = {
            picture
            for picture, failed in unreadable(request.readings).items()
            if not all(rules.on_failure(one.part).opens(one) for one in failed)
        }
        if not verdict.rule.startswith("fail_closed.sense:") or (
            rules.history.unscannable == "refuse"
        ):
            return {}
        refused = Refused(verdict.rule, (), 0.0, 1, request.watch.id, self.now())
        return {
            self._name(alone(message)): refused
            for message in request.conversation
            if message.role == "user" and any(image.digest in unread for image in message.images)
        }

    def _name(self, turn: str) -> str:
        return f"{self.judge}\0{turn}"
