"""Every kind of part that the official clients' packages know, read from their types.

A kind that our tables do not have must be refused; one that a newer package brings is tried by
itself, and stays refused until somebody puts it into a table (and so into the matrix).
"""

import json
import re
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from anthropic.types import ContentBlockParam, ToolUnionParam
from anthropic.types import message_create_params as anthropic_request
from anthropic.types.tool_result_block_param import Content as ResultContent
from openai.types.chat import ChatCompletionContentPartParam
from openai.types.chat import completion_create_params as chat_request
from openai.types.responses import (
    ResponseInputContentParam,
    ResponseInputItemParam,
    ToolParam,
)
from openai.types.responses import response_create_params as responses_request

from clearsight.gateway.asked import OURS
from clearsight.wire import heard, messages, responses
from tests.enforcement.cells import Cell
from tests.enforcement.places import ASKED, CHAT, HELLO, SPOKEN
from tests.enforcement.world import PHRASE

Json = dict[str, Any]


def kinds(union: object) -> Iterator[tuple[str, Json]]:
    """`type` of every member of a union of TypedDicts, with an object that has all its fields."""
    for member in _members(union):
        fields = {name: PHRASE for name in _fields(member)}
        for kind in re.findall(r"'([^']+)'|\"([^\"]+)\"", _literal(member)):
            yield kind[0] or kind[1], fields


def _members(union: object) -> Iterator[Any]:
    for member in get_args(union) if get_origin(union) is not None else (union,):
        if get_origin(member) is not None:
            yield from _members(member)
        elif isinstance(member, type):
            yield member


def _fields(member: type) -> Iterator[str]:
    for one in reversed(member.__mro__):
        yield from getattr(one, "__annotations__", {})


def _literal(member: type) -> str:
    """The annotation of `type`, as text; the packages postpone their annotations."""
    for one in member.__mro__:
        found = getattr(one, "__annotations__", {}).get("type")
        if found is not None:
            text = str(getattr(found, "__forward_arg__", found))
            return text if "Literal" in text else ""
    return ""


def cells() -> Iterator[Cell]:
    """Every part, item, block and tool of the official types that our tables do not have."""
    both = {"input_text", "input_image", "output_text", "refusal"}
    for path, union, known, body in (
        (CHATS, ChatCompletionContentPartParam, set(heard.PARTS), _in_chat),
        ("/v1/responses", ResponseInputItemParam, set(responses.ITEMS), _as_item),
        ("/v1/responses", ResponseInputContentParam, both, _in_item),
        ("/v1/responses", ToolParam, {"function"}, lambda tool: {**ASKED, "tools": [tool]}),
        ("/v1/messages", ContentBlockParam, set(messages.BLOCKS), _in_message),
        ("/v1/messages", ResultContent, {"text", "image"}, _in_result),
        ("/v1/messages", ToolUnionParam, {"custom"}, lambda tool: {**SPOKEN, "tools": [tool]}),
    ):
        for kind, fields in sorted(dict(kinds(union)).items()):
            if kind in known:
                continue
            for stream in (False, True):
                given = {**body({**fields, "type": kind}), "stream": stream}
                yield Cell(path, f"official.{kind}", json.dumps(given).encode(), "refused",
                           stream=stream)  # fmt: skip


CHATS = "/v1/chat/completions"


def requests() -> Iterator[Cell]:
    """Every field of the official requests that no shape has: refused, or judged as an option."""
    for path, module, shape, base in (
        (CHATS, chat_request, None, CHAT),
        ("/v1/responses", responses_request, responses.REQUEST, ASKED),
        ("/v1/messages", anthropic_request, messages.REQUEST, SPOKEN),
    ):
        (found,) = (v for n, v in vars(module).items() if n.endswith("CreateParamsBase"))
        for name in sorted(set(_fields(found))):
            table = (*shape.judged, *shape.fixed, *shape.dropped, *shape.refused, *shape.numbers) \
                if shape else OURS  # fmt: skip
            if name not in table:
                body = json.dumps({**base, name: PHRASE}).encode()
                yield Cell(
                    path, f"official request.{name}", body, "judged" if not shape else "refused"
                )


def _in_chat(part: Json) -> Json:
    return {**CHAT, "messages": [{"role": "user", "content": [part]}]}


def _as_item(item: Json) -> Json:
    return {**ASKED, "input": [HELLO, item]}


def _in_item(part: Json) -> Json:
    return {**ASKED, "input": [{"role": "user", "content": [part]}]}


def _in_message(block: Json) -> Json:
    return {**SPOKEN, "messages": [{"role": "user", "content": [block]}]}


def _in_result(block: Json) -> Json:
    result = {"type": "tool_result", "tool_use_id": "t", "content": [block]}
    return _in_message(result)
