"""Who asks, by which door: set where a request comes in, read where it is recorded."""

from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Asking:
    """One request's origin.

    Attributes:
        request: the id that the caller is told and that stands in the log.
        door: the route's path, such as "/v1/chat/completions".
        caller: id of the key, no secret; empty where none is asked for.
        user: the caller's own name for the person behind the request; kept as a keyed digest.
    """

    request: str = ""
    door: str = ""
    caller: str = ""
    user: str = ""


_NOBODY = Asking()
_now: ContextVar[Asking] = ContextVar("clearsight_asking", default=_NOBODY)


def asking() -> Asking:
    """Who asks in this task."""
    return _now.get()


def asked_by(
    *,
    request: str | None = None,
    door: str | None = None,
    caller: str | None = None,
    user: str | None = None,
) -> None:
    """Say more about who asks in this task, and in those that it starts."""
    given = {"request": request, "door": door, "caller": caller, "user": user}
    _now.set(replace(_now.get(), **{k: v for k, v in given.items() if v is not None}))
