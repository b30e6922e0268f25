"""Replies as Anthropic's Messages API says them. Pure functions and a writer of events.

A refusal is `stop_reason` "refusal" with its wording as text, because most programs show nothing
else. Warnings and reasons are in `x_clearsight`, never in text.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clearsight.content import ToolCall
from clearsight.errors import ModelError
from clearsight.gateway.answered import Frame, dumps, extras
from clearsight.gateway.problems import Problem
from clearsight.gateway.responded import released
from clearsight.gateway.stream import event
from clearsight.verdict import Delta, Reply, Usage

Event = dict[str, Any]
STOPS = {"length": "max_tokens", "tool_calls": "tool_use", "content_filter": "refusal"}
KINDS: Mapping[int, str] = {
    400: "invalid_request_error", 401: "authentication_error", 403: "permission_error",
    404: "not_found_error", 413: "request_too_large", 429: "rate_limit_error",
    503: "overloaded_error",
}  # fmt: skip


def said(problem: Problem, trace_id: str) -> dict[str, Any]:
    """An error in Anthropic's form; where it stands and our code are in the message."""
    kind = KINDS.get(problem.status) or (
        "invalid_request_error" if problem.status < 500 else "api_error"
    )
    error = {"type": kind, "message": str(problem), "code": problem.code}
    return {"type": "error", "error": error, "request_id": trace_id}


@dataclass
class Messages:
    """One message, whole or in events; see `clearsight.gateway.answering.Voice`.

    Attributes:
        prompt_tokens: an estimate, for the start of a stream; the end has the model's count.
    """

    frame: Frame
    prompt_tokens: int
    working: bytes = event({"type": "ping"}, "ping")
    _open: bool = False

    def whole(self, replies: Sequence[Reply], usage: Usage) -> bytes:
        (reply,) = replies
        words, calls = _content(reply)
        content = [{"type": "text", "text": words}] if words or not calls else []
        content += [_tool_use(call) for call in calls]
        ended = {"stop_reason": _stop(reply), "stop_sequence": None}
        body = {**self._head(), "content": content, **ended, "usage": _counts(usage)}
        return dumps({**body, "x_clearsight": extras(self.frame, [reply])})

    def begin(self) -> bytes:
        usage = _counts(Usage(self.prompt_tokens, 0))
        ended = {"stop_reason": None, "stop_sequence": None}
        message = {**self._head(), "content": [], **ended, "usage": usage}
        return _events([{"type": "message_start", "message": message}])

    def piece(self, number: int, delta: Delta) -> bytes:
        return _events(self._words(delta.text)) if delta.text else b""

    def end(self, replies: Sequence[Reply], usage: Usage) -> bytes:
        (reply,) = replies
        return _events(self._rest(reply, usage))

    def failed(self, problem: Problem) -> bytes:
        return event(said(problem, self.frame.trace_id), "error")

    def _head(self) -> dict[str, Any]:
        head = {"id": f"msg_{self.frame.trace_id}", "type": "message", "role": "assistant"}
        return {**head, "model": self.frame.model}

    def _words(self, words: str) -> Iterator[Event]:
        if not self._open:
            self._open = True
            block = {"type": "text", "text": ""}
            yield {"type": "content_block_start", "index": 0, "content_block": block}
        yield _delta(0, {"type": "text_delta", "text": words})

    def _rest(self, reply: Reply, usage: Usage) -> Iterator[Event]:
        calls = _content(reply)[1]
        if reply.refusal is not None and released(reply):
            # The words released before stay; the wording follows them.
            yield from self._words("\n\n" + reply.refusal.text)
        if not self._open and not calls:
            yield from self._words("")
        index = int(self._open)
        if self._open:
            yield {"type": "content_block_stop", "index": 0}
        for number, call in enumerate(calls, index):
            yield from _called(number, call)
        ended = {"stop_reason": _stop(reply), "stop_sequence": None}
        x_clearsight = extras(self.frame, [reply])
        counts = {"usage": _counts(usage), "x_clearsight": x_clearsight}
        yield {"type": "message_delta", "delta": ended, **counts}
        yield {"type": "message_stop"}


def _content(reply: Reply) -> tuple[str, tuple[ToolCall, ...]]:
    calls = reply.tool_calls if reply.refusal is None else ()
    return reply.text, calls


def _stop(reply: Reply) -> str:
    return "refusal" if reply.refusal is not None else STOPS.get(reply.finish_reason, "end_turn")


def _tool_use(call: ToolCall) -> dict[str, Any]:
    try:
        given = json.loads(call.arguments or "{}")
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        text = f"the model called {call.name[:80]!r} with arguments that are no JSON object"
        raise ModelError(text, retryable=True, told=True)
    return {"type": "tool_use", "id": call.id, "name": call.name, "input": given}


def _called(index: int, call: ToolCall) -> Iterator[Event]:
    block = _tool_use(call)
    empty = {**block, "input": {}}
    yield {"type": "content_block_start", "index": index, "content_block": empty}
    # What was judged is what goes out: the model's own text, not ours.
    yield _delta(index, {"type": "input_json_delta", "partial_json": call.arguments or "{}"})
    yield {"type": "content_block_stop", "index": index}


def _delta(index: int, delta: dict[str, Any]) -> Event:
    return {"type": "content_block_delta", "index": index, "delta": delta}


def _counts(usage: Usage) -> dict[str, int]:
    return {"input_tokens": usage.prompt_tokens, "output_tokens": usage.completion_tokens}


def _events(events: Iterable[Event]) -> bytes:
    return b"".join(event(one, one["type"]) for one in events)
