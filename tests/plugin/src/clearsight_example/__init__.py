"""The smallest plug-in: a detector that dislikes capitals, a model that repeats."""

from collections.abc import AsyncIterator, Sequence

from clearsight.aloud import View
from clearsight.content import Conversation
from clearsight.roles import Means
from clearsight.verdict import Delta, Finding, Reply, Where


class Shouting:
    """Reports shouting as harassment, which is only an example."""

    name = "shouting"
    version = "1"

    async def detect(self, view: View) -> Sequence[Finding]:
        if view.stage == "before" and view.typed.isupper():
            where = Where(view.last_user_index, 0)
            return [Finding("harassment", 1.0, where, self.name, self.version)]
        return []


class Echo:
    """Repeats the user's words."""

    name = "echo"

    def __init__(self, times: int) -> None:
        self._times = times

    async def reply(self, conversation: Conversation) -> Reply:
        user = conversation.last_user
        return Reply(" ".join([user.text if user else ""] * self._times), model=self.name)

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        reply = await self.reply(conversation)
        yield Delta(reply.text)
        yield Delta(reply=reply)


def echo(argument: str, means: Means) -> Echo:
    """From "echo" or "echo:twice"."""
    return Echo(2 if argument == "twice" else 1)
