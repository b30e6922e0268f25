"""The page `/`: a photo, a question, the answer, and what the guard saw."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from clearsight.app import ward
from clearsight.app.door import Door
from clearsight.app.form import MEBIBYTE, Form, FormError
from clearsight.app.keeping import COOKIE, Keeping, token_of
from clearsight.app.render import html, words_of
from clearsight.app.sampled import compared, wanted
from clearsight.app.seal import picture_bytes
from clearsight.app.sentences import first
from clearsight.app.shown import Shown, Teller, failed
from clearsight.app.streamed import Arriving, line, patient
from clearsight.app.talk import PICTURE_FIELDS, Asked
from clearsight.app.unusable import UNUSABLE, noted
from clearsight.app.words import Words
from clearsight.errors import IngestError, ModelError
from clearsight.guard import Guard
from clearsight.language import language_of
from clearsight.vault import DeletionOwed
from clearsight.verdict import Reply

WHOLE_S = 60.0  # a whole answer without scripts; browsers give up soon after
FEW = 300  # letters that need no folding
WARNED = "clearsight_warned"  # a cookie until the browser closes: the warning was shown


class Assist:
    """Handlers of the page, for one server process."""

    def __init__(self, door: Door, keeping: Keeping) -> None:
        self._door, self._house, self._sealer = door, door.house, door.sealer
        self.teller, self._keeping = Teller(door.house, door.sealer), keeping

    async def empty(self, request: Request) -> Response:
        """GET /"""
        refused = await self._door.at_door(request)
        return refused or await self.page(request, Shown())

    async def ask(self, request: Request) -> Response:
        """POST /: the whole answer as a page, for browsers without scripts."""
        language = words_of(request)
        asked = await self.asked(request)
        if isinstance(asked, Shown):
            return await self.page(request, asked, status=200 if asked.state == "held" else 400)
        guard = self._house.guard(asked.policy, asked.model)
        try:
            async with asyncio.timeout(WHOLE_S):
                reply = await guard.reply(asked.conversation)
                reply, differs = await self._compared(guard, asked, reply, language)
        except (ModelError, TimeoutError) as error:
            problem = "error_slow" if isinstance(error, TimeoutError) else "error_model"
            shown = await self.teller.failed(asked, problem, language)
            return await self.page(request, shown, status=502)
        shown = await self.teller.answered(asked, reply, language, differs=differs)
        await self._keeping.offer(request, shown.kept)
        return await self.page(request, shown)

    async def stream(self, request: Request) -> Response:
        """POST /answer: see `streamed`."""
        form: Form | FormError
        try:
            form = await self._door.read(request)
        except FormError as error:
            form = error
        lines = self._events(form, request)
        response = StreamingResponse(lines, media_type="application/x-ndjson")
        ward.give(response, request, ward.token_of(request))
        self._warned(response, request)
        response.headers["X-Accel-Buffering"] = "no"
        return response

    async def forget(self, request: Request) -> Response:
        """POST /forget: drop what the caches hold of these pictures."""
        try:
            form = await self._door.read(request)
            self._door.admit(request, form)
            for name, seal in PICTURE_FIELDS:
                if form.get(name):
                    data = picture_bytes(form.get(name))
                    opened = self._sealer.open(data, form.get(seal))
                    source = opened.source if opened else ""
                    self._house.forget(hashlib.sha256(data).hexdigest(), source)
        except FormError as error:
            shown = Shown(state="error", problem=error.key)
            return await self.page(request, shown, status=400)
        try:
            receipt = await self._keeping.delete(token_of(request))
            shown = Shown(state="forgotten", note="forgotten", receipt=receipt)
        except DeletionOwed as owed:
            shown = Shown(state="error", problem="error_owed", receipt=owed.receipt)
        status = 503 if shown.problem else 200
        response = await self.page(request, shown, status=status, line=False)
        response.delete_cookie(COOKIE)
        return response

    async def _events(self, form: Form | FormError, request: Request) -> AsyncIterator[str]:
        """All lines; an empty one comes at once, so that nobody on the way gives up."""
        yield "\n"
        language = words_of(request)
        try:
            asked = await self._asked(form, request)
            if isinstance(asked, Shown):
                yield self._end(asked, language, request)
                return
            async for event in self._lines(asked, language, request):
                yield event
        except UNUSABLE as error:
            noted(error)
            given = form if isinstance(form, Form) else Form({}, {})
            shown = failed(given, FormError("error_store"), self._sealer)
            yield self._end(shown, language, request)

    async def asked(self, request: Request) -> Asked | Shown:
        """What is asked, or the page that says why nothing can be."""
        try:
            form = await self._door.read(request)
        except FormError as error:
            return failed(Form({}, {}), error, self._sealer)
        return await self._asked(form, request)

    async def _asked(self, form: Form | FormError, request: Request) -> Asked | Shown:
        if isinstance(form, FormError):
            return failed(Form({}, {}), form, self._sealer)
        try:
            asked = await self._door.asked(request, form)
        except (FormError, IngestError) as error:
            return failed(form, error, self._sealer)
        return await self.teller.held(asked, words_of(request)) or asked

    async def _lines(self, asked: Asked, language: Words, request: Request) -> AsyncIterator[str]:
        guard, arriving = self._house.guard(asked.policy, asked.model), Arriving()
        problem, compare = "error_model", wanted(guard, self._house.settings.compare_answers)
        try:
            async for delta in patient(guard).stream(asked.conversation):
                notices, words = arriving.take(delta)
                for notice in notices:
                    part = html("_notice.html", t=language, notice=notice, language_of=language_of)
                    say = f"{language['notice_label']} {notice.text}"
                    yield line({"notice": part, "say": say, "lang": language_of(notice.text)})
                if words and not compare:
                    yield arriving.events(words)
        except ModelError as error:
            problem = "error_slow" if isinstance(error.__cause__, TimeoutError) else problem
            arriving.reply = None
        reply, differs = arriving.reply, False
        if reply is not None and compare:
            reply, differs = await self._compared(guard, asked, reply, language)
            yield arriving.events(reply.text)
        if reply is None:
            shown = await self.teller.failed(asked, problem, language, arriving.text)
        else:
            told = frozenset(arriving.told)
            shown = await self.teller.answered(asked, reply, language, told=told, differs=differs)
        await self._keeping.offer(request, shown.kept)
        yield self._end(shown, language, request)

    async def _compared(
        self, guard: Guard, asked: Asked, reply: Reply, language: Words
    ) -> tuple[Reply, bool]:
        """The reply with what other answers do not bear out marked, where that is wanted."""
        count = self._house.settings.compare_answers
        if not wanted(guard, count):
            return reply, False
        return await compared(guard, asked.conversation, reply, count, language["unsure"])

    def _end(self, shown: Shown, language: Words, request: Request) -> str:
        shown.inline = False
        values = self._values(shown, request) | {"t": language}
        values["token"] = ward.token_of(request)
        if shown.state == "held":
            names = ["gate"]
        else:
            names = ["extras", "after", "saw"] + ([] if shown.again else ["photo", "kept"])
        parts = {name: html(f"_{name}.html", **values) for name in names}
        head = {"state": shown.state, "title": language[f"title_{shown.state}"]}
        head["turns"] = shown.kept.turns_json
        if shown.problem:
            head["problem"] = self._door.text(shown.problem, language)
        return line({"end": head | parts})

    async def page(
        self, request: Request, shown: Shown, *, status: int = 200, may_say_why: bool = False,
        line: bool = True,
    ) -> Response:  # fmt: skip
        """The whole page, with the visitor's place in the line for a person, when they have one.

        Args:
            may_say_why: the visitor lets words be kept, so that a reason can be asked for.
            line: whether the place in the line is shown; it writes down that the visitor is there.
        """
        values = self._values(shown, request) | {"may_say_why": may_say_why}
        if line:
            values |= await self._keeping.line(token_of(request), words_of(request))
        response = self._door.page(request, "assist.html", status=status, **values)
        if request.method == "POST":
            self._warned(response, request)
        return response

    def _warned(self, response: Response, request: Request) -> None:
        secure = request.url.scheme == "https"
        response.set_cookie(WARNED, "1", httponly=True, samesite="lax", secure=secure)

    def _values(self, shown: Shown, request: Request) -> dict[str, Any]:
        language, house = words_of(request), self._house
        return {
            "s": shown,
            "k": shown.kept,
            "problem": self._door.text(shown.problem, language) if shown.problem else "",
            "megabytes": house.ingest.limits.max_bytes // MEBIBYTE,
            "model": house.model_name,
            "policy": house.default_policy,
            "language_of": language_of,
            "first": first,
            "few": FEW,
            "warned": WARNED in request.cookies,
            "line": None,
            "may_say_why": False,
        }
