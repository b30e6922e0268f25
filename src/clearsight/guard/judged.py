"""A request that was read and judged, on its way to the model."""

from collections.abc import Mapping
from dataclasses import dataclass

from clearsight.content import Conversation
from clearsight.guard.past import Past
from clearsight.reading import Reading
from clearsight.trace import Watch
from clearsight.verdict import Failure, Verdict


@dataclass(frozen=True)
class Judged:
    """One request.

    Attributes:
        past: what was sent, without what is withheld.
        readings: by Image.digest.
        failures: of senses.
    """

    past: Past
    readings: Mapping[str, Reading]
    failures: tuple[Failure, ...]
    verdict: Verdict
    watch: Watch

    @property
    def conversation(self) -> Conversation:
        """What was judged, and what the model gets."""
        return self.past.conversation
