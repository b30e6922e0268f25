"""What `/v1/messages` promises, seen from outside."""

import json
from typing import Any

import pytest

from tests.gateway.support import CALL, WORDS, Answer, Running, call, picture

TOOL = {"name": "weather", "description": "?", "input_schema": {"type": "object"}}


def post(server: Running, model: str = "counting", given: object = "Hello", **more: Any) -> Answer:
    messages = [{"role": "user", "content": given}]
    body = {"model": model, "messages": messages, "max_tokens": 100, **more}
    return call(f"{server.url}/messages", body)


def events(answer: Answer, kind: str) -> list[Any]:
    return [event for event in answer.events if event["type"] == kind]


def words(answer: Answer) -> str:
    deltas = [event["delta"] for event in events(answer, "content_block_delta")]
    return "".join(delta["text"] for delta in deltas if delta["type"] == "text_delta")


def image() -> dict[str, Any]:
    media, _, data = picture("red").removeprefix("data:").partition(";base64,")
    return {"type": "image", "source": {"type": "base64", "media_type": media, "data": data}}


def test_words_are_answered(server: Running) -> None:
    answer = post(server, "plain", system="Be short.")
    body = answer.json()
    assert body["content"] == [{"type": "text", "text": WORDS}]
    assert (body["type"], body["role"], body["stop_reason"]) == ("message", "assistant", "end_turn")
    assert body["x_clearsight"]["trace_id"] == answer.headers["request-id"]


def test_blocks_become_the_same_words_as_in_chat(server: Running) -> None:
    result = [{"type": "text", "text": "Rain"}, image()]
    messages = [
        {"role": "user", "content": [image(), {"type": "text", "text": "What is it?"}]},
        {"role": "assistant", "content": [
            {"type": "thinking", "thinking": "Look.", "signature": "s"},
            {"type": "text", "text": "I ask."},
            {"type": "tool_use", "id": "t1", "name": "weather", "input": {"city": "Oslo"}}]},
        {"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": "t1", "content": result},
            {"type": "text", "text": "And now?"}]},
    ]  # fmt: skip
    system = [{"type": "text", "text": "Be kind.", "cache_control": {"type": "ephemeral"}}]
    choice = {"type": "any", "disable_parallel_tool_use": True}
    post(server, messages=messages, system=system, tools=[TOOL], tool_choice=choice)
    conversation = server.model("counting").asked[-1]
    assert [(m.role, m.text) for m in conversation] == [
        ("system", "Be kind."), ("user", "What is it?"), ("assistant", "Look.\nI ask."),
        ("tool", "Rain"), ("user", "And now?"),
    ]  # fmt: skip
    assert json.loads(conversation.messages[2].parts[-1].arguments) == {"city": "Oslo"}
    assert conversation.messages[3].tool_call_id == "t1"
    assert len(conversation.messages[3].images) == 1
    function = json.loads(conversation.tools[0].definition)["function"]
    assert function == {"name": "weather", "description": "?", "parameters": {"type": "object"}}
    assert conversation.options == {
        "max_tokens": 100, "tool_choice": "required", "parallel_tool_calls": False,
    }  # fmt: skip


@pytest.mark.parametrize("stream", [False, True])
def test_a_refusal_has_a_stop_reason_of_its_own(server: Running, stream: bool) -> None:
    answer = post(server, given="FORBIDDEN", stream=stream)
    if stream:
        (end,) = events(answer, "message_delta")
        assert end["delta"]["stop_reason"] == "refusal"
        assert words(answer)
        assert end["x_clearsight"]["category"] == "illicit"
    else:
        body = answer.json()
        assert body["stop_reason"] == "refusal"
        assert body["content"][0]["text"]
        assert body["x_clearsight"]["category"] == "illicit"


def test_events_come_in_their_order(server: Running) -> None:
    answer = post(server, "plain", stream=True)
    kinds = [event["type"] for event in answer.events]
    assert kinds[:3] == ["message_start", "content_block_start", "content_block_delta"]
    assert kinds[-3:] == ["content_block_stop", "message_delta", "message_stop"]
    assert words(answer) == WORDS


def test_harm_late_in_a_stream_never_leaves(server: Running) -> None:
    answer = post(server, "late-harm", stream=True)
    assert b"FORBIDDEN" not in answer.body
    assert words(answer).startswith(WORDS[:100])
    assert events(answer, "message_delta")[0]["delta"]["stop_reason"] == "refusal"


@pytest.mark.parametrize("stream", [False, True])
def test_tool_calls_are_judged_and_come_through(server: Running, stream: bool) -> None:
    answer = post(server, "tools", tools=[TOOL], stream=stream)
    if stream:
        deltas = [event["delta"] for event in events(answer, "content_block_delta")]
        assert [delta["partial_json"] for delta in deltas] == [CALL.arguments]
        assert events(answer, "message_delta")[0]["delta"]["stop_reason"] == "tool_use"
    else:
        (block,) = answer.json()["content"]
        assert block == {"type": "tool_use", "id": CALL.id, "name": "weather",
                         "input": {"city": "Oslo"}}  # fmt: skip
    assert b"tool_use" not in post(server, "bad-tools", stream=stream).body


def test_a_stream_that_breaks_ends_in_an_error(server: Running) -> None:
    answer = post(server, "breaking", stream=True)
    assert answer.events[-1]["type"] == "error"
    assert answer.events[-1]["error"]["type"] == "api_error"
    assert b"CANARY" not in answer.body
    assert not events(answer, "message_stop")


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"messages": []}, "messages"),
        ({"max_tokens": None}, "max_tokens"),
        ({"messages": [{"role": "king", "content": "x"}]}, "messages[0].role"),
        ({"messages": [{"role": "user", "content": [{"type": "document"}]}]},
         "messages[0].content[0]"),
        ({"messages": [{"role": "assistant", "content": [{"type": "redacted_thinking"}]}]},
         "messages[0].content[0]"),
        ({"messages": [{"role": "user", "content": [
            {"type": "image", "source": {"type": "file", "file_id": "f"}}]}]},
         "messages[0].content[0].source"),
        ({"tools": [{"type": "web_search_20250305", "name": "web_search"}]}, "tools[0].type"),
        ({"mcp_servers": [{}]}, "mcp_servers"),
        ({"something_new": "x"}, "something_new"),
    ],
)  # fmt: skip
def test_what_nobody_could_judge_is_refused(
    server: Running, more: dict[str, object], where: str
) -> None:
    asked = len(server.model("counting").asked)
    answer = post(server, **more)  # type: ignore[arg-type]
    assert answer.status == 400
    assert answer.json()["type"] == "error"
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert answer.json()["error"]["message"].startswith(f"{where}: ")
    assert len(server.model("counting").asked) == asked


@pytest.mark.parametrize("path", ["count_tokens", "batches"])
def test_what_lies_below_is_refused_clearly(server: Running, path: str) -> None:
    answer = call(f"{server.url}/messages/{path}", {"model": "plain", "messages": []})
    assert answer.status == 404
    assert answer.json()["error"]["type"] == "not_found_error"
    assert "usage" in answer.json()["error"]["message"]


def test_a_key_may_come_as_anthropics_clients_send_it(keyed: Running) -> None:
    secret = keyed.do(keyed.deployment.store.keys.create("claude")).secret
    body = {"model": "plain", "max_tokens": 9, "messages": [{"role": "user", "content": "Hi"}]}
    assert call(f"{keyed.url}/messages", body, headers={"x-api-key": secret}).status == 200
    answer = call(f"{keyed.url}/messages", body, headers={"x-api-key": "cs-no"})
    assert answer.status == 401
    assert answer.json()["error"]["type"] == "authentication_error"
