"""Asks every matcher about every upload; closed on whatever does not work.

A hit ends in an IngestError before any sense, model or cache has had the picture. What the sender
is told does not say why; the log gets the list's name and nothing of the picture.
"""

import logging
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from clearsight.content import Image
from clearsight.errors import IngestError
from clearsight.hashes.match import HashMatcher, Hit, Prints

TIMEOUT_S = 5.0
log = logging.getLogger("clearsight.hashes")

# What happens to an upload that was hit, besides being refused: see `sealed`.
OnHit = Callable[[Hit, Prints, bytes], None]


@dataclass
class _Call:
    """One matcher at work in a thread of its own, so that one that hangs can be given up."""

    matcher: HashMatcher
    prints: Prints
    hits: tuple[Hit, ...] | None = None
    done: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        try:
            found = tuple(self.matcher.match(self.prints))
            if all(isinstance(hit, Hit) for hit in found):
                self.hits = found
        except BaseException:  # noqa: BLE001  closed: no answer is known as none
            self.hits = None
        finally:
            self.done.set()


class Screen:
    """Stands at the door of the ingest.

    Args:
        matchers: at least one.
        on_hit: what the deployer's legal procedure asks for; None does nothing.
        timeout_s: for one matcher and one upload.
    """

    def __init__(
        self,
        matchers: Sequence[HashMatcher],
        on_hit: OnHit | None = None,
        *,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._matchers, self._on_hit, self._timeout_s = tuple(matchers), on_hit, timeout_s

    def file(self, data: bytes) -> Prints:
        """Judge a file by its bytes, before anything decodes it.

        Raises:
            IngestError: "not_accepted" on a hit, "hash_check_failed" when a matcher does not work.
        """
        prints = Prints.of(data)
        self._judge(prints, data)
        return prints

    def pictures(self, prints: Prints, data: bytes, images: Sequence[Image]) -> None:
        """Judge what was decoded from a file; raises as `file` does."""
        try:
            seen = prints.seen(images)
        except Exception as error:
            raise _failed() from error
        self._judge(seen, data)

    def _judge(self, prints: Prints, data: bytes) -> None:
        broken = []
        for matcher in self._matchers:
            hits = self._asked(matcher, prints)
            if hits:
                self._hit(hits[0], prints, data)
            if hits is None:
                broken.append(matcher.name)
        if broken:
            log.error("hash_check_failed matchers=%s", ",".join(map(_plain, broken)))
            raise _failed()

    def _asked(self, matcher: HashMatcher, prints: Prints) -> tuple[Hit, ...] | None:
        call = _Call(matcher, prints)
        threading.Thread(target=call.run, daemon=True, name="hashes").start()
        return call.hits if call.done.wait(self._timeout_s) else None

    def _hit(self, hit: Hit, prints: Prints, data: bytes) -> None:
        kept = "no"
        if self._on_hit is not None:
            try:
                self._on_hit(hit, prints, data)
                kept = "yes"
            except Exception:  # noqa: BLE001  the picture stays out whatever becomes of the copy
                kept = "failed"
        log.warning("hash_hit list=%s preserved=%s", _plain(hit.list), kept)
        raise IngestError("not_accepted", "this picture is not accepted here; send another")


def _failed() -> IngestError:
    return IngestError(
        "hash_check_failed",
        "pictures cannot be checked here at the moment, so none is accepted; try again later",
    )


def _plain(name: object) -> str:
    """A name that cannot break a line of a log."""
    return re.sub(r"[^\w.:-]", "_", str(name))[:64]
