"""Responses and Messages JSON of any shape ends in a chat request or in a WireError."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from clearsight import wire
from clearsight.errors import WireError
from clearsight.wire import messages, responses
from tests.enforcement.places import IN_CHAT, IN_MESSAGES, IN_RESPONSES, Protocol

DEEP: Any = []
for _ in range(2000):
    DEEP = [DEEP]
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, float("nan"), "", "x", "\ud800", "user", "text", [], [[]], [None],
    ["x"], [{}], {}, {"type": []}, {"type": {}}, {"type": "text"}, {"role": []},
    {"role": "user"}, DEEP,
)  # fmt: skip


def bodies(protocol: Protocol) -> Iterator[dict[str, Any]]:
    """One request that is understood for each shape."""
    for place in protocol.places.values():
        yield next(iter(place.put(place.sample))).body


def changed(value: Any) -> Iterator[Any]:
    """The value with every one of its parts replaced by every odd one."""
    yield from ODD
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from ({**value, name: other} for other in changed(item))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            for other in changed(item):
                yield [*value[:number], other, *value[number + 1 :]]


def read(chat: Mapping[str, Any]) -> None:
    urls = wire.image_urls(chat.get("messages"))
    wire.conversation(chat.get("messages"), {url: () for url in urls}, chat.get("tools"))


@pytest.mark.parametrize("protocol", [IN_CHAT, IN_RESPONSES, IN_MESSAGES])
def test_any_json_ends_in_words_or_in_a_wire_error(protocol: Protocol) -> None:
    chat = {responses: responses.chat, messages: messages.chat}.get(protocol.module)
    understood = refused = 0
    for body in bodies(protocol):
        for other in changed(body):
            if not isinstance(other, Mapping):
                continue
            try:
                read(chat(other) if chat else other)
                understood += 1
            except WireError:
                refused += 1
    assert understood > 100
    assert refused > 1000


@pytest.mark.parametrize(
    ("role", "items", "roles"),
    [
        ("words behind a call", ["say", "call", "say"], ["assistant", "assistant"]),
        ("two calls", ["call", "call"], ["assistant"]),
        ("a call behind words", ["say", "call"], ["assistant"]),
    ],
)
def test_what_the_assistant_says_in_one_go_is_one_message(
    role: str, items: list[str], roles: list[str]
) -> None:
    made = {
        "say": {"role": "assistant", "content": "Let me see."},
        "call": {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
    }
    body = responses.chat({"model": "m", "input": [made[item] for item in items]})
    assert [message["role"] for message in body["messages"]] == roles
    calls = [call for message in body["messages"] for call in message.get("tool_calls", ())]
    assert len(calls) == items.count("call")
