"""What a judge is shown: turns of user and assistant, the judged one last.

Guard models know two roles that take turns. Everything that is not the assistant's (system
messages, tool results, what stands behind the last user message) is shown as the user's.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from clearsight.aloud import Span, View, render
from clearsight.content import Conversation, Image, Message, Part, Role, Text
from clearsight.reading import Box
from clearsight.verdict import Where

MOST_TURNS = 8  # earlier turns; the built-in detectors look further back
_WHOLE = Box(0.0, 0.0, 1.0, 1.0)
_CONTROL = re.compile(
    r"<(?=\||/?s>|(?:start|end)_of_turn>|/?(?:BEGIN|END)[ _])|\[(?=/?INST\])", re.IGNORECASE
)


def dialogue(view: View, images: tuple[Image, ...] | None) -> Conversation | None:
    """The conversation as alternating turns; None when nothing is there to be judged.

    Args:
        images: what a judge with eyes is shown, in the last user turn; it also gets the text that
            was read from them. None for a judge without eyes: pictures are read aloud.
    """
    request = _words(view.request, images)
    seen: tuple[Part, ...] = images or ()
    if not request and not seen:
        return None
    if view.stage == "after" and not view.answer:
        return None
    turns = _earlier(view, images)
    words: tuple[Part, ...] = (Text(request),) if request else ()
    turns.append(Message("user", (*words, *seen)))
    if view.stage == "after":
        turns.append(Message("assistant", (Text(safe(view.answer)),)))
    return Conversation(tuple(_alternating(turns)))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and where it stands."""

    image: Image
    where: Where


def pictures(view: View) -> list[Picture]:
    """Every picture of the conversation once: a model still sees those of earlier turns."""
    found: dict[str, Picture] = {}
    for number, message in enumerate(view.conversation):
        for index, part in enumerate(message.parts):
            if isinstance(part, Image):
                found[part.digest] = Picture(part, Where(number, index, box=_WHOLE))
    return list(found.values())


def request_words(view: View) -> str:
    """The last user turn read aloud, for a judge of single texts."""
    return safe(view.aloud())


def safe(text: str) -> str:
    """Text that cannot end its own quotation: control words of prompt formats are broken up.

    Lone surrogates, which no UTF-8 can hold, become question marks.
    """
    cleaned = text.encode("utf-8", "replace").decode("utf-8").strip()
    return _CONTROL.sub(lambda match: match[0] + " ", cleaned)


def _earlier(view: View, images: tuple[Image, ...] | None) -> list[Message]:
    turns: list[Message] = []
    for index, message in enumerate(view.conversation.messages[: max(view.last_user_index, 0)]):
        spans = [s for s in view.spans if s.message == index and s.source != "tool_definition"]
        words = _words(spans, images)
        if words:
            role: Role = "assistant" if message.role == "assistant" else "user"
            turns.append(Message(role, (Text(words),)))
    return turns[-MOST_TURNS:]


def _words(spans: Iterable[Span], images: tuple[Image, ...] | None) -> str:
    # A judge with eyes needs no tags; the text in a picture it may misread.
    kept = tuple(s for s in spans if images is None or s.source != "image_tag")
    return safe(render(kept))


def _alternating(turns: list[Message]) -> list[Message]:
    """Neighbours of one role joined; the first turn is the user's."""
    out: list[Message] = []
    for number, turn in enumerate(turns):
        role: Role = "user" if number == 0 else turn.role
        if out and out[-1].role == role:
            out[-1] = Message(role, _joined(out[-1].parts, turn.parts))
        else:
            out.append(Message(role, turn.parts))
    return out


def _joined(one: tuple[Part, ...], other: tuple[Part, ...]) -> tuple[Part, ...]:
    texts = [part.text for part in (*one, *other) if isinstance(part, Text)]
    return (Text("\n\n".join(texts)), *(p for p in (*one, *other) if not isinstance(p, Text)))
