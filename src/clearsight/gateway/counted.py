"""Enters one request into the ledger exactly once, also when its caller leaves before the end.

Who leaves before a refusal is sent has asked all the same. What had been decided by then counts; if
nothing had, the request is judged to its end, without asking a model, and that counts.
"""

import asyncio
from collections.abc import Sequence

from clearsight.content import user
from clearsight.deployment import Deployment
from clearsight.gateway.asked import Asked
from clearsight.guard import Guard
from clearsight.store import Subject
from clearsight.verdict import Reply


class Counted:
    """One request's entry.

    Args:
        subjects: whose accounts it goes to; none where the ledger is not kept.
    """

    def __init__(
        self, deployment: Deployment, guard: Guard, question: Asked, subjects: Sequence[Subject]
    ) -> None:
        self._conduct, self._guard = deployment.conduct, guard
        self._question, self._subjects = question, subjects
        self._noting: asyncio.Future[None] | None = None

    async def done(self, replies: Sequence[Reply]) -> None:
        """Enter what was decided; goes on when whoever waits for it is cancelled.

        Raises:
            StoreError: the database fails.
        """
        self._noting = asyncio.ensure_future(self._note(replies))
        await asyncio.shield(self._noting)

    def left(self, replies: Sequence[Reply]) -> None:
        """The caller has gone. What was decided until then counts, or is decided now.

        Args:
            replies: of choices that had ended.
        """
        if not self._subjects:
            return
        if self._noting is not None:
            self._conduct.later(_waited(self._noting))
        else:
            self._conduct.later(self._settle(replies))

    async def _settle(self, replies: Sequence[Reply]) -> None:
        known = list(replies)
        if not any(reply.verdict is not None and reply.verdict.stops for reply in known):
            known.append(await judged(self._guard, self._question))
        await self._note(known)

    async def _note(self, replies: Sequence[Reply]) -> None:
        await self._conduct.note(self._subjects, replies, self._guard.policy.rules.ledger)


async def judged(guard: Guard, question: Asked) -> Reply:
    """The request stage alone."""
    refused = await options_refused(guard, question)
    return refused or await guard.check(question.conversation, history=True)


async def options_refused(guard: Guard, question: Asked) -> Reply | None:
    """The refusal that words in options and tool definitions lead to, if any."""
    if not question.words:
        return None
    reply = await guard.check(user(question.words))
    return reply if reply.verdict is None or reply.verdict.stops else None


async def _waited(noting: "asyncio.Future[None]") -> None:
    await noting
