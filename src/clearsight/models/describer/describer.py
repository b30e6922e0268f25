"""The embedded Model: reads the pictures of a conversation and answers from what it read."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime, time

from clearsight.content import Conversation, Image
from clearsight.errors import UsageError
from clearsight.models.describer.compose import answer
from clearsight.models.describer.pieces import Answer
from clearsight.roles import Means, Reader
from clearsight.verdict import Delta, Reply

Clock = Callable[[], time]


class Describer:
    """Answers from Readings alone, in English; the default model, and one without weights.

    Args:
        reader: makes the Readings; usually the same that the Guard uses, so that nothing is
            read twice.
        clock: the time of day for "when is the next bus?"; without it the time is asked for.
    """

    name = "describer"

    def __init__(self, reader: Reader, *, clock: Clock | None = None) -> None:
        self._reader = reader
        self._clock = clock

    async def reply(self, conversation: Conversation) -> Reply:
        """Raises what the Reader raises when a picture cannot be read at all."""
        made = await self._answer(conversation)
        return Reply(made.text, model=self.name)

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        """One Delta a sentence, then one with the Reply."""
        made = await self._answer(conversation)
        for number, sentence in enumerate(made.sentences):
            yield Delta((sentence.ahead if number else "") + sentence.text)
        yield Delta(reply=Reply(made.text, model=self.name))

    async def _answer(self, conversation: Conversation) -> Answer:
        images = _images(conversation)
        readings = await asyncio.gather(*(self._reader.read(image) for image in images))
        questions = _questions(conversation)
        now = None
        if self._clock is not None:
            moment = self._clock()
            now = moment.hour * 60 + moment.minute
        return answer(questions[-1], readings, questions[:-1], now=now)


def _images(conversation: Conversation) -> tuple[Image, ...]:
    """The pictures of the last user turn, else of the latest one that had any."""
    for message in reversed(conversation.messages):
        if message.role == "user" and message.images:
            return message.images
    return ()


def _questions(conversation: Conversation) -> list[str]:
    """What the user typed since the turn that showed these pictures, oldest first; at least ""."""
    questions: list[str] = []
    for message in conversation:
        if message.role != "user":
            continue
        if message.images:
            questions = []
        questions.append(message.text.strip())
    return questions or [""]


def make(argument: str, means: Means) -> Describer:
    """ "describer", or "describer:clock" to let it use this computer's time of day."""
    if argument not in ("", "clock"):
        raise UsageError(
            f"the describer takes no argument {argument!r}; write 'describer', or "
            f"'describer:clock' to let it use this computer's clock for timetables"
        )
    return Describer(means.reader, clock=_local_time if argument else None)


def _local_time() -> time:
    return datetime.now().time()
