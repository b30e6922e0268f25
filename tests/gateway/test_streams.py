"""Streams: judged words only, a stated end or a stated error, and no work for nobody."""

import http.client
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.gateway.support import CALL, WORDS, Running, ask, call


def stream(server: Running, model: str = "plain", **more: object) -> list[Any]:
    answer = call(f"{server.url}/chat/completions", ask(model, stream=True, **more))
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    return answer.events


def words(events: list[Any], number: int = 0) -> str:
    choices = [c for e in events if isinstance(e, dict) for c in e.get("choices", ())]
    return "".join(c["delta"].get("content") or "" for c in choices if c["index"] == number)


def test_the_role_comes_first_and_done_comes_last(server: Running) -> None:
    events = stream(server)
    assert events[0]["choices"][0]["delta"]["role"] == "assistant"
    assert events[-1] == "[DONE]"
    assert events[-2]["choices"][0]["finish_reason"] == "stop"
    assert words(events) == WORDS


def test_the_words_come_in_pieces(server: Running) -> None:
    assert len(stream(server)) > 5


def test_usage_comes_only_when_asked_for(server: Running) -> None:
    plain = stream(server, "counting")
    counted = stream(server, "counting", stream_options={"include_usage": True})
    assert all("usage" not in event for event in plain if isinstance(event, dict))
    assert counted[-2]["usage"]["total_tokens"] == 107
    assert counted[-2]["choices"] == []


def test_every_choice_has_its_own_stream(server: Running) -> None:
    events = stream(server, "counting", n=2)
    ends = [
        choice["index"]
        for event in events
        if isinstance(event, dict)
        for choice in event["choices"]
        if choice["finish_reason"]
    ]
    assert sorted(ends) == [0, 1]
    assert words(events, 0) != words(events, 1)


def test_a_refused_question_streams_its_refusal(server: Running) -> None:
    events = stream(server, words="FORBIDDEN")
    refusal = events[-3]["choices"][0]["delta"]["refusal"]
    assert words(events) == refusal != ""
    assert events[-2]["choices"][0]["finish_reason"] == "content_filter"
    assert events[-2]["x_clearsight"]["category"] == "illicit"


def test_in_json_mode_a_refusal_is_not_in_content(server: Running) -> None:
    wanted = {"type": "json_object"}
    events = stream(server, words="FORBIDDEN", response_format=wanted)
    assert words(events) == ""
    assert events[-3]["choices"][0]["delta"]["refusal"]
    assert words(stream(server, response_format=wanted)) == WORDS


def test_harm_late_in_an_answer_never_leaves(server: Running) -> None:
    events = stream(server, "late-harm")
    assert "F" not in words(events)
    assert events[-2]["choices"][0]["finish_reason"] == "content_filter"
    assert events[-1] == "[DONE]"


def test_a_tool_call_is_one_judged_piece(server: Running) -> None:
    events = stream(server, "tools")
    (call_,) = events[-3]["choices"][0]["delta"]["tool_calls"]
    assert call_["index"] == 0
    assert call_["function"] == {"name": "weather", "arguments": CALL.arguments}


@pytest.mark.parametrize("model", ["cut", "breaking"])
def test_a_stream_that_breaks_ends_in_an_error_and_not_in_done(server: Running, model: str) -> None:
    events = stream(server, model)
    assert "[DONE]" not in events
    assert events[-1]["error"]["type"] == "server_error"
    assert "CANARY" not in json.dumps(events)
    assert words(events), "some words were out before it broke"


def test_a_model_that_fails_at_once_gets_a_status(server: Running) -> None:
    answer = call(f"{server.url}/chat/completions", ask("failing", stream=True))
    assert answer.status == 502


@pytest.mark.parametrize("streamed", [True, False])
def test_when_the_client_goes_the_model_is_stopped(server: Running, streamed: bool) -> None:
    model = server.model("lasting")
    before = model.started, model.stopped
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    body = json.dumps(ask("lasting", stream=streamed))
    headers = {"Content-Type": "application/json"}
    connection.request("POST", "/v1/chat/completions", body, headers)
    wait_for(lambda: model.started == before[0] + 1)
    if streamed:
        connection.getresponse().read(100)
    connection.close()
    wait_for(lambda: model.stopped == before[1] + 1)
    wait_for(lambda: server.deployment.running == 0)


def wait_for(condition: Callable[[], bool], seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
