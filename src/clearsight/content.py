"""What is said: messages of parts, in order. Pure values, standard library only."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["system", "user", "assistant", "tool"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words as they were typed or answered."""

    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One statement about where a picture comes from, as found in its file.

    A mark can be forged or stripped: its absence never means that a picture is authentic.

    Attributes:
        kind: "c2pa", "iptc_digital_source_type", "generator", "camera", or "background" ("white"
            or "black": what a transparent picture was laid on; ours, not the file's).
        value: what the file says, at most 200 characters.
    """

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture after ingest: exactly the re-encoded bytes that are read, judged and sent on.

    Attributes:
        data: encoded bytes (JPEG or PNG, one frame, no metadata, orientation applied).
        media_type: "image/jpeg" or "image/png".
        width_px, height_px: size after orientation.
        digest: hexadecimal SHA-256 of `data`; Readings are found by it.
        marks: provenance found before the metadata was dropped.
        frame: which frame of an animation this is, 0 for still pictures.
        frames: how many frames the source had.
    """

    data: bytes = field(repr=False)
    media_type: str
    width_px: int
    height_px: int
    digest: str
    marks: tuple[Mark, ...] = ()
    frame: int = 0
    frames: int = 1


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A model's wish to call a tool; `arguments` is the JSON text as the model wrote it."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool the model may call; `definition` is its JSON text (name, description, schema)."""

    name: str
    definition: str


Part = Text | Image | ToolCall


@dataclass(frozen=True, slots=True)
class Message:
    """One turn. A tool's result is a message of role "tool" with `tool_call_id` set."""

    role: Role
    parts: tuple[Part, ...]
    tool_call_id: str | None = None

    @property
    def text(self) -> str:
        """The Text parts, joined by newlines."""
        return "\n".join(part.text for part in self.parts if isinstance(part, Text))

    @property
    def images(self) -> tuple[Image, ...]:
        return tuple(part for part in self.parts if isinstance(part, Image))


@dataclass(frozen=True, slots=True)
class Conversation:
    """Messages in order, oldest first, and the tools offered to the model.

    Attributes:
        options: request fields that are the model's business, as JSON values: temperature,
            response_format, tool_choice and whatever else a caller sent. They hold no content.
    """

    messages: tuple[Message, ...]
    tools: tuple[Tool, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __iter__(self) -> Iterator[Message]:
        return iter(self.messages)

    @property
    def images(self) -> tuple[Image, ...]:
        """All images, in order of appearance, repeats kept."""
        return tuple(image for message in self.messages for image in message.images)

    @property
    def last_user(self) -> Message | None:
        return next((m for m in reversed(self.messages) if m.role == "user"), None)

    def then(self, *messages: Message) -> "Conversation":
        """The conversation with more messages at its end."""
        return Conversation(self.messages + messages, self.tools, self.options)


def _parts(items: Iterable[str | Part]) -> tuple[Part, ...]:
    return tuple(Text(item) if isinstance(item, str) else item for item in items)


def user(*items: str | Part) -> Conversation:
    """A conversation of one user turn: `user("What is this?", image)`."""
    return Conversation((Message("user", _parts(items)),))


def said(role: Role, *items: str | Part) -> Message:
    """One message: `conversation.then(said("assistant", "A cat."), said("user", "Which?"))`."""
    return Message(role, _parts(items))
