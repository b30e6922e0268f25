"""The page `/`: a photo, a question, the answer, and what the guard saw."""

import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from clearsight.app import ward
from clearsight.app.door import Door
from clearsight.app.form import MEBIBYTE, Form, FormError
from clearsight.app.found import Marked, marked, reached
from clearsight.app.render import html, words_of
from clearsight.app.saw import Saw, saw
from clearsight.app.seal import (
    MOST_CHARS,
    Picture,
    Sealer,
    Turn,
    picture_bytes,
    read_turns,
    write_turns,
)
from clearsight.app.talk import Asked, Outcome, outcome, picture_problem
from clearsight.app.words import Words
from clearsight.errors import ClearsightError, IngestError, ModelError
from clearsight.language import language_of
from clearsight.reading import Reading
from clearsight.verdict import Reply, Verdict


@dataclass
class Shown:
    """What one page shows; `state` is empty, answered, refused, error or forgotten.

    Attributes:
        turns: answered ones, oldest first.
        pending: a question that was not answered, kept for another try.
        problem: id of the text that says what went wrong.
        inline: whether the picture itself stands in the markup, which needs no script.
        again: whether the visitor's form holds the picture already.
        found: places in the photo that the findings rest on; only for who may see traces.
    """

    state: str = "empty"
    turns: tuple[Turn, ...] = ()
    pending: str = ""
    problem: str = ""
    picture: Picture | None = None
    seal: str = ""
    outcome: Outcome | None = None
    saw: Saw | None = None
    verdict: Verdict | None = None
    inline: bool = True
    again: bool = False
    found: tuple[Marked, ...] = ()

    @property
    def turns_json(self) -> str:
        return write_turns(self.turns)


class Assist:
    """Handlers of the page, for one server process."""

    def __init__(self, door: Door) -> None:
        self._door, self._house, self._sealer = door, door.house, door.sealer

    async def empty(self, request: Request) -> Response:
        """GET /"""
        refused = await self._door.at_door(request)
        return refused or self._page(request, Shown())

    async def ask(self, request: Request) -> Response:
        """POST /: the whole answer as a page, for browsers without scripts."""
        language = words_of(request)
        asked = await self._asked(request)
        if isinstance(asked, Shown):
            return self._page(request, asked, status=400)
        try:
            reply = await self._house.guard(asked.policy).reply(asked.conversation)
        except ModelError:
            shown = await self._kept(asked, "error_model", language)
            return self._page(request, shown, status=502)
        return self._page(request, await self.shown(asked, reply, language))

    async def stream(self, request: Request) -> Response:
        """POST /answer: one JSON object a line: {"text"} while it grows, then {"end"}."""
        language = words_of(request)
        asked = await self._asked(request)
        if isinstance(asked, Shown):
            lines = _once(self._end(asked, language, request))
        else:
            lines = self._lines(asked, language, request)
        response = StreamingResponse(lines, media_type="application/x-ndjson")
        ward.give(response, request, ward.token_of(request))
        response.headers["X-Accel-Buffering"] = "no"
        return response

    async def forget(self, request: Request) -> Response:
        """POST /forget: drop what the caches hold of this picture."""
        try:
            form = await self._door.read(request)
            self._door.admit(request, form)
            if form.get("picture"):
                data = picture_bytes(form.get("picture"))
                opened = self._sealer.open(data, form.get("seal"))
                source = opened.source if opened else ""
                self._house.forget(hashlib.sha256(data).hexdigest(), source)
        except FormError as error:
            return self._page(request, Shown(state="error", problem=error.key), status=400)
        return self._page(request, Shown(state="forgotten"))

    async def _asked(self, request: Request) -> Asked | Shown:
        form = Form({}, {})
        try:
            form = await self._door.read(request)
            return await self._door.asked(request, form)
        except (FormError, IngestError) as error:
            return failed(form, error, self._sealer)

    async def shown(self, asked: Asked, reply: Reply, language: Words) -> Shown:
        """The page after an answer or a refusal."""
        reading = await self._reading(asked.picture)
        told = outcome(reply, reading)
        words = told.text if not told.cut else f"{told.text}\n\n{told.cut}"
        turn = Turn(asked.question, words, told.refused)
        return Shown(
            state=told.state,
            turns=(*asked.turns, turn),
            picture=asked.picture,
            seal=self._sealer.close(asked.picture),
            again=asked.again,
            outcome=told,
            saw=saw(asked.picture.image, reading, language) if reading else None,
            verdict=reply.verdict,
            found=self._found(asked, reply, language) if asked.sees_trace else (),
        )

    def _found(self, asked: Asked, reply: Reply, language: Words) -> tuple[Marked, ...]:
        policy = self._house.guard(asked.policy).policy
        findings = reached(reply.trace.steps if reply.trace else (), policy)
        return marked(findings, asked.picture.image, language)

    async def _kept(self, asked: Asked, problem: str, language: Words) -> Shown:
        """The page after a failure: picture, conversation and question stay."""
        reading = await self._reading(asked.picture)
        return Shown(
            state="error",
            turns=asked.turns,
            pending=asked.question,
            problem=problem,
            picture=asked.picture,
            seal=self._sealer.close(asked.picture),
            again=asked.again,
            saw=saw(asked.picture.image, reading, language) if reading else None,
        )

    async def _reading(self, picture: Picture) -> Reading | None:
        try:
            return await self._house.senses.read(picture.image)
        except (ClearsightError, OSError, ValueError):
            return None  # shown as "could not be looked at"; the guard has judged the failure

    async def _lines(self, asked: Asked, language: Words, request: Request) -> AsyncIterator[str]:
        guard, reply = self._house.guard(asked.policy), None
        try:
            async for delta in guard.stream(asked.conversation):
                if delta.text:
                    yield _line({"text": delta.text, "lang": language_of(delta.text)})
                reply = delta.reply or reply
        except ModelError:
            reply = None
        if reply is None:
            shown = await self._kept(asked, "error_model", language)
        else:
            shown = await self.shown(asked, reply, language)
        yield self._end(shown, language, request)

    def _end(self, shown: Shown, language: Words, request: Request) -> str:
        shown.inline = False
        values = self._values(shown, request) | {"t": language}
        values["token"] = ward.token_of(request)
        names = ("extras", "saw") if shown.again else ("extras", "saw", "photo", "kept")
        parts = {name: html(f"_{name}.html", **values) for name in names}
        head = {"state": shown.state, "title": language[f"title_{shown.state}"]}
        head["turns"] = shown.turns_json
        if shown.state == "error":
            head["problem"] = self._door.text(shown.problem, language)
        return _line({"end": head | parts})

    def _page(self, request: Request, shown: Shown, *, status: int = 200) -> Response:
        return self._door.page(
            request, "assist.html", status=status, **self._values(shown, request)
        )

    def _values(self, shown: Shown, request: Request) -> dict[str, Any]:
        language, house = words_of(request), self._house
        return {
            "s": shown,
            "problem": self._door.text(shown.problem, language) if shown.problem else "",
            "megabytes": house.ingest.limits.max_bytes // MEBIBYTE,
            "model": house.model_name,
            "policy": house.default_policy,
            "language_of": language_of,
        }


def failed(form: Form, error: FormError | IngestError, sealer: Sealer) -> Shown:
    """The page after a form that cannot be answered; what was sealed before is kept."""
    key = error.key if isinstance(error, FormError) else picture_problem(error)
    shown = Shown(state="error", problem=key, pending=form.get("question")[:MOST_CHARS])
    if form.get("picture"):
        with suppress(FormError):
            data = picture_bytes(form.get("picture"))
            shown.picture = sealer.open(data, form.get("seal"))
            if shown.picture is not None:
                shown.seal = form.get("seal")
                shown.turns = read_turns(form.get("turns"))
    return shown


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


async def _once(line: str) -> AsyncIterator[str]:
    yield line
