"""A model's stream under judgement: when it is judged again, how it ends, what it said."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from clearsight.errors import ModelError
from clearsight.roles import Model
from clearsight.verdict import Delta, Reply


def due(arrived: int, *, hold: int, judged: int) -> bool:
    """Whether the answer so far is to be judged (again).

    Each time two thirds of the window could leave, so that words come early; later up to the whole
    window, since each judgement looks at everything.

    Args:
        arrived: characters of the answer so far.
        hold: characters held back.
        judged: characters of the answer when it was last judged.
    """
    step = max(1, 2 * hold // 3, min(hold, judged // 3))
    return arrived - max(judged, hold) >= step


@asynccontextmanager
async def closing(deltas: AsyncIterator[Delta]) -> AsyncIterator[AsyncIterator[Delta]]:
    """Close a model's stream at once when we stop listening, so that it stops spending."""
    try:
        yield deltas
    finally:
        if isinstance(deltas, AsyncGenerator):
            await deltas.aclose()


def whole(model: Model, reply: Reply | None, text: str) -> Reply:
    """The streamed Reply with exactly the words that were streamed and judged.

    Raises:
        ModelError: there is no Reply: the stream broke off.
    """
    if reply is None:
        raise ModelError(
            f"model {model.name!r} ended its stream without a Reply", retryable=True, told=True
        )
    return replace(reply, text=text) if text else reply
