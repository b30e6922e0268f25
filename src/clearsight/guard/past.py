"""A conversation's earlier turns, named by what was judged of them, and without some of them.

A turn is a user's message with all that follows it up to the next one. It has two names: by its
message alone (role, parts, bytes of pictures), and by its place: each message behind all that the
model would get before it. What names a turn is a digest, keyed by whoever remembers it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from clearsight.content import Conversation, Image, Message, Text
from clearsight.verdict import HISTORY, Finding, Known, Where


@dataclass(frozen=True, slots=True)
class Refused:
    """A turn that was refused.

    Attributes:
        rule: of the deciding Verdict.
        categories: all that would have refused it, the deciding one first; empty when a picture
            could not be read.
        turns: how many turns the refusal rests on, this one the last of them.
        trace: id of the trace in which it was judged.
    """

    rule: str
    categories: tuple[str, ...]
    score: float
    turns: int
    trace: str
    at_s: float

    def known(self, place: int, now: str) -> Known:
        """For the trace of a request that brings it along."""
        return Known(place, self.trace, self.rule, now)

    def finding(self, place: int, now: str) -> list[Finding]:
        """As a Finding, so that the policy decides; an unread picture has no category."""
        if not self.categories:
            return []
        return [Finding(self.categories[0], self.score, Where(place, 0), HISTORY, "1", now)]


@dataclass(frozen=True)
class Past:
    """A conversation as it is judged and handed on, and what is known of its earlier turns.

    Attributes:
        conversation: without the turns that are withheld.
        numbers: by message of it, the message's index as it was sent.
        excused: of its messages, those that are not held against the request again.
        forgiven: the families of categories that this is about; other findings in them count.
        findings, known: of turns that were refused before.
    """

    conversation: Conversation
    numbers: tuple[int, ...]
    excused: frozenset[int] = frozenset()
    forgiven: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()
    known: tuple[Known, ...] = ()

    @classmethod
    def of(cls, conversation: Conversation) -> "Past":
        """Of a conversation nothing is known of."""
        return cls(conversation, tuple(range(len(conversation.messages))))

    @property
    def refuses(self) -> bool:
        """Whether a turn that was refused before settles this request."""
        return bool(self.findings) and any(one.now == "refuse" for one in self.known)

    def without(self, turns: Iterable[range]) -> "Past":
        """The conversation less some turns."""
        gone = {number for turn in turns for number in turn}
        left = [n for n in range(len(self.numbers)) if n not in gone]
        messages = tuple(self.conversation.messages[n] for n in left)
        talk = replace(self.conversation, messages=messages)
        return replace(self, conversation=talk, numbers=tuple(self.numbers[n] for n in left))

    def sent(self, finding: Finding) -> Finding:
        """A finding with its place in the conversation as it was sent."""
        if self.numbers == tuple(range(len(self.numbers))):
            return finding
        where = finding.where
        regions = tuple(replace(r, message=self._number(r.message)) for r in where.regions)
        place = replace(where, message=self._number(where.message), regions=regions)
        return replace(finding, where=place)

    def back(self, message: int) -> int:
        """A place in what was sent as a place in what is judged; behind it when it is not there."""
        return self.numbers.index(message) if message in self.numbers else len(self.numbers)

    def _number(self, message: int) -> int:
        """An answer under judgement stands behind all of it."""
        if 0 <= message < len(self.numbers):
            return self.numbers[message]
        return self.numbers[-1] + 1 if message >= len(self.numbers) else message


def turns(messages: Sequence[Message]) -> list[range]:
    """The messages of each turn; what stands before the first user's message is in none."""
    starts = [n for n, message in enumerate(messages) if message.role == "user"]
    return [
        range(start, end) for start, end in zip(starts, [*starts[1:], len(messages)], strict=True)
    ]


def alone(message: Message) -> str:
    """Names a message by itself."""
    return _digest(b"alone", *_said(message)).hex()


def placed(conversation: Conversation) -> Iterator[str]:
    """Names each message by all that was said up to it.

    System messages are left out: products put the date there, and they are judged apart.
    """
    behind = b""
    for message in conversation:
        if message.role != "system":
            behind = _digest(behind, *_said(message))
        yield behind.hex()


def whole(conversation: Conversation) -> Iterator[str]:
    """Names each message by everything that a detector could see up to it, tools included."""
    behind = _digest(*(t.encode("utf-8", "surrogatepass") for tool in conversation.tools
                       for t in (tool.name, tool.definition)))  # fmt: skip
    for message in conversation:
        behind = _digest(behind, *_said(message))
        yield behind.hex()


def _said(message: Message) -> Iterator[bytes]:
    yield message.role.encode()
    yield b"" if message.tool_call_id is None else b"=" + _raw(message.tool_call_id)
    for part in message.parts:
        if isinstance(part, Text):
            yield b"text"
            yield _raw(part.text)
        elif isinstance(part, Image):
            yield b"image"
            yield part.digest.encode()
        else:
            yield b"call"
            yield from map(_raw, (part.id, part.name, part.arguments))


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _digest(*pieces: bytes) -> bytes:
    """One digest of several pieces; lengths go in, so that no two lists run together."""
    out = hashlib.blake2b(digest_size=32)
    for piece in pieces:
        out.update(len(piece).to_bytes(8, "big"))
        out.update(piece)
    return out.digest()
