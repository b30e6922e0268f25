"""`tiny` as a Model: answers in pieces, looks at a picture once, needs no PyTorch."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial

from clearsight.content import Conversation, Image
from clearsight.errors import ModelError
from clearsight.models.tiny.engine import Built, Engine
from clearsight.models.tiny.picture import Pixels, decoded, square
from clearsight.models.tiny.prompt import Processor
from clearsight.models.tiny.speech import POSITIONS
from clearsight.models.tiny.turns import fitted, turns
from clearsight.roles import Reader
from clearsight.verdict import Delta, Reply, Usage

LIMIT = 256  # tokens of an answer, unless the caller says otherwise
_WORKING = 32  # places that are always left for an answer


@dataclass(frozen=True, slots=True)
class _Asked:
    """A conversation, ready for the engine."""

    prompt: list[int]
    images: tuple[Image, ...]
    limit: int


class Tiny:
    """Our own small vision-language model (docs/tiny.md says what it can and cannot do).

    It always says the most likely word, so that asked twice it answers the same.

    Args:
        built: the folder that `build` wrote.
        reader: reads the text in pictures; None leaves it out.
        threads: of onnxruntime, for each step.
    """

    name = "tiny"
    sees = True

    def __init__(self, built: Built, reader: Reader | None, *, threads: int = 1) -> None:
        self._engine = Engine(built, threads)
        self._reader = reader
        self._processor = Processor(self._engine.tokens, built.sizes.slots, ocr=reader is not None)

    async def reply(self, conversation: Conversation) -> Reply:
        """Raises what the Reader raises when a picture cannot be read at all."""
        async for delta in self.stream(conversation):
            if delta.reply is not None:
                return delta.reply
        raise AssertionError("a stream ends with its Reply")

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        asked = await self._asked(conversation)
        made: list[int] = []
        told = ""
        pieces = self._pieces(asked)
        while (token := await asyncio.to_thread(next, pieces, None)) is not None:
            made.append(token)
            text = self._engine.tokens.decode(made)
            # A character of several bytes is told once it is whole.
            if not text.endswith("\ufffd") and text != told:
                yield Delta(text[len(told) :])
                told = text
        text = self._engine.tokens.decode(made)
        if text != told:
            yield Delta(text[len(told) :])
        ended = "length" if len(made) >= asked.limit else "stop"
        usage = Usage(len(asked.prompt), len(made))
        yield Delta(reply=Reply(text, model=self.name, finish_reason=ended, usage=usage))

    def _pieces(self, asked: _Asked) -> Iterator[int]:
        slots = [
            self._engine.slots(image.digest, partial(_pixels, image)) for image in asked.images
        ]
        yield from self._engine.answer(asked.prompt, slots, asked.limit)

    async def _asked(self, conversation: Conversation) -> _Asked:
        """What is told of the conversation, and how long the answer may be."""
        limit = _limit(conversation)
        said = turns(conversation)
        images = {image.digest: image for turn in said for image in turn.images}
        seen = await self._seen(tuple(images.values()))
        room = POSITIONS - min(limit, POSITIONS // 2)
        kept, prompt = await asyncio.to_thread(fitted, said, seen, self._processor, room)
        shown = tuple(image for turn in kept for image in turn.images)
        return _Asked(prompt, shown, min(limit, POSITIONS - len(prompt)))

    async def _seen(self, images: tuple[Image, ...]) -> dict[str, str]:
        if self._reader is None:
            return dict.fromkeys((image.digest for image in images), "")
        readings = await asyncio.gather(*(self._reader.read(image) for image in images))
        return {image.digest: reading.text for image, reading in zip(images, readings, strict=True)}


def _pixels(image: Image) -> Pixels:
    try:
        return square(decoded(image.data))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"tiny was given a picture of type {image.media_type} that does not open; expected "
            "PNG or JPEG that passed ingest (clearsight.open_image)",
            told=True,
        ) from error


def _limit(conversation: Conversation) -> int:
    """Tokens that the caller wants at most."""
    for name in ("max_completion_tokens", "max_tokens", "max_output_tokens"):
        value = conversation.options.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return min(value, POSITIONS - _WORKING)
    return LIMIT
