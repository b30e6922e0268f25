"""Streams cut at random, through a real Guard: how much of what must not leave has left."""

import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace

from clearsight.aloud import View
from clearsight.content import Conversation, Image, user
from clearsight.guard import Guard
from clearsight.policy import Policy
from clearsight.reading import Reading
from clearsight.verdict import Delta, Finding, Reply, Where

# Plain text, text without spaces, marks that combine with the letter before, a surrogate pair.
ALPHABETS = ("abcdefgh ij. ", "漢字仮名交文", "e\u0301a\u0308o ", "🙂👩‍👩‍👧 x", "a\nb\r\n\t ")
OPEN, CLOSE = "\u27ea", "\u27eb"


@dataclass(frozen=True)
class Case:
    """One answer and the way it is cut.

    Attributes:
        pieces: as the model sends them; together the answer.
        spans: (start, end) of what violates, marked by OPEN and CLOSE; found only when whole.
    """

    pieces: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def case(rng: random.Random, *, span: tuple[int, int], violating: bool = True) -> Case:
    """A random answer, cut in a random way.

    Args:
        span: shortest and longest violating passage, in characters.
    """
    alphabet = rng.choice(ALPHABETS)
    text, spans = _letters(rng, alphabet, rng.randrange(0, 1500)), []
    for _ in range(rng.choice((1, 1, 2)) if violating else 0):
        inside = _letters(rng, alphabet, rng.randint(*span) - 2)
        spans.append((len(text), len(text) + len(inside) + 2))
        text += OPEN + inside + CLOSE + _letters(rng, alphabet, rng.randrange(0, 900))
    return Case(tuple(_cut(rng, text)), tuple(spans))


def _letters(rng: random.Random, alphabet: str, count: int) -> str:
    return "".join(rng.choices(alphabet, k=max(0, count)))


def _cut(rng: random.Random, text: str) -> list[str]:
    """Single characters, tokens, lines, everything at once, with empty pieces between."""
    kind, out, at = rng.randrange(5), [], 0
    while at < len(text):
        size = (1, rng.randint(1, 8), rng.randint(1, 300), len(text), rng.choice((1, 700)))[kind]
        out.append(text[at : at + size])
        at += size
        if rng.random() < 0.05:
            out.append("")
    return out


@dataclass
class Speaker:
    """Speaks one Case."""

    case: Case
    name: str = "speaker"
    arrived: int = 0

    async def reply(self, conversation: Conversation) -> Reply:
        return Reply(self.case.text, model=self.name)

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        for piece in self.case.pieces:
            self.arrived += len(piece)
            yield Delta(piece)
        yield Delta(reply=Reply(self.case.text, model=self.name))


@dataclass
class Marked:
    """Finds a marked passage once its end is there, and notes what it was shown."""

    name: str = "marked"
    version: str = "1"
    seen: list[str] = field(default_factory=list)

    async def detect(self, view: View) -> Sequence[Finding]:
        if view.stage == "before":
            return ()
        # `view.answer` is without the blanks around it, and here every character counts.
        text = "\n".join(span.text for span in view.answer_spans)
        self.seen.append(text)
        start = text.find(OPEN)
        if start < 0 or text.find(CLOSE, start) < 0:
            return ()
        return (Finding("illicit", 1.0, Where(1, 0), self.name, self.version),)


class Nothing:
    """A Reader of no picture."""

    async def read(self, image: Image) -> Reading:
        raise NotImplementedError


@dataclass(frozen=True)
class Run:
    """What one stream let out.

    Attributes:
        leaked: characters of violating passages that reached the reader.
        judged: all that was delivered had been judged, word for word.
        refused: the stream ended as a refusal.
        behind: for each piece delivered, how many characters the model was ahead of its first one.
        looks: judgements of the answer.
    """

    leaked: int
    judged: bool
    refused: bool
    behind: tuple[int, ...]
    looks: int


def under(policy: Policy, *, window: int | None) -> Policy:
    """The policy with this window, or with whole answers judged before a word leaves."""
    if window is None:
        return replace(policy, rules=replace(policy.rules, stream="buffered"))
    rules = replace(policy.rules, stream="windowed", window_chars=window)
    return replace(policy, rules=rules)


async def run(one: Case, policy: Policy) -> Run:
    """Stream one case through a Guard."""
    detector, speaker = Marked(), Speaker(one)
    guard = Guard(speaker, [detector], policy, reader=Nothing())
    out, reply, judged, behind = "", None, True, []
    async for delta in guard.stream(user("Hello")):
        reply = delta.reply or reply
        if delta.text and not (reply is None and _wording(delta, policy)):
            behind.append(speaker.arrived - len(out))
            out += delta.text
            judged = judged and any(text.startswith(out) for text in detector.seen)
    assert reply is not None
    leaked = sum(max(0, min(end, len(out)) - start) for start, end in one.spans)
    refused = reply.refusal is not None
    if not refused:
        judged = judged and out == reply.text == one.text and detector.seen[-1] == out
    return Run(leaked, judged, refused, tuple(behind), len(detector.seen))


def _wording(delta: Delta, policy: Policy) -> bool:
    """Whether the piece is the refusal's text, which is no word of the model."""
    return delta.text in policy.rules.wording["en"].values()
