"""Replies as OpenAI's Responses API says them. Pure functions and a writer of events.

A refusal is a part of its own kind, never `output_text`. When nothing had been released before it,
the response is "completed"; one that was cut in mid-stream is "incomplete", reason
"content_filter". Warnings and reasons are in `x_clearsight`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clearsight.content import ToolCall
from clearsight.gateway.answered import Frame, dumps, extras
from clearsight.gateway.problems import Problem
from clearsight.gateway.stream import event
from clearsight.verdict import Delta, Reply, Usage

Event = dict[str, Any]
ECHOED = ("max_output_tokens", "parallel_tool_calls", "temperature", "top_p", "truncation")


def released(reply: Reply) -> str:
    """The model's own words in a Reply: a refusal's wording is none."""
    refusal = reply.refusal
    return "" if refusal is not None and reply.text == refusal.text else reply.text


@dataclass
class Responses:
    """One response, whole or in events; see `clearsight.gateway.answering.Voice`.

    Attributes:
        id: of the response.
        asked: the request's JSON, for the fields that the protocol repeats.
        stored: whether a later request may refer to it.
    """

    frame: Frame
    id: str
    asked: Mapping[str, Any]
    stored: bool
    working: bytes = b": working\n\n"
    _said: str = ""
    _open: bool = False
    _number: int = field(default=-1)

    def whole(self, replies: Sequence[Reply], usage: Usage) -> bytes:
        return dumps(self.response(replies[0], usage))

    def begin(self) -> bytes:
        under_way = {**self._head("in_progress"), "output": [], "usage": None}
        names = ("response.created", "response.in_progress")
        return self._events({"type": name, "response": under_way} for name in names)

    def piece(self, number: int, delta: Delta) -> bytes:
        return self._events(self._words(delta.text)) if delta.text and not delta.wording else b""

    def end(self, replies: Sequence[Reply], usage: Usage) -> bytes:
        response = self.response(replies[0], usage)
        name = f"response.{response['status']}"
        closing = [*self._rest(response["output"]), {"type": name, "response": response}]
        return self._events(closing)

    def failed(self, problem: Problem) -> bytes:
        said = {"code": problem.code, "message": str(problem), "param": problem.param}
        return self._events([{"type": "error", **said}])

    def response(self, reply: Reply, usage: Usage) -> dict[str, Any]:
        """The whole response."""
        reason = None
        if reply.refusal is not None and released(reply):
            reason = "content_filter"
        elif reply.finish_reason == "length":
            reason = "max_output_tokens"
        status = "incomplete" if reason else "completed"
        return {
            **self._head(status),
            "incomplete_details": {"reason": reason} if reason else None,
            "output": self._output(reply, status),
            "usage": {
                "input_tokens": usage.prompt_tokens,
                "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
                "output_tokens": usage.completion_tokens,
                "output_tokens_details": {"reasoning_tokens": 0},
                "total_tokens": usage.prompt_tokens + usage.completion_tokens,
            },
            "x_clearsight": extras(self.frame, [reply]),
        }

    def _head(self, status: str) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": "response",
            "created_at": self.frame.created,
            "status": status,
            "error": None,
            "incomplete_details": None,
            "instructions": None,
            "metadata": {},
            "model": self.frame.model,
            "previous_response_id": self.asked.get("previous_response_id"),
            "store": self.stored,
            "text": {"format": {"type": "text"}},
            # The caller's own words are not repeated: nobody judged them for the way back.
            "tool_choice": "auto",
            "tools": [],
            **{name: self.asked.get(name) for name in ECHOED},
            "parallel_tool_calls": self.asked.get("parallel_tool_calls") is not False,
        }

    def _output(self, reply: Reply, status: str) -> list[dict[str, Any]]:
        words, parts = released(reply), []
        calls = reply.tool_calls if reply.refusal is None else ()
        if words or not (calls or reply.refusal):
            parts.append(_text(words))
        if reply.refusal is not None:
            parts.append({"type": "refusal", "refusal": reply.refusal.text})
        items = [{**self._message(status), "content": parts}] if parts else []
        return items + [self._call(number, call) for number, call in enumerate(calls)]

    def _message(self, status: str) -> dict[str, Any]:
        head = {"id": f"msg_{self.frame.trace_id}", "type": "message", "status": status}
        return {**head, "role": "assistant", "content": []}

    def _call(self, number: int, call: ToolCall) -> dict[str, Any]:
        return {
            "id": f"fc_{self.frame.trace_id}_{number}",
            "type": "function_call",
            "status": "completed",
            "call_id": call.id,
            "name": call.name,
            "arguments": call.arguments,
        }

    def _words(self, words: str) -> Iterator[Event]:
        if not self._open:
            yield from self._begun(_text(""))
        self._said += words
        place = self._place(0)
        yield {"type": "response.output_text.delta", **place, "delta": words, "logprobs": []}

    def _begun(self, part: dict[str, Any]) -> Iterator[Event]:
        """The message has begun, with its first part."""
        self._open = True
        added = {"output_index": 0, "item": self._message("in_progress")}
        yield {"type": "response.output_item.added", **added}
        yield {"type": "response.content_part.added", **self._place(0), "part": part}

    def _place(self, content: int, item: int = 0) -> dict[str, Any]:
        place = {"item_id": f"msg_{self.frame.trace_id}", "output_index": item}
        return {**place, "content_index": content}

    def _rest(self, output: Sequence[dict[str, Any]]) -> Iterator[Event]:
        """What was not said yet: ends of parts, a refusal, tool calls."""
        for index, item in enumerate(output):
            if item["type"] == "message":
                for number, part in enumerate(item["content"]):
                    yield from self._part(number, part)
            else:
                yield from _called(index, item)
            yield {"type": "response.output_item.done", "output_index": index, "item": item}

    def _part(self, number: int, part: dict[str, Any]) -> Iterator[Event]:
        place = self._place(number)
        empty = _text("") if part["type"] == "output_text" else {"type": "refusal", "refusal": ""}
        if not self._open:
            yield from self._begun(empty)
        elif number:
            yield {"type": "response.content_part.added", **place, "part": empty}
        if part["type"] == "output_text":
            done = {"text": part["text"], "logprobs": []}
            yield {"type": "response.output_text.done", **place, **done}
        else:
            wording = part["refusal"]
            yield {"type": "response.refusal.delta", **place, "delta": wording}
            yield {"type": "response.refusal.done", **place, "refusal": wording}
        yield {"type": "response.content_part.done", **place, "part": part}

    def _events(self, events: Iterator[Event] | Sequence[Event]) -> bytes:
        return b"".join(
            event({**one, "sequence_number": self._next()}, one["type"]) for one in events
        )

    def _next(self) -> int:
        self._number += 1
        return self._number


def _text(words: str) -> dict[str, Any]:
    return {"type": "output_text", "text": words, "annotations": [], "logprobs": []}


def _called(index: int, item: dict[str, Any]) -> Iterator[Event]:
    place = {"item_id": item["id"], "output_index": index}
    empty = {**item, "arguments": "", "status": "in_progress"}
    yield {"type": "response.output_item.added", "output_index": index, "item": empty}
    arguments = item["arguments"]
    yield {"type": "response.function_call_arguments.delta", **place, "delta": arguments}
    done = {"name": item["name"], "arguments": arguments}
    yield {"type": "response.function_call_arguments.done", **place, **done}
