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


def test_only_an_assistant_may_have_called_a_tool() -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "find", "arguments": "{}"}}
    for role in ("user", "system", "developer", "tool"):
        with pytest.raises(WireError) as caught:
            wire.conversation([{"role": role, "content": "x", "tool_calls": [call]}], {})
        assert caught.value.where == "messages[0].tool_calls"


def called(**call: object) -> list[dict[str, object]]:
    made = {"id": "x", "function": {"name": "f", "arguments": "{}"}} | call
    return [{"role": "assistant", "tool_calls": [made]}]


@pytest.mark.parametrize(
    ("messages", "where"),
    [
        (ask({"type": ["a"]}), "messages[0].content[0]"),
        (ask({"type": {}}), "messages[0].content[0]"),
        ([{"role": ["user"], "content": "x"}], "messages[0].role"),
        ([{"role": "tool", "content": "x", "tool_call_id": 3}], "messages[0].tool_call_id"),
        ([{"role": "assistant", "refusal": ["no"]}], "messages[0].refusal"),
        ([{"role": "user", "content": "a\ud800"}], "messages[0].content"),
        (ask({"type": "text", "text": "a\ud800"}), "messages[0].content[0].text"),
        (called(id={"a": 1}), "messages[0].tool_calls[0].id"),
        (
            called(function={"name": "f", "arguments": {"a": "\ud800"}}),
            "messages[0].tool_calls[0].function.arguments",
        ),
        (called(function={"name": "\udfff"}), "messages[0].tool_calls[0].function.name"),
    ],
)
def test_values_of_a_wrong_type_and_half_characters_are_refused(
    messages: object, where: str
) -> None:
    with pytest.raises(WireError) as caught:
        wire.conversation(messages, {})
    assert caught.value.where == where


def test_the_address_of_a_picture_is_text() -> None:
    with pytest.raises(WireError, match="surrogate"):
        wire.image_urls(ask({"type": "image_url", "image_url": "a\ud800.png"}))


def test_tool_definitions_nested_beyond_reason_are_refused() -> None:
    deep: object = {}
    for _ in range(100_000):
        deep = [deep]
    tool = {"type": "function", "function": {"name": "f", "parameters": deep}}
    with pytest.raises(WireError, match="nested"):
        wire.conversation([{"role": "user", "content": "x"}], {}, [tool])


def test_arguments_given_as_an_object_stay_readable() -> None:
    heard = wire.conversation(called(function={"name": "f", "arguments": {"q": "привет"}}), {})
    (call,) = heard.messages[0].parts
    assert isinstance(call, ToolCall)
    assert "привет" in call.arguments
