"""What detectors found in single turns, kept so that a judged turn is not judged again.

Findings are kept without the words that drove them, under a digest of everything that a detector
could see up to the turn: tools, roles, parts, bytes of pictures and what was read in them, and all
that was said before. One character more or less before it, and the turn is judged anew.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from clearsight.content import Conversation
from clearsight.guard.past import Past, whole
from clearsight.reading import Reading
from clearsight.verdict import Finding, Known

# The trace in which a turn was judged, and what was found.
Look = tuple[str, tuple[Finding, ...]]


class KeptLooks(Protocol):
    """Where looks are kept, for whoever is being served; memory only."""

    def get(self, digest: str) -> Look | None: ...

    def put(self, digest: str, value: Look) -> None: ...


class TurnLooks:
    """One request's way into them; see `aloud.Looks`.

    Args:
        judge: names the weights and versions that look; another judge looks for itself.
        trace: id of this request's trace.
        readings: of its pictures: another reader may see more in the same bytes.
    """

    def __init__(
        self, kept: KeptLooks, past: Past, judge: str, trace: str,
        readings: Mapping[str, Reading] | None = None,
    ) -> None:  # fmt: skip
        self._kept, self._past, self._judge, self._trace = kept, past, judge, trace
        self._names = tuple(_named(past.conversation, readings or {}))
        self._recalled: dict[int, str] = {}

    def known(self, detector: str, message: int) -> tuple[Finding, ...] | None:
        """What the detector found in the turn that ends at a message, if it looked before."""
        found = self._kept.get(self._key(detector, message))
        if found is None:
            return None
        self._recalled.setdefault(message, found[0])
        return found[1]

    def note(self, detector: str, message: int, found: Sequence[Finding]) -> None:
        """Keep what a detector found in a turn by itself."""
        bare = tuple(replace(one, evidence=()) for one in found)
        self._kept.put(self._key(detector, message), (self._trace, bare))

    @property
    def recalled(self) -> tuple[Known, ...]:
        """The turns that were not judged again."""
        numbers = self._past.numbers
        return tuple(
            Known(numbers[message], trace, "", "recalled")
            for message, trace in sorted(self._recalled.items())
        )

    def _key(self, detector: str, message: int) -> str:
        name = f"{self._judge}\0{detector}\0{self._names[message]}"
        return hashlib.blake2b(name.encode(), digest_size=32).hexdigest()


def _named(conversation: Conversation, readings: Mapping[str, Reading]) -> Iterator[str]:
    read = hashlib.blake2b(digest_size=32)
    for message, name in zip(conversation, whole(conversation), strict=True):
        for image in message.images:
            seen = readings[image.digest].seen if image.digest in readings else "unread"
            read.update(seen.encode("utf-8", "surrogatepass"))
        yield name + read.hexdigest()
