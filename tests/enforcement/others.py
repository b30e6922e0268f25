"""Cells beside the three protocols: kept turns, several choices, moderations, the pages' forms."""

import ast
import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from clearsight import app
from clearsight.content import Image, Message, Text, ToolCall
from clearsight.gateway.remembered import Memory
from clearsight.verdict import Reply
from tests.enforcement.cells import Cell, cells
from tests.enforcement.world import BREAKS, CANARY, NAME, PHRASE, Outcome, World, picture

TOKEN = "t" * 43
HEADERS = {"cookie": f"clearsight_token={TOKEN}", "origin": "http://localhost"}
BOUNDARY = "cut-here"
FORMS = ("/", "/answer", "/try")
# What each field of a form may do with words: they are judged, or never reach a model.
FIELDS = {
    "question": "judged", "quick": "judged", "turns": "judged", "photo": "judged",
    "camera": "judged", "picture": "judged", "seal": "left out", "token": "refused",
    "key": "left out", "model_*": "left out", "policy_*": "left out",
    "picture*": "judged", "seal*": "left out", "anyway": "left out", "gates": "left out",
    "why": "left out", "do": "left out", "share": "left out", "reason": "left out",
    "address": "left out", "contact": "left out", "consent_*": "left out", "ticket": "left out",
    "receipt": "left out", "email": "left out", "passkey": "left out", "session": "left out",
    "answer": "left out", "name": "left out", "label": "left out", "uses": "left out",
    "cap": "left out", "k": "left out",
}  # fmt: skip

_ENDINGS = {"picture*": "01", "seal*": "01"}  # of photos that came before the newest


# ---- several choices ----------------------------------------------------------------------------
def chosen() -> Iterator[Cell]:
    """Every judged cell at the end of a chat, asked for two choices."""
    for cell in cells():
        chat = cell.path == "/v1/chat/completions" and cell.choices is None
        plain = not cell.place.startswith("fault.")
        if chat and plain and cell.expected == "judged" and cell.position in ("last", ""):
            body = {**json.loads(cell.body), "n": 2}
            yield replace(cell, body=json.dumps(body).encode(), place=f"{cell.place} x2")


# ---- kept turns ---------------------------------------------------------------------------------
async def kept(world: World) -> list[Cell]:
    """Turns with the word that were kept before anybody judged it: every part of every role."""
    image = await _canary_image(world)
    turns: dict[str, tuple[Message, frozenset[str]]] = {
        "user": (Message("user", (Text(PHRASE),)), frozenset({"typed"})),
        "system": (Message("system", (Text(PHRASE),)), frozenset({"system"})),
        "assistant": (Message("assistant", (Text(PHRASE),)), frozenset({"assistant"})),
        "tool": (Message("tool", (Text(PHRASE),), "c"), frozenset({"tool"})),
        "tool id": (Message("tool", (Text("Rain"),), PHRASE), frozenset({"tool_call"})),
        "call": (Message("assistant", (ToolCall("c", NAME, "{}"),)), frozenset({"tool_call"})),
        "image": (Message("user", (image,)), frozenset({"image_text"})),
    }
    memory, out = Memory(world.deployment, ""), []
    for place, (message, sources) in turns.items():
        first, last = memory.new_id(), memory.new_id()
        await memory.keep(first, None, [message], Reply("Fine."))
        await memory.keep(last, first, [Message("user", (Text("And?"),))], Reply("Fine."))
        for stream in (False, True):
            body: dict[str, Any] = {"model": "quiet", "input": "Go on", "stream": stream}
            body |= {"previous_response_id": last, "store": False}
            out.append(
                Cell("/v1/responses", f"kept.{place}", json.dumps(body).encode(), "judged",
                     position="kept", stream=stream, sources=sources)
            )  # fmt: skip
    return out


async def _canary_image(world: World) -> Image:
    return (await world.deployment.ingest.from_url(picture("canary")))[0]


# ---- moderations --------------------------------------------------------------------------------
def moderated() -> Iterator[tuple[Cell, int, int]]:
    """Each with the number of the result that must be flagged, and how many there are."""
    text, image = {"type": "text", "text": PHRASE}, {"type": "image_url"}
    bad, good = ({"image_url": {"url": picture(name)}} for name in ("canary", "plain"))
    hello = {"type": "text", "text": "Hello"}
    inputs: list[tuple[str, object, int, int, str]] = [
        ("string", PHRASE, 0, 1, "typed"),
        *((f"string {k} of 3", [PHRASE if k == n else "Hi" for n in range(3)], k, 3, "typed")
          for k in range(3)),
        ("text first", [text, hello], 0, 1, "typed"),
        ("text last", [{**image, **good}, text], 0, 1, "typed"),
        ("image", [{**image, **bad}], 0, 1, "image_text"),
        ("image last", [hello, {**image, **good}, {**image, **bad}], 0, 1, "image_text"),
        ("image as string", [{**image, "image_url": picture("canary")}], 0, 1, "image_text"),
        ("detector breaks", BREAKS, 0, 1, ""),
    ]  # fmt: skip
    for place, given, number, count, source in inputs:
        body = json.dumps({"input": given}).encode()
        cell = Cell(
            "/v1/moderations", place, body, "judged", sources=frozenset(filter(None, [source]))
        )
        yield cell, number, count


def unflagged(cell: Cell, outcome: Outcome, *, number: int, count: int) -> str:
    """What is wrong with an answer of moderations."""
    if outcome.status != 200:
        return f"status {outcome.status}"
    flags = [one["flagged"] for one in outcome.events[0]["results"]]
    if flags != [n == number for n in range(count)]:
        return f"flagged are {flags}"
    missing = cell.sources - {source for _, source in outcome.seen}
    if missing:
        return f"not seen as {sorted(missing)}"
    applied = outcome.events[0]["results"][number]["category_applied_input_types"]["illicit"]
    return "" if applied == ["text"] else f"judged is said to be {applied}"


# ---- pages --------------------------------------------------------------------------------------
def fields() -> set[str]:
    """Names of all form fields that the pages read, from their source."""
    found = set()
    for file in sorted(Path(app.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _reads_form(node.func) and node.args:
                found |= set(_name(node.args[0]))
    return found


def _reads_form(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "get"
        and ast.unparse(function.value) in ("form", "form.files", "form.fields")
    )


def _name(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant):
        yield str(argument.value)
    elif isinstance(argument, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "*" for part in argument.values)
        yield "".join(map(str, parts))


def pages() -> Iterator[Cell]:
    """The word in each field of each form, and in an answer on each page."""
    for path in FORMS:
        for name, expected in FIELDS.items():
            for field in (
                tuple(name.replace("*", one) for one in _ENDINGS.get(name, "ab"))
                if "*" in name
                else (name,)
            ):
                image = name in ("photo", "camera", "picture", "picture*")
                source = "image_text" if image else "assistant" if name == "turns" else "typed"
                sources = frozenset({source}) if expected == "judged" else frozenset()
                body = _form(_filled(field))
                yield _page(path, f"form.{field}", body, expected, sources)
                if name == "turns":
                    asked = _turns({"question": PHRASE, "answer": "Fine."})
                    body, seen = _form(asked), frozenset({"typed"})
                    yield _page(path, "form.turns question", body, "judged", seen)


def _page(path: str, place: str, body: bytes, expected: Any, sources: frozenset[str]) -> Cell:
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return Cell(path, place, body, expected, sources=sources, kind=kind, headers=HEADERS)


def _filled(name: str) -> dict[str, Any]:
    if name in ("photo", "camera"):
        return {"photo": b"", name: _png("canary")}
    if name.startswith("picture") and name != "picture":
        return {"photo": None, "picture": picture("plain"), "seal": "none", name: picture("canary")}
    if name == "picture":
        url = picture("canary")
        return {"photo": None, "picture": url, "seal": "none"}
    if name == "turns":
        return _turns({"question": "Hi", "answer": PHRASE})
    return {name: PHRASE}


def _turns(*turns: dict[str, str]) -> dict[str, Any]:
    # A new photo begins a new conversation.
    kept = {"photo": None, "picture": picture("plain"), "seal": "none"}
    return {**kept, "turns": json.dumps(turns)}


def _form(changed: dict[str, Any]) -> bytes:
    values: dict[str, Any] = {
        "token": TOKEN, "question": "Hello", "turns": "[]", "model_a": "quiet",
        "policy_a": "default", "model_b": "quiet", "policy_b": "strict", "photo": _png("plain"),
    }  # fmt: skip
    out = b""
    for name, value in (values | changed).items():
        if value is None or value == b"":
            continue
        file = f'; filename="{name}.png"' if isinstance(value, bytes) else ""
        data = value if isinstance(value, bytes) else value.encode()
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
        out += head.encode() + data + b"\r\n"
    return out + f"--{BOUNDARY}--\r\n".encode()


def _png(name: str) -> bytes:
    return base64.b64decode(picture(name).partition(",")[2])


def unjudged(cell: Cell, outcome: Outcome) -> str:
    """What is wrong with a page; a visitor's own words may stand on it."""
    if outcome.handed_on:
        return "the word reached a model"
    if cell.expected == "refused":
        return "a model was asked" if outcome.asked else ""
    if cell.expected == "left out":
        return ""
    missing = cell.sources - {source for stage, source in outcome.seen if stage == "before"}
    if missing:
        return f"not seen as {sorted(missing)}, but as {sorted(outcome.seen)}: {outcome.status}"
    return "a model was asked" if outcome.asked else _badge(cell, outcome)


def _badge(cell: Cell, outcome: Outcome) -> str:
    """Whether the page says that it is a refusal, on both sides where there are two."""
    count = outcome.words.count('class="badge"')
    return "" if count == 1 + (cell.path == "/try") else f"{count} signs of a refusal"


def spoken_on_pages() -> Iterator[tuple[Cell, str]]:
    """Answers with the word, on every page, each with the model that gives them."""
    for path in FORMS:
        for model in ("text", "text.late", "text.end"):
            body = _form({"model_a": model, "model_b": model})
            yield _page(path, f"answer.{model}", body, "judged", frozenset({"assistant"})), model


def shown(cell: Cell, outcome: Outcome) -> str:
    """What is wrong with a page that an answer with the word led to."""
    if CANARY in outcome.words:
        return "the word reached the caller"
    seen = {stage for stage, _ in outcome.seen}
    if outcome.status != 200 or "after" not in seen:
        return f"status {outcome.status}, seen {seen}"
    return _badge(cell, outcome)
