"""Several answers to one question, compared; only for models that sample, and only when asked for.

Costs: each further answer costs the model, the guard and the visitor's patience as much as the
first; the further ones run at the same time, after the first.
"""

import asyncio
from dataclasses import replace

from clearsight.app.agree import marked, unsupported
from clearsight.content import Conversation
from clearsight.errors import ModelError
from clearsight.guard import Guard
from clearsight.roles import samples
from clearsight.verdict import Reply

PATIENCE_S = 20.0


def wanted(guard: Guard, count: int) -> bool:
    """Whether further answers say anything: a model that always says the same need not be asked."""
    return count > 1 and samples(guard.model)


async def compared(
    guard: Guard, conversation: Conversation, reply: Reply, count: int, mark: str
) -> tuple[Reply, bool]:
    """The reply with a mark before each sentence that the other answers do not bear out, and
    whether there is one.

    Args:
        count: answers in all, this one included.
        mark: words that say that something is not sure.
    """
    if reply.refusal is not None or (reply.verdict is not None and reply.verdict.stops):
        return reply, False
    others = await asyncio.gather(*(_another(guard, conversation) for _ in range(count - 1)))
    texts = [one for one in others if one is not None]
    doubtful = unsupported(reply.text, texts)
    if not any(doubtful):
        return reply, False
    return replace(reply, text=marked(reply.text, doubtful, mark)), True


async def _another(guard: Guard, conversation: Conversation) -> str | None:
    """Judged like the first and never shown; one that fails or is refused bears out nothing."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            reply = await guard.reply(conversation)
    except (ModelError, TimeoutError):
        return None
    return "" if reply.refusal is not None else reply.text
