"""Anthropic's official Python client, used as anyone uses it: no special cases."""

from collections.abc import Iterator
from typing import Any

import pytest
from anthropic import (
    Anthropic,
    APIStatusError,
    AuthenticationError,
    BadRequestError,
    InternalServerError,
    NotFoundError,
    RateLimitError,
)

from tests.e2e.sdk import Served, served
from tests.gateway.support import WORDS, picture

HELLO = [{"role": "user", "content": "Hello"}]
HARM = [{"role": "user", "content": "FORBIDDEN"}]
TOOL = {"name": "weather", "input_schema": {"type": "object", "properties": {}}}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("sdk")) as running:
        yield running


def client_of(place: Served, key: str) -> Any:
    return Anthropic(base_url=place.url.removesuffix("/v1"), api_key=key, max_retries=0)


@pytest.fixture(scope="module")
def client(place: Served) -> Iterator[Any]:
    with client_of(place, place.key) as made:
        yield made


def ask(client: Any, model: str, messages: object, **more: object) -> Any:
    return client.messages.create(model=model, messages=messages, max_tokens=100, **more)


def test_plain(client: Any) -> None:
    answer = ask(client, "counting", HELLO, system="Be kind.")
    assert answer.content[0].text.startswith("Answer")
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (100, 7)
    assert answer._request_id == answer.model_extra["x_clearsight"]["trace_id"]


def test_streamed(client: Any) -> None:
    with client.messages.stream(model="plain", messages=HELLO, max_tokens=100) as stream:
        assert "".join(stream.text_stream) == WORDS
        assert stream.get_final_message().stop_reason == "end_turn"


def test_an_image(client: Any) -> None:
    data = picture("red").partition("base64,")[2]
    source = {"type": "base64", "media_type": "image/png", "data": data}
    parts = [{"type": "image", "source": source}, {"type": "text", "text": "What is it?"}]
    assert ask(client, "plain", [{"role": "user", "content": parts}]).content[0].text == WORDS


@pytest.mark.parametrize("stream", [False, True])
def test_a_tool_call_and_its_result(client: Any, stream: bool) -> None:
    given = {"model": "tools", "messages": HELLO, "max_tokens": 100, "tools": [TOOL]}
    if stream:
        with client.messages.stream(**given) as events:
            answer = events.get_final_message()
    else:
        answer = client.messages.create(**given)
    assert answer.stop_reason == "tool_use"
    (block,) = answer.content
    assert (block.name, block.input) == ("weather", {"city": "Oslo"})
    result = {"type": "tool_result", "tool_use_id": block.id, "content": "Rain"}
    again = [*HELLO, {"role": "assistant", "content": answer.content},
             {"role": "user", "content": [result]}]  # fmt: skip
    assert ask(client, "plain", again, tools=[TOOL]).content[0].text == WORDS


@pytest.mark.parametrize("stream", [False, True])
def test_a_refusal(client: Any, stream: bool) -> None:
    if stream:
        with client.messages.stream(model="plain", messages=HARM, max_tokens=9) as events:
            answer = events.get_final_message()
    else:
        answer = ask(client, "plain", HARM)
        assert answer.model_extra["x_clearsight"]["category"] == "illicit"
    assert answer.stop_reason == "refusal"
    assert answer.content[0].text


def test_errors_have_their_classes(client: Any, place: Served) -> None:
    with pytest.raises(NotFoundError):
        ask(client, "none", HELLO)
    with pytest.raises(BadRequestError):
        ask(client, "plain", [{"role": "user", "content": [{"type": "document"}]}])
    with pytest.raises(InternalServerError):
        ask(client, "failing", HELLO)
    with pytest.raises(NotFoundError):
        client.messages.count_tokens(model="plain", messages=HELLO)
    with client_of(place, "cs-no") as stranger, pytest.raises(AuthenticationError):
        ask(stranger, "plain", HELLO)
    with client_of(place, place.narrow) as narrow:
        ask(narrow, "plain", HELLO)
        with pytest.raises(RateLimitError):
            ask(narrow, "plain", HELLO)


def test_a_stream_that_breaks_raises(client: Any) -> None:
    with (
        pytest.raises(APIStatusError),
        client.messages.stream(model="cut", messages=HELLO, max_tokens=9) as stream,
    ):
        list(stream)
