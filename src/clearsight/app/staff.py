"""People with accounts, as the pages see them: who is signed in, and how letters go out."""

import asyncio
from functools import cached_property
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from clearsight.app import ward
from clearsight.app.door import Door
from clearsight.app.form import Form
from clearsight.app.letters import Letter, sign_in
from clearsight.app.render import words_of
from clearsight.app.words import Words
from clearsight.errors import ClearsightError
from clearsight.people import Mail, MailError, People, Person, Seen, mail_of
from clearsight.people.mailed import Mailed
from clearsight.people.passkeys import Passkeys, offered
from clearsight.people.tries import AGAIN, SIGN_IN, Limit
from clearsight.store import data_folder

COOKIE = "clearsight_session"
MOST_LETTERS = 100  # on their way at a time; more are dropped, and the log says so

# What browsers call themselves; the first that fits, as most of them name others too.
_MARKS = (
    (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
     ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari")),
    (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
     ("Mac OS X", "macOS"), ("Linux", "Linux")),
)  # fmt: skip

log = structlog.stdlib.get_logger("clearsight.app")


class Staff:
    """What sign-in, account and operator pages share, for one server process."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self._sending: set[asyncio.Task[None]] = set()

    @cached_property
    def people(self) -> People:
        return People(self.door.house.store.database, self.door.sealer.key("tries"))

    @cached_property
    def mail(self) -> Mail:
        return mail_of(self.door.house.settings.doors.mail or f"file:{data_folder()}/mail")

    @property
    def origin(self) -> str | None:
        return self.door.house.settings.origin

    def passkeys(self) -> Passkeys | None:
        """None where the extra is not installed or the address of the pages is not known."""
        if self.origin is None or not offered():
            return None
        return Passkeys(self.door.house.store.database, self.people, self.origin)

    async def seen(self, request: Request) -> Seen | None:
        """Who is signed in.

        Raises:
            StoreError: the database fails; nobody is.
        """
        token = request.cookies.get(COOKIE, "")
        return await self.people.sessions.check(token) if token else None

    async def form(self, request: Request) -> Form:
        """A form of our own pages.

        Raises:
            FormError: not ours, or damaged.
        """
        form = await self.door.read(request)
        self.door.admit(request, form)
        return form

    async def may_try(self, request: Request, limit: Limit = SIGN_IN) -> None:
        """Count a try of whoever has this network address.

        Raises:
            FormError: "error_often".
        """
        await self.door.may_try(request, limit)

    async def welcome(self, request: Request, person: Person, how: str) -> Response:
        """Begin a session. Whatever the browser held before, it holds another token now."""
        known = await self.seen(request)
        if known is not None:
            await self.people.sessions.end(known.session.id)
        agent = browser_of(request.headers.get("user-agent", ""))
        token = await self.people.sessions.begin(person, how=how, agent=agent)
        response = self.go(request, "/account", renew=True)
        remember(response, request, token)
        return response

    def go(self, request: Request, path: str, *, renew: bool = False) -> Response:
        """To another of our pages, which is then got with GET.

        Args:
            renew: give another form token too.
        """
        response = RedirectResponse(f"{path}?lang={words_of(request).code}", status_code=303)
        ward.give(response, request, ward.new_token() if renew else ward.token_of(request))
        return response

    def page(
        self, request: Request, name: str, *, seen: Seen | None = None, status: int = 200,
        problem: str = "", **values: Any,
    ) -> Response:  # fmt: skip
        """A page; the session's next token goes along."""
        text = self.door.text(problem, words_of(request)) if problem else ""
        response = self.door.page(request, name, status=status, problem=text, seen=seen, **values)
        if seen is not None and seen.token is not None:
            remember(response, request, seen.token)
        return response

    def write(self, email: str, *, browser: str, language: Words) -> None:
        """Send a link to sign in, if this address has an account; returns at once.

        The answer to the browser is made before anything is looked up, so neither its words nor
        its time tell whether there is such an account.
        """
        if len(self._sending) >= MOST_LETTERS:
            log.warning("mail", problem="too many letters on their way; one is not written")
            return
        task = asyncio.create_task(self._write(email, browser, language))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _write(self, email: str, browser: str, language: Words) -> None:
        try:
            person = await self.people.find(email)
            if person is None or person.state != "active" or self.origin is None:
                return
            made = await self.people.mailed.ask(person.id, browser=browser)
            if made.fresh or await self._may_repeat(email):
                await self._send(email, made, sign_in(self.origin, made.token, language))
        except ClearsightError as error:
            log.error("mail", problem=type(error).__name__, why=str(error))

    async def _may_repeat(self, email: str) -> bool:
        """Whether a link that was mailed already is mailed again; it works in any case."""
        for limit in AGAIN:
            if not await self.people.tries.take(limit, email):
                return False
        return True

    async def _send(self, email: str, made: Mailed, letter: Letter) -> None:
        """Raises MailError: it was not handed over."""
        try:
            await asyncio.to_thread(self.mail.send, email, letter.subject, letter.text)
        except MailError:
            if made.fresh:
                await self.people.mailed.withdraw(made.token)
            raise


def browser_of(agent: str) -> str:
    """Browser and system in two words, to tell sessions apart; the rest of it is not kept."""
    found = [next((name for mark, name in marks if mark in agent), "") for marks in _MARKS]
    return ", ".join(filter(None, found))


def remember(response: Response, request: Request, token: str) -> None:
    """Put a session's token into the browser."""
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=secure)


def forget(response: Response, request: Request) -> None:
    """Take it away."""
    secure = request.url.scheme == "https"
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=secure)
