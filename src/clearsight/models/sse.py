"""Server-sent events as chat completions send them; pure, so that it can be tested and fuzzed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from clearsight import wire
from clearsight.content import ToolCall
from clearsight.errors import ModelError
from clearsight.verdict import Reply, Usage

MOST_EVENT_BYTES = 1 << 20


class EventBuffer:
    """Bytes in, the data of whole events out; any cut of the bytes gives the same events."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[str]:
        """Yield the data of each event that is complete.

        Raises:
            ModelError: an event larger than MOST_EVENT_BYTES, or one that is not UTF-8.
        """
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > MOST_EVENT_BYTES:
            raise ModelError(
                f"the stream holds an event of over {MOST_EVENT_BYTES} bytes", told=True
            )
        for line in lines:
            if line.startswith(b"data:"):
                try:
                    yield line[5:].strip().decode("utf-8")
                except UnicodeDecodeError as error:
                    raise ModelError(
                        "the stream holds an event that is not UTF-8", told=True
                    ) from error


@dataclass
class Gathered:
    """The answer as it has arrived so far."""

    model: str
    text: str = ""
    finish_reason: str = ""
    done: bool = False
    usage: Usage | None = None
    calls: dict[int, dict[str, str]] = field(default_factory=dict)

    def take(self, data: str) -> str:
        """Add one event; returns the new words.

        Raises:
            ModelError: the event is an error or no chunk of a chat completion.
        """
        if data == "[DONE]":
            self.done = True
            return ""
        try:
            event = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise ModelError(f"{self.model} sent an event that is not JSON", told=True) from error
        if not isinstance(event, dict):
            raise ModelError(f"{self.model} sent an event that is no object", told=True)
        if event.get("error"):
            raise wire.reported(self.model, event["error"])
        self.usage = wire.usage(event) or self.usage
        try:
            choices = event.get("choices") or ()
            return "".join(self._choice(choice) for choice in choices)
        except (TypeError, AttributeError, ValueError, OverflowError) as error:
            raise ModelError(
                f"{self.model} sent an event of an unknown shape", told=True
            ) from error

    def _choice(self, choice: dict[str, Any]) -> str:
        # We ask for one choice; another one would reach nobody's judgement, so it is an error.
        if (choice.get("index") or 0) != 0:
            raise ModelError(f"{self.model} sent a second choice that was not asked for", told=True)
        reason = choice.get("finish_reason")
        self.finish_reason = wire.ended(reason) if reason else self.finish_reason
        delta = choice.get("delta") or {}
        for call in delta.get("tool_calls") or ():
            self._call(call)
        words = delta.get("content") or delta.get("refusal") or ""
        if not isinstance(words, str):
            raise ModelError(f"{self.model} sent content that is no text", told=True)
        self.text += words
        return words

    def _call(self, call: dict[str, Any]) -> None:
        kept = self.calls.setdefault(
            int(call.get("index") or 0), {"id": "", "name": "", "arguments": ""}
        )
        function = call.get("function") or {}
        kept["id"] = str(call.get("id") or kept["id"])
        kept["name"] += function.get("name") or ""
        kept["arguments"] += function.get("arguments") or ""

    def reply(self) -> Reply:
        """The whole answer.

        Raises:
            ModelError: the stream ended before the answer did.
        """
        if not self.done and not self.finish_reason:
            raise ModelError(
                f"{self.model} cut the stream before its end, after {len(self.text)} characters",
                retryable=True,
                told=True,
            )
        calls = tuple(
            ToolCall(c["id"], c["name"], c["arguments"]) for _, c in sorted(self.calls.items())
        )
        return Reply(
            self.text,
            finish_reason=self.finish_reason or "stop",
            model=self.model,
            tool_calls=calls,
            usage=self.usage,
        )
