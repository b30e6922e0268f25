"""Makes the decision about a sample again: with the policy, the detectors and weights of today.

The model is not asked again. What it had answered is judged again; where it was not asked, or its
answer was withheld then, a request that passes now ends in UNKNOWN.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from clearsight.audit.trial import UNKNOWN
from clearsight.content import Conversation, user
from clearsight.guard import Guard
from clearsight.samples.sample import Choice, Sample
from clearsight.verdict import Delta, Reply, Verdict

Outcome = tuple[str, str]  # action and rule


@dataclass
class Replays:
    """A model that says again what was answered then; see `clearsight.roles.Model`."""

    name: str = "replays"
    said: Reply | None = None

    async def reply(self, conversation: Conversation) -> Reply:
        if self.said is None:
            raise LookupError("no answer is kept that could be judged again")
        return self.said

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        reply = await self.reply(conversation)
        yield Delta(reply.text)
        yield Delta(reply=reply)


async def judged(guard: Guard, sample: Sample) -> list[tuple[Outcome, Outcome]]:
    """What each choice was and what it would be now.

    Args:
        guard: its model must be a `Replays`.

    Raises:
        TypeError: its model is another one, which would be asked.
    """
    if not isinstance(guard.model, Replays):
        raise TypeError(f"the guard's model is a {type(guard.model).__name__}, expected Replays")
    stopped = await _words(guard, sample)
    out = []
    for choice in sample.choices:
        now = stopped or await _choice(guard, guard.model, sample.conversation, choice)
        out.append(((choice.action, choice.rule), now))
    return out


async def _words(guard: Guard, sample: Sample) -> Outcome | None:
    """What words in options and tools lead to, as the gateway judges them."""
    if not sample.words:
        return None
    verdict = _decided(await guard.check(user(sample.words)))
    return (verdict.action, verdict.rule) if verdict.stops else None


async def _choice(guard: Guard, model: Replays, talk: Conversation, choice: Choice) -> Outcome:
    if not choice.answered:
        verdict = _decided(await guard.check(talk))
        return (verdict.action if verdict.stops else UNKNOWN, verdict.rule)
    model.said = Reply(choice.text, tool_calls=choice.tool_calls)
    verdict = _decided(await guard.reply(talk))
    return verdict.action, verdict.rule


def _decided(reply: Reply) -> Verdict:
    if reply.verdict is None:
        raise LookupError("the guard gave no verdict")
    return reply.verdict
