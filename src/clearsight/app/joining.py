"""Cohorts as their members see them: join, wait, leave."""

from functools import cached_property

from starlette.requests import Request
from starlette.responses import Response

from clearsight.app.form import FormError
from clearsight.app.member import KEPT_S, MEMBER_COOKIE, member_of
from clearsight.app.staff import Staff
from clearsight.people import Members
from clearsight.people.tries import JOIN


class Joining:
    """Handlers of /join, /member and /leave."""

    def __init__(self, staff: Staff) -> None:
        self._staff, self._house = staff, staff.door.house

    @cached_property
    def members(self) -> Members:
        return Members(self._house.store.database)

    async def show(self, request: Request) -> Response:
        """GET /join: an invitation, which one more press takes."""
        if await member_of(self._house, request) is not None:
            return self._staff.go(request, "/member")
        token = request.query_params.get("k", "")
        if await self.members.invited(token) is None:
            try:  # only bad ones are counted, so that they close no good one's door
                await self._staff.may_try(request, JOIN)
            except FormError as error:
                return self._told(request, error.key, 429)
            return self._told(request, "error_join")
        return self._staff.page(
            request, "press.html", k=token, action="/join", title="title_join",
            lead="join_lead", press="join",
        )  # fmt: skip

    async def join(self, request: Request) -> Response:
        """POST /join"""
        try:
            form = await self._staff.form(request)
            await self._staff.may_try(request, JOIN)
        except FormError as error:
            return self._told(request, error.key, 429 if error.key == "error_often" else 400)
        if await member_of(self._house, request) is not None:
            return self._staff.go(request, "/member")
        token = await self.members.join(form.get("k"))
        if token is None:
            return self._told(request, "error_join")
        response = self._staff.go(request, "/member")
        secure = request.url.scheme == "https"
        response.set_cookie(
            MEMBER_COOKIE, token, max_age=KEPT_S, httponly=True, samesite="lax", secure=secure
        )
        return response

    async def member(self, request: Request) -> Response:
        """GET /member: in, waiting or stopped, and the way out."""
        found = await member_of(self._house, request)
        if found is None:
            return self._told(request, "error_no_member", 404)
        state = "stopped" if found.cohort.state != "open" else found.state
        return self._staff.page(
            request, "member.html", title=f"title_member_{state}", state=state, ahead=found.ahead
        )

    async def leave(self, request: Request) -> Response:
        """POST /leave"""
        try:
            await self._staff.form(request)
        except FormError as error:
            return self._told(request, error.key)
        await self.members.leave(request.cookies.get(MEMBER_COOKIE, ""))
        response = self._staff.page(request, "told.html", title="title_left", text="left")
        response.delete_cookie(MEMBER_COOKIE, httponly=True, samesite="lax")
        return response

    def _told(self, request: Request, problem: str, status: int = 400) -> Response:
        return self._staff.page(
            request, "told.html", status=status, title="title_error", text="", problem=problem
        )
