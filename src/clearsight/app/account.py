"""The page of one's own account: role, sessions, passkeys."""

import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from clearsight.app import ward
from clearsight.app.form import Form, FormError
from clearsight.app.staff import Staff, forget
from clearsight.people import Seen

FRESH_S = 15 * 60  # a session that was taken over later adds no passkey


class Account:
    """Handlers of /account and below."""

    def __init__(self, staff: Staff) -> None:
        self._staff = staff

    async def show(self, request: Request) -> Response:
        """GET /account"""
        seen = await self._staff.seen(request)
        return (
            self._staff.go(request, "/sign-in") if seen is None else await self._page(request, seen)
        )

    async def end(self, request: Request) -> Response:
        """POST /account/end: one session by its id, or all of them."""
        found = await self._admitted(request)
        if isinstance(found, Response):
            return found
        form, seen = found
        sessions, mine = self._staff.people.sessions, seen.person.id
        if form.get("session"):
            await sessions.end(form.get("session"), person=mine)
        else:
            await sessions.end_all(mine)
        if form.get("session") in ("", seen.session.id):
            response = self._staff.go(request, "/sign-in", renew=True)
            forget(response, request)
            return response
        return self._staff.go(request, "/account")

    async def offer(self, request: Request) -> Response:
        """POST /account/passkey/offer: what the browser's authenticator is to make."""
        found = await self._admitted(request)
        if isinstance(found, Response):
            return JSONResponse({"problem": "error_sign_in"}, 403, ward.PRIVATE)
        passkeys = self._staff.passkeys()
        if passkeys is None or not fresh(found[1]):
            return JSONResponse({"problem": "error_fresh"}, 403, ward.PRIVATE)
        options = await passkeys.offer_new(found[1].person, browser=ward.token_of(request))
        return Response(options, 200, ward.PRIVATE, "application/json")

    async def add(self, request: Request) -> Response:
        """POST /account/passkey"""
        found = await self._admitted(request)
        if isinstance(found, Response):
            return found
        form, seen = found
        passkeys = self._staff.passkeys()
        if passkeys is None:
            return await self._page(request, seen, "error_passkey_off")
        if not fresh(seen):
            return await self._page(request, seen, "error_fresh")
        kept = await passkeys.add(
            form.get("answer"), seen.person, browser=ward.token_of(request), label=form.get("label")
        )
        if not kept:
            return await self._page(request, seen, "error_passkey_new")
        return self._staff.go(request, "/account")

    async def remove(self, request: Request) -> Response:
        """POST /account/passkey/remove"""
        found = await self._admitted(request)
        if isinstance(found, Response):
            return found
        form, seen = found
        passkeys = self._staff.passkeys()
        if passkeys is not None:
            await passkeys.remove(form.get("passkey"), person=seen.person.id)
        return self._staff.go(request, "/account")

    async def _admitted(self, request: Request) -> tuple[Form, Seen] | Response:
        """The form of somebody who is signed in, or the page that says what is wrong."""
        try:
            form = await self._staff.form(request)
        except FormError as error:
            return self._staff.page(
                request, "told.html", status=400, title="title_error", text="", problem=error.key
            )
        seen = await self._staff.seen(request)
        return self._staff.go(request, "/sign-in") if seen is None else (form, seen)

    async def _page(self, request: Request, seen: Seen, problem: str = "") -> Response:
        passkeys = self._staff.passkeys()
        person = seen.person
        return self._staff.page(
            request, "account.html", seen=seen, status=400 if problem else 200, problem=problem,
            sessions=await self._staff.people.sessions.list(person.id),
            passkeys=None if passkeys is None else await passkeys.list(person.id),
            fresh=fresh(seen),
        )  # fmt: skip


def fresh(seen: Seen) -> bool:
    """Whether its owner signed in a short while ago."""
    return time.time() - seen.session.created.timestamp() < FRESH_S
