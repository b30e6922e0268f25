"""The OpenAPI document: complete, and what the server really does (schemathesis)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import ModuleType

import pytest

from clearsight.cli import main
from clearsight.gateway import TABLE
from clearsight.gateway.contract import document, path_of, requests
from clearsight.wire import heard, messages, responses
from clearsight.wire.fields import Shape
from scripts.fuzzing import contract
from tests.gateway.support import Running, call


def shapes(module: ModuleType) -> Iterator[tuple[str, Shape]]:
    for name, value in vars(module).items():
        if isinstance(value, Shape):
            yield name, value
        elif isinstance(value, Mapping):
            yield from ((f"{name}.{key}", s) for key, s in value.items() if isinstance(s, Shape))


@pytest.mark.parametrize("module", [heard, messages, responses])
def test_every_shape_of_the_wire_is_described(module: ModuleType) -> None:
    described = {id(model.shape) for model in requests.REQUESTS.values()}
    found = dict(shapes(module))
    assert found
    assert [name for name, shape in found.items() if id(shape) not in described] == []


def test_every_named_object_is_used() -> None:
    text = json.dumps(document(TABLE))
    names = document(TABLE)["components"]["schemas"]
    assert [n for n in names if f'"#/components/schemas/{n}"' not in text] == []


def test_a_route_that_is_described_nowhere_is_an_error() -> None:
    with pytest.raises(LookupError, match="/v1/new"):
        document([*TABLE, ("/v1/new", "POST", None)])
    with pytest.raises(LookupError, match="/v1/models"):
        document([row for row in TABLE if row[0] != "/v1/models"])
    assert set(document(TABLE)["paths"]) == {path_of(path) for path, _, _ in TABLE}


def test_a_field_without_a_type_or_a_type_without_a_field_is_an_error() -> None:
    model = requests.REQUESTS["ChatPicture"]
    wider = replace(model, shape=replace(model.shape, judged=frozenset({"url", "caption"})))
    with pytest.raises(LookupError, match="caption"):
        wider.schema("ChatPicture")
    with pytest.raises(LookupError, match="colour"):
        replace(model, types={**model.types, "colour": {}}).schema("ChatPicture")


def test_the_command_prints_what_a_server_gives(
    server: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["openapi"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == call(f"{server.root}/openapi.json").json()
    assert printed["openapi"].startswith("3.1")


@pytest.fixture(scope="module")
def run() -> Iterator[contract.Run]:
    with contract.serving() as one:
        yield one


@pytest.mark.parametrize("label", contract.operations())
def test_the_server_does_what_the_document_says(run: contract.Run, label: str) -> None:
    run.vary(label, most=12, start=1)
    assert run.findings == {}
    answered = {status for name, status in run.statuses if name == label}
    assert answered & {200, 404}


# ---- what schemathesis found ---------------------------------------------------------------------


@pytest.mark.parametrize("path", ["models/a%0Ab", "messages/a%0Ab", "a%0Ab"])
def test_a_path_with_a_line_break_is_answered_as_json(server: Running, path: str) -> None:
    answer = call(f"{server.url}/{path}", method="POST" if "messages" in path else "GET")
    assert answer.status == 404
    assert answer.json()["error"]["code"] in ("unknown_url", "model_not_found")


@pytest.mark.parametrize("name", ["", [], 0, False])
def test_a_moderation_model_that_is_no_name_is_refused(server: Running, name: object) -> None:
    answer = call(f"{server.url}/moderations", {"model": name, "input": "Hello"})
    assert (answer.status, answer.json()["error"]["param"]) == (404, "model")


@pytest.mark.parametrize("value", ["", [], 0, False])
def test_stream_options_that_are_no_object_are_refused(server: Running, value: object) -> None:
    body = {"model": "plain", "messages": [{"role": "user", "content": "Hello"}]}
    answer = call(f"{server.url}/chat/completions", {**body, "stream_options": value})
    assert (answer.status, answer.json()["error"]["param"]) == (400, "stream_options")
