"""An answer is called wrong or right.

A wrong one is a number, and a reason in words only with the consent to keep words. What members of
a cohort say, right or wrong, is counted for the version that answered, with a reason from a list.
"""

from dataclasses import replace

from prometheus_client import Counter
from starlette.requests import Request
from starlette.responses import Response

from clearsight.app.assist import Assist
from clearsight.app.door import Door
from clearsight.app.form import Form, FormError
from clearsight.app.keeping import Keeping, token_of
from clearsight.app.member import feedback_of, member_of
from clearsight.app.render import words_of
from clearsight.app.seal import MOST_CHARS, read_turns
from clearsight.app.shown import Teller, failed
from clearsight.app.talk import Asked, read_asked
from clearsight.errors import IngestError
from clearsight.people import REASONS

WRONG = Counter("clearsight_answers_called_wrong", "Answers that users of the page called wrong.",
                ("model", "policy"))  # fmt: skip


class Wrong:
    """Handler of `/wrong`."""

    def __init__(self, door: Door, assist: Assist, keeping: Keeping) -> None:
        self._door, self._assist, self._keeping = door, assist, keeping
        self._teller = Teller(door.house, door.sealer)

    async def right(self, request: Request) -> Response:
        """POST /right: the last answer of the conversation in the form; for members of a cohort."""
        form = Form({}, {})
        try:
            form, asked = await self._asked(request)
            await self._say(request, form, right=True)
        except (FormError, IngestError) as error:
            problem = failed(form, error, self._door.sealer)
            return await self._assist.page(request, problem, status=400)
        shown = await self._teller.again(asked, words_of(request))
        shown.note, shown.pending = "right_counted", asked.question
        return await self._assist.page(request, shown)

    async def call(self, request: Request) -> Response:
        """POST /wrong: the last answer of the conversation in the form."""
        form = Form({}, {})
        try:
            form, asked = await self._asked(request)
            if form.get("ticket"):
                await self._say(request, form, right=False)
        except (FormError, IngestError) as error:
            problem = failed(form, error, self._door.sealer)
            return await self._assist.page(request, problem, status=400)
        consents = await self._keeping.consents(token_of(request))
        *before, last = asked.turns
        if last.wrong is None:
            house = self._door.house
            WRONG.labels(house.model_name, house.default_policy).inc()
        why = form.get("why")[:MOST_CHARS] if "text" in consents else ""
        marked = replace(asked, turns=(*before, replace(last, wrong=why)))
        shown = await self._teller.again(marked, words_of(request))
        shown.note, shown.offer, shown.pending = "wrong_counted", "wrong", asked.question
        shown.ticket = form.get("ticket")
        await self._keeping.offer(request, shown.kept)
        return await self._assist.page(request, shown, may_say_why="text" in consents)

    async def _asked(self, request: Request) -> tuple[Form, Asked]:
        """The conversation of a form, without a new question.

        Raises:
            FormError: not admitted, no form, or no conversation in it.
            IngestError: what is in it is no picture of ours.
        """
        form = await self._door.admitted(request)
        if not read_turns(form.get("turns")):
            raise FormError("error_form")
        only = Form(form.fields, {})  # a photo that was chosen meanwhile is not asked about
        return form, await read_asked(only, self._door.house, self._door.sealer)

    async def _say(self, request: Request, form: Form, *, right: bool) -> None:
        """Record what a member says.

        Raises:
            FormError: "error_feedback": not the member who got the answer, or no such reason.
        """
        house, member = self._door.house, await member_of(self._door.house, request)
        feedback, reason = feedback_of(house, self._door.sealer), form.get("reason")
        if member is None or (reason and reason not in REASONS):
            raise FormError("error_feedback")
        said = "" if right else reason
        if not await feedback.say(form.get("ticket"), member.name, right=right, reason=said):
            raise FormError("error_feedback")
