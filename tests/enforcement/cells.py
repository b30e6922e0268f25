"""The cells of the matrix, made from the routes and the wire tables; nothing is listed by hand.

A cell is one request with the word at one place. What must become of it follows from the table
that its field stands in: judged fields are refused by the guard before a model is asked, the other
ones are refused as not understood, or never reach a model.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from clearsight.gateway import asked
from clearsight.wire.fields import Shape
from tests.enforcement.places import CHAT, NAMED, PROTOCOLS, Place, Placed, Protocol
from tests.enforcement.world import (
    BREAKS,
    CANARY,
    GREY,
    HIDDEN,
    NAME,
    OUTPUTS,
    PHRASE,
    Outcome,
    picture,
)

Expected = Literal["judged", "refused", "left out", "answered"]
ONCE = (
    "only",
    "last",
    "",
)  # where a refusal of the form is tried; judged words are tried everywhere
OWNERS = {"tool_calls": "assistant", "tool_call_id": "tool"}  # chat fields of one role alone
SPOKEN = {
    "system": "system", "developer": "system", "user": "typed", "assistant": "assistant",
    "tool": "tool", "tool_result": "tool",
}  # fmt: skip
PIXELS = ("image", "url", "data", "source")
CALLS = {"CALL", "CALLED", "ITEMS.function_call", "BLOCKS.tool_use"}
IDS = {"tool_call_id", "call_id", "tool_use_id", "tool_calls"}
THOUGHTS = {
    "ITEMS.reasoning",
    "BLOCKS.thinking",
    "THOUGHTS.summary_text",
    "THOUGHTS.reasoning_text",
}


@dataclass(frozen=True)
class Cell:
    """One request and what must become of it.

    Attributes:
        place: shape and field.
        sources: as what the detector must have seen the word.
        rule: what the id of the deciding rule begins with.
        before: a request that is sent first.
        choices: which of the `n` answers holds the word; none where it stands in the request.
        kind: content type of the body.
    """

    path: str
    place: str
    body: bytes
    expected: Expected
    role: str = ""
    position: str = ""
    stream: bool = False
    sources: frozenset[str] = frozenset()
    choices: tuple[int, int] | None = None
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    rule: str = ""
    before: bytes = b""

    @property
    def asked(self) -> int:
        """How many answers are asked for."""
        return int(json.loads(self.body).get("n", 1))

    @property
    def name(self) -> str:
        parts = (self.path, self.place, self.role, self.position, "stream" if self.stream else "")
        return " | ".join(filter(None, parts))


def cells() -> Iterator[Cell]:
    """Every cell of the three ways to ask for an answer."""
    for protocol in PROTOCOLS:
        for name, shape in protocol.shapes():
            yield from _shape(protocol, name, shape)
        yield from answers(protocol)
        yield from _faults(protocol)
    yield from _options()


def unclassified() -> list[str]:
    """Shapes of the wire modules that no place is known for, and places without a shape."""
    out = []
    for protocol in PROTOCOLS:
        known = {name for name, _ in protocol.shapes()}
        out += [f"{protocol.path} {name}" for name in sorted(known ^ protocol.places.keys())]
    return out


def _shape(protocol: Protocol, name: str, shape: Shape) -> Iterator[Cell]:
    place = protocol.places.get(name)
    if place is None:
        return
    yield from _words(protocol, name, shape, place)
    if name == "TOOL":
        yield from _short(protocol, place)
    others: dict[str, Expected] = {
        **dict.fromkeys((*shape.fixed, *shape.numbers, *shape.refused), "refused"),
        **dict.fromkeys(shape.dropped, "left out"),
        "a_new_field": "judged" if shape.open else "refused",
    }
    for key, expected in sorted(others.items()):
        for placed in place.put({**place.sample, key: PHRASE}):
            if placed.position in ONCE:
                sources = _sources(name, key, placed) if shape.open else frozenset()
                yield from _both(protocol, f"{name}.{key}", placed, expected, sources)


def _words(protocol: Protocol, name: str, shape: Shape, place: Place) -> Iterator[Cell]:
    """The word in every judged field."""
    for key in sorted(shape.judged):
        named = (protocol.path, name, key) in NAMED
        expected: Expected = "refused" if named else "judged"
        for placed in place.put({**place.sample, key: protocol.fill(name, key)}):
            if not named or placed.position in ONCE:
                sources = frozenset() if named else _sources(name, key, placed)
                told = expected
                if OWNERS.get(key, placed.role) != placed.role and name == "MESSAGE":
                    told, sources = "refused", frozenset()
                yield from _both(protocol, f"{name}.{key}", placed, told, sources)


def _short(protocol: Protocol, place: Place) -> Iterator[Cell]:
    """A tool's name or description of one word."""
    for key in ("name", "description"):
        # Too short for the first look at the words around the conversation.
        function = {**place.sample.get("function", {}), key: CANARY}
        inner = "function" in place.sample
        short = {**place.sample, "function": function} if inner else function
        for placed in place.put({**place.sample, **short}):
            seen = frozenset({"tool_definition"})
            yield from _both(protocol, f"TOOL.short {key}", placed, "judged", seen)


def _sources(name: str, key: str, placed: Placed) -> frozenset[str]:
    """As what the detector sees a judged field, and as what it hears it read aloud."""
    source = _source(name, key, placed)
    heard = {"aloud"} if placed.position in ("last", "only") or not placed.role else set()
    if heard and source == "typed":
        heard.add("typed alone")
    if heard and source == "image_text":
        heard.add("image alone")
    return frozenset({source, *(heard if source != "system" or placed.role else ())})


def _source(name: str, key: str, placed: Placed) -> str:
    if key in PIXELS or key == "image_url":
        return "image_text"
    if name in CALLS or key in IDS:
        return "tool_call"
    if name in THOUGHTS:
        return "assistant"
    if name == "REQUEST" and key in ("instructions", "system"):
        return "system"
    if not placed.role or name == "REQUEST":
        return "typed"
    return SPOKEN[placed.role]


def _both(
    protocol: Protocol, place: str, placed: Placed, expected: Expected, sources: frozenset[str]
) -> Iterator[Cell]:
    for stream in (False, True):
        body = {**placed.body, "stream": placed.body.get("stream", stream) if not stream else True}
        if place == "REQUEST.stream":
            body = dict(placed.body)
        yield Cell(
            protocol.path, place, json.dumps(body).encode(), expected, placed.role,
            placed.position, stream, sources,
        )  # fmt: skip


def _base(protocol: Protocol) -> dict[str, Any]:
    """A request that is answered."""
    if protocol.path == "/v1/chat/completions":
        return dict(CHAT)
    return next(protocol.places["REQUEST"].put({})).body


def answers(protocol: Protocol) -> Iterator[Cell]:
    """The word in each part of an answer, in each choice; and fields that no caller may see."""
    base = _base(protocol)
    for stream in (False, True):
        for model in OUTPUTS:
            yield _answer(protocol, {**base, "model": model, "stream": stream}, model, (0, 1))
        for model in HIDDEN:
            cell = _answer(protocol, {**base, "model": model, "stream": stream}, model, (0, 1))
            yield replace(cell, expected="answered")
        for k in range(3) if protocol.path == "/v1/chat/completions" else ():
            body = {**base, "model": f"choice.{k}", "n": 3, "stream": stream}
            yield _answer(protocol, body, f"choice {k} of 3", (k, 3))


def _answer(protocol: Protocol, body: dict[str, Any], place: str, choices: tuple[int, int]) -> Cell:
    sources = frozenset({"tool_call" if place.startswith("tool_calls") else "assistant", "answer"})
    return Cell(
        protocol.path, f"answer.{place}", json.dumps(body).encode(), "judged",
        stream=body["stream"], sources=sources, choices=choices,
    )  # fmt: skip


def _faults(protocol: Protocol) -> Iterator[Cell]:
    """A detector or a reader that breaks, an unsure request, and what a model says of a picture."""
    message, image = _worded(protocol)
    for stream in (False, True):
        for place, words, pictures, model, rule in (
            ("detector breaks", BREAKS, (), "quiet", "fail_closed.detector:canary"),
            ("reader breaks", "Hello", ("broken",), "quiet", "fail_closed.sense:reader"),
            ("unsure, and the answer nearly", GREY, (), "nearly", "after.illicit"),
            ("described", GREY, ("plain",), "seer", "described.illicit"),
        ):
            content = [message(words), *(image(picture(name)) for name in pictures)]
            cell = _asking(protocol, model, content, stream, f"fault.{place}", "judged")
            yield replace(cell, rule=rule)
        content = [image(picture("canary")), message("What is this?")]
        cell = _asking(protocol, "quiet", content, stream, "words behind a picture", "judged")
        yield replace(cell, sources=frozenset({"image_text", "aloud", "image alone"}))
        content = [message(GREY), image(picture("plain"))]
        yield _asking(protocol, "blind", content, stream, "fault.described well", "answered")
        content = [message("Hello"), image(picture("plain"))]
        yield _asking(protocol, "nearly", content, stream, "fault.sure", "answered")


def _worded(protocol: Protocol) -> tuple[Any, Any]:
    if protocol.path == "/v1/responses":
        return (
            lambda words: {"type": "input_text", "text": words},
            lambda url: {"type": "input_image", "image_url": url},
        )
    if protocol.path == "/v1/messages":
        return (
            lambda words: {"type": "text", "text": words},
            lambda url: {"type": "image", "source": {"type": "url", "url": url}},
        )
    return (
        lambda words: {"type": "text", "text": words},
        lambda url: {"type": "image_url", "image_url": {"url": url}},
    )


def _asking(
    protocol: Protocol, model: str, content: object, stream: bool, place: str, expected: Expected
) -> Cell:
    key = "input" if protocol.path == "/v1/responses" else "messages"
    body = {**_base(protocol), "model": model, "stream": stream}
    body[key] = [{"role": "user", "content": content}]
    sources = frozenset({"image_tag"}) if place == "fault.described" else frozenset()
    return Cell(
        protocol.path, place, json.dumps(body).encode(), expected, stream=stream, sources=sources
    )


def _options() -> Iterator[Cell]:
    """Chat's fields that go to the model as they are, and those that are never taken."""
    values: dict[str, object] = {
        "words": PHRASE, "name": NAME, "key": {PHRASE: 1}, "deep": [{"a": [PHRASE]}],
        "long": f"x{'y' * 70}{CANARY}", "camel": f"pleaseDo{CANARY.title()}Now",
        "schema": {"schema": {"properties": {NAME: {}}}},
    }  # fmt: skip
    values["camel"] = f"pleaseDo-{CANARY}-now"
    for stream in (False, True):
        for name, value in values.items():
            body = json.dumps({**CHAT, "a_new_option": value, "stream": stream}).encode()
            sources = frozenset({"typed"})
            yield Cell(CHATS, f"option.{name}", body, "judged", stream=stream, sources=sources)
        for name in sorted(asked.CARRIERS | {"logprobs", "modalities"}):
            body = json.dumps({**CHAT, name: PHRASE, "stream": stream}).encode()
            yield Cell(CHATS, f"option.{name}", body, "refused", stream=stream)


CHATS = "/v1/chat/completions"


def broken(cell: Cell, outcome: Outcome) -> str:
    """What is wrong with an outcome; empty when it is what the cell expects."""
    if outcome.handed_on:
        return "the word reached a model"
    if cell.expected == "refused":
        # An error may quote its caller.
        if outcome.status not in (400, 404):
            return f"status {outcome.status}, expected 400"
        return "a model was asked" if outcome.asked else ""
    if CANARY in outcome.words:
        return "the word reached the caller"
    if outcome.status != 200:
        return f"status {outcome.status}: {outcome.words[:200]!r}"
    actions = [action for event in outcome.events for action in _actions(event)]
    if cell.expected in ("left out", "answered"):
        if {"refuse", "person"} & {*actions} or not actions:
            return f"actions are {actions}, expected an answer"
        return "" if outcome.asked else "no model was asked"
    return _judged(cell, outcome, actions)


def _judged(cell: Cell, outcome: Outcome, actions: list[str]) -> str:
    stage = "before" if cell.choices is None else "after"
    missing = cell.sources - {source for at, source in outcome.seen if at == stage}
    if missing:
        return f"not seen as {sorted(missing)}, but as {sorted(outcome.seen)}"
    count = cell.choices[1] if cell.choices else cell.asked
    if (
        sum(map(actions.count, ("refuse", "person"))) != (1 if cell.choices else cell.asked)
        or len(actions) != count
    ):
        return f"actions are {actions}, expected refusals of {cell.choices or cell.asked}"
    if stage == "before" and outcome.asked and "nearly" not in cell.place:
        return "a model was asked"
    rules = [str(one.get("rule")) for one in _find(list(outcome.events), "x_clearsight")]
    if not any(rule.startswith(cell.rule) for rule in rules):
        return f"the rules are {rules}, expected {cell.rule}"
    ended = [end for event in outcome.events for end in _ends(event)]
    return "" if "refusal" in ended else "the answer does not say that it is a refusal"


def _actions(event: object) -> Iterator[str]:
    extra = _find(event, "x_clearsight")
    for one in extra:
        yield from [choice["action"] for choice in one.get("choices", ())] or [one["action"]]


def _ends(event: object) -> Iterator[str]:
    """How the protocol says that an answer is a refusal."""
    for name in ("finish_reason", "stop_reason"):
        known = {"content_filter": "refusal", "refusal": "refusal"}
        yield from (known.get(str(one), "") for one in _find(event, name))
    yield from ("refusal" for one in _find(event, "type") if one == "refusal")


def _find(value: object, name: str) -> Iterator[Any]:
    """Values under a name, at any depth."""
    if isinstance(value, Mapping):
        if name in value:
            yield value[name]
        for key, item in value.items():
            if key != name and key != "traces":
                yield from _find(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _find(item, name)
