"""A test double that implements the real protocol: set text, latency and faults.

As a spec: "scripted:text=A+cat.&latency_ms=20&fault=truncate". It never looks at a picture.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Mapping
from typing import Literal, cast, get_args
from urllib.parse import parse_qs

from clearsight.content import Conversation, ToolCall
from clearsight.errors import ModelError, UsageError
from clearsight.roles import Means
from clearsight.verdict import Delta, Reply

Fault = Literal["none", "error", "hang", "truncate"]


class Scripted:
    """Answers every conversation with the same words.

    Args:
        text: the answer; `{n}` in it is the number of the conversation, from 1, so that no two
            answers are the same to a cache.
        latency_ms: wait before the first piece.
        chunk_chars: size of streamed pieces.
        fault: "error" raises at once, "hang" never answers, "truncate" breaks off half-way.
        tool_calls: returned with the answer.
        sees: whether it says that it looks at pictures.
        samples: whether it says that asked twice it may answer differently.
    """

    def __init__(
        self,
        text: str = "",
        *,
        latency_ms: float = 0.0,
        chunk_chars: int = 16,
        fault: Fault = "none",
        tool_calls: tuple[ToolCall, ...] = (),
        sees: bool = False,
        samples: bool = False,
    ) -> None:
        self.name, self.sees, self.samples = "scripted", sees, samples
        self.asked: list[Conversation] = []
        self._text, self._latency_ms, self._chunk_chars = text, latency_ms, chunk_chars
        self._fault, self._tool_calls = fault, tool_calls

    async def reply(self, conversation: Conversation) -> Reply:
        async for delta in self.stream(conversation):
            if delta.reply is not None:
                return delta.reply
        raise ModelError("scripted model broke off", retryable=True, told=True)

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        self.asked.append(conversation)
        await asyncio.sleep(self._latency_ms / 1000)
        if self._fault == "error":
            raise ModelError("scripted model failed as it was told to", retryable=True, told=True)
        if self._fault == "hang":
            await asyncio.Event().wait()
        text = self._text.replace("{n}", str(len(self.asked)))
        end = len(text) // 2 if self._fault == "truncate" else len(text)
        for start in range(0, end, self._chunk_chars):
            yield Delta(text[start : min(end, start + self._chunk_chars)])
        if self._fault != "truncate":
            reason = "tool_calls" if self._tool_calls else "stop"
            yield Delta(
                reply=Reply(
                    text,
                    finish_reason=reason,
                    model=self.name,
                    tool_calls=self._tool_calls,
                )
            )


def make(argument: str, means: Means) -> Scripted:
    """From "text=...&latency_ms=...&chunk_chars=...&fault=..."."""
    given = {key: values[-1] for key, values in parse_qs(argument, strict_parsing=False).items()}
    unknown = set(given) - {"text", "latency_ms", "chunk_chars", "fault"}
    fault = given.get("fault", "none")
    if unknown or fault not in get_args(Fault):
        raise UsageError(
            f"scripted:{argument} is not understood; expected text, latency_ms, chunk_chars and "
            f"fault (one of {', '.join(get_args(Fault))}), as in scripted:text=Hello&latency_ms=20"
        )
    return Scripted(
        given.get("text", ""),
        latency_ms=_number(given, "latency_ms", float, least=0),
        chunk_chars=int(_number(given, "chunk_chars", int, least=1)),
        fault=cast(Fault, fault),
    )


def _number(
    given: Mapping[str, str], name: str, kind: type[int] | type[float], *, least: int
) -> float:
    value = given.get(name, "16" if name == "chunk_chars" else "0")
    try:
        number = kind(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < least:
        expected = "a whole number" if kind is int else "a number"
        raise UsageError(f"scripted: {name}={value}: expected {expected}, at least {least}")
    return number
