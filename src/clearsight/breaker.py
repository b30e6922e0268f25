"""A circuit breaker: after several failures in a row, fail at once for a while and then try one.

It changes how long a failure takes, never what it means: while it is open the caller gets a
ModelError, and the policy says what that does. Nothing passes because of it.
(Nygard, "Release It!", 2nd edition, section 5.2.)
"""

import time
from collections.abc import Callable
from types import TracebackType

from clearsight.errors import ModelError


class Breaker:
    """Guards one endpoint; `async with` around each question to it.

    Only failures that say something about the endpoint count: no answer, no connection, 429, 5xx.
    A question that the endpoint rejects counts as an answer; else whoever sends such questions
    could close it for everybody.

    Args:
        name: of the endpoint, for the message.
        failures: in a row, until it opens.
        open_s: how long it stays open at first; twice as long each time the trial fails too.
        longest_s: the most it stays open.
        now: monotonic seconds; replaced in tests.
    """

    def __init__(
        self,
        name: str,
        *,
        failures: int = 5,
        open_s: float = 5.0,
        longest_s: float = 60.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name, self._most, self._first_s, self._longest_s = name, failures, open_s, longest_s
        self._now = now
        self._failed = 0
        self._open_s = open_s
        self._until: float | None = None
        self._trying = False

    @property
    def open(self) -> bool:
        """Whether questions fail at once now."""
        return self._until is not None and (self._trying or self._now() < self._until)

    async def __aenter__(self) -> None:
        if self._until is None:
            return
        if self.open:
            wait_s = max(0.0, self._until - self._now())
            raise ModelError(
                f"{self._name} failed {self._failed} times in a row, so it is not asked for "
                f"another {wait_s:.0f} s. Its own log says more.",
                retryable=True,
                told=True,
            )
        self._trying = True  # one question finds out whether it works again; others still fail

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        trial, self._trying = self._trying, False
        if isinstance(error, ModelError) and error.retryable:
            self._failed += 1
            if trial:
                self._open_s = min(self._longest_s, 2 * self._open_s)
            if trial or self._failed >= self._most:
                self._until = self._now() + self._open_s
        elif error is None or isinstance(error, ModelError):
            self._failed, self._until, self._open_s = 0, None, self._first_s
        # Anything else, such as a caller who left, says nothing about the endpoint.
