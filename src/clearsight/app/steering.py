"""The operator's page of cohorts: figures, cap, invitations, the stop switch."""

from functools import cached_property

from starlette.requests import Request
from starlette.responses import Response

from clearsight.app.form import Form, FormError
from clearsight.app.staff import Staff
from clearsight.errors import UsageError
from clearsight.people import Cohort, Cohorts, Feedback, Members, Period, Seen

WEEKS = 8  # shown for each cohort, the newest ones
DAYS = 14  # an invitation made here works so long


class Steering:
    """Handlers of /cohorts; for operators alone."""

    def __init__(self, staff: Staff) -> None:
        self._staff = staff

    @cached_property
    def cohorts(self) -> Cohorts:
        return Cohorts(self._staff.door.house.store.database)

    async def show(self, request: Request) -> Response:
        """GET /cohorts"""
        seen = await self._staff.seen(request)
        refused = self._refused(request, seen)
        return refused or await self._page(request, seen)

    async def change(self, request: Request) -> Response:
        """POST /cohorts: one change of one cohort."""
        try:
            form = await self._staff.form(request)
        except FormError as error:
            return self._told(request, error.key, 400)
        seen = await self._staff.seen(request)
        refused = self._refused(request, seen)
        if refused is not None or seen is None:
            return refused or self._staff.go(request, "/sign-in")
        try:
            link = await self._done(form)
        except UsageError:
            return await self._page(request, seen, problem="error_change")
        if link:
            return await self._page(request, seen, link=link, about=form.get("name"))
        return self._staff.go(request, "/cohorts")

    async def _done(self, form: Form) -> str:
        """Do it; a new invitation, if one was asked for.

        Raises:
            UsageError: no such cohort or change, or a number that cannot be.
        """
        name, do = form.get("name"), form.get("do")
        if do == "stop":
            await self.cohorts.stop(name)
        elif do == "resume":
            await self.cohorts.resume(name)
        elif do == "cap":
            await self.cohorts.resize(name, _number(form.get("cap")))
        elif do == "invite":
            members = Members(self._staff.door.house.store.database)
            token = await members.invite(name, uses=_number(form.get("uses")), days=DAYS)
            return f"{self._staff.origin or ''}/join?k={token}"
        else:
            raise UsageError(f"{do!r} is no change; expected stop, resume, cap or invite")
        return ""

    def _refused(self, request: Request, seen: Seen | None) -> Response | None:
        if seen is None:
            return self._staff.go(request, "/sign-in")
        if seen.person.role != "operator":
            return self._told(request, "error_role", 403)
        return None

    def _told(self, request: Request, problem: str, status: int) -> Response:
        return self._staff.page(
            request, "told.html", status=status, title="title_error", text="", problem=problem
        )

    async def _page(
        self, request: Request, seen: Seen | None, *, problem: str = "", link: str = "",
        about: str = "",
    ) -> Response:  # fmt: skip
        found = [(one, await self._figures(one)) for one in await self.cohorts.all()]
        return self._staff.page(
            request, "cohorts.html", seen=seen, status=400 if problem else 200, problem=problem,
            cohorts=found, link=link, about=about,
        )  # fmt: skip

    async def _figures(self, cohort: Cohort) -> list[Period]:
        """Stretches of seven days, the newest first."""
        feedback = Feedback(self._staff.door.house.store.database, b"")
        found = [
            period
            for version in await self.cohorts.versions(cohort.name)
            for period in await feedback.periods(version)
        ]
        return found[::-1][:WEEKS]


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise UsageError(f"{text[:20]!r} is no number; expected digits")
    return int(text)
