"""What `/v1/responses` promises, seen from outside."""

import json
from typing import Any

import pytest

from clearsight.deployment import ServeSettings
from clearsight.store import KeyLimits
from tests.gateway.support import (
    CALL,
    PEPPER,
    WORDS,
    Answer,
    Running,
    call,
    picture,
)

FUNCTION = {"type": "function", "name": "weather", "description": "?", "parameters": {}}


def respond(server: Running, model: str = "counting", given: object = "Hello", **more: Any) -> Any:
    return post(server, model, given, **more).json()


def post(server: Running, model: str, given: object, **more: Any) -> Answer:
    return call(f"{server.url}/responses", {"model": model, "input": given, **more})


def said(server: Running) -> list[tuple[str, str]]:
    return [(m.role, m.text) for m in server.model("counting").asked[-1]]


def text_of(response: Any) -> str:
    parts = [p for item in response["output"] for p in item.get("content", ())]
    return "".join(p["text"] for p in parts if p["type"] == "output_text")


def refusal_of(response: Any) -> str:
    parts = [p for item in response["output"] for p in item.get("content", ())]
    return "".join(p["refusal"] for p in parts if p["type"] == "refusal")


def test_words_are_answered(server: Running) -> None:
    response = respond(server, "plain", instructions="Be short.")
    assert text_of(response) == WORDS
    assert response["status"] == "completed"
    assert response["x_clearsight"]["action"] == "allow"


def test_items_become_the_same_words_as_in_chat(server: Running) -> None:
    parts = [
        {"type": "input_text", "text": "What is it?"},
        {"type": "input_image", "image_url": picture("red"), "detail": "low"},
    ]
    given = [
        {"role": "developer", "content": "Be kind."},
        {"role": "user", "content": parts},
        {"type": "reasoning", "id": "r", "summary": [{"type": "summary_text", "text": "Look."}]},
        {"type": "function_call", "call_id": "c1", "name": "weather", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c1", "output": "Rain"},
        {"type": "message", "role": "assistant", "id": "m", "status": "completed",
         "content": [{"type": "output_text", "text": "It rains.", "annotations": []}]},
        {"role": "user", "content": "And now?"},
    ]  # fmt: skip
    respond(server, given=given, tools=[FUNCTION], tool_choice="auto", max_output_tokens=50)
    conversation = server.model("counting").asked[-1]
    assert said(server) == [
        ("system", "Be kind."), ("user", "What is it?"), ("assistant", "Look."),
        ("tool", "Rain"), ("assistant", "It rains."), ("user", "And now?"),
    ]  # fmt: skip
    assert len(conversation.images) == 1
    assert conversation.messages[2].parts[1].name == "weather"
    assert conversation.messages[3].tool_call_id == "c1"
    assert json.loads(conversation.tools[0].definition)["function"]["name"] == "weather"
    assert conversation.options == {"max_tokens": 50, "tool_choice": "auto"}


def test_a_refusal_is_a_part_of_its_own(server: Running) -> None:
    response = respond(server, given="FORBIDDEN")
    assert response["status"] == "completed"
    assert refusal_of(response)
    assert text_of(response) == ""
    assert response["x_clearsight"]["category"] == "illicit"


def test_harm_late_in_a_stream_never_leaves(server: Running) -> None:
    events = post(server, "late-harm", "Hello", stream=True).events
    words = "".join(e["delta"] for e in events if e["type"] == "response.output_text.delta")
    assert "F" not in words
    assert words
    last = events[-1]
    assert last["type"] == "response.incomplete"
    assert last["response"]["incomplete_details"] == {"reason": "content_filter"}
    assert text_of(last["response"]) == words
    assert refusal_of(last["response"])


def test_events_are_numbered_and_repeat_the_whole(server: Running) -> None:
    events = post(server, "plain", "Hello", stream=True).events
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    assert events[0]["type"] == "response.created"
    assert events[-1]["type"] == "response.completed"
    assert text_of(events[-1]["response"]) == WORDS
    words = "".join(e["delta"] for e in events if e["type"] == "response.output_text.delta")
    assert words == WORDS


@pytest.mark.parametrize("stream", [False, True])
def test_tool_calls_are_judged_and_come_through(server: Running, stream: bool) -> None:
    answer = post(server, "tools", "Hello", tools=[FUNCTION], stream=stream)
    response = answer.events[-1]["response"] if stream else answer.json()
    (item,) = response["output"]
    assert item["type"] == "function_call"
    assert item["arguments"] == CALL.arguments
    answer = post(server, "bad-tools", "Hello", stream=stream)
    response = answer.events[-1]["response"] if stream else answer.json()
    assert refusal_of(response)
    assert "function_call" not in json.dumps(response["output"])


def test_a_stream_that_breaks_ends_in_an_error(server: Running) -> None:
    events = post(server, "breaking", "Hello", stream=True).events
    assert events[-1]["type"] == "error"
    assert "CANARY" not in json.dumps(events)
    assert not [e for e in events if e["type"] in ("response.completed", "response.incomplete")]


def test_kept_turns_stand_before_the_new_ones(server: Running) -> None:
    photo = [{"type": "input_image", "image_url": picture("blue")}]
    given = [{"role": "user", "content": photo}, {"role": "user", "content": "First"}]
    first = respond(server, given=given, instructions="Old.")
    second = respond(server, given="Second", previous_response_id=first["id"], instructions="New.")
    seen = said(server)
    assert [role for role, _ in seen] == ["system", "user", "user", "assistant", "user"]
    assert seen[0][1] == "New."
    assert seen[-1][1] == "Second"
    assert len(server.model("counting").asked[-1].images) == 1
    assert second["previous_response_id"] == first["id"]
    respond(server, given="Third", previous_response_id=second["id"])
    assert [text for role, text in said(server) if role == "user"] == [
        "",
        "First",
        "Second",
        "Third",
    ]


def test_a_tool_result_may_go_on_from_a_kept_call(server: Running) -> None:
    first = respond(server, "tools", tools=[FUNCTION])
    given = [{"type": "function_call_output", "call_id": CALL.id, "output": "Rain"}]
    respond(server, given=given, previous_response_id=first["id"])
    assert [role for role, _ in said(server)] == ["user", "assistant", "tool"]


def test_a_refused_turn_is_not_kept(server: Running) -> None:
    first = respond(server, given="Fine")
    bad = respond(server, given="FORBIDDEN", previous_response_id=first["id"])
    after = respond(server, given="Next", previous_response_id=bad["id"])
    assert text_of(after)
    assert [text for role, text in said(server) if role == "user"] == ["Fine", "Next"]


def test_what_was_not_stored_or_was_deleted_is_not_found(server: Running) -> None:
    unkept = respond(server, store=False)
    assert unkept["store"] is False
    kept = respond(server)
    address = f"{server.url}/responses/{kept['id']}"
    assert call(address, method="DELETE").json()["deleted"] is True
    for name in (unkept["id"], kept["id"], "resp_x", 7):
        answer = post(server, "counting", "Hello", previous_response_id=name)
        assert answer.status == 404
        assert answer.json()["error"]["param"] == "previous_response_id"
    assert call(address, method="DELETE").status == 404


def test_another_key_cannot_go_on(keyed: Running) -> None:
    keys = keyed.deployment.store.keys
    mine, other = (keyed.do(keys.create(name)).secret for name in ("mine", "other"))

    def ask(secret: str, **more: Any) -> Answer:
        headers = {"Authorization": f"Bearer {secret}"}
        body = {"model": "counting", "input": "Hello", **more}
        return call(f"{keyed.url}/responses", body, headers=headers)

    first = ask(mine).json()["id"]
    assert ask(mine, previous_response_id=first).status == 200
    assert ask(other, previous_response_id=first).status == 404


def test_a_server_that_keeps_nothing_says_so(tmp_path: Any) -> None:
    settings = ServeSettings(
        database=f"sqlite:///{tmp_path / 'a.db'}", pepper=PEPPER, keep_responses_s=0
    )
    running = Running(settings)
    try:
        response = respond(running, store=True)
        assert response["store"] is False
        answer = post(running, "counting", "Hello", previous_response_id=response["id"])
        assert answer.status == 404
    finally:
        running.stop()


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"input": None}, "input"),
        ({"input": [{"type": "item_reference", "id": "x"}]}, "input[0]"),
        ({"input": [{"role": "king", "content": "x"}]}, "input[0].role"),
        ({"input": [{"role": "user", "content": [{"type": "input_file", "file_id": "f"}]}]},
         "input[0].content[0]"),
        ({"input": [{"role": "user", "content": [{"type": "input_image", "file_id": "f"}]}]},
         "input[0].content[0].file_id"),
        ({"input": [{"type": "reasoning", "summary": [], "encrypted_content": "x"}]},
         "input[0].encrypted_content"),
        ({"tools": [{"type": "web_search"}]}, "tools[0].type"),
        ({"prompt": {"id": "p"}}, "prompt"),
        ({"conversation": "c"}, "conversation"),
        ({"background": True}, "background"),
        ({"top_logprobs": 3}, "top_logprobs"),
        ({"include": ["message.output_text.logprobs"]}, "include"),
        ({"something_new": "x"}, "something_new"),
        ({"temperature": "warm"}, "temperature"),
    ],
)  # fmt: skip
def test_what_nobody_could_judge_is_refused(
    server: Running, more: dict[str, object], param: str
) -> None:
    asked = len(server.model("counting").asked)
    answer = call(f"{server.url}/responses", {"model": "counting", "input": "Hello", **more})
    assert answer.status == 400
    assert answer.json()["error"]["param"] == param
    assert len(server.model("counting").asked) == asked


def test_a_picture_that_cannot_be_taken_says_where_and_why(server: Running) -> None:
    part = {"type": "input_image", "image_url": "data:image/png;base64,AAAA"}
    answer = post(server, "counting", [{"role": "user", "content": [part]}])
    assert answer.status == 400
    error = answer.json()["error"]
    assert (error["code"], error["param"]) == ("unknown_format", "input")


def test_kept_pictures_count_like_pictures_that_are_sent_again(keyed: Running) -> None:
    keys = keyed.deployment.store.keys
    secret = keyed.do(keys.create("few pictures", limits=KeyLimits(images=3))).secret
    headers = {"Authorization": f"Bearer {secret}"}
    part = {"type": "input_image", "image_url": picture("green")}

    def ask(given: object, **more: object) -> Answer:
        body = {"model": "counting", "input": given, **more}
        return call(f"{keyed.url}/responses", body, headers=headers)

    first = ask([{"role": "user", "content": [part]}]).json()["id"]
    second = ask("And?", previous_response_id=first)
    assert second.status == 200
    assert second.headers["x-ratelimit-remaining-images"] == "1"
    third = ask("And?", previous_response_id=second.json()["id"])
    assert third.status == 200
    assert ask("And?", previous_response_id=third.json()["id"]).status == 429


@pytest.mark.parametrize(
    "name", ["please_do_FORBIDDEN_now", "please-do-FORBIDDEN", "pleaseDo.FORBIDDEN.now"]
)
def test_names_of_several_words_are_judged(server: Running, name: str) -> None:
    wanted = {"type": "json_schema", "name": "x", "schema": {"properties": {name: {}}}}
    assert refusal_of(respond(server, text={"format": wanted}))
