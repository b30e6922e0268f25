"""A conversation as token numbers: the same in training and in serving.

ChatML, as SmolLM2 was tuned, but without its default system turn. Where a picture stands, a row of
`<image>` tokens keeps its place, one for each vector that the connector makes of it. Behind it
stands what our text sense read, quoted: a documented expert (the tower cannot read), which `ocr`
switches off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from clearsight.errors import UsageError
from clearsight.models.tiny.tokens import IMAGE, Tokens

IGNORED = -100  # a label that no loss looks at, as in PyTorch's cross entropy
SLOTS = 23


class Turn(Protocol):
    """A turn of a conversation; `<image>` in the text stands for a picture."""

    @property
    def role(self) -> str: ...

    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Example:
    """What is learnt from one row.

    Attributes:
        ids: token numbers.
        labels: the same where it is learnt, else IGNORED; not shifted.
    """

    ids: list[int]
    labels: list[int]


@dataclass(frozen=True, slots=True)
class Processor:
    """Writes prompts.

    Attributes:
        tokens: the vocabulary.
        slots: vectors that the connector makes of one picture.
        ocr: whether the text read in a picture is told.
        ocr_tokens: at most so many tokens of it; a longer text ends in " ...".
    """

    tokens: Tokens
    slots: int = SLOTS
    ocr: bool = True
    ocr_tokens: int = 160

    def prompt(self, turns: Sequence[Turn], seen: Sequence[str] = ()) -> list[int]:
        """Up to the point where the assistant speaks.

        Args:
            turns: the conversation; `<image>` marks its pictures.
            seen: what was read in each picture, in the same order; "" where nothing was read.
                Empty: nothing was read in any.

        Raises:
            UsageError: `seen` has another number of entries than there are pictures.
        """
        read = _Read(seen)
        ids: list[int] = []
        for turn in turns:
            content = self._content(turn.text, read)
            ids += [self.tokens.start, *self.tokens.encode(f"{turn.role}\n"), *content]
            ids += [self.tokens.end, *self.tokens.encode("\n")]
        read.finish()
        return [*ids, self.tokens.start, *self.tokens.encode("assistant\n")]

    def example(self, turns: Sequence[Turn], answer: str, seen: Sequence[str] = ()) -> Example:
        """A conversation and its answer; the answer and `<|im_end|>` are learnt."""
        prompt = self.prompt(turns, seen)
        learnt = [*self.tokens.encode(answer), self.tokens.end]
        return Example(prompt + learnt, [IGNORED] * len(prompt) + learnt)

    def document(self, text: str, seen: Sequence[str] = ()) -> Example:
        """Interleaved text and pictures; every token but the pictures' is learnt."""
        read = _Read(seen)
        ids = [*self._content(text, read), self.tokens.pad]
        read.finish()
        hidden = self.tokens.image
        return Example(ids, [IGNORED if one == hidden else one for one in ids])

    def _content(self, text: str, read: "_Read") -> list[int]:
        pieces = [piece.strip("\n") for piece in text.split(IMAGE)]
        ids = self.tokens.encode(pieces[0]) if pieces[0] else []
        for piece in pieces[1:]:
            newline = self.tokens.encode("\n")
            ids += [*(newline if ids else ()), *[self.tokens.image] * self.slots]
            told = read.next()
            if self.ocr and told.strip():
                ids += [*newline, *self._told(told)]
            if piece:
                ids += [*newline, *self.tokens.encode(piece)]
        return ids

    def _told(self, text: str) -> list[int]:
        # No quotation mark of the picture may close the quotation and speak as the user.
        lines = [line.strip().replace('"', "'") for line in text.splitlines()]
        ids = self.tokens.encode(" / ".join(line for line in lines if line))
        if len(ids) > self.ocr_tokens:
            ids = [*ids[: self.ocr_tokens], *self.tokens.encode(" ...")]
        return [*self.tokens.encode('Text in image: "'), *ids, *self.tokens.encode('"')]


class _Read:
    """What was read, handed out picture by picture."""

    def __init__(self, seen: Sequence[str]) -> None:
        self._seen, self._pictures = seen, 0

    def next(self) -> str:
        self._pictures += 1
        if not self._seen:
            return ""
        if self._pictures > len(self._seen):
            raise self._wrong("more")
        return self._seen[self._pictures - 1]

    def finish(self) -> None:
        if self._seen and self._pictures != len(self._seen):
            raise self._wrong(str(self._pictures))

    def _wrong(self, pictures: str) -> UsageError:
        return UsageError(
            f"what was read is given for {len(self._seen)} pictures, but the turns hold {pictures} "
            f"{IMAGE} marks; give one text a picture, or none at all"
        )
