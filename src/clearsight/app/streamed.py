"""An answer as it arrives: one JSON object a line, behind an empty line that comes at once.

{"notice": html, "say": text}                a warning, before the words it is about
{"text": words, "lang": code, "more": bool}  a sentence; `more` behind the first one
{"end": {...}}                               the state of the page and its parts
"""

import asyncio
import json
from collections.abc import AsyncIterator
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from clearsight.app.sentences import Sentences, first
from clearsight.content import Conversation
from clearsight.errors import ModelError
from clearsight.guard import Guard
from clearsight.guard.streamed import closing
from clearsight.language import language_of
from clearsight.roles import Model, samples, sees
from clearsight.verdict import Delta, Notice, Reply

SILENT_S = 20.0  # a model that says nothing for so long is given up


class Patient:
    """A model that is given up when it is silent, and only then.

    The limit is the model's alone. What the guard does before and between its words has limits of
    its own, and on a busy machine photos wait for a processor: none of that is the model's silence.
    """

    def __init__(self, model: Model) -> None:
        self._model, self.name = model, model.name
        self.sees, self.samples = sees(model), samples(model)

    async def reply(self, conversation: Conversation) -> Reply:
        """Raises ModelError: it failed."""
        return await self._model.reply(conversation)

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        """Raises ModelError: it failed, or said nothing for SILENT_S."""
        async with closing(self._model.stream(conversation)) as pieces:
            try:
                while True:
                    async with asyncio.timeout(SILENT_S):
                        piece = await anext(pieces)
                    yield piece
            except StopAsyncIteration:
                return
            except TimeoutError as error:
                raise ModelError(
                    f"{self.name} said nothing for {SILENT_S:g} s", retryable=True, told=True
                ) from error


def patient(guard: Guard) -> Guard:
    """The same guard, whose model is given up when it is silent for long."""
    mine = copy(guard)
    mine.model = Patient(guard.model)
    return mine


def line(value: dict[str, Any]) -> str:
    """One event."""
    return json.dumps(value, ensure_ascii=False) + "\n"


@dataclass
class Arriving:
    """An answer on its way: what came so far, and the events that it makes.

    Attributes:
        text: all words so far.
        told: categories of warnings that were given.
        reply: set when the answer is complete.
    """

    cutter: Sentences = field(default_factory=Sentences)
    text: str = ""
    told: set[str] = field(default_factory=set)
    reply: Reply | None = None
    language: str = ""

    def take(self, delta: Delta) -> tuple[tuple[Notice, ...], str]:
        """Warnings that were not given yet, and the sentences that are whole now."""
        fresh = tuple(one for one in delta.notices if one.category not in self.told)
        self.told.update(one.category for one in fresh)
        self.reply = delta.reply or self.reply
        words = self.cutter.add(delta.text) if delta.text else ""
        return fresh, words + (self.cutter.rest() if self.reply is not None else "")

    def events(self, words: str) -> str:
        """Sentences as events, the first one apart from the rest."""
        self.language = self.language or language_of(words)
        out = ""
        while words:
            more = self._said_first()
            now, words = (words, "") if more else first(words)
            self.text += now
            out += line({"text": now, "lang": self.language, "more": more})
        return out

    def _said_first(self) -> bool:
        # A sentence has ended once another word follows it.
        return bool(first(f"{self.text} A")[1].strip())
