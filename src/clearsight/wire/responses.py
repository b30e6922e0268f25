"""OpenAI's Responses JSON -> a chat request's JSON, which the rest of the gateway judges.

Reasoning that a caller hands back is the assistant's words: it is judged and reaches the model as
such. What is sealed or refers to something elsewhere (encrypted reasoning, files, items by id,
prompts) is refused: nobody here could judge it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from clearsight.errors import WireError
from clearsight.wire.fields import Json, Shape, kind_of, listed, object_of, shown
from clearsight.wire.heard import CACHED, text
from clearsight.wire.turns import Turns

ROLES = ("assistant", "developer", "system", "user")
_STATUS = {"status": ("in_progress", "completed", "incomplete")}
REQUEST = Shape(
    judged=frozenset({
        "input", "instructions", "model", "previous_response_id", "reasoning", "text",
        "tool_choice", "tools",
    }),
    fixed={
        "background": (False,), "include": ([], ["reasoning.encrypted_content"]),
        "parallel_tool_calls": (True, False), "store": (True, False), "stream": (True, False),
        "top_logprobs": (0,), "truncation": ("auto", "disabled"),
    },
    dropped=frozenset({
        "max_tool_calls", "metadata", "prompt_cache_key", "prompt_cache_options",
        "prompt_cache_retention", "safety_identifier", "service_tier", "stream_options", "user",
    }),
    refused={
        "context_management": "conversations are not shortened here; send what the model may see",
        "conversation": "conversations are not kept here; use previous_response_id, or send the "
        "turns as input",
        "prompt": "a prompt kept elsewhere could not be judged; send its words as instructions",
    },
    numbers=frozenset({"max_output_tokens", "temperature", "top_p"}),
)  # fmt: skip
REASONING = Shape(
    frozenset(),
    {"effort": ("none", "minimal", "low", "medium", "high", "xhigh")},
    frozenset({"summary", "generate_summary"}),
)
TEXT = Shape(frozenset({"format"}), {"verbosity": ("low", "medium", "high")})
FORMAT = Shape(
    frozenset({"name", "description", "schema"}),
    {"type": ("text", "json_object", "json_schema"), "strict": (True, False)},
)
TOOL = Shape(
    frozenset({"name", "description", "parameters"}),
    {"type": ("function",), "strict": (True, False)},
)
TOOL_CHOICE = Shape(frozenset({"name"}), {"type": ("function",)})
ITEMS: Mapping[str, Shape] = {
    "message": Shape(
        frozenset({"role", "content"}), {"type": ("message",), **_STATUS},
        frozenset({"id", "phase"}),
    ),
    "function_call": Shape(
        frozenset({"call_id", "name", "arguments"}), {"type": ("function_call",), **_STATUS},
        frozenset({"id"}),
    ),
    "function_call_output": Shape(
        frozenset({"call_id", "output"}), {"type": ("function_call_output",), **_STATUS},
        frozenset({"id"}),
    ),
    "reasoning": Shape(
        frozenset({"summary", "content"}), {"type": ("reasoning",), **_STATUS}, frozenset({"id"}),
        {"encrypted_content": "sealed reasoning could not be judged; leave it out"},
    ),
}  # fmt: skip
_WORDS: Mapping[str, str] = {
    "input_text": "text", "output_text": "text", "refusal": "refusal",
    "summary_text": "text", "reasoning_text": "text",
}  # fmt: skip
PARTS: Mapping[str, Shape] = {
    "input_text": Shape(frozenset({"text"}), {"type": ("input_text",)}, CACHED),
    "output_text": Shape(
        frozenset({"text"}), {"type": ("output_text",)}, frozenset({"annotations", "logprobs"})
    ),
    "refusal": Shape(frozenset({"refusal"}), {"type": ("refusal",)}),
    "input_image": Shape(
        frozenset({"image_url"}), {"type": ("input_image",)}, frozenset({"detail", *CACHED}),
        {"file_id": "a file kept elsewhere could not be judged; send the picture as image_url"},
    ),
}  # fmt: skip
THOUGHTS: Mapping[str, Shape] = {
    kind: Shape(frozenset({"text"}), {"type": (kind,)})
    for kind in ("summary_text", "reasoning_text")
}


def chat(body: Json) -> dict[str, Any]:
    """The request as a chat request: messages, tools and options; `stream` and `store` stay out.

    Raises:
        WireError: with the path of the first thing that is not understood.
    """
    REQUEST.check(body, "")
    turns = Turns()
    if body.get("instructions") is not None:
        turns.add("system", [_text(body["instructions"], "instructions")])
    _input(body.get("input"), turns)
    return {"model": body.get("model"), "messages": turns.messages, **_options(body)}


def _input(given: object, turns: Turns) -> None:
    if isinstance(given, str):
        turns.add("user", [_text(given, "input")])
        return
    items = listed(given, "input")
    if not items:
        raise WireError("input", "is empty; expected a string or a list of items")
    for number, item in enumerate(items):
        where = f"input[{number}]"
        kind = "message"
        if item.get("type") is not None or "role" not in item:
            kind = kind_of(item, ITEMS, where)
        ITEMS[kind].check(item, where)
        _TAKEN[kind](item, where, turns)


def _message(item: Json, where: str, turns: Turns) -> None:
    role = item.get("role")
    if role not in ROLES:
        raise WireError(f"{where}.role", f"got {shown(role)}, expected one of {ROLES}")
    turns.add(str(role), _content(item.get("content"), f"{where}.content", PARTS))


def _call(item: Json, where: str, turns: Turns) -> None:
    words = {
        name: text(item.get(name), f"{where}.{name}") for name in ("call_id", "name", "arguments")
    }
    turns.call(words["call_id"], words["name"], words["arguments"])


def _output(item: Json, where: str, turns: Turns) -> None:
    call_id = text(item.get("call_id"), f"{where}.call_id")
    turns.add("tool", _content(item.get("output"), f"{where}.output", PARTS), call_id=call_id)


def _reasoning(item: Json, where: str, turns: Turns) -> None:
    parts = []
    for name in ("summary", "content"):
        parts += _content(item.get(name) or [], f"{where}.{name}", THOUGHTS)
    if parts:
        turns.add("assistant", parts)


_TAKEN: Mapping[str, Callable[[Json, str, Turns], None]] = {
    "message": _message,
    "function_call": _call,
    "function_call_output": _output,
    "reasoning": _reasoning,
}


def _content(content: object, where: str, known: Mapping[str, Shape]) -> list[dict[str, Any]]:
    if isinstance(content, str):
        return [_text(content, where)]
    if not isinstance(content, list):
        kind = type(content).__name__
        raise WireError(where, f"expected a string or a list of parts, got {kind}")
    return [
        _part(part, f"{where}[{number}]", known)
        for number, part in enumerate(listed(content, where))
    ]


def _part(part: Json, where: str, known: Mapping[str, Shape]) -> dict[str, Any]:
    if part.get("type") == "input_file":
        # The protocol's own, so it deserves a way out.
        raise WireError(
            where,
            "a file cannot be read here, so it could not be judged; send its words as input_text "
            "or its pages as input_image",
        )
    kind = kind_of(part, known, where)
    known[kind].check(part, where)
    if kind in _WORDS:
        return _text(part.get(_WORDS[kind]), f"{where}.{_WORDS[kind]}")
    url = text(part.get("image_url"), f"{where}.image_url")
    return {"type": "image_url", "image_url": {"url": url}}


def _text(words: object, where: str) -> dict[str, Any]:
    return {"type": "text", "text": text(words, where)}


def _options(body: Json) -> dict[str, Any]:
    """What the model behind is asked for besides the conversation, under chat's names."""
    names = ("temperature", "top_p", "parallel_tool_calls")
    out = {name: body[name] for name in names if body.get(name) is not None}
    if body.get("max_output_tokens") is not None:
        out["max_tokens"] = body["max_output_tokens"]
    effort = object_of(body.get("reasoning"), "reasoning", REASONING).get("effort")
    asked = object_of(body.get("text"), "text", TEXT)
    wanted = object_of(asked.get("format"), "text.format", FORMAT)
    out |= {"reasoning_effort": effort} if effort is not None else {}
    out |= {"verbosity": asked["verbosity"]} if asked.get("verbosity") is not None else {}
    if wanted.get("type") == "json_object":
        out["response_format"] = {"type": "json_object"}
    elif wanted.get("type") == "json_schema":
        schema = {name: item for name, item in wanted.items() if name != "type"}
        out["response_format"] = {"type": "json_schema", "json_schema": schema}
    return out | _tools(body)


def _tools(body: Json) -> dict[str, Any]:
    out: dict[str, Any] = {}
    given = listed(body.get("tools"), "tools")
    for number, tool in enumerate(given):
        TOOL.check(tool, f"tools[{number}]")
    if given:
        out["tools"] = [
            {"type": "function", "function": {k: v for k, v in tool.items() if k != "type"}}
            for tool in given
        ]
    choice = body.get("tool_choice")
    if isinstance(choice, Mapping):
        TOOL_CHOICE.check(choice, "tool_choice")
        name = text(choice.get("name"), "tool_choice.name")
        out["tool_choice"] = {"type": "function", "function": {"name": name}}
    elif choice is not None:
        if choice not in ("none", "auto", "required"):
            raise WireError("tool_choice", "expected none, auto, required, or one function")
        out["tool_choice"] = choice
    return out
