"""A Conversation as the turns that the network was trained on, short enough for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from clearsight.content import Conversation, Image, Message, Text
from clearsight.models.tiny.prompt import Processor
from clearsight.models.tiny.tokens import IMAGE

_CUT = "\n...\n"


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn; `<image>` in `text` stands for each of `images`, in order."""

    role: str
    text: str
    images: tuple[Image, ...] = ()


def turns(conversation: Conversation) -> list[Turn]:
    """Every message; a tool's result is something that the user says."""
    return [_turn(message) for message in conversation]


def _turn(message: Message) -> Turn:
    """Pictures stand before the words, as in training, wherever the client put them."""
    # Words never become a picture, whoever types them.
    words = [p.text.replace(IMAGE, "< image >") for p in message.parts if isinstance(p, Text)]
    pieces = [IMAGE] * len(message.images) + words
    role = "user" if message.role == "tool" else message.role
    return Turn(role, "\n".join(pieces), message.images)


def fitted(
    said: list[Turn], seen: Mapping[str, str], processor: Processor, room: int
) -> tuple[list[Turn], list[int]]:
    """What fits of a conversation, and its prompt.

    The oldest turns go first; of a last turn that is too long by itself, the middle of its text.

    Args:
        seen: what was read in each picture, by its digest.
        room: tokens that a prompt may take.
    """
    while True:
        ids = _prompt(said, seen, processor)
        if len(ids) <= room:
            return said, ids
        said = said[1:] if len(said) > 1 else [_shorter(said[0], room / len(ids))]


def _prompt(said: list[Turn], seen: Mapping[str, str], processor: Processor) -> list[int]:
    read = [seen[image.digest] for turn in said for image in turn.images]
    return processor.prompt(said, read)


def _shorter(turn: Turn, share: float) -> Turn:
    """With this share of its words, from the start and the end.

    When there are no words to leave out, the first of its pictures goes.
    """
    lead = turn.text.rfind(IMAGE) + len(IMAGE) if IMAGE in turn.text else 0
    head, words = turn.text[:lead], turn.text[lead:]
    if len(words) > 2 * len(_CUT):
        keep = max(int(len(words) * share) - 2 * len(_CUT), 0)
        front = (keep + 1) // 2
        return replace(turn, text=head + words[:front] + _CUT + words[len(words) - keep + front :])
    return replace(turn, text=turn.text.replace(IMAGE, "", 1), images=turn.images[1:])
