"""Cells of two requests: a turn is refused, and comes back in the history of the next one.

Each treatment of the policy has its cells, in each protocol, whole and streamed: the turn is
withheld (its words, its picture, and turns that are refused only together), settles the request, or
makes its answer face the stricter threshold.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.enforcement.cells import Cell, Expected, _base, _find, _worded, broken
from tests.enforcement.places import HELLO, OK, PROTOCOLS, Protocol
from tests.enforcement.world import HALVES, PHRASE, SAD, Outcome, picture

REPLIES: dict[str, list[dict[str, Any]]] = {
    "refusal": [{"role": "assistant", "content": "I cannot help with that."}],
    "no refusal": [],
    "another answer": [{"role": "assistant", "content": "Sure, step one."}],
}


def cells() -> Iterator[Cell]:
    """Every cell."""
    for protocol in PROTOCOLS:
        for stream in (False, True):
            yield from _withheld(protocol, stream)
            yield from _others(protocol, stream)


def _withheld(protocol: Protocol, stream: bool) -> Iterator[Cell]:
    word, shown = _worded(protocol)
    turns: dict[str, list[dict[str, Any]]] = {
        "words": [_user([word(PHRASE)])],
        "picture": [_user([shown(picture("canary")), word("What is this?")])],
        "unread picture": [_user([shown(picture("unread")), word("And this?")])],
        "together": [_user([word(HALVES[0])]), OK, _user([word(HALVES[1])])],
    }
    for place, turn in turns.items():
        for reply, answered in REPLIES.items():
            before = [HELLO, OK, *turn]
            after = [*before, *answered, HELLO]
            yield _cell(protocol, f"{place}, {reply}", before, after, stream, "answered")
        if place == "together":
            # With tools on offer it is tried whether the tools alone are at fault.
            tools, after = _tools(protocol), [*before, *REPLIES["refusal"], HELLO]
            yield _cell(protocol, f"{place}, tools", before, after, stream, "answered", more=tools)
        else:
            # By itself it is known wherever it stands: behind a history that was cut, too.
            after = [*turn, *REPLIES["refusal"], HELLO]
            yield _cell(protocol, f"{place}, cut", [HELLO, OK, *turn], after, stream, "answered")


def _others(protocol: Protocol, stream: bool) -> Iterator[Cell]:
    word, _ = _worded(protocol)
    sad = [_user([word(SAD)])]
    after = [*sad, *REPLIES["refusal"], HELLO]
    yield _cell(protocol, "settled", sad, after, stream, "judged", rule="history.")
    asked = [_user([word("Tell me")])]
    after = [*asked, *REPLIES["refusal"], HELLO]
    models, rule = ("text", "nearly"), "after.illicit"
    yield _cell(protocol, "nearly", asked, after, stream, "judged", models=models, rule=rule)


def _tools(protocol: Protocol) -> dict[str, Any]:
    """A harmless tool, as the protocol has it."""
    place = protocol.places["TOOL"]
    return {"tools": next(place.put(place.sample)).body["tools"]}


def _user(content: list[dict[str, Any]]) -> dict[str, Any]:
    return {"role": "user", "content": content}


def _cell(
    protocol: Protocol, place: str, before: list[Any], after: list[Any], stream: bool,
    expected: Expected, models: tuple[str, str] = ("quiet", "quiet"), rule: str = "",
    more: Mapping[str, Any] | None = None,
) -> Cell:  # fmt: skip
    key = "input" if protocol.path == "/v1/responses" else "messages"
    first, last = (
        json.dumps(
            {**_base(protocol), "model": model, "stream": stream, key: given, **(more or {})}
        ).encode()
        for model, given in zip(models, (before, after), strict=True)
    )
    return Cell(
        protocol.path, f"known.{place}", last, expected, "user", "refused before", stream,
        rule=rule, before=first,
    )  # fmt: skip


def untold(cell: Cell, outcome: Outcome) -> str:
    """What is wrong with an outcome; an answer must also say that turns were left out, and why."""
    wrong = broken(cell, outcome)
    if wrong or cell.expected != "answered":
        return wrong
    extras = _find(list(outcome.events), "x_clearsight")
    count = 2 if "together" in cell.place else 1
    if not any(one.get("history") == {"withhold": count} for one in extras):
        return "the answer does not say that turns were left out"
    if "unread" in cell.place:
        return ""
    steps = [
        step for one in _find(list(outcome.events), "x_clearsight")
        for trace in one["traces"] for step in trace["steps"] if step["name"] == "before"
    ]  # fmt: skip
    rules = {step["verdict"]["rule"] for step in steps}
    return "" if rules == {"history.illicit.withhold"} else f"the rules are {rules}"
