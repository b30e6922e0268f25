"""The way to a person: what to share, the line, and back to the model at any time."""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from clearsight.app.assist import Assist
from clearsight.app.door import Door
from clearsight.app.form import Form, FormError
from clearsight.app.keeping import Keeping, give_token, said, token_of
from clearsight.app.render import words_of
from clearsight.app.shown import Kept, Shown, Teller, failed
from clearsight.app.talk import read_asked
from clearsight.app.visitor import visitor_of
from clearsight.errors import IngestError, UsageError
from clearsight.people.tries import KEEP
from clearsight.vault import OPEN, SHARES, NoRoom, NotKept, Share

REASONS = ("user", "refused", "abstained", "disagree", "quality", "sure", "warning", "wrong")
# So many digits, with blanks or dashes between, may be a card, an account or a phone number.
_NUMBERS = re.compile(r"(?:\d[ -]?){9,}")


class Person:
    """Handlers of `/person`, for one server process."""

    def __init__(self, door: Door, assist: Assist, keeping: Keeping) -> None:
        self._door, self._assist, self._keeping = door, assist, keeping
        self._house = door.house
        self._teller = Teller(door.house, door.sealer)

    async def look(self, request: Request) -> Response:
        """GET /person: the place in the line, or the way into it."""
        refused = await self._door.at_door(request)
        return refused or await self._page(request, Shown())

    async def choose(self, request: Request) -> Response:
        """POST /person: what is there to share travels along in the form."""
        try:
            shown, form = await self._shown(request)
        except (FormError, IngestError) as error:
            shown = failed(Form({}, {}), error, self._door.sealer)
            return await self._assist.page(request, shown, status=400)
        reason = form.get("reason")
        return await self._page(request, shown, reason=reason if reason in REASONS else "user")

    async def line(self, request: Request) -> Response:
        """POST /person/line: join, look, share something else, be told, wait on, leave, back."""
        try:
            shown, form = await self._shown(request)
        except (FormError, IngestError) as error:
            shown = failed(Form({}, {}), error, self._door.sealer)
            return await self._assist.page(request, shown, status=400)
        token, problem = await self._done(request, form, shown.kept)
        if form.get("do") in ("leave", "back"):
            shown.note = "line_left" if form.get("do") == "leave" else ""
            shown.state = "answered" if shown.picture else "empty"
            return await self._assist.page(request, shown)
        status = 429 if problem == "error_often" else 200
        response = await self._page(request, shown, token=token, problem=problem, status=status)
        if problem in ("", "error_no_room"):  # without the photo one waits all the same
            give_token(response, request, token)
        return response

    async def state(self, request: Request) -> Response:
        """GET /person/state: the place in the line as text, for scripts that look now and then."""
        waiting = await self._keeping.waiting(token_of(request))
        text = said(waiting, words_of(request)) if waiting is not None else ""
        state = waiting.state if waiting is not None else ""
        return JSONResponse({"state": state, "text": text}, headers={"Cache-Control": "no-store"})

    async def _shown(self, request: Request) -> tuple[Shown, Form]:
        """Pictures, conversation and a question that was not sent yet."""
        form = await self._door.own(request)
        try:
            await visitor_of(self._house, request)
        except FormError:
            if form.get("do") != "leave":  # that is nobody's to refuse
                raise
            return Shown(), form
        if not (form.get("picture") or form.files):
            return Shown(pending=form.get("question")), form
        asked = await read_asked(form, self._house, self._door.sealer)
        shown = await self._teller.again(asked, words_of(request))
        shown.pending = asked.question
        return shown, form

    async def _done(self, request: Request, form: Form, kept: Kept) -> tuple[str, str]:
        """Do what a form of the line asks for; the visitor's token, and the id of a problem."""
        token = token_of(request)
        try:
            if _stores(form):
                await self._door.may_try(request, KEEP)
            if form.get("do") == "join":
                token = await self._join(request, form)
            else:
                await self._deed(token, form)
            if form.get("do") in ("join", "share"):
                await self._keeping.save(token, kept)
        except NotKept:
            return token, "line_lost"
        except FormError as error:
            return token, error.key
        except NoRoom:
            return token, "error_no_room"
        except UsageError:
            return token, "error_contact"
        return token, ""

    async def _join(self, request: Request, form: Form) -> str:
        token = token_of(request)
        for _ in range(2):
            token = token or await self._house.vault.begin()
            try:
                await self._ask(token, form, words_of(request).code)
            except NotKept:
                token = ""  # it has run out: begin anew
            else:
                return token
        raise NotKept

    async def _ask(self, token: str, form: Form, language: str) -> None:
        reason = form.get("reason")
        await self._house.vault.line.ask(
            token, _share(form), language=language, reason=reason if reason in REASONS else "user"
        )

    async def _deed(self, token: str, form: Form) -> None:
        line, do = self._house.vault.line, form.get("do")
        if not token:
            raise NotKept
        if do == "share":
            await line.share(token, _share(form))
        elif do == "notify":
            await line.notify(token, form.get("address"))
        elif do == "stay":
            await line.keep_waiting(token)
        elif do == "leave":
            await line.leave(token)

    async def _page(
        self, request: Request, shown: Shown, *, token: str = "", reason: str = "user",
        problem: str = "", status: int = 200,
    ) -> Response:  # fmt: skip
        language = words_of(request)
        waiting = await self._keeping.waiting(token or token_of(request))
        if waiting is not None and waiting.state not in (*OPEN, "expired"):
            waiting = None
        values: dict[str, Any] = {
            "s": shown, "k": shown.kept, "waiting": waiting, "reason": reason, "options": SHARES,
            "here": await self._house.vault.line.people_here(),
            "mails": self._house.vault.line.mails, "private": _private(shown),
            "line": said(waiting, language) if waiting is not None else "",
            "problem": self._door.text(problem, language) if problem else "",
        }  # fmt: skip
        return self._door.page(request, "person.html", status=status, **values)


def _stores(form: Form) -> bool:
    """Whether a deed makes the vault hold more; taking back, leaving and looking never do."""
    do = form.get("do")
    return do in ("join", "notify") or (do == "share" and _share(form) != "nothing")


def _share(form: Form) -> Share:
    given = form.get("share")
    return given if given in SHARES else "nothing"


def _private(shown: Shown) -> bool:
    """Whether the photo holds long numbers, which a stranger need not see."""
    return any(_NUMBERS.search(one.text) for one in shown.read)
