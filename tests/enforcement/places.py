"""Where an object of each shape stands in a request, and how the word is put into its fields.

`PLACES` has an entry for every `Shape` in the wire modules; a shape without one is unclassified,
and so is a field for which the default filling is not understood: the matrix fails on both.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from clearsight.wire import heard, messages, responses
from clearsight.wire.fields import Shape
from tests.enforcement.world import NAME, PHRASE, picture

Json = dict[str, Any]
HELLO = {"role": "user", "content": "Hello"}
OK = {"role": "assistant", "content": "Fine."}
POSITIONS: Mapping[str, tuple[list[Json], list[Json]]] = {
    "first": ([], [OK, HELLO]),
    "middle": ([HELLO], [OK, HELLO]),
    "last": ([HELLO, OK], []),
    "long ago": ([], [OK, HELLO] * 40),
}


@dataclass(frozen=True)
class Placed:
    """A request that holds an object at one place.

    Attributes:
        role: whose words it stands in; empty outside messages.
    """

    body: Json
    role: str = ""
    position: str = ""


@dataclass(frozen=True)
class Place:
    """One shape of one protocol.

    Attributes:
        sample: an object that is understood, without the word.
        put: the object at all its places.
    """

    sample: Json
    put: Callable[[Json], Iterator[Placed]]


@dataclass(frozen=True)
class Protocol:
    """One way to ask for an answer."""

    path: str
    module: ModuleType
    places: Mapping[str, Place]
    filled: Mapping[tuple[str, str], object]

    def shapes(self) -> Iterator[tuple[str, Shape]]:
        """Every shape that the wire module reads by, found in the module itself."""
        for name, value in vars(self.module).items():
            if isinstance(value, Shape):
                yield name, value
            elif isinstance(value, Mapping) and value:
                for key, item in value.items():
                    if isinstance(item, Shape):
                        yield f"{name}.{key}", item

    def fill(self, shape: str, name: str) -> object:
        """The word in a judged field."""
        return self.filled.get((shape, name), PHRASE)


def _spread(
    base: Json, key: str, roles: Sequence[str], message: Callable[[str], Json]
) -> Iterator[Placed]:
    """A message of every role at every position; a lone user message besides."""
    for role in roles:
        for position, (before, behind) in POSITIONS.items():
            given = [*before, message(role), *behind]
            yield Placed({**base, key: given}, role, position)
    if "user" in roles:
        yield Placed({**base, key: [message("user")]}, "user", "only")


def _once(
    base: Json, key: str, wrap: Callable[[Json], object]
) -> Callable[[Json], Iterator[Placed]]:
    return lambda item: iter([Placed({**base, key: wrap(item)})])


# ---- chat ---------------------------------------------------------------------------------------
CHAT: Json = {"model": "quiet", "messages": [HELLO]}
_FUNCTION = {"name": "f", "parameters": {}}


def _chat(roles: Sequence[str], message: Callable[[str, Json], Json]) -> Callable[[Json], Any]:
    return lambda item: _spread(CHAT, "messages", roles, lambda role: message(role, item))


def _chat_part(kind: str, sample: object) -> Place:
    every = tuple(heard.ROLES)
    put = _chat(every, lambda role, part: {"role": role, "content": [part]})
    return Place({"type": kind, kind: sample}, put)


def _called(role: str, call: Json) -> Json:
    return {"role": role, "content": None, "tool_calls": [call]}


_CALL = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
IN_CHAT = Protocol(
    "/v1/chat/completions",
    heard,
    {
        "MESSAGE": Place(
            {"content": "Hello"}, _chat(tuple(heard.ROLES), lambda role, m: {"role": role, **m})
        ),
        "PARTS.text": _chat_part("text", "Hello"),
        "PARTS.refusal": _chat_part("refusal", "No."),
        "PARTS.image_url": _chat_part("image_url", {"url": picture("plain")}),
        "IMAGE_URL": Place(
            {"url": picture("plain")},
            _chat(
                tuple(heard.ROLES),
                lambda role, url: {
                    "role": role, "content": [{"type": "image_url", "image_url": url}],
                },
            ),
        ),
        "CALL": Place(_CALL, _chat(("assistant",), _called)),
        "CALLED": Place(
            {"name": "f", "arguments": "{}"},
            _chat(("assistant",), lambda role, f: _called(role, {**_CALL, "function": f})),
        ),
        "TOOL": Place(
            {"type": "function", "function": _FUNCTION}, _once(CHAT, "tools", lambda tool: [tool])
        ),
    },
    {
        ("MESSAGE", "tool_calls"): [{**_CALL, "function": {"name": NAME, "arguments": "{}"}}],
        ("PARTS.image_url", "image_url"): {"url": picture("canary")},
        ("IMAGE_URL", "url"): picture("canary"),
        ("CALL", "function"): {"name": "f", "arguments": json.dumps({"a": PHRASE})},
        ("CALLED", "name"): NAME,
        ("TOOL", "function"): {**_FUNCTION, "description": PHRASE},
    },
)  # fmt: skip

# ---- responses ----------------------------------------------------------------------------------
ASKED: Json = {"model": "quiet", "input": "Hello", "store": False}
_SCHEMA = {"type": "json_schema", "name": "n", "schema": {}}


def _items(roles: Sequence[str], item: Callable[[str, Json], Json]) -> Callable[[Json], Any]:
    return lambda given: _spread(ASKED, "input", roles, lambda role: item(role, given))


def _item(sample: Json) -> Place:
    return Place(sample, _items(("assistant",), lambda role, item: item))


def _tool(part: Json) -> Json:
    return {"type": "function_call_output", "call_id": "c", "output": [part]}


def _asked_part(sample: Json) -> Place:
    def put(part: Json) -> Iterator[Placed]:
        roles = (*responses.ROLES, "tool")
        return _spread(
            ASKED, "input", roles,
            lambda role: _tool(part) if role == "tool" else {"role": role, "content": [part]},
        )  # fmt: skip

    return Place(sample, put)


def _thought(kind: str, field: str) -> Place:
    def item(role: str, part: Json) -> Json:
        return {"type": "reasoning", "id": "r", "summary": [], field: [part]}

    return Place({"type": kind, "text": "Hm."}, _items(("assistant",), item))


IN_RESPONSES = Protocol(
    "/v1/responses",
    responses,
    {
        "REQUEST": Place({}, lambda given: iter([Placed({**ASKED, **given})])),
        "REASONING": Place({}, _once(ASKED, "reasoning", lambda item: item)),
        "TEXT": Place({}, _once(ASKED, "text", lambda item: item)),
        "FORMAT": Place(_SCHEMA, _once(ASKED, "text", lambda item: {"format": item})),
        "TOOL": Place({"type": "function", **_FUNCTION}, _once(ASKED, "tools", lambda t: [t])),
        "TOOL_CHOICE": Place(
            {"type": "function", "name": "f"}, _once(ASKED, "tool_choice", lambda item: item)
        ),
        "ITEMS.message": Place(
            {"type": "message", "content": "Hello"},
            _items(responses.ROLES, lambda role, item: {"role": role, **item}),
        ),
        "ITEMS.function_call": _item(
            {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}
        ),
        "ITEMS.function_call_output": Place(
            {"type": "function_call_output", "call_id": "c", "output": "Rain"},
            _items(("tool",), lambda role, item: item),
        ),
        "ITEMS.reasoning": _item({"type": "reasoning", "id": "r", "summary": []}),
        "PARTS.input_text": _asked_part({"type": "input_text", "text": "Hello"}),
        "PARTS.output_text": _asked_part({"type": "output_text", "text": "Fine."}),
        "PARTS.refusal": _asked_part({"type": "refusal", "refusal": "No."}),
        "PARTS.input_image": _asked_part({"type": "input_image", "image_url": picture("plain")}),
        "THOUGHTS.summary_text": _thought("summary_text", "summary"),
        "THOUGHTS.reasoning_text": _thought("reasoning_text", "content"),
    },
    {
        ("REQUEST", "reasoning"): {"effort": PHRASE},
        ("REQUEST", "text"): {"format": {**_SCHEMA, "description": PHRASE}},
        ("REQUEST", "tool_choice"): {"type": "function", "name": NAME},
        ("REQUEST", "tools"): [{"type": "function", **_FUNCTION, "description": PHRASE}],
        ("TEXT", "format"): {**_SCHEMA, "schema": {"properties": {NAME: {}}}},
        ("FORMAT", "name"): NAME,
        ("FORMAT", "schema"): {"properties": {NAME: {}}},
        ("TOOL", "name"): NAME,
        ("TOOL", "parameters"): {"properties": {"a": {"description": PHRASE}}},
        ("TOOL_CHOICE", "name"): NAME,
        ("ITEMS.function_call", "name"): NAME,
        ("ITEMS.reasoning", "summary"): [{"type": "summary_text", "text": PHRASE}],
        ("ITEMS.reasoning", "content"): [{"type": "reasoning_text", "text": PHRASE}],
        ("PARTS.input_image", "image_url"): picture("canary"),
    },
)  # fmt: skip

# ---- messages -----------------------------------------------------------------------------------
SPOKEN: Json = {"model": "quiet", "max_tokens": 50, "messages": [HELLO]}
_USE = {"type": "tool_use", "id": "t", "name": "f", "input": {}}
_KIND = {"type": "json_schema", "schema": {}}


def _blocks(kind: str, sample: Json) -> Place:
    """A block wherever it may stand: in messages, and in a tool's result."""
    may = [role for role, kinds in messages.MAY.items() if kind in kinds]
    result = kind == "tool_result"
    may = ["tool_result"] if result else may

    def message(role: str, block: Json) -> Json:
        if role != "tool_result":
            return {"role": role, "content": [block]}
        return {"role": "user", "content": [block if result else _result([block])]}

    def put(block: Json) -> Iterator[Placed]:
        return _spread(SPOKEN, "messages", may, lambda role: message(role, block))

    return Place({"type": kind, **sample}, put)


def _result(content: object) -> Json:
    return {"type": "tool_result", "tool_use_id": "t", "content": content}


def _source(sample: Json) -> Place:
    image = _blocks("image", {}).put
    return Place(sample, lambda source: image({"type": "image", "source": source}))


def _base64(name: str) -> Json:
    media, _, data = picture(name).removeprefix("data:").partition(";base64,")
    return {"type": "base64", "media_type": media, "data": data}


IN_MESSAGES = Protocol(
    "/v1/messages",
    messages,
    {
        "REQUEST": Place({}, lambda given: iter([Placed({**SPOKEN, **given})])),
        "OUTPUT": Place({}, _once(SPOKEN, "output_config", lambda item: item)),
        "FORMAT": Place(_KIND, _once(SPOKEN, "output_config", lambda item: {"format": item})),
        "MESSAGE": Place(
            {"content": "Hello"},
            lambda item: _spread(
                SPOKEN, "messages", messages.ROLES, lambda role: {"role": role, **item}
            ),
        ),
        "TOOL": Place({"name": "f", "input_schema": {}}, _once(SPOKEN, "tools", lambda t: [t])),
        "TOOL_CHOICE": Place(
            {"type": "tool", "name": "f"}, _once(SPOKEN, "tool_choice", lambda item: item)
        ),
        "BLOCKS.text": _blocks("text", {"text": "Hello"}),
        "BLOCKS.image": _blocks("image", {"source": _base64("plain")}),
        "BLOCKS.thinking": _blocks("thinking", {"thinking": "Hm.", "signature": "s"}),
        "BLOCKS.tool_use": _blocks("tool_use", {"id": "t", "name": "f", "input": {}}),
        "BLOCKS.tool_result": _blocks("tool_result", {"tool_use_id": "t", "content": "Rain"}),
        "SOURCES.base64": _source(_base64("plain")),
        "SOURCES.url": _source({"type": "url", "url": picture("plain")}),
    },
    {
        ("REQUEST", "output_config"): {"format": {**_KIND, "schema": {"description": PHRASE}}},
        ("REQUEST", "messages"): [{"role": "user", "content": PHRASE}],
        ("REQUEST", "stop_sequences"): [PHRASE],
        ("REQUEST", "tool_choice"): {"type": "tool", "name": NAME},
        ("REQUEST", "tools"): [{"name": "f", "description": PHRASE, "input_schema": {}}],
        ("OUTPUT", "format"): {**_KIND, "schema": {"description": PHRASE}},
        ("FORMAT", "schema"): {"properties": {NAME: {}}},
        ("TOOL", "name"): NAME,
        ("TOOL", "input_schema"): {"properties": {"a": {"description": PHRASE}}},
        ("TOOL", "input_examples"): [{"a": PHRASE}],
        ("TOOL_CHOICE", "name"): NAME,
        ("BLOCKS.image", "source"): _base64("canary"),
        ("BLOCKS.tool_use", "name"): NAME,
        ("BLOCKS.tool_use", "input"): {"a": PHRASE},
        ("SOURCES.base64", "data"): _base64("canary")["data"],
        ("SOURCES.url", "url"): picture("canary"),
    },
)  # fmt: skip

PROTOCOLS = (IN_CHAT, IN_RESPONSES, IN_MESSAGES)
# A judged field that can hold only what the protocol names: other words are refused, not judged.
NAMED = frozenset({
    ("/v1/chat/completions", "MESSAGE", "role"), ("/v1/responses", "REQUEST", "model"),
    ("/v1/responses", "REQUEST", "previous_response_id"), ("/v1/responses", "REQUEST", "reasoning"),
    ("/v1/responses", "ITEMS.message", "role"), ("/v1/messages", "REQUEST", "model"),
    ("/v1/messages", "MESSAGE", "role"), ("/v1/messages", "SOURCES.base64", "media_type"),
})  # fmt: skip
