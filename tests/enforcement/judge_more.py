"""The published line in answers, moderations and forms, through the shipped judge.

In an answer it is a question or a heading that a model says: the answer's side judges words, not
whether they help, so it counts for a little less than when a user types it (docs/detectors.md).
"""

import base64
import io
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image as Picture
from PIL import ImageDraw

from clearsight.registry import get_detectors
from tests.enforcement import cells, others
from tests.enforcement.cells import Cell
from tests.enforcement.judge import GREY, HARMS, Line
from tests.enforcement.judge import url as png_url
from tests.enforcement.places import PROTOCOLS
from tests.enforcement.world import (
    CANARY,
    NAME,
    OUTPUTS,
    PHRASE,
    Outcome,
    Says,
    World,
    picture,
    world,
)

Said = tuple[str, str]  # kind of place ("answer", "moderation", "form", "page's answer"), outcome


@dataclass(frozen=True)
class Filled:
    """A cell with the line in it, and which model answers by default."""

    cell: Cell
    kind: str
    model: str = "quiet"
    result: int = 0


def filled(given: Line) -> Iterator[Filled]:
    """Every cell of the three kinds that can hold the line."""
    for protocol in PROTOCOLS:
        for cell in cells.answers(protocol):
            if cell.place.removeprefix("answer.") in OUTPUTS or "choice" in cell.place:
                yield Filled(cell, "answer")
    for cell, number, _ in others.moderated():
        if PHRASE in cell.body.decode() or _data("canary") in cell.body.decode():
            yield Filled(_put(cell, given), "moderation", result=number)
    for cell in others.pages():
        if cell.expected == "judged":
            yield Filled(_shown(_put(cell, given)), "form")
    for cell, model in others.spoken_on_pages():
        yield Filled(_shown(cell), "page's answer", model)


def models(given: Line) -> tuple[Says, ...]:
    """The matrix's models with the line in place of the word."""

    def of(text: str) -> str:
        plain = json.dumps(given.text)[1:-1] if text.startswith("{") else given.text
        text = text.replace(PHRASE, plain).replace("\\u007aanzarum", plain)
        return text.replace(NAME, given.name[:64])

    loud = []
    for name, reply in OUTPUTS.items():
        calls = tuple(
            replace(call, id=of(call.id), name=of(call.name), arguments=of(call.arguments))
            for call in reply.tool_calls
        )
        loud.append(Says(name, (replace(reply, text=of(reply.text), tool_calls=calls),)))
    fine = replace(OUTPUTS["text"], text="Fine.")
    said = replace(fine, text=given.text)
    nth = [Says(f"choice.{k}", (*[fine] * k, said, fine)) for k in range(3)]
    return (Says("quiet"), *loud, *nth)


async def judged(given: Line) -> list[tuple[Filled, str]]:
    """Every cell with what the shipped judge made of it: refused, unsure or passed."""
    out = []
    with tempfile.TemporaryDirectory() as folder:
        async with world(Path(folder), tuple(get_detectors()), made=models(given)) as server:
            for one in filled(given):
                server.deployment.model_name = one.model
                cell = one.cell
                outcome = await server.send(
                    cell.path, cell.body, kind=cell.kind, headers=cell.headers
                )
                out.append((one, _made(one, outcome, server)))
    return out


def _made(one: Filled, outcome: Outcome, server: World) -> str:
    if one.kind == "moderation":
        result = outcome.events[0]["results"][one.result]
        return "refused" if result["flagged"] else _band(result["category_scores"].items())
    if one.kind in ("form", "page's answer"):
        return "refused" if not others._badge(one.cell, outcome) else "passed"
    actions = [action for event in outcome.events for action in cells._actions(event)]
    if sum(action in ("refuse", "person") for action in actions) >= 1:
        return "refused"
    return _band(_scores(outcome))


def _band(scores: Any) -> str:
    harms = [score for category, score in scores if category.split("/")[0] in HARMS]
    return "unsure" if max(harms, default=0.0) >= GREY else "passed"


def _scores(outcome: Outcome) -> Iterator[tuple[str, float]]:
    for extra in cells._find(list(outcome.events), "x_clearsight"):
        for trace in extra.get("traces", ()):
            for step in trace["steps"]:
                if step["name"] == "after":
                    yield from ((found["category"], found["score"]) for found in step["findings"])


def table(found: Sequence[tuple[Filled, str]]) -> str:
    """What became of the line, by kind and place, as Markdown."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for one, made in found:
        place = one.cell.place.removesuffix(" of 3")
        counts.setdefault((one.kind, place), Counter())[made] += 1
    lines = ["| kind | place | refused | unsure | passed |", "|---|---|---|---|---|"]
    for (kind, place), count in counts.items():
        numbers = " | ".join(str(count[name] or "") for name in ("refused", "unsure", "passed"))
        lines.append(f"| {kind} | {place} | {numbers} |")
    return "\n".join(lines)


def _data(name: str) -> str:
    return picture(name).partition(",")[2]


def _shown(cell: Cell) -> Cell:
    """With a picture that shows something: of a plain one the page asks for a better photo."""
    body = cell.body.replace(others._png("plain"), drawn())
    url = "data:image/png;base64," + base64.b64encode(drawn()).decode()
    return replace(cell, body=body.replace(picture("plain").encode(), url.encode()))


@cache
def drawn() -> bytes:
    """Houses under a sky, as PNG."""
    image = Picture.new("RGB", (640, 480), (150, 190, 230))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 340, 640, 480), fill=(90, 140, 70))
    for x, colour in ((60, (180, 70, 60)), (260, (220, 200, 150)), (450, (120, 110, 160))):
        pen.rectangle((x, 200, x + 130, 380), fill=colour)
        pen.polygon(((x - 15, 200), (x + 65, 120), (x + 145, 200)), fill=(70, 50, 40))
        for y in (230, 300):
            pen.rectangle((x + 20, y, x + 50, y + 40), fill=(250, 245, 200))
            pen.rectangle((x + 80, y, x + 110, y + 40), fill=(40, 50, 70))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _put(cell: Cell, given: Line) -> Cell:
    """The line in place of the word; in a form, its picture's bytes in place of the other's."""
    body = cell.body.replace(others._png("canary"), given.png)
    for word, other in (
        (picture("canary"), png_url(given)),
        (_data("canary"), png_url(given).partition(",")[2]),
        (f'"{PHRASE}"', json.dumps(given.text)),
        (PHRASE, given.text),
    ):
        body = body.replace(word.encode(), other.encode())
    assert CANARY.encode() not in body
    return replace(cell, body=body)
