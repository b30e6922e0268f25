"""OpenAI's chat JSON -> words. Whatever its types are, the outcome is words or a WireError."""

import json
from collections.abc import Mapping, Sequence

from clearsight.content import Conversation, Image, Message, Part, Role, Text, Tool, ToolCall
from clearsight.errors import WireError
from clearsight.wire.fields import Json, Shape, kind_of, listed, shown

ROLES: Mapping[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
}
CACHED = frozenset({"cache_control", "prompt_cache_breakpoint"})  # hints for a cache, no content
MESSAGE = Shape(
    judged=frozenset({"role", "content", "refusal", "tool_calls", "tool_call_id"}),
    dropped=frozenset({"name", "annotations", "reasoning", "reasoning_content"}),
    refused={
        "audio": "sound cannot be judged here; send its words as content",
        "function_call": "expected tool_calls, the form that replaced it",
    },
)
PARTS: Mapping[str, Shape] = {
    "text": Shape(frozenset({"text"}), {"type": ("text",)}, CACHED),
    "refusal": Shape(frozenset({"refusal"}), {"type": ("refusal",)}, CACHED),
    "image_url": Shape(frozenset({"image_url"}), {"type": ("image_url",)}, CACHED),
}
IMAGE_URL = Shape(frozenset({"url"}), dropped=frozenset({"detail"}))
CALL = Shape(frozenset({"id", "function"}), {"type": ("function",)}, frozenset({"index"}))
CALLED = Shape(frozenset({"name", "arguments"}))
TOOL = Shape(frozenset({"function"}), {"type": ("function",)}, open=True)


def image_urls(messages: object) -> list[str]:
    """Addresses of all pictures in OpenAI messages, in order, repeats kept.

    Raises:
        WireError: the JSON is no list of messages, or holds a part that we do not know.
    """
    return [
        _image_url(part, where)
        for where, part in _parts(_messages(messages))
        if isinstance(part, Mapping) and part.get("type") == "image_url"
    ]


def conversation(
    messages: object, images: Mapping[str, Sequence[Image]], tools: object = None
) -> Conversation:
    """OpenAI messages as a Conversation.

    Args:
        messages: the request's `messages`.
        images: by address (as in `image_urls`), the frames that ingest made of each picture.
        tools: the request's `tools`, or None.

    Raises:
        WireError: with the path of the first thing that is not understood.
    """
    out = tuple(
        _message(message, f"messages[{index}]", images)
        for index, message in enumerate(_messages(messages))
    )
    return Conversation(out, _tools(tools))


def _messages(messages: object) -> list[Json]:
    if not isinstance(messages, list) or not messages:
        raise WireError("messages", f"expected a non-empty list, got {type(messages).__name__}")
    for index, message in enumerate(messages):
        if not isinstance(message, Mapping):
            kind = type(message).__name__
            raise WireError(f"messages[{index}]", f"expected an object, got {kind}")
    return messages


def _parts(messages: list[Json]) -> list[tuple[str, object]]:
    return [
        (f"messages[{index}].content[{number}]", part)
        for index, message in enumerate(messages)
        if isinstance(message.get("content"), list)
        for number, part in enumerate(message["content"])
    ]


def _image_url(part: Json, where: str) -> str:
    source = part.get("image_url")
    if isinstance(source, Mapping):
        IMAGE_URL.check(source, f"{where}.image_url")
    url = source.get("url") if isinstance(source, Mapping) else source
    if not isinstance(url, str) or not url:
        raise WireError(f"{where}.image_url", 'expected {"url": "data:image/...;base64,..."}')
    return text(url, f"{where}.image_url")


def _message(message: Json, where: str, images: Mapping[str, Sequence[Image]]) -> Message:
    role = message.get("role")
    if not isinstance(role, str) or role not in ROLES:
        raise WireError(f"{where}.role", f"got {shown(role)}, expected one of {sorted(ROLES)}")
    MESSAGE.check(message, where)
    parts = _content(message.get("content"), f"{where}.content", images)
    if refusal := _name(message.get("refusal"), f"{where}.refusal"):
        parts.append(Text(refusal))
    _check_calls(message.get("tool_calls"), f"{where}.tool_calls")
    made = calls(message.get("tool_calls"), f"{where}.tool_calls")
    if made and role != "assistant":
        raise WireError(f"{where}.tool_calls", f"only an assistant calls tools, not a {role}")
    parts += made
    if not parts and role != "assistant":
        raise WireError(f"{where}.content", "is empty; expected text or content parts")
    call = _name(message.get("tool_call_id"), f"{where}.tool_call_id")
    if call is not None and role != "tool":
        raise WireError(f"{where}.tool_call_id", f"only a tool's result has one, not a {role}")
    return Message(ROLES[role], tuple(parts), call)


def _check_calls(given: object, where: str) -> None:
    # A model's own calls may have fields that we do not know; they end in `calls`.
    for number, call in enumerate(listed(given, where)):
        CALL.check(call, f"{where}[{number}]")
        if isinstance(call.get("function"), Mapping):
            CALLED.check(call["function"], f"{where}[{number}].function")


def text(words: object, where: str) -> str:
    """The words of a JSON value that must be a string.

    Raises:
        WireError: no string, or one that is no text: half a surrogate pair has no UTF-8 form.
    """
    if not isinstance(words, str):
        raise WireError(where, f"expected a string, got {type(words).__name__}")
    try:
        words.encode()
    except UnicodeEncodeError as error:
        place = f"character {error.start} is half of a surrogate pair"
        raise WireError(where, f"{place}; send whole characters") from error
    return words


def _name(value: object, where: str) -> str | None:
    return None if value is None else text(value, where)


def json_text(value: object, where: str) -> str:
    """A value as JSON text; not as \\u escapes: what is judged must be readable words.

    Raises:
        WireError: it is nested too deeply, or holds half characters.
    """
    try:
        return text(json.dumps(value, ensure_ascii=False, sort_keys=True), where)
    except RecursionError as error:
        raise WireError(where, "is nested too deeply") from error


def _content(content: object, where: str, images: Mapping[str, Sequence[Image]]) -> list[Part]:
    if content is None:
        return []
    if isinstance(content, str):
        return [Text(text(content, where))]
    if not isinstance(content, list):
        kind = type(content).__name__
        raise WireError(where, f"expected a string or a list of parts, got {kind}")
    parts: list[Part] = []
    for number, part in enumerate(content):
        parts += _part(part, f"{where}[{number}]", images)
    return parts


def _part(part: object, where: str, images: Mapping[str, Sequence[Image]]) -> list[Part]:
    if not isinstance(part, Mapping):
        raise WireError(where, f"expected a content part, got {type(part).__name__}")
    kind = kind_of(part, PARTS, where)
    PARTS[kind].check(part, where)
    if kind == "image_url":
        return list(images[_image_url(part, where)])
    return [Text(text(part.get(kind), f"{where}.{kind}"))]


def calls(given: object, where: str) -> list[ToolCall]:
    """Tool calls of a message.

    Raises:
        WireError: with the path of what is not understood.
    """
    out = []
    for number, call in enumerate(listed(given, where)):
        place = f"{where}[{number}]"
        function = call.get("function")
        if not isinstance(function, Mapping) or not isinstance(function.get("name"), str):
            raise WireError(place, 'expected {"function": {"name", "arguments"}}')
        arguments = function.get("arguments", "")
        path = f"{place}.function.arguments"
        out.append(
            ToolCall(
                _name(call.get("id"), f"{place}.id") or "",
                text(function["name"], f"{place}.function.name"),
                text(arguments, path) if isinstance(arguments, str) else json_text(arguments, path),
            )
        )
    return out


def _tools(tools: object) -> tuple[Tool, ...]:
    if tools is None:
        return ()
    if not isinstance(tools, list):
        raise WireError("tools", f"expected a list, got {type(tools).__name__}")
    out = []
    for number, tool in enumerate(tools):
        place = f"tools[{number}]"
        function = tool.get("function") if isinstance(tool, Mapping) else None
        if not isinstance(function, Mapping) or not isinstance(function.get("name"), str):
            raise WireError(place, "only tools of type function are understood")
        TOOL.check(tool, place)
        name = text(function["name"], f"{place}.function.name")
        out.append(Tool(name, json_text(tool, place)))
    return tuple(out)
