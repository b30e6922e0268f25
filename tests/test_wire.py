"""OpenAI JSON <-> words: what is understood, what is refused, what comes back out."""

import base64
import json

import pytest

from clearsight import wire
from clearsight.content import Conversation, Image, Message, Text, ToolCall
from clearsight.errors import ModelError, WireError
from tests.doubles import image

URL = "data:image/png;base64,AAAA"


def ask(*parts: object) -> list[dict[str, object]]:
    return [{"role": "user", "content": list(parts)}]


def test_text_and_pictures_keep_their_order() -> None:
    one, two = image("one"), image("two")
    messages = ask(
        {"type": "image_url", "image_url": {"url": "a"}},
        {"type": "text", "text": "or"},
        {"type": "image_url", "image_url": "b"},
    )
    assert wire.image_urls(messages) == ["a", "b"]
    heard = wire.conversation(messages, {"a": [one], "b": [two]})
    assert heard.messages[0].parts == (one, Text("or"), two)


def test_a_developer_message_is_a_system_message() -> None:
    heard = wire.conversation([{"role": "developer", "content": "Be kind"}], {})
    assert heard.messages[0].role == "system"


def test_tool_calls_and_results_are_heard() -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "find", "arguments": "{}"}}
    heard = wire.conversation(
        [
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c1", "content": "found"},
        ],
        {},
    )
    assert heard.messages[0].parts == (ToolCall("c1", "find", "{}"),)
    assert heard.messages[1].tool_call_id == "c1"


@pytest.mark.parametrize(
    ("messages", "where"),
    [
        ("hello", "messages"),
        ([], "messages"),
        (["hello"], "messages[0]"),
        ([{"role": "wizard", "content": "x"}], "messages[0].role"),
        ([{"role": "user"}], "messages[0].content"),
        ([{"role": "user", "content": 3}], "messages[0].content"),
        (ask({"type": "input_audio"}), "messages[0].content[0]"),
        (ask("bare string"), "messages[0].content[0]"),
        (ask({"type": "text", "text": None}), "messages[0].content[0].text"),
        ([{"role": "assistant", "tool_calls": [{"id": "x"}]}], "messages[0].tool_calls[0]"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(messages: object, where: str) -> None:
    with pytest.raises(WireError) as caught:
        wire.conversation(messages, {})
    assert caught.value.where == where


def test_a_picture_without_an_address_is_refused() -> None:
    with pytest.raises(WireError, match="image_url"):
        wire.image_urls(ask({"type": "image_url", "image_url": {}}))


def test_a_tool_that_is_no_function_is_refused() -> None:
    with pytest.raises(WireError, match="tools"):
        wire.conversation([{"role": "user", "content": "x"}], {}, [{"type": "browser"}])


def test_words_survive_the_way_out_and_back() -> None:
    picture = image()
    talk = Conversation(
        (
            Message("system", (Text("Be kind"),)),
            Message("user", (Text("What is"), picture)),
            Message("assistant", (Text("A"), ToolCall("c", "f", "{}"))),
            Message("tool", (Text("ok"),), "c"),
        )
    )
    sent = json.loads(json.dumps(wire.request_messages(talk)))
    back = wire.conversation(sent, {wire.data_url(picture): [picture]})
    assert back == talk


def test_the_picture_is_sent_as_the_bytes_that_were_read() -> None:
    picture = Image(b"\x89PNG", "image/png", 1, 1, "d")
    head, _, body = wire.data_url(picture).partition(",")
    assert head == "data:image/png;base64"
    assert base64.b64decode(body) == b"\x89PNG"


def test_a_completion_becomes_a_reply() -> None:
    body = {"choices": [{"message": {"content": "Hi"}, "finish_reason": "length"}]}
    heard = wire.reply(body, model="m")
    assert (heard.text, heard.finish_reason, heard.model) == ("Hi", "length", "m")


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "overloaded"}},
        {},
        {"choices": []},
        {"choices": [{"message": {"content": ["x"]}}]},
        "no",
        None,
    ],
)
def test_a_body_that_is_no_completion_is_a_model_error(body: object) -> None:
    with pytest.raises(ModelError):
        wire.reply(body, model="m")
