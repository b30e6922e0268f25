"""The page `/try`: one question to two models or policies, every stage shown."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from clearsight.app import snippets
from clearsight.app.door import Door
from clearsight.app.form import MEBIBYTE, Form, FormError
from clearsight.app.found import Marked, marked, reached
from clearsight.app.house import House
from clearsight.app.render import words_of
from clearsight.app.seal import Picture
from clearsight.app.shown import Shown, Teller, failed
from clearsight.app.talk import Asked, Outcome, outcome
from clearsight.app.words import Words
from clearsight.errors import IngestError, ModelError
from clearsight.language import language_of
from clearsight.verdict import Finding, Step, Verdict


@dataclass(frozen=True, slots=True)
class Choice:
    """Who answers on one side, and under which policy."""

    model: str
    policy: str


@dataclass(frozen=True, slots=True)
class Row:
    """One stage; `from_ms` and `share` place its bar, in percent of the whole."""

    name: str
    ms: float
    start: float
    share: float
    findings: tuple[Finding, ...]
    failures: tuple[str, ...]
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Side:
    """What one side did; `problem` is the id of a text when its model did not answer.

    `found` are the places in the photo that its findings rest on.
    """

    choice: Choice
    outcome: Outcome | None = None
    rows: tuple[Row, ...] = ()
    total_ms: float = 0.0
    trace_id: str = ""
    problem: str = ""
    found: tuple[Marked, ...] = ()


class Compare:
    """Handlers of the page; forms are read as on the page `/`."""

    def __init__(self, door: Door) -> None:
        self._door, self._house, self._sealer = door, door.house, door.sealer

    async def empty(self, request: Request) -> Response:
        """GET /try"""
        refused = await self._door.at_door(request)
        return refused or self._page(request, Shown(), self._usual(), ())

    async def run(self, request: Request) -> Response:
        """POST /try: both sides, at the same time."""
        choices, form = self._usual(), Form({}, {})
        try:
            form = await self._door.read(request)
            self._door.admit(request, form)
            choices = self._choices(form)
            asked = await self._door.asked(request, form, trace=True)
        except (FormError, IngestError) as error:
            shown = failed(form, error, self._sealer)
            return self._page(request, shown, choices, (), status=400)
        words = words_of(request)
        sides = await asyncio.gather(*(_side(self._house, one, asked, words) for one in choices))
        kept = Teller(self._house, self._sealer).keep((asked.picture,), ())
        shown = Shown("answered", kept, pending=asked.question)
        return self._page(request, shown, choices, tuple(sides))

    def _usual(self) -> tuple[Choice, Choice]:
        """The server's own choice, and beside it another model or else another policy."""
        house, models = self._house, [*self._house.models()]
        mine = Choice(house.model_name, house.default_policy)
        if len(models) > 1:
            other = next(name for name in models if name != mine.model)
            return mine, Choice(other, mine.policy)
        policies = [name for name in house.policies() if name != mine.policy]
        wanted = "strict" if "strict" in policies else (policies or [mine.policy])[0]
        return mine, Choice(mine.model, wanted)

    def _choices(self, form: Form) -> tuple[Choice, Choice]:
        def one(side: str) -> Choice:
            found = Choice(form.get(f"model_{side}"), form.get(f"policy_{side}"))
            offered = found.model in self._house.models()
            if not offered or found.policy not in self._house.policies():
                raise FormError("error_choice")
            return found

        return one("a"), one("b")

    def _page(
        self, request: Request, shown: Shown, choices: tuple[Choice, Choice],
        sides: tuple[Side, ...], *, status: int = 200,
    ) -> Response:  # fmt: skip
        language = words_of(request)
        return self._door.page(
            request, "try.html", status=status, s=shown, k=shown.kept, choices=choices, sides=sides,
            problem=self._door.text(shown.problem, language) if shown.problem else "",
            models=list(self._house.models()), policies=list(self._house.policies()),
            megabytes=self._house.ingest.limits.max_bytes // MEBIBYTE, language_of=language_of,
            stage=lambda name: stage(name, language),
            snippets=dict(_snippets(request, sides, shown.picture, shown.pending)),
        )  # fmt: skip


async def _side(house: House, choice: Choice, asked: Asked, words: Words) -> Side:
    guard = house.guard(choice.policy, choice.model)
    try:
        reply = await guard.reply(asked.conversation)
    except ModelError:
        return Side(choice, problem="error_model")
    steps = reply.trace.steps if reply.trace else ()
    return Side(
        choice,
        outcome(reply, None),
        tuple(rows(steps)),
        sum(step.wall_ms for step in steps),
        reply.trace.id if reply.trace else "",
        found=marked(reached(steps, guard.policy), asked.picture.image, words),
    )


def rows(steps: tuple[Step, ...]) -> Iterator[Row]:
    """Stages with the places of their bars; a nested guard's time is part of its model's."""
    whole = sum(step.wall_ms for step in steps) or 1.0
    passed = 0.0
    for step in steps:
        yield Row(
            step.name,
            step.wall_ms,
            round(100 * passed / whole, 2),
            round(100 * step.wall_ms / whole, 2),
            tuple(sorted(step.findings, key=lambda found: -found.score)),
            tuple(f"{one.part}: {one.kind}: {one.detail}" for one in step.failures),
            step.verdict,
        )
        passed += step.wall_ms


def stage(name: str, words: Words) -> str:
    """A stage's name for people; a nested guard's stages keep their path."""
    key = f"stage_{name}"
    return words[key] if key in words else name  # noqa: SIM401  Words has no get


def _snippets(
    request: Request, sides: tuple[Side, ...], picture: Picture | None, question: str
) -> Iterator[tuple[str, Any]]:
    if picture is None:
        return
    base = f"{request.url.scheme}://{request.url.netloc}/v1"
    for side in sides:
        args = (base, side.choice.model, question, picture.image.media_type)
        yield side.choice.model, {"curl": snippets.curl(*args), "python": snippets.python(*args)}
