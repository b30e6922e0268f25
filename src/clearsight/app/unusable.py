"""What is told where the database or the audit cannot be used: a page with one plain sentence."""

from collections.abc import Awaitable, Callable, Sequence
from functools import wraps
from inspect import iscoroutinefunction

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from clearsight.app.door import Door
from clearsight.app.render import words_of
from clearsight.errors import AuditError, StoreError

Handler = Callable[[Request], Awaitable[Response]]
UNUSABLE = (StoreError, AuditError)
log = structlog.stdlib.get_logger("clearsight.app")


def noted(error: Exception) -> None:
    """Write it into the log: whoever runs the server has to know."""
    log.error("page", problem=type(error).__name__, why=str(error))


def told(door: Door, routes: Sequence[Route]) -> list[Route]:
    """The same routes; they answer 503 with a page in place of an error that nobody can read."""
    return [
        Route(one.path, _telling(door, one.endpoint), methods=list(one.methods or ()))
        if iscoroutinefunction(one.endpoint)
        else one
        for one in routes
    ]


def _telling(door: Door, handler: Handler) -> Handler:
    @wraps(handler)
    async def telling(request: Request) -> Response:
        try:
            return await handler(request)
        except UNUSABLE as error:
            noted(error)
            problem = door.text("error_store", words_of(request))
            return door.page(request, "told.html", status=503, title="title_error", text="",
                             problem=problem)  # fmt: skip

    return telling
