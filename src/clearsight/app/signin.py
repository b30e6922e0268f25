"""Signing in: by a link in a mail, by a passkey, by an invitation; and signing out."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from clearsight.app import ward
from clearsight.app.form import FormError
from clearsight.app.render import words_of
from clearsight.app.staff import Staff, forget
from clearsight.errors import UsageError
from clearsight.people.tries import ASK, OFFER
from clearsight.people.words import email_of


class SignIn:
    """Handlers of /sign-in, /sign-in/..., /invitation and /sign-out."""

    def __init__(self, staff: Staff) -> None:
        self._staff = staff

    async def show(self, request: Request) -> Response:
        """GET /sign-in"""
        if await self._staff.seen(request) is not None:
            return self._staff.go(request, "/account")
        return self._page(request)

    async def ask(self, request: Request) -> Response:
        """POST /sign-in: the same answer for every address, in the same time."""
        try:
            form = await self._staff.form(request)
            await self._staff.may_try(request, ASK)
            email = email_of(form.get("email"))
        except FormError as error:
            return self._page(request, error.key)
        except UsageError:
            return self._page(request, "error_email")
        if self._staff.origin is None:
            return self._page(request, "error_mail_off")
        self._staff.write(email, browser=ward.token_of(request), language=words_of(request))
        return self._staff.go(request, "/sign-in/sent")

    async def sent(self, request: Request) -> Response:
        """GET /sign-in/sent"""
        return self._staff.page(request, "told.html", title="title_sent", text="sent")

    async def link(self, request: Request) -> Response:
        """GET /sign-in/link: asks for one more press, as mail scanners open links too."""
        token = request.query_params.get("k", "")
        browser = ward.token_of(request)
        good = await self._staff.people.mailed.look(token, browser=browser)
        if not good:
            return self._page(request, "error_link")
        return self._staff.page(
            request, "press.html", k=token, action="/sign-in/link", title="title_sign_in",
            lead="link_press", press="sign_in_now",
        )  # fmt: skip

    async def by_link(self, request: Request) -> Response:
        """POST /sign-in/link"""
        try:
            form = await self._staff.form(request)
        except FormError as error:
            return self._page(request, error.key)
        people = self._staff.people
        whose = await people.mailed.take(form.get("k"), browser=ward.token_of(request))
        person = await people.get(whose) if whose is not None else None
        if person is None or person.state != "active":
            return await self._failed(request, "error_link")
        return await self._staff.welcome(request, person, "mail")

    async def invitation(self, request: Request) -> Response:
        """GET /invitation"""
        token = request.query_params.get("k", "")
        if not await self._staff.people.links.look(token, "invitation", browser=""):
            return self._page(request, "error_invitation")
        return self._staff.page(
            request, "press.html", k=token, action="/invitation", title="title_invitation",
            lead="invitation_press", press="invitation_accept",
        )  # fmt: skip

    async def accept(self, request: Request) -> Response:
        """POST /invitation"""
        try:
            form = await self._staff.form(request)
        except FormError as error:
            return self._page(request, error.key)
        people = self._staff.people
        link = await people.links.take(form.get("k"), "invitation", browser="")
        person = await people.accept(link.person or "") if link is not None else None
        if person is None:
            return await self._failed(request, "error_invitation")
        return await self._staff.welcome(request, person, "invitation")

    async def offer(self, request: Request) -> Response:
        """POST /sign-in/passkey/offer: what the browser's authenticator is to sign."""
        passkeys = self._staff.passkeys()
        try:
            await self._staff.form(request)
            await self._staff.may_try(request, OFFER)
        except FormError as error:
            return JSONResponse({"problem": error.key}, 400, ward.PRIVATE)
        if passkeys is None:
            return JSONResponse({"problem": "error_passkey_off"}, 404, ward.PRIVATE)
        options = await passkeys.offer(browser=ward.token_of(request))
        return Response(options, 200, ward.PRIVATE, "application/json")

    async def by_passkey(self, request: Request) -> Response:
        """POST /sign-in/passkey"""
        passkeys = self._staff.passkeys()
        try:
            form = await self._staff.form(request)
        except FormError as error:
            return self._page(request, error.key)
        if passkeys is None:
            return self._page(request, "error_passkey_off")
        person = await passkeys.check(form.get("answer"), browser=ward.token_of(request))
        if person is None:
            return await self._failed(request, "error_passkey")
        return await self._staff.welcome(request, person, "passkey")

    async def out(self, request: Request) -> Response:
        """POST /sign-out"""
        try:
            await self._staff.form(request)
        except FormError as error:
            return self._page(request, error.key)
        seen = await self._staff.seen(request)
        if seen is not None:
            await self._staff.people.sessions.end(seen.session.id)
        response = self._staff.go(request, "/sign-in", renew=True)
        forget(response, request)
        return response

    async def _failed(self, request: Request, problem: str) -> Response:
        """What did not work, counted: only failures are, so that nobody else's lock anyone out."""
        try:
            await self._staff.may_try(request)
        except FormError as error:
            return self._page(request, error.key)
        return self._page(request, problem)

    def _page(self, request: Request, problem: str = "") -> Response:
        status = {"": 200, "error_often": 429, "error_mail_off": 503}.get(problem, 400)
        passkeys = self._staff.passkeys() is not None
        return self._staff.page(
            request, "sign_in.html", status=status, problem=problem, passkeys=passkeys
        )
