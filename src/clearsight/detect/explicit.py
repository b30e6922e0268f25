"""Sexual pixels: passes on what the explicit sense found in each picture of the request."""

from collections.abc import Sequence

from clearsight.aloud import View
from clearsight.content import Image
from clearsight.reading import WHOLE
from clearsight.verdict import Finding, Where


class ExplicitDetector:
    """Reports `sexual` with Reading.explicit as its score, for every picture of the conversation.

    Earlier turns count as well: the model still sees their pictures.
    """

    name = "explicit"
    version = "1"

    async def detect(self, view: View) -> Sequence[Finding]:
        if view.stage == "after":
            return ()
        out: list[Finding] = []
        for number, message in enumerate(view.conversation):
            if number in view.excused:
                continue
            for index, part in enumerate(message.parts):
                if not isinstance(part, Image):
                    continue
                score = view.readings[part.digest].explicit
                if score is not None:
                    where = Where(number, index, box=WHOLE)
                    out.append(Finding("sexual", score, where, self.name, self.version, "image"))
        return out


def make() -> ExplicitDetector:
    """The entry point `explicit`."""
    return ExplicitDetector()
