"""OpenAI's chat JSON <-> words. Pure functions; no network, no decoding of pictures.

Unknown fields of a request are the gateway's to keep; an unknown role or content part is refused,
because a part that nobody understands is a part that nobody judged.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from clearsight.content import Conversation, Image, Message, Part, Role, Text, Tool, ToolCall
from clearsight.errors import ModelError, WireError
from clearsight.verdict import Reply, Usage

Json = Mapping[str, Any]

_ROLES: Mapping[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
}
_TEXT_PARTS = {"text": "text", "refusal": "refusal"}


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
    url = source.get("url") if isinstance(source, Mapping) else source
    if not isinstance(url, str) or not url:
        raise WireError(f"{where}.image_url", 'expected {"url": "data:image/...;base64,..."}')
    return url


def _message(message: Json, where: str, images: Mapping[str, Sequence[Image]]) -> Message:
    role = message.get("role")
    if not isinstance(role, str) or role not in _ROLES:
        raise WireError(f"{where}.role", f"got {role!r}, expected one of {sorted(_ROLES)}")
    parts = _content(message.get("content"), f"{where}.content", images)
    refusal = message.get("refusal")
    if isinstance(refusal, str) and refusal:
        parts.append(Text(refusal))
    parts += _calls(message.get("tool_calls"), f"{where}.tool_calls")
    if not parts and role != "assistant":
        raise WireError(f"{where}.content", "is empty; expected text or content parts")
    call = message.get("tool_call_id")
    return Message(_ROLES[role], tuple(parts), call if isinstance(call, str) else None)


def _content(content: object, where: str, images: Mapping[str, Sequence[Image]]) -> list[Part]:
    if content is None:
        return []
    if isinstance(content, str):
        return [Text(content)]
    if not isinstance(content, list):
        kind = type(content).__name__
        raise WireError(where, f"expected a string or a list of parts, got {kind}")
    parts: list[Part] = []
    for number, part in enumerate(content):
        parts += _part(part, f"{where}[{number}]", images)
    return parts


def _part(part: object, where: str, images: Mapping[str, Sequence[Image]]) -> list[Part]:
    kind = part.get("type") if isinstance(part, Mapping) else None
    if isinstance(part, Mapping) and kind in _TEXT_PARTS:
        words = part.get(_TEXT_PARTS[kind])
        if not isinstance(words, str):
            raise WireError(f"{where}.{_TEXT_PARTS[kind]}", "expected a string")
        return [Text(words)]
    if isinstance(part, Mapping) and kind == "image_url":
        return list(images[_image_url(part, where)])
    raise WireError(
        where,
        f"content part of type {kind!r} is not understood, so it could not be judged; "
        "expected type text or image_url",
    )


def _calls(calls: object, where: str) -> list[Part]:
    if calls is None:
        return []
    if not isinstance(calls, list):
        raise WireError(where, "expected a list")
    out: list[Part] = []
    for number, call in enumerate(calls):
        function = call.get("function") if isinstance(call, Mapping) else None
        if not isinstance(function, Mapping) or not isinstance(function.get("name"), str):
            raise WireError(f"{where}[{number}]", 'expected {"function": {"name", "arguments"}}')
        arguments = function.get("arguments", "")
        written = arguments if isinstance(arguments, str) else json.dumps(arguments)
        out.append(ToolCall(str(call.get("id", "")), function["name"], written))
    return out


def _tools(tools: object) -> tuple[Tool, ...]:
    if tools is None:
        return ()
    if not isinstance(tools, list):
        raise WireError("tools", "expected a list")
    out = []
    for number, tool in enumerate(tools):
        function = tool.get("function") if isinstance(tool, Mapping) else None
        if not isinstance(function, Mapping) or not isinstance(function.get("name"), str):
            raise WireError(f"tools[{number}]", "only tools of type function are understood")
        out.append(Tool(function["name"], json.dumps(tool, ensure_ascii=False, sort_keys=True)))
    return tuple(out)


def data_url(image: Image) -> str:
    """The image's bytes as a data URL: what was judged is what is sent."""
    return f"data:{image.media_type};base64,{base64.b64encode(image.data).decode('ascii')}"


def request_messages(conversation: Conversation) -> list[dict[str, Any]]:
    """A Conversation as OpenAI messages, pictures as data URLs."""
    return [_wire_message(message) for message in conversation]


def _wire_message(message: Message) -> dict[str, Any]:
    out: dict[str, Any] = {"role": message.role}
    calls = [part for part in message.parts if isinstance(part, ToolCall)]
    others = [part for part in message.parts if not isinstance(part, ToolCall)]
    if all(isinstance(part, Text) for part in others):
        out["content"] = message.text if others or not calls else None
    else:
        out["content"] = [
            {"type": "text", "text": part.text}
            if isinstance(part, Text)
            else {"type": "image_url", "image_url": {"url": data_url(part)}}
            for part in others
        ]
    if calls:
        out["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for call in calls
        ]
    if message.tool_call_id is not None:
        out["tool_call_id"] = message.tool_call_id
    return out


def reply(body: object, *, model: str) -> Reply:
    """The first choice of an OpenAI chat completion as a Reply.

    Raises:
        ModelError: the body holds an error or is no completion.
    """
    if isinstance(body, Mapping) and body.get("error"):
        raise ModelError(f"{model} answered with an error: {error_text(body['error'])}")
    try:
        choice = body["choices"][0]  # type: ignore[index]
        message = choice["message"]
        calls = _calls(message.get("tool_calls"), "tool_calls")
        words = message.get("content") or message.get("refusal") or ""
    except (KeyError, IndexError, TypeError, AttributeError, WireError) as error:
        raise ModelError(f"{model} sent no chat completion: {type(error).__name__}") from error
    if not isinstance(words, str):
        raise ModelError(f"{model} sent content of type {type(words).__name__}, expected text")
    return Reply(
        words,
        finish_reason=str(choice.get("finish_reason") or "stop"),
        model=model,
        tool_calls=tuple(call for call in calls if isinstance(call, ToolCall)),
        usage=usage(body),
    )


def usage(body: object) -> Usage | None:
    """Token counts of a completion or of a stream's event, where it has them."""
    counts = body.get("usage") if isinstance(body, Mapping) else None
    if not isinstance(counts, Mapping):
        return None
    asked, said = counts.get("prompt_tokens"), counts.get("completion_tokens")
    return Usage(asked, said) if isinstance(asked, int) and isinstance(said, int) else None


def error_text(error: object) -> str:
    """The message inside an OpenAI-shaped error, at most 300 characters."""
    message = error.get("message") if isinstance(error, Mapping) else error
    return str(message)[:300]
