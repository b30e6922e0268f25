"""The official Python client, used as anyone uses it: no special cases."""

from collections.abc import Iterator
from typing import Any

import pytest
from openai import (
    APIError,
    AuthenticationError,
    BadRequestError,
    InternalServerError,
    NotFoundError,
    OpenAI,
    RateLimitError,
)

from tests.e2e.sdk import Served, served
from tests.gateway.support import WORDS, image_part, picture, text_part

HELLO = [{"role": "user", "content": "Hello"}]
HARM = [{"role": "user", "content": "FORBIDDEN"}]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("sdk")) as running:
        yield running


@pytest.fixture(scope="module")
def client(place: Served) -> Iterator[Any]:
    with OpenAI(base_url=place.url, api_key=place.key, max_retries=0) as made:
        yield made


def test_plain(client: Any) -> None:
    answer = client.chat.completions.create(model="plain", messages=HELLO)
    assert answer.choices[0].message.content == WORDS
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage is not None
    assert answer._request_id


def test_streamed(client: Any) -> None:
    stream = client.chat.completions.create(
        model="plain",
        messages=HELLO,
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)
    words = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert words == WORDS
    assert chunks[-1].usage is not None


def test_the_streaming_helper(client: Any) -> None:
    with client.chat.completions.stream(model="plain", messages=HELLO) as stream:
        done = stream.get_final_completion()
    assert done.choices[0].message.content == WORDS


def test_two_choices(client: Any) -> None:
    answer = client.chat.completions.create(model="counting", messages=HELLO, n=2)
    assert len({choice.message.content for choice in answer.choices}) == 2


def test_two_images(client: Any) -> None:
    parts = [text_part("Which?"), image_part(picture("red")), image_part(picture("blue"))]
    answer = client.chat.completions.create(
        model="plain",
        messages=[{"role": "user", "content": parts}],
    )
    assert answer.choices[0].message.content == WORDS


@pytest.mark.parametrize("stream", [False, True])
def test_a_tool_call(client: Any, stream: bool) -> None:
    tools = [{"type": "function", "function": {"name": "weather", "parameters": {}}}]
    given = {"model": "tools", "messages": HELLO, "tools": tools}
    if stream:
        with client.chat.completions.stream(**given) as events:
            choice = events.get_final_completion().choices[0]
    else:
        choice = client.chat.completions.create(**given).choices[0]
    assert choice.finish_reason == "tool_calls"
    assert choice.message.tool_calls is not None
    assert choice.message.tool_calls[0].function.arguments == '{"city": "Oslo"}'


def test_a_refusal(client: Any) -> None:
    answer = client.chat.completions.create(model="plain", messages=HARM)
    (choice,) = answer.choices
    assert choice.finish_reason == "content_filter"
    assert choice.message.refusal
    assert choice.message.content == choice.message.refusal
    assert answer.model_extra is not None
    assert answer.model_extra["x_clearsight"]["category"] == "illicit"


def test_a_streamed_refusal(client: Any) -> None:
    stream = client.chat.completions.create(model="plain", messages=HARM, stream=True)
    choices = [choice for chunk in stream for choice in chunk.choices]
    assert choices[-1].finish_reason == "content_filter"
    assert "".join(choice.delta.refusal or "" for choice in choices)


def test_a_rate_limit(place: Served) -> None:
    with OpenAI(base_url=place.url, api_key=place.narrow, max_retries=0) as narrow:
        ask: Any = narrow.chat.completions.create
        narrow.models.list()
        ask(model="plain", messages=HELLO)
        with pytest.raises(RateLimitError) as caught:
            ask(model="plain", messages=HELLO)
    assert caught.value.code == "rate_limit_exceeded"
    assert int(caught.value.response.headers["retry-after"]) >= 1


def test_errors_have_their_classes(client: Any, place: Served) -> None:
    ask = client.chat.completions.create
    with pytest.raises(NotFoundError):
        ask(model="none", messages=HELLO)
    with pytest.raises(BadRequestError):
        ask(model="plain", messages=[{"role": "user", "content": [{"type": "x"}]}])
    with pytest.raises(InternalServerError):
        ask(model="failing", messages=HELLO)
    with (
        OpenAI(base_url=place.url, api_key="cs-no", max_retries=0) as stranger,
        pytest.raises(AuthenticationError),
    ):
        stranger.models.list()


@pytest.mark.parametrize("model", ["cut", "breaking"])
def test_a_stream_that_breaks_raises(client: Any, model: str) -> None:
    stream = client.chat.completions.create(model=model, messages=HELLO, stream=True)
    assert next(stream).choices[0].delta.role == "assistant"
    with pytest.raises(APIError):
        list(stream)


def test_moderation(client: Any) -> None:
    parts = [text_part("FORBIDDEN"), image_part(picture("red")), image_part(picture("blue"))]
    answer = client.moderations.create(model="omni-moderation-latest", input=parts)
    (result,) = answer.results
    assert result.flagged
    assert result.categories.illicit
    assert result.category_applied_input_types.hate == ["text"]
    many = client.moderations.create(input=["fine", "FORBIDDEN"])
    assert [result.flagged for result in many.results] == [False, True]


def test_responses(client: Any) -> None:
    first = client.responses.create(model="counting", input="Hello", instructions="Be kind.")
    assert first.output_text.startswith("Answer")
    assert first.usage.total_tokens == 107
    parts = [
        {"type": "input_text", "text": "Which?"},
        {"type": "input_image", "image_url": picture("red"), "detail": "auto"},
    ]
    again = client.responses.create(
        model="counting",
        input=[{"role": "user", "content": parts}],
        previous_response_id=first.id,
    )
    assert again.previous_response_id == first.id
    client.responses.delete(first.id)
    with pytest.raises(NotFoundError):
        client.responses.create(model="counting", input="Hi", previous_response_id=again.id)


def test_responses_streamed(client: Any) -> None:
    with client.responses.stream(model="plain", input="Hello") as stream:
        words = "".join(e.delta for e in stream if e.type == "response.output_text.delta")
        done = stream.get_final_response()
    assert words == done.output_text == WORDS


@pytest.mark.parametrize("stream", [False, True])
def test_responses_call_tools_and_refuse(client: Any, stream: bool) -> None:
    def ask(model: str, words: str) -> Any:
        given = {"model": model, "input": words}
        if not stream:
            return client.responses.create(**given)
        with client.responses.stream(**given) as events:
            return events.get_final_response()

    (item,) = ask("tools", "Hello").output
    assert (item.type, item.arguments) == ("function_call", '{"city": "Oslo"}')
    refused = ask("plain", "FORBIDDEN")
    assert refused.output_text == ""
    assert refused.output[0].content[0].refusal
    assert refused.model_extra["x_clearsight"]["category"] == "illicit"


def test_responses_raise_their_errors(client: Any) -> None:
    with pytest.raises(BadRequestError):
        client.responses.create(model="plain", input=[{"type": "item_reference", "id": "x"}])
    with pytest.raises(InternalServerError):
        client.responses.create(model="failing", input="Hello")
    events = list(client.responses.create(model="cut", input="Hello", stream=True))
    assert events[-1].type == "error"


def test_models(client: Any) -> None:
    assert "plain" in {model.id for model in client.models.list()}
    assert client.models.retrieve("clearsight").id == "clearsight"
