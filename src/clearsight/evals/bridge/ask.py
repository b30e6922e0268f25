"""Items <-> Inspect's samples. A picture is a text part that names its content: no log holds it."""

import re
from collections.abc import Sequence

from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import (
    ChatMessage,
    ChatMessageSystem,
    ChatMessageUser,
    Content,
    ContentImage,
    ContentText,
)

from clearsight.content import Conversation, Message, Part, Role, Text
from clearsight.evals.tasks.item import Item, Shown
from clearsight.evals.tasks.pictures import Pictures
from clearsight.wire import data_url

_MARK = re.compile(r"clearsight-picture:([0-9a-f]{64})")


def dataset(name: str, items: Sequence[Item]) -> MemoryDataset:
    """The items as samples, in their order; `cluster` stands in each one's metadata."""
    return MemoryDataset([_sample(item) for item in items], name=name)


def _sample(item: Item) -> Sample:
    parts: list[Content] = [
        ContentText(text=f"clearsight-picture:{part.digest}" if isinstance(part, Shown) else part)
        for part in item.parts
    ]
    messages: list[ChatMessage] = [ChatMessageSystem(content=item.system)] if item.system else []
    messages.append(ChatMessageUser(content=parts))
    return Sample(input=messages, id=item.id, metadata={"cluster": item.cluster})


def conversation(messages: Sequence[ChatMessage], pictures: Pictures) -> Conversation:
    """Inspect's messages as ours, each picture from the store.

    Raises:
        UsageError: a picture is not in the store.
    """
    return Conversation(tuple(_message(message, pictures) for message in messages))


def _message(message: ChatMessage, pictures: Pictures) -> Message:
    role: Role = message.role
    if isinstance(message.content, str):
        return Message(role, (Text(message.content),))
    parts: list[Part] = []
    for part in message.content:
        if isinstance(part, ContentText):
            mark = _MARK.fullmatch(part.text)
            parts.append(pictures.image(mark[1]) if mark else Text(part.text))
    return Message(role, tuple(parts))


def shown(messages: Sequence[ChatMessage], pictures: Pictures) -> list[ChatMessage]:
    """The messages with real pictures as data URLs, for models that are not ours."""
    out: list[ChatMessage] = []
    for message in messages:
        if isinstance(message.content, str):
            out.append(message)
            continue
        parts = [_shown(part, pictures) for part in message.content]
        out.append(message.model_copy(update={"content": parts}))
    return out


def _shown(part: Content, pictures: Pictures) -> Content:
    mark = _MARK.fullmatch(part.text) if isinstance(part, ContentText) else None
    return ContentImage(image=data_url(pictures.image(mark[1]))) if mark else part
