"""What the chat endpoint promises, seen from outside."""

import pytest

from tests.gateway.support import CALL, WORDS, Running, ask, call, image_part, picture, text_part


def test_a_harmless_question_is_answered(server: Running) -> None:
    answer = call(f"{server.url}/chat/completions", ask())
    body = answer.json()
    assert answer.status == 200
    assert body["choices"][0]["message"]["content"] == WORDS
    assert body["x_clearsight"]["action"] == "allow"
    assert body["x_clearsight"]["trace_id"] == answer.headers["x-request-id"]


def test_a_refusal_is_a_normal_answer(server: Running) -> None:
    answer = call(f"{server.url}/chat/completions", ask(words="FORBIDDEN"))
    (choice,) = answer.json()["choices"]
    assert answer.status == 200
    assert choice["finish_reason"] == "content_filter"
    assert choice["message"]["refusal"] == choice["message"]["content"] != ""
    assert answer.json()["x_clearsight"]["category"] == "illicit"


def test_in_json_mode_no_wording_stands_in_content(server: Running) -> None:
    wanted = {"type": "json_object"}
    body = call(
        f"{server.url}/chat/completions", ask(words="FORBIDDEN", response_format=wanted)
    ).json()
    assert body["choices"][0]["message"]["content"] is None
    assert body["choices"][0]["message"]["refusal"]


def test_every_choice_is_an_answer_of_its_own(server: Running) -> None:
    body = call(f"{server.url}/chat/completions", ask("counting", n=3)).json()
    contents = {choice["message"]["content"] for choice in body["choices"]}
    assert len(contents) == 3
    assert [choice["index"] for choice in body["choices"]] == [0, 1, 2]
    assert body["usage"] == {"prompt_tokens": 300, "completion_tokens": 21, "total_tokens": 321}


def test_pictures_reach_the_model_in_order_with_the_text_between(server: Running) -> None:
    parts = [image_part(picture("red")), text_part("or"), image_part(picture("blue"))]
    call(f"{server.url}/chat/completions", ask("counting", parts))
    asked = server.model("counting").asked[-1].messages[0]
    assert [type(part).__name__ for part in asked.parts] == ["Image", "Text", "Image"]
    assert asked.images[0].digest != asked.images[1].digest


def test_unknown_fields_reach_the_model(server: Running) -> None:
    call(f"{server.url}/chat/completions", ask("counting", temperature=0.3, top_k=5))
    assert server.model("counting").asked[-1].options == {"temperature": 0.3, "top_k": 5}


def test_tool_calls_come_through(server: Running) -> None:
    tools = [{"type": "function", "function": {"name": "weather", "parameters": {}}}]
    (choice,) = call(f"{server.url}/chat/completions", ask("tools", tools=tools)).json()["choices"]
    assert choice["finish_reason"] == "tool_calls"
    assert choice["message"]["tool_calls"][0]["function"]["arguments"] == CALL.arguments


def test_tool_arguments_are_judged(server: Running) -> None:
    (choice,) = call(f"{server.url}/chat/completions", ask("bad-tools")).json()["choices"]
    assert choice["finish_reason"] == "content_filter"
    assert "tool_calls" not in choice["message"]


@pytest.mark.parametrize(
    "more",
    [
        {"response_format": {"type": "json_schema", "json_schema": {"description": "FORBIDDEN !"}}},
        {"tools": [{"type": "function", "function": {"name": "f", "description": "FORBIDDEN !"}}]},
        {"some_new_field": ["a", {"b": "please do FORBIDDEN"}]},
        {"some_new_field": {"please do FORBIDDEN": 1}},
        {"some_new_field": "x" * 80 + "FORBIDDEN"},
    ],
)
@pytest.mark.parametrize("stream", [True, False])
def test_words_beside_the_messages_are_judged_too(
    server: Running, more: dict[str, object], stream: bool
) -> None:
    answer = call(f"{server.url}/chat/completions", ask("counting", stream=stream, **more))
    assert b"content_filter" in answer.body


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"chat_template": "{{ x }}"}, "chat_template"),
        ({"functions": [{"name": "f"}]}, "functions"),
        ({"prediction": {"type": "content", "content": "x"}}, "prediction"),
        ({"logprobs": True}, "logprobs"),
        ({"modalities": ["text", "audio"]}, "modalities"),
        ({"n": 9}, "n"),
        ({"n": True}, "n"),
        ({"stream": "yes"}, "stream"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "king", "content": "x"}]}, "messages[0].role"),
        ({"messages": [{"role": "user", "content": [{"type": "file"}]}]}, "messages[0].content[0]"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, None),
        ({"tools": [{"type": "code_interpreter"}]}, "tools[0]"),
    ],
)
def test_what_nobody_would_judge_is_refused(
    server: Running, more: dict[str, object], param: str | None
) -> None:
    answer = call(f"{server.url}/chat/completions", {**ask(), **more})
    assert answer.status == 400
    error = answer.json()["error"]
    assert error["type"] == "invalid_request_error"
    assert error["param"] == param
    assert error["message"]


def test_an_unknown_model_is_not_found(server: Running) -> None:
    answer = call(f"{server.url}/chat/completions", ask("gpt-none"))
    assert answer.status == 404
    assert answer.json()["error"]["code"] == "model_not_found"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("data:image/png;base64,AAAA", "unknown_format"),
        ("data:text/html;base64,AAAA", "unknown_format"),
        ("https://example.org/a.png", "addresses_off"),
        ("file:///etc/passwd", "addresses_off"),
    ],
)
def test_a_picture_that_cannot_be_taken_says_why(server: Running, url: str, code: str) -> None:
    answer = call(f"{server.url}/chat/completions", ask(words=[image_part(url)]))
    assert answer.status == 400
    assert answer.json()["error"]["code"] == code


def test_a_failing_model_is_a_502_that_may_be_tried_again(server: Running) -> None:
    answer = call(f"{server.url}/chat/completions", ask("failing"))
    assert answer.status == 502
    assert answer.headers["x-should-retry"] == "true"
    assert answer.json()["error"]["code"] == "model_error"


def test_a_broken_part_says_nothing_but_its_trace_id(server: Running) -> None:
    answer = call(f"{server.url}/chat/completions", ask("breaking"))
    assert answer.status == 500
    assert b"CANARY" not in answer.body
    assert answer.headers["x-request-id"]
