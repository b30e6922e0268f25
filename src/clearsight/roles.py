"""The protocols that parts fulfil. A part is one object with one method; nothing to inherit."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from clearsight.aloud import View
from clearsight.content import Conversation, Image
from clearsight.errors import ClearsightError
from clearsight.reading import Reading
from clearsight.verdict import Delta, Failure, Finding, Reply


@runtime_checkable
class Detector(Protocol):
    """Looks before the model is asked and again after it has answered; reports, never decides.

    Before, the last user turn is judged in the light of earlier turns. After (`view.stage`),
    the answer is judged in the light of the request. A detector that has nothing to say about a
    stage returns nothing. Work that takes CPU for more than a millisecond belongs in a thread.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    async def detect(self, view: View) -> Sequence[Finding]: ...


class Unfinished(ClearsightError):
    """Raised by a detector of several parts when one failed: what the others found still counts.

    Attributes:
        findings: of the parts that did their work.
        failures: of those that did not; the policy says what each means.
    """

    def __init__(self, findings: Sequence[Finding], failures: Sequence[Failure]) -> None:
        super().__init__(", ".join(f"{failure.part}: {failure.kind}" for failure in failures))
        self.findings, self.failures = findings, failures


@runtime_checkable
class Model(Protocol):
    """Anything that answers. A Guard is one."""

    @property
    def name(self) -> str: ...

    async def reply(self, conversation: Conversation) -> Reply:
        """Raises ModelError when there is no answer."""
        ...

    def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        """Pieces of text, then one Delta with the whole Reply."""
        ...


def sees(model: Model) -> bool:
    """Whether a Model says that it looks at pictures itself (its attribute `sees`)."""
    return getattr(model, "sees", False) is True


def samples(model: Model) -> bool:
    """Whether a Model says that asked twice it may answer differently (its attribute `samples`)."""
    return getattr(model, "samples", False) is True


@runtime_checkable
class Reader(Protocol):
    """Makes a Reading of an image; cached, so that asking twice is cheap."""

    async def read(self, image: Image) -> Reading: ...


@dataclass(frozen=True, slots=True)
class Means:
    """What the factory of a Model is given by the door that calls it.

    Attributes:
        reader: for models that answer from Readings.
        api_key: for models behind an endpoint; None sends no key.
    """

    reader: Reader
    api_key: str | None = None
