"""Replies -> OpenAI's JSON. Pure functions.

A refusal is a normal answer: finish_reason "content_filter", `message.refusal` is the wording, and
so is `content`, because most programs show nothing else and would show an empty answer. In JSON
mode `content` is null instead: a program would take the wording for data. Warnings and reasons go
into `x_clearsight`, never into content.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clearsight.content import ToolCall
from clearsight.gateway.asked import CHARS_PER_TOKEN, Asked, text_tokens
from clearsight.plain import plain
from clearsight.verdict import Reply, Trace, Usage, Verdict
from clearsight.wire.sent import FINISHES

SEVERITY = ("allow", "warn", "refuse", "person")


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pieces of one answer share.

    Attributes:
        trace_id: the caller's handle on this request, also in our logs.
        model: as it was asked for.
        sees_trace: whether findings, scores and stages are shown.
        appeal: reference for the caller if it is refused; empty where nobody is counted.
    """

    trace_id: str
    model: str
    sees_trace: bool
    json_mode: bool
    created: int
    appeal: str = ""

    @classmethod
    def of(cls, asked: Asked, trace_id: str, *, sees_trace: bool, appeal: str) -> "Frame":
        return cls(trace_id, asked.model, sees_trace, asked.json_mode, int(time.time()), appeal)

    def head(self, kind: str) -> dict[str, Any]:
        """The fields that every completion or chunk begins with."""
        return {
            "id": f"chatcmpl-{self.trace_id}",
            "object": kind,
            "created": self.created,
            "model": self.model,
        }


def completion(frame: Frame, replies: Sequence[Reply], usage: Usage) -> dict[str, Any]:
    """A whole `chat.completion`."""
    return {
        **frame.head("chat.completion"),
        "choices": [_choice(number, reply, frame) for number, reply in enumerate(replies)],
        "usage": counts(usage),
        "x_clearsight": extras(frame, replies),
    }


def _choice(number: int, reply: Reply, frame: Frame) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": reply.text, "refusal": None}
    if reply.refusal is not None:
        message["refusal"] = reply.refusal.text
        if frame.json_mode:
            message["content"] = None
    elif reply.tool_calls:
        message["content"] = reply.text or None
        message["tool_calls"] = [_call(call) for call in reply.tool_calls]
    return {
        "index": number,
        "message": message,
        "logprobs": None,
        "finish_reason": ended(reply),
    }


def ended(reply: Reply) -> str:
    """Why an answer ended, in one of OpenAI's words: a model could say anything there."""
    return reply.finish_reason if reply.finish_reason in FINISHES else "stop"


def _call(call: ToolCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": call.arguments}
    return {"id": call.id, "type": "function", "function": function}


def chunk(
    frame: Frame, number: int, delta: Mapping[str, Any], finish: str | None = None
) -> dict[str, Any]:
    """One `chat.completion.chunk` of one choice."""
    choice = {"index": number, "delta": dict(delta), "logprobs": None, "finish_reason": finish}
    return {**frame.head("chat.completion.chunk"), "choices": [choice]}


def last_chunks(frame: Frame, number: int, reply: Reply) -> list[dict[str, Any]]:
    """What follows the words of a choice: tool calls or refusal, then the reason it ended."""
    out = []
    if reply.refusal is not None:
        out.append(chunk(frame, number, {"refusal": reply.refusal.text}))
    elif reply.tool_calls:
        calls = [{"index": at, **_call(call)} for at, call in enumerate(reply.tool_calls)]
        out.append(chunk(frame, number, {"tool_calls": calls}))
    end = chunk(frame, number, {}, ended(reply))
    out.append({**end, "x_clearsight": extras(frame, [reply])})
    return out


def usage_chunk(frame: Frame, usage: Usage) -> dict[str, Any]:
    """The chunk that `stream_options.include_usage` asks for."""
    return {**frame.head("chat.completion.chunk"), "choices": [], "usage": counts(usage)}


def counts(usage: Usage) -> dict[str, int]:
    """Token counts under OpenAI's names."""
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
    }


def used(asked: Asked, replies: Sequence[Reply]) -> Usage:
    """Tokens of all choices: as the model counted, else four characters each.

    What a guard asked of the model besides is counted too, also where it then refused.
    """
    typed = text_tokens(asked.conversation)
    prompt = words = 0
    for reply in replies:
        if reply.spent is not None:
            prompt += reply.spent.prompt_tokens
            words += reply.spent.completion_tokens
        if reply.usage is not None:
            # Every choice was a question of its own to the model.
            prompt += reply.usage.prompt_tokens
            words += reply.usage.completion_tokens
        elif reply.refusal is None or reply.model:
            prompt += typed
            words += len(reply.text) // CHARS_PER_TOKEN + 1
    return Usage(prompt, words)


def extras(frame: Frame, replies: Sequence[Reply]) -> dict[str, Any]:
    """`x_clearsight`: the strictest Verdict among the choices, and all if there are several."""
    verdicts = [reply.verdict for reply in replies if reply.verdict is not None]
    out: dict[str, Any] = {"trace_id": frame.trace_id}
    if verdicts:
        out |= _verdict(max(verdicts, key=lambda v: SEVERITY.index(v.action)))
    history = history_of(replies[0]) if replies else {}
    if history:
        out["history"] = history
    if frame.appeal and any(verdict.stops for verdict in verdicts):
        out["appeal"] = {"reference": frame.appeal, "address": "/v1/appeals"}
    if len(replies) > 1:
        out["choices"] = [_verdict(verdict) for verdict in verdicts]
    if any(reply.usage is None for reply in replies):
        out["usage_estimated"] = True
    if frame.sees_trace:
        out["traces"] = [_trace(reply.trace) for reply in replies]
    return out


def history_of(reply: Reply) -> dict[str, int]:
    """How many earlier turns were refused before, by what that means now; alike for all choices."""
    steps = reply.trace.steps if reply.trace else ()
    known = [one.now for step in steps for one in step.known]
    return {now: known.count(now) for now in ("withhold", "strict", "refuse") if now in known}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "action": verdict.action,
        "category": verdict.category,
        "rule": verdict.rule,
        "notices": [{"category": n.category, "text": n.text} for n in verdict.notices],
        "bypassed": [f"{failure.part}: {failure.kind}" for failure in verdict.bypassed],
    }


def _trace(trace: Trace | None) -> object:
    if trace is None:
        return None
    return {"policy": trace.policy, "steps": plain(trace.steps)}


def dumps(value: object) -> bytes:
    """JSON as it goes out; ASCII, since words may hold half a surrogate pair."""
    return json.dumps(value, separators=(",", ":")).encode()
