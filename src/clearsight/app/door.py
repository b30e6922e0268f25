"""The door of the pages: forms are read, checked and admitted here, for every page alike."""

import hashlib
from dataclasses import replace
from functools import cached_property
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from clearsight.app import ward
from clearsight.app.form import MEBIBYTE, Form, FormError, read_form
from clearsight.app.house import House
from clearsight.app.member import TOLD
from clearsight.app.render import page, words_of
from clearsight.app.seal import Sealer
from clearsight.app.talk import Asked, read_asked
from clearsight.app.visitor import KEY_COOKIE, charge, keyed, visitor_of
from clearsight.app.words import Words
from clearsight.audit import asked_by
from clearsight.people import Tries
from clearsight.people.tries import Limit


class Door:
    """Lets visitors in, or says why not.

    Args:
        playground: whether pages link to `/try`.
    """

    def __init__(self, house: House, sealer: Sealer, *, playground: bool = True) -> None:
        self.house, self.sealer, self._playground = house, sealer, playground

    def page(self, request: Request, name: str, *, status: int = 200, **values: Any) -> Response:
        """One whole page."""
        return page(request, name, status=status, playground=self._playground, **values)

    async def at_door(self, request: Request) -> Response | None:
        """The page that asks for a key, when one is needed."""
        try:
            await visitor_of(self.house, request)
        except FormError as error:
            return self.ask_key(request, error.key)
        return None

    def ask_key(self, request: Request, problem: str) -> Response:
        """A form for the access key, with what is wrong."""
        text = self.text(problem, words_of(request))
        if problem in TOLD:
            values = {"title": "title_invited", "text": "", "problem": text}
            return self.page(request, "told.html", status=403, **values)
        return self.page(request, "key.html", status=403, key=problem, problem=text)

    async def enter(self, request: Request) -> Response:
        """POST /key: remember a good key in a cookie until the browser is closed."""
        try:
            form = await self.read(request)
            self.admit(request, form)
            await keyed(self.house, form.get("key"))
        except FormError as error:
            return self.ask_key(request, error.key)
        response = RedirectResponse(f"/?lang={words_of(request).code}", status_code=303)
        ward.give(response, request, ward.token_of(request))
        response.set_cookie(
            KEY_COOKIE, form.get("key"), httponly=True, samesite="strict",
            secure=request.url.scheme == "https",
        )  # fmt: skip
        return response

    async def read(self, request: Request) -> Form:
        """Raises FormError: see `read_form`."""
        return await read_form(request, most_file_bytes=self.house.ingest.limits.max_bytes)

    async def admitted(self, request: Request) -> Form:
        """A form of our own from a visitor who may use the pages; nothing is charged.

        Raises:
            FormError: not admitted, or no form.
        """
        form = await self.own(request)
        await visitor_of(self.house, request)
        return form

    async def own(self, request: Request) -> Form:
        """A form of our own from whoever, as for taking back and deleting, which nobody loses.

        Raises:
            FormError: not ours, or no form.
        """
        form = await self.read(request)
        self.admit(request, form)
        return form

    @cached_property
    def tries(self) -> Tries:
        """Counts for all workers; none of them sees a network address in the database."""
        return Tries(self.house.store.database, self.sealer.key("tries"))

    async def may_try(self, request: Request, limit: Limit) -> None:
        """Count a try of whoever has this network address.

        Raises:
            FormError: "error_often".
            StoreError: the database fails.
        """
        who = request.client.host if request.client else ""
        if not await self.tries.take(limit, who):
            raise FormError("error_often")

    def admit(self, request: Request, form: Form) -> None:
        """Let in only forms of our own; this visitor's pictures are then cached for them alone.

        Raises:
            FormError: "error_token".
        """
        if not ward.genuine(request, form.get("token")):
            raise FormError("error_token")
        asked_by(door=str(getattr(request.scope.get("route"), "path", "")))
        visitor = hashlib.sha256(form.get("token").encode()).hexdigest()
        self.house.as_tenant(f"page:{visitor}")

    async def asked(self, request: Request, form: Form, *, trace: bool = False) -> Asked:
        """What an admitted visitor asks.

        Args:
            trace: whether the answer shows scores and findings, which takes a right.

        Raises:
            FormError: not admitted, or a form that cannot be answered.
            IngestError: the file is no picture that is accepted.
        """
        self.admit(request, form)
        visitor = await visitor_of(self.house, request)
        if trace and not visitor.sees_trace:
            raise FormError("error_trace")
        asked = await read_asked(form, self.house, self.sealer)
        language = words_of(request)
        if not asked.question and language.code != "en":
            # The language of refusals, warnings and answers goes by the words that are asked.
            asked = replace(asked, question=language["asked_nothing"])
        await charge(self.house, visitor, asked.picture)
        return replace(asked, policy=visitor.policy, sees_trace=visitor.sees_trace,
                       model=visitor.model, member=visitor.member)  # fmt: skip

    def text(self, key: str, language: Words) -> str:
        megabytes = self.house.ingest.limits.max_bytes // MEBIBYTE
        return language[key].format(megabytes=megabytes)
