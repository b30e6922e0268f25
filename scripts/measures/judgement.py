"""Parts of measure_judgement: the judge around a scripted answer, and texts that hide a line."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from clearsight.build import load_policy
from clearsight.content import Conversation, Image
from clearsight.guard import Guard
from clearsight.models.scripted import Scripted
from clearsight.policy import Policy
from clearsight.reading import Reading
from clearsight.registry import get_detectors
from clearsight.roles import Detector


@dataclass(frozen=True, slots=True)
class Known:
    """A Reader that knows its Readings beforehand, by digest."""

    readings: Mapping[str, Reading]

    async def read(self, image: Image) -> Reading:
        return self.readings[image.digest]


@dataclass(frozen=True, slots=True)
class Judge:
    """The detectors and the policy that are measured, around any scripted answer."""

    policy: Policy
    detectors: tuple[Detector, ...]

    @classmethod
    def under(cls, policy: str) -> "Judge":
        """`words` and `answer` under a preset or a policy file.

        With the longest time limit, since a refusal for lack of time on a machine that does other
        work as well is no judgement.
        """
        loaded = load_policy(policy)
        patient = replace(loaded, rules=replace(loaded.rules, detector_timeout_s=600.0))
        return cls(patient, tuple(get_detectors("words", "answer")))

    def guard(self, answer: str = "", readings: Mapping[str, Reading] | None = None) -> Guard:
        """The detectors around a model that always gives this answer."""
        known = Known(readings or {})
        return Guard(Scripted(answer), self.detectors, self.policy, reader=known)

    async def stops(
        self, talk: Conversation, readings: Mapping[str, Reading] | None = None
    ) -> bool:
        """Whether the request is refused, or handed to a person."""
        verdict = (await self.guard(readings=readings).check(talk)).verdict
        return verdict is not None and verdict.stops

    async def grey(self, talk: Conversation) -> bool:
        """Whether the request goes to the model, and its answer meets the stricter threshold."""
        verdict = (await self.guard().check(talk)).verdict
        return verdict is not None and verdict.grey and not verdict.stops

    async def passes(self, talk: Conversation, answer: str) -> bool:
        """Whether request and answer both pass."""
        return await self.stopped(talk, answer) is None

    async def stopped(self, talk: Conversation, answer: str) -> str | None:
        """The category (else the rule) for which request or answer is stopped; None: both pass."""
        verdict = (await self.guard(answer).reply(talk)).verdict
        if verdict is None or not verdict.stops:
            return None
        return verdict.category or verdict.rule


def around(bank: Sequence[str], words: int, chance: random.Random) -> list[str]:
    """Sentences of the bank in a drawn order, of at least so many words together."""
    out: list[str] = []
    while sum(len(one.split()) for one in out) < words:
        out.append(ended(chance.choice(bank)))
    return out


def buried(line: str, host: Sequence[str], place: str) -> str:
    """The line before, amid or behind the host's sentences."""
    at = {"start": 0, "middle": len(host) // 2, "end": len(host)}[place]
    return " ".join([*host[:at], ended(line), *host[at:]])


def packed(texts: Iterable[str], words: int) -> Iterator[str]:
    """Texts joined until they have so many words; what is left over is dropped."""
    held: list[str] = []
    for text in texts:
        held.append(text)
        if sum(len(one.split()) for one in held) >= words:
            yield "\n\n".join(held)
            held = []


def ended(text: str) -> str:
    return text if text[-1:] in ".!?" else f"{text}."
