"""The protocol of one sense: pixels in, a fuller Reading out."""

from typing import Protocol, runtime_checkable

from clearsight.reading import Reading
from clearsight.senses.picture import Picture


@runtime_checkable
class Sense(Protocol):
    """Adds what it finds to a draft Reading. Synchronous: the Senses run it in a thread.

    Attributes:
        name: its name in Reading.senses, in failures and timings.
        version: changes whenever the same pixels could give another result.
        after: names of senses whose part of the Reading it uses.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def after(self) -> tuple[str, ...]: ...

    def sense(self, picture: Picture, draft: Reading) -> Reading:
        """Return `draft` with its own fields filled (dataclasses.replace); touch no others."""
        ...
