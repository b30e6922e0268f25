"""An answer is called wrong: a number, and a reason only with the consent to keep words."""

from dataclasses import replace

from prometheus_client import Counter
from starlette.requests import Request
from starlette.responses import Response

from clearsight.app.assist import Assist
from clearsight.app.door import Door
from clearsight.app.form import Form, FormError
from clearsight.app.keeping import Keeping, token_of
from clearsight.app.render import words_of
from clearsight.app.seal import MOST_CHARS, read_turns
from clearsight.app.shown import Teller, failed
from clearsight.app.talk import read_asked
from clearsight.errors import IngestError

WRONG = Counter("clearsight_answers_called_wrong", "Answers that users of the page called wrong.",
                ("model", "policy"))  # fmt: skip


class Wrong:
    """Handler of `/wrong`."""

    def __init__(self, door: Door, assist: Assist, keeping: Keeping) -> None:
        self._door, self._assist, self._keeping = door, assist, keeping
        self._teller = Teller(door.house, door.sealer)

    async def call(self, request: Request) -> Response:
        """POST /wrong: the last answer of the conversation in the form."""
        form = Form({}, {})
        try:
            form = await self._door.admitted(request)
            if not read_turns(form.get("turns")):
                raise FormError("error_form")
            only = Form(form.fields, {})  # a photo that was chosen meanwhile is not asked about
            asked = await read_asked(only, self._door.house, self._door.sealer)
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
        await self._keeping.offer(request, shown.kept)
        return await self._assist.page(request, shown, may_say_why="text" in consents)
