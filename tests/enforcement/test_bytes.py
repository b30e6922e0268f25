"""Byte for byte what was judged is what the model gets, and what a caller is delivered."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clearsight.aloud import View
from clearsight.content import Image, ToolCall
from clearsight.wire.sent import data_url
from tests.enforcement import bodies
from tests.enforcement.bodies import ANSWER, CALLS, HARM, Endpoint, Piece

PATHS = ("/v1/chat/completions", "/v1/responses", "/v1/messages")
FILES = dict(bodies.pictures())


def simple(path: str, **more: Any) -> dict[str, Any]:
    if path == "/v1/responses":
        return {"model": "m", "input": "Hello", **more}
    body = {"model": "m", "messages": [{"role": "user", "content": "Hello"}], **more}
    return body | ({"max_tokens": 9} if path == "/v1/messages" else {})


def without_empty(every: list[list[Piece]]) -> list[list[Piece]]:
    return [[piece for piece in one if piece != ("text", "")] for one in every]


@pytest.mark.parametrize("stream", [False, True])
async def test_the_model_gets_the_bytes_that_were_judged(tmp_path: Path, stream: bool) -> None:
    endpoint, files = Endpoint(), [bodies.url(data) for data in FILES.values()]
    async with bodies.serving(tmp_path, endpoint) as (_, app, looking, eyes):
        for number in range(0, len(files), 4):
            # So every kind comes to every protocol, and to several places of it.
            urls = files[number:] + files[:number]
            for path, _, body in bodies.requests(urls):
                looking.views.clear()
                endpoint.bodies.clear()
                asked = {"model": "m", "stream": stream, **body}
                status, answer = await bodies.sent(app, path, asked)
                assert status == 200, answer
                (given,) = endpoint.bodies
                same(given, looking.of("before")[-1], eyes, answer)


def same(given: Mapping[str, Any], view: View, eyes: bodies.Read, answer: Sequence[Any]) -> None:
    """What was received is what was judged, and what was judged was read."""
    talk = without_empty(bodies.judged(view.conversation))
    assert without_empty(bodies.received(given)) == talk
    # Every picture was read, under the digest of exactly these bytes, and what was read of them
    # stands in the view where the picture stands.
    images = [(n, image) for n, m in enumerate(view.conversation) for image in m.images]
    assert len(images) >= 4
    for number, image in images:
        assert ("image", image.digest) in talk[number]
        assert eyes.data[image.digest] == image.data
        assert f"seen {image.digest}" in [s.text for s in view.spans if s.message == number]
    assert set(_trace_inputs(answer)) == {image.digest for _, image in images}
    # The tools that were offered are the ones that were judged.
    offered = [json.loads(tool.definition) for tool in view.conversation.tools]
    tools = [one.get("function", one) for one in given.get("tools", ())]
    assert [_bare(one.get("function", one)) for one in offered] == [*map(_bare, tools)]


def _bare(tool: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in tool.items() if key != "type"}


def _trace_inputs(answer: Sequence[Any]) -> list[str]:
    """Digests of the pictures in the trace's step "read"."""
    for event in answer:
        for holder in (event, event.get("response") or {}):
            for trace in (holder.get("x_clearsight") or {}).get("traces", ()):
                return [
                    one for step in trace["steps"] if step["name"] == "read"
                    for one in step["inputs"]
                ]  # fmt: skip
    raise AssertionError("no trace")


async def test_a_kept_turns_picture_goes_on_as_it_was_judged(tmp_path: Path) -> None:
    endpoint = Endpoint()
    async with bodies.serving(tmp_path, endpoint) as (_, app, looking, _eyes):
        shown = {"type": "input_image", "image_url": bodies.url(FILES["webp"])}
        first = {"model": "m", "input": [{"role": "user", "content": [shown]}]}
        _, (answer,) = await bodies.sent(app, PATHS[1], first)
        then = {"model": "m", "input": "And?", "previous_response_id": answer["id"]}
        status, _ = await bodies.sent(app, PATHS[1], then)
        assert status == 200
        view = looking.of("before")[-1]
        assert bodies.received(endpoint.bodies[-1]) == bodies.judged(view.conversation)
        pictures = [bodies.received(body)[0][1] for body in endpoint.bodies]
        assert pictures[0] == pictures[1]
        assert pictures[0][0] == "image"


async def test_what_is_withheld_is_in_neither(tmp_path: Path) -> None:
    endpoint = Endpoint()
    async with bodies.serving(tmp_path, endpoint) as (_, app, looking, _eyes):
        bad = {"role": "user", "content": HARM}
        await bodies.sent(app, PATHS[0], {"model": "m", "messages": [bad]})
        talk = [bad, {"role": "assistant", "content": "No."}, {"role": "user", "content": "Hi"}]
        await bodies.sent(app, PATHS[0], {"model": "m", "messages": talk})
        (given,) = endpoint.bodies
        view = looking.of("before")[-1]
        assert bodies.received(given) == bodies.judged(view.conversation)
        assert HARM not in json.dumps(given)


# ---- answers ------------------------------------------------------------------------------------
Spoken = tuple[str, list[tuple[str, str, str]]]


def delivered(path: str, values: Sequence[Any], number: int = 0) -> Spoken:
    """Words and calls (id, name, arguments) that a caller of the protocol reads."""
    made = {PATHS[0]: _chat, PATHS[1]: _response, PATHS[2]: _message}[path]
    return made(values, number)


def _chat(values: Sequence[Any], number: int) -> Spoken:
    words = ""
    calls: list[Any] = []
    for value in values:
        for choice in value["choices"]:
            if choice["index"] == number:
                part = choice.get("message") or choice["delta"]
                words += part.get("content") or ""
                calls += part.get("tool_calls") or []
    functions = [(one["id"], one["function"]) for one in calls]
    return words, [(id_, one["name"], one["arguments"]) for id_, one in functions]


def _response(values: Sequence[Any], number: int) -> Spoken:
    streamed = "".join(v["delta"] for v in values if v.get("type") == "response.output_text.delta")
    response = values[-1].get("response") or values[-1]
    said = [item for item in response["output"] if item["type"] == "message"]
    words = "".join(part.get("text", "") for item in said for part in item["content"])
    assert len(values) == 1 or streamed == words
    calls = [item for item in response["output"] if item["type"] == "function_call"]
    return words, [(one["call_id"], one["name"], one["arguments"]) for one in calls]


def _message(values: Sequence[Any], number: int) -> Spoken:
    if len(values) == 1:
        content = values[0]["content"]
        calls = [(b["id"], b["name"], json.dumps(b["input"])) for b in content if "input" in b]
        return "".join(block.get("text", "") for block in content), calls
    words = "".join(
        v["delta"].get("text", "") for v in values if v["type"] == "content_block_delta"
    )
    heads = {
        v["index"]: v["content_block"] for v in values
        if v["type"] == "content_block_start" and v["content_block"]["type"] == "tool_use"
    }  # fmt: skip
    given = {
        index: "".join(
            v["delta"].get("partial_json", "") for v in values
            if v["type"] == "content_block_delta" and v["index"] == index
        )
        for index in heads
    }  # fmt: skip
    return words, [(head["id"], head["name"], given[n]) for n, head in heads.items()]


def was_judged(looking: bodies.Looking) -> Spoken:
    """The answer that was judged last."""
    return told_in(looking.of("after")[-1])


def told_in(view: View) -> Spoken:
    answer = view.conversation.messages[-1]
    calls = [part for part in answer.parts if isinstance(part, ToolCall)]
    return answer.text, [(one.id, one.name, one.arguments) for one in calls]


@pytest.mark.parametrize("path", PATHS)
async def test_what_was_judged_is_what_is_delivered(tmp_path: Path, path: str) -> None:
    endpoint = Endpoint()
    async with bodies.serving(tmp_path, endpoint) as (_, app, looking, _eyes):
        for answer in (ANSWER, CALLS, "short", ANSWER + "\u0000\U0001f638 end "):
            for stream in (False, True):
                endpoint.bodies.clear()
                endpoint.answers = (answer,)
                status, values = await bodies.sent(app, path, simple(path, stream=stream))
                assert status == 200, values
                assert read(path, values, stream) == read_as(path, was_judged(looking), stream)


def read(path: str, values: Sequence[Any], stream: bool) -> object:
    words, calls = delivered(path, values)
    assert words or calls
    return read_as(path, (words, calls), stream)


def read_as(path: str, spoken: Spoken, stream: bool) -> object:
    """Messages has a call's arguments as an object, unless they are streamed."""
    if path != "/v1/messages" or stream:
        return spoken
    return spoken[0], [(id_, name, json.loads(given)) for id_, name, given in spoken[1]]


async def test_a_changed_byte_would_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(image: Image) -> str:
        return data_url(replace(image, data=image.data + b"\0"))

    monkeypatch.setattr("clearsight.wire.sent.data_url", changed)
    endpoint = Endpoint()
    async with bodies.serving(tmp_path, endpoint) as (_, app, looking, eyes):
        urls = [bodies.url(FILES["png"])] * 9
        path, _, body = next(bodies.requests(urls))
        _, answer = await bodies.sent(app, path, {"model": "m", **body})
        with pytest.raises(AssertionError):
            same(endpoint.bodies[0], looking.of("before")[-1], eyes, answer)


@pytest.mark.parametrize("stream", [False, True])
async def test_of_several_choices_each_is_what_was_judged(tmp_path: Path, stream: bool) -> None:
    endpoint = Endpoint(("one. " * 300, "two. " * 300, "three. " * 300))
    async with bodies.serving(tmp_path, endpoint) as (_, app, looking, _eyes):
        _, values = await bodies.sent(app, PATHS[0], simple(PATHS[0], stream=stream, n=3))
        told = {delivered(PATHS[0], values, number)[0] for number in range(3)}
        seen = {told_in(view)[0] for view in looking.of("after")}
        assert told == set(endpoint.answers)
        assert told <= seen


@pytest.mark.parametrize("path", PATHS)
async def test_of_a_cut_stream_only_judged_words_were_delivered(tmp_path: Path, path: str) -> None:
    endpoint = Endpoint((ANSWER + HARM + ANSWER,))
    async with bodies.serving(tmp_path, endpoint) as (_, app, looking, _eyes):
        _, values = await bodies.sent(app, path, simple(path, stream=True))
        words = delivered(path, values)[0]
        assert HARM not in words
        passed = [told_in(view)[0] for view in looking.of("after") if HARM not in told_in(view)[0]]
        released = words.partition("\n\nI ")[0] if path == "/v1/messages" else words
        assert released
        assert any(one.startswith(released) for one in passed)
