"""Every cell is judged or refused; what nobody classified fails. See docs/enforcement.md."""

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import fields as fields_of
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest
from starlette.responses import Response
from starlette.routing import Route

from clearsight.aloud import Source
from clearsight.content import Role
from clearsight.gateway import TABLE
from clearsight.verdict import Reply
from clearsight.wire import heard, messages, responses
from clearsight.wire.fields import Shape
from tests.enforcement import cells, known, official, others
from tests.enforcement.cells import Cell, broken
from tests.enforcement.places import PROTOCOLS
from tests.enforcement.routes import METHODS, ROUTES, mounted
from tests.enforcement.world import HIDDEN, OUTPUTS, PHRASE, Eyes, Outcome, World, world

# Of a Reply: what a guard itself makes, and numbers.
OWN = {"refusal", "verdict", "trace", "usage", "spent"}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path, eyes=Eyes()) as started:
        yield started


async def problems(
    server: World, every: Iterable[Cell], check: Callable[[Cell, Outcome], str] = broken
) -> list[str]:
    out = []
    for cell in every:
        outcome = await server.send(
            cell.path, cell.body, kind=cell.kind, headers=cell.headers, before=cell.before
        )
        why = check(cell, outcome)
        out += [f"{cell.name}: {why}"] if why else []
    return out


def test_every_shape_has_a_place_and_every_route_a_kind() -> None:
    assert cells.unclassified() == []


async def test_every_route_is_classified(server: World) -> None:
    assert mounted(server.app) == set(ROUTES)
    asking = {path for (_, path), kind in ROUTES.items() if kind == "asks"}
    assert asking == {protocol.path for protocol in PROTOCOLS}
    forms = {path for (_, path), kind in ROUTES.items() if kind == "form"}
    assert forms == set(others.FORMS)


@pytest.mark.parametrize("module", [heard, responses, messages])
def test_a_new_part_fails_until_it_has_a_place(
    module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = "BLOCKS" if module is messages else "PARTS"
    new = Shape(frozenset({"sound"}), {"type": ("sound",)})
    monkeypatch.setattr(module, table, {**getattr(module, table), "sound": new})
    assert [name.partition(" ")[2] for name in cells.unclassified()] == [f"{table}.sound"]


@pytest.mark.parametrize("name", ["a_new_field", "metadata"])
async def test_a_field_that_is_declared_judged_and_is_not_turns_red(
    name: str, server: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = responses.REQUEST
    more = replace(known, judged=known.judged | {name}, dropped=known.dropped - {name})
    monkeypatch.setattr(responses, "REQUEST", more)
    every = [cell for cell in cells.cells() if cell.place == f"REQUEST.{name}"]
    # What it was before (dropped, refused) has its cells too, and they say nothing new.
    judged = [cell for cell in every if cell.expected == "judged"]
    assert len(await problems(server, judged)) == len(judged) == 2


async def test_a_new_route_fails_until_it_is_classified(server: World) -> None:
    server.app.routes.append(Route("/v1/speech", lambda request: Response(), methods=["POST"]))
    assert mounted(server.app) - set(ROUTES) == {("POST", "/v1/speech")}


async def test_every_cell_is_judged_or_refused(server: World) -> None:
    assert await problems(server, cells.cells()) == []


async def test_every_choice_is_judged(server: World) -> None:
    every = list(others.chosen())
    assert len(every) > 50
    assert await problems(server, every) == []


async def test_kept_turns_are_judged_with_the_new_ones(server: World) -> None:
    assert await problems(server, await others.kept(server)) == []


async def test_turns_that_were_refused_before_are_known(server: World) -> None:
    every = list(known.cells())
    assert len(every) > 80
    assert await problems(server, every, known.untold) == []


async def test_all_official_kinds_are_known_or_refused(server: World) -> None:
    every = list(official.cells())
    assert len(every) > 100
    assert await problems(server, every) == []


async def test_all_official_fields_are_known_refused_or_judged(server: World) -> None:
    every = list(official.requests())
    assert every
    out = []
    for cell in every:
        outcome = await server.send(cell.path, cell.body)
        # Chat hands options on, so it may judge where the others refuse.
        refused = broken(cell, outcome)
        if cell.expected == "judged" and outcome.status == 400:
            refused = "a model was asked" if outcome.asked else ""
        out += [f"{cell.name}: {refused}"] if refused else []
    assert out == []


async def test_moderations_flag_the_right_result(server: World) -> None:
    for cell, number, count in others.moderated():
        outcome = await server.send(cell.path, cell.body)
        assert others.unflagged(cell, outcome, number=number, count=count) == "", cell.name


def test_every_field_of_a_form_is_classified() -> None:
    assert others.fields() == set(others.FIELDS)


async def test_forms_are_judged(server: World) -> None:
    for cell in others.pages():
        outcome = await server.send(cell.path, cell.body, kind=cell.kind, headers=cell.headers)
        assert others.unjudged(cell, outcome) == "", cell.name


async def test_answers_on_pages_are_judged(server: World) -> None:
    for cell, model in others.spoken_on_pages():
        server.deployment.model_name = model
        outcome = await server.send(cell.path, cell.body, kind=cell.kind, headers=cell.headers)
        assert others.shown(cell, outcome) == "", cell.name


async def test_the_other_routes_ask_no_model(server: World) -> None:
    body = next(cells.cells()).body
    for (_, path), kind in ROUTES.items():
        for method in METHODS if kind == "silent" else set(METHODS) - {"POST"}:
            place = path.replace("{id}", PHRASE).replace("{name}", PHRASE)
            place = place.replace("{rest:path}", PHRASE).replace("{name:path}", PHRASE)
            if ROUTES.get((method, path), "silent") == "silent":
                outcome = await server.send(place, body, method=method)
                assert not outcome.asked, (method, path)


def test_every_source_role_and_field_of_a_reply_has_a_cell() -> None:
    every = [*cells.cells()]
    seen = {source for cell in every for source in cell.sources}
    assert seen & {*get_args(Source)} == {*get_args(Source)}
    roles = {cells.SPOKEN.get(cell.role, "") for cell in every} - {""}
    assert {"user" if role == "typed" else role for role in roles} == set(get_args(Role))
    tried = {name.partition(".")[0] for name in (*OUTPUTS, *HIDDEN)}
    assert tried | OWN == {one.name for one in fields_of(Reply)}
    assert {path for path, method, _ in TABLE if method == "POST"} <= {
        path for method, path in ROUTES if method == "POST"
    }
