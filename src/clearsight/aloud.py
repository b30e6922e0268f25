"""The conversation, read aloud: each image's Reading stands in the text where the image stands.

This is the idea that carries text in images (card, row S3), pictures that stand for words (S5, D1)
and questions about people: after reading aloud, one judgement of words serves them all. Every span
keeps its source, so that the judgement can tell the user's request from text that is merely shown.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, Protocol

from clearsight.content import Conversation, Image, Message, Text
from clearsight.plain import strings
from clearsight.reading import Box, Reading
from clearsight.verdict import Finding

Source = Literal[
    "system",  # the operator's words
    "typed",  # the user's words
    "image_text",  # text or a code's content read from a user's image
    "image_tag",  # what the senses saw in an image, as words
    "assistant",  # an earlier answer of the model, or the answer under judgement
    "tool_call",  # a model's tool name and arguments, decoded, one string a line
    "tool",  # a tool's result
    "tool_definition",  # what the model may call; stands at the last user message
]
_VERBATIM = ("system", "typed", "assistant", "tool")
_ID = re.compile(r"(?![a-zA-Z]+(?:[_.:-][a-zA-Z]+){3})[\w.:-]{1,64}")

# A tag below this probability is more often wrong than useful as a word of the conversation.
LIKELY = 0.3


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words with one source.

    Attributes:
        message, part: indices of where the words stand in the conversation.
        box: where in the image, for words read from one.
    """

    text: str
    source: Source
    message: int
    part: int
    box: Box | None = None

    @property
    def verbatim(self) -> bool:
        """Whether the text is that of a Text part, so that offsets in it mean something."""
        return self.source in _VERBATIM and self.box is None


class Looks(Protocol):
    """What detectors found in single turns before, for exactly these turns; see `guard.looks`."""

    def known(self, detector: str, message: int) -> tuple[Finding, ...] | None: ...

    def note(self, detector: str, message: int, found: Sequence[Finding]) -> None: ...


@dataclass(frozen=True)
class View:
    """What a Detector looks at: a conversation, its Readings, and both as spans.

    Attributes:
        stage: "before" (the request is judged) or "after" (the last message is the model's answer).
        readings: by Image.digest, one for every image of the conversation.
        excused: messages that were refused before and are not held against the request again.
        looks: what was found in earlier turns before; None: nothing is known or to be kept.
    """

    stage: Literal["before", "after"]
    conversation: Conversation
    readings: Mapping[str, Reading]
    spans: tuple[Span, ...]
    excused: frozenset[int] = frozenset()
    looks: Looks | None = field(default=None, compare=False, repr=False)

    @cached_property
    def unexcused(self) -> "View":
        """The view without the words of excused messages, for detectors that look at old turns."""
        left = tuple(span for span in self.spans if span.message not in self.excused)
        return replace(self, spans=left) if self.excused else self

    @cached_property
    def last_user_index(self) -> int:
        """Index of the last user message, -1 when there is none."""
        return _last_user(self.conversation)

    @cached_property
    def request(self) -> tuple[Span, ...]:
        """The spans of the last user turn and of what follows it before the answer.

        What follows can be tool results or words put into the assistant's mouth by the caller.
        """
        first, end = self.last_user_index, self.end
        return tuple(
            s for s in self.spans if first <= s.message < end and s.source != "tool_definition"
        )

    @property
    def end(self) -> int:
        """Index behind the last message that is not the answer under judgement."""
        return len(self.conversation.messages) - (self.stage == "after")

    @cached_property
    def typed(self) -> str:
        """What the user typed in the last turn, joined by newlines."""
        return "\n".join(s.text for s in self.request if s.source == "typed").strip()

    @cached_property
    def image_text(self) -> str:
        """Text read from the images of the last user turn, joined by newlines."""
        return "\n".join(s.text for s in self.request if s.source == "image_text").strip()

    @cached_property
    def images(self) -> tuple[Image, ...]:
        """The last request's own images and those put behind it, else the latest message's."""
        messages = self.conversation.messages[: self.end]
        start = max(self.last_user_index, 0)
        own = tuple(image for message in messages[start:] for image in message.images)
        earlier = (message.images for message in reversed(messages[:start]) if message.images)
        return own or next(earlier, ())

    @property
    def shown(self) -> tuple[Reading, ...]:
        """The Readings of `images`."""
        return tuple(self.readings[image.digest] for image in self.images)

    @cached_property
    def answer(self) -> str:
        """The answer under judgement (words and tool calls), empty before the model was asked."""
        if self.stage == "before":
            return ""
        return "\n".join(span.text for span in self.answer_spans).strip()

    @cached_property
    def answer_spans(self) -> tuple[Span, ...]:
        """The spans of the last message, whatever the stage."""
        last = len(self.conversation.messages) - 1
        return tuple(s for s in self.spans if s.message == last and s.source != "tool_definition")

    def aloud(self) -> str:
        """The last user turn as one string, pictures standing where they stand."""
        return render(self.request)


def look(
    conversation: Conversation, readings: Mapping[str, Reading], *,
    stage: Literal["before", "after"] = "before",
) -> View:  # fmt: skip
    """Read a conversation aloud.

    Raises:
        KeyError: an image has no Reading; a caller that could not read one must say so first.
    """
    spans = tuple(
        span
        for index, message in enumerate(conversation)
        for span in _message_spans(index, message, readings)
    )
    place = max(_last_user(conversation), 0)
    offered = tuple(
        Span(f"{tool.name}\n{strings(tool.definition)}", "tool_definition", place, 0)
        for tool in (conversation.tools if conversation.messages else ())
    )
    return View(stage, conversation, readings, (*spans, *offered))


def _last_user(conversation: Conversation) -> int:
    roles = [message.role for message in conversation]
    return len(roles) - 1 - roles[::-1].index("user") if "user" in roles else -1


def _message_spans(index: int, message: Message, readings: Mapping[str, Reading]) -> list[Span]:
    spoken: dict[str, Source] = {
        "system": "system",
        "user": "typed",
        "assistant": "assistant",
        "tool": "tool",
    }
    spans: list[Span] = []
    for number, part in enumerate(message.parts):
        if isinstance(part, Text):
            if part.text:
                spans.append(Span(part.text, spoken[message.role], index, number))
        elif isinstance(part, Image):
            spans += _image_spans(index, number, readings[part.digest])
        else:
            call = f"{part.name}\n{strings(part.arguments)}{_odd_id(part.id)}"
            spans.append(Span(call, "tool_call", index, number))
    if message.tool_call_id and (odd := _odd_id(message.tool_call_id)):
        spans.append(Span(odd.strip(), "tool_call", index, 0))
    return spans


def _odd_id(text: str) -> str:
    """An id that reads like words, to be judged as such; nothing for an ordinary one."""
    return "" if _ID.fullmatch(text) or not text else f"\n{text}"


def _image_spans(message: int, part: int, reading: Reading) -> list[Span]:
    seen = Span(f"[picture: {seen_words(reading)}]", "image_tag", message, part)
    lines = [Span(line.text, "image_text", message, part, line.box) for line in reading.lines]
    codes = [Span(code.text, "image_text", message, part, code.box) for code in reading.codes]
    return [seen, *lines, *codes]


def seen_things(reading: Reading, *, most: int = 4) -> tuple[str, ...]:
    """Words for what the picture shows besides text and people, the surest first.

    Tags that are unlikely, or only say more broadly what another says, are left out: each word
    is judged as if the user had typed it.
    """
    likely = [tag for tag in reading.tags if tag.speakable or tag.score >= LIKELY]
    said = {word for tag in likely for word in tag.broader if word != tag.label}
    named = [thing.label for thing in reading.things if thing.label != "person"]
    if reading.quality is None or reading.quality.kind in ("photo", "drawing"):
        named += [tag.label for tag in likely if tag.label not in said]
    return tuple(dict.fromkeys(named))[:most]


def seen_words(reading: Reading) -> str:
    """What the senses saw besides text, as a short phrase: "knife; 2 people"."""
    words = [*filter(None, [reading.described]), *seen_things(reading)]
    count = len(reading.people)
    if reading.ran("people"):
        words.append("no people" if not count else "1 person" if count == 1 else f"{count} people")
    return "; ".join(words) or "nothing recognised"


def render(spans: tuple[Span, ...]) -> str:
    """Spans as one string; text from images is quoted after its picture."""
    out: list[str] = []
    quoted: list[str] = []
    for span in spans:
        if span.source == "image_text":
            quoted.append(span.text)
            continue
        if quoted:
            out.append('[text in the picture: "' + " ".join(quoted) + '"]')
            quoted = []
        out.append(span.text)
    if quoted:
        out.append('[text in the picture: "' + " ".join(quoted) + '"]')
    return " ".join(out)
