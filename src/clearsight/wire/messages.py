"""Anthropic's Messages JSON -> a chat request's JSON, which the rest of the gateway judges.

Thinking that a caller hands back is the assistant's words: it is judged and reaches the model as
such. What is sealed or lies elsewhere (redacted thinking, files, documents) is refused.
"""

from collections.abc import Mapping
from typing import Any

from clearsight.errors import WireError
from clearsight.wire.fields import Json, Shape, kind_of, listed, object_of, shown
from clearsight.wire.heard import json_text, text
from clearsight.wire.turns import Turns

ROLES = ("assistant", "system", "user")
_HINTS = frozenset({"cache_control"})  # for a cache, no content
_ELSEWHERE = "a file kept elsewhere could not be judged; send the picture as base64 or url"
REQUEST = Shape(
    judged=frozenset({
        "messages", "model", "output_config", "stop_sequences", "system", "tool_choice", "tools",
    }),
    fixed={"stream": (True, False), "speed": ("standard",)},
    dropped=frozenset({"cache_control", "metadata", "service_tier", "thinking"}),
    refused={
        "container": "code is not run here; leave it out",
        "context_management": "conversations are not shortened here; send what the model may see",
        "mcp_servers": "tools elsewhere could not be judged; offer them as tools",
    },
    numbers=frozenset({"max_tokens", "temperature", "top_k", "top_p"}),
)  # fmt: skip
OUTPUT = Shape(frozenset({"format"}), {"effort": ("low", "medium", "high", "xhigh", "max")})
FORMAT = Shape(frozenset({"schema"}), {"type": ("json_schema",)})
MESSAGE = Shape(frozenset({"role", "content"}))
TOOL = Shape(
    frozenset({"name", "description", "input_schema", "input_examples"}),
    {"type": ("custom",), "strict": (True, False)},
    frozenset({"cache_control", "eager_input_streaming"}),
)
TOOL_CHOICE = Shape(
    frozenset({"name"}),
    {"type": ("auto", "any", "none", "tool"), "disable_parallel_tool_use": (True, False)},
)
BLOCKS: Mapping[str, Shape] = {
    "text": Shape(frozenset({"text"}), {"type": ("text",), "citations": ([],)}, _HINTS),
    "image": Shape(frozenset({"source"}), {"type": ("image",)}, _HINTS),
    "thinking": Shape(frozenset({"thinking"}), {"type": ("thinking",)}, frozenset({"signature"})),
    "tool_use": Shape(frozenset({"id", "name", "input"}), {"type": ("tool_use",)}, _HINTS),
    "tool_result": Shape(
        frozenset({"tool_use_id", "content"}),
        {"type": ("tool_result",), "is_error": (True, False)}, _HINTS,
    ),
}  # fmt: skip
SOURCES: Mapping[str, Shape] = {
    "base64": Shape(frozenset({"data", "media_type"}), {"type": ("base64",)}),
    "url": Shape(frozenset({"url"}), {"type": ("url",)}),
}
# Which blocks may stand in which message; results stand in the user's.
MAY: Mapping[str, frozenset[str]] = {
    "user": frozenset({"text", "image", "tool_result"}),
    "assistant": frozenset({"text", "thinking", "tool_use"}),
    "system": frozenset({"text"}),
    "tool_result": frozenset({"text", "image"}),
}


def chat(body: Json) -> dict[str, Any]:
    """The request as a chat request: messages, tools and options; `stream` stays out.

    Raises:
        WireError: with the path of the first thing that is not understood.
    """
    REQUEST.check(body, "")
    if not isinstance(body.get("max_tokens"), int) or body["max_tokens"] < 1:
        raise WireError("max_tokens", "expected a whole number from 1")
    turns = Turns()
    if body.get("system") is not None:
        turns.add("system", _parts(body["system"], "system", "system"))
    messages = listed(body.get("messages"), "messages")
    if not messages:
        raise WireError("messages", "is empty; expected a list of messages")
    for number, message in enumerate(messages):
        _message(message, f"messages[{number}]", turns)
    return {"model": body.get("model"), "messages": turns.messages, **_options(body)}


def _message(message: Json, where: str, turns: Turns) -> None:
    MESSAGE.check(message, where)
    role = message.get("role")
    if not isinstance(role, str) or role not in ROLES:
        raise WireError(f"{where}.role", f"got {shown(role)}, expected one of {ROLES}")
    spoken: list[dict[str, Any]] = []
    for block, place in _blocks(message.get("content"), f"{where}.content", role):
        if block["type"] in ("tool_use", "tool_result"):
            # What was said before it comes before it.
            if spoken:
                turns.add(role, spoken)
            spoken = []
            _tool_block(block, place, turns)
        else:
            spoken.append(_part(block, place))
    if spoken or not message.get("content"):
        turns.add(role, spoken)


def _tool_block(block: Json, where: str, turns: Turns) -> None:
    if block["type"] == "tool_use":
        call_id, name = (text(block.get(key), f"{where}.{key}") for key in ("id", "name"))
        if not isinstance(block.get("input"), Mapping):
            raise WireError(f"{where}.input", "expected an object")
        turns.call(call_id, name, json_text(block["input"], f"{where}.input"))
        return
    call_id = text(block.get("tool_use_id"), f"{where}.tool_use_id")
    content = block.get("content")
    result = _parts("" if content is None else content, f"{where}.content", "tool_result")
    turns.add("tool", result, call_id=call_id)


def _blocks(content: object, where: str, place: str) -> list[tuple[Json, str]]:
    """The blocks of a content, each checked, with its path."""
    if isinstance(content, str):
        return [({"type": "text", "text": content}, where)]
    out = []
    for number, block in enumerate(listed(content, where)):
        path = f"{where}[{number}]"
        kind = kind_of(block, {name: BLOCKS[name] for name in MAY[place]}, path)
        BLOCKS[kind].check(block, path)
        out.append((block, path))
    return out


def _parts(content: object, where: str, place: str) -> list[dict[str, Any]]:
    return [_part(block, path) for block, path in _blocks(content, where, place)]


def _part(block: Json, where: str) -> dict[str, Any]:
    if block["type"] == "image":
        return {"type": "image_url", "image_url": {"url": _url(block, f"{where}.source")}}
    return {"type": "text", "text": text(block.get(block["type"]), f"{where}.{block['type']}")}


def _url(block: Json, where: str) -> str:
    source = block.get("source")
    if not isinstance(source, Mapping):
        raise WireError(where, 'expected {"type": "base64", "media_type": ..., "data": ...}')
    if source.get("type") == "file":
        raise WireError(where, _ELSEWHERE)
    kind = kind_of(source, SOURCES, where)
    SOURCES[kind].check(source, where)
    if kind == "url":
        return text(source.get("url"), f"{where}.url")
    media, data = (text(source.get(name), f"{where}.{name}") for name in ("media_type", "data"))
    return f"data:{media};base64,{data}"


def _options(body: Json) -> dict[str, Any]:
    """What the model behind is asked for besides the conversation, under chat's names."""
    names = ("max_tokens", "temperature", "top_k", "top_p")
    out = {name: body[name] for name in names if body.get(name) is not None}
    if body.get("stop_sequences") is not None:
        stops = body["stop_sequences"]
        if not isinstance(stops, list):
            raise WireError("stop_sequences", f"expected a list, got {type(stops).__name__}")
        out["stop"] = [text(one, f"stop_sequences[{n}]") for n, one in enumerate(stops)]
    asked = object_of(body.get("output_config"), "output_config", OUTPUT)
    wanted = object_of(asked.get("format"), "output_config.format", FORMAT)
    if asked.get("effort") is not None:
        out["reasoning_effort"] = asked["effort"]
    if wanted:
        schema = {"name": "answer", "schema": wanted.get("schema"), "strict": True}
        out["response_format"] = {"type": "json_schema", "json_schema": schema}
    return out | _tools(body)


def _tools(body: Json) -> dict[str, Any]:
    out: dict[str, Any] = {}
    given = listed(body.get("tools"), "tools")
    for number, tool in enumerate(given):
        TOOL.check(tool, f"tools[{number}]")
    if given:
        out["tools"] = [{"type": "function", "function": _function(tool)} for tool in given]
    choice = object_of(body.get("tool_choice"), "tool_choice", TOOL_CHOICE)
    kind = choice.get("type")
    if kind == "tool":
        name = text(choice.get("name"), "tool_choice.name")
        out["tool_choice"] = {"type": "function", "function": {"name": name}}
    elif kind is not None:
        out["tool_choice"] = "required" if kind == "any" else kind
    if choice.get("disable_parallel_tool_use") is not None:
        out["parallel_tool_calls"] = not choice["disable_parallel_tool_use"]
    return out


def _function(tool: Json) -> dict[str, Any]:
    function = {name: tool.get(name) for name in ("name", "description", "input_examples")}
    function |= {"parameters": tool.get("input_schema"), "strict": tool.get("strict")}
    return {name: item for name, item in function.items() if item is not None}
