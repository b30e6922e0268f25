"""The API: any OpenAI or Anthropic client points here and is guarded.

    app = Starlette(routes=routes(deployment), ...)

What goes wrong is said as the route's protocol says it; see `problems` and `spoken`. What is not
understood is refused: a part, a role or a field that could carry words past the judgement is an
error, never ignored.
"""

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.convertors import PathConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from clearsight.deployment import Deployment
from clearsight.gateway import metrics, system
from clearsight.gateway.appeals import appeals
from clearsight.gateway.chat import chat
from clearsight.gateway.contract import document
from clearsight.gateway.local import foreign
from clearsight.gateway.logs import Logged, Record, configure
from clearsight.gateway.messages import messages, not_answered
from clearsight.gateway.moderations import moderations
from clearsight.gateway.problems import CLIENT_GONE, ClientGone, Problem, as_problem, stopping
from clearsight.gateway.responses import forget, responses
from clearsight.gateway.spoken import said

__all__ = ["Logged", "configure", "foreign", "openapi", "routes"]

Handler = Callable[[Deployment, Request], Awaitable[Response | ASGIApp]]


async def _described(deployment: Deployment, request: Request) -> Response:
    return JSONResponse(openapi())


TABLE: tuple[tuple[str, str, Handler], ...] = (
    ("/v1/chat/completions", "POST", chat),
    ("/v1/responses", "POST", responses),
    ("/v1/responses/{id}", "DELETE", forget),
    ("/v1/messages", "POST", messages),
    ("/v1/messages/{rest:path}", "POST", not_answered),
    ("/v1/moderations", "POST", moderations),
    ("/v1/appeals", "POST", appeals),
    ("/v1/models", "GET", system.models),
    ("/v1/models/{name:path}", "GET", system.model),
    ("/healthz", "GET", system.healthz),
    ("/readyz", "GET", system.readyz),
    ("/metrics", "GET", system.numbers),
    ("/openapi.json", "GET", _described),
)


@functools.cache
def openapi() -> dict[str, Any]:
    """The OpenAPI document of all these routes but the last, which answers what is unknown."""
    return document(TABLE)


def routes(deployment: Deployment) -> list[BaseRoute]:
    """All routes of the API, and an OpenAI-shaped 404 for whatever else is below /v1."""
    register_url_convertor("path", _Whole())
    found: list[BaseRoute] = [
        Route(path, _Endpoint(deployment, handler, method)) for path, method, handler in TABLE
    ]
    return [*found, Route("/v1/{rest:path}", _Endpoint(deployment, _unknown, ""))]


class _Whole(PathConvertor):
    """A rest of a path, whatever is in it: Starlette's own leaves paths with a line break out, and
    those would be answered by the pages."""

    regex = "(?s:.*)"


async def _unknown(deployment: Deployment, request: Request) -> Response:
    known = ", ".join(path for path, _, _ in TABLE if path.startswith("/v1") and "{" not in path)
    raise Problem(404, f"there is no such address here; known: {known}", code="unknown_url")


class _Endpoint:
    """One handler as an ASGI app: whatever it raises becomes an OpenAI-shaped error."""

    def __init__(self, deployment: Deployment, handler: Handler, method: str) -> None:
        self._deployment, self._handler, self._method = deployment, handler, method

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        d = self._deployment
        if self._method == "POST" and d.running >= d.settings.max_running:
            text = "too many requests are being worked on; try again in a moment"
            busy = Problem(503, text, code="busy", kind="server_error",
                           headers={"retry-after": "1"})  # fmt: skip
            await _answer(busy, request)(scope, receive, send)
            return
        d.running += 1
        metrics.RUNNING.inc()
        try:
            response = await self._respond(request)
            await response(scope, receive, send)
        finally:
            d.running -= 1
            metrics.RUNNING.dec()

    async def _respond(self, request: Request) -> Response | ASGIApp:
        try:
            if self._method and request.method not in (self._method, _also(self._method)):
                text = f"method {request.method[:20]} is not answered here; use {self._method}"
                raise Problem(405, text, code="method_not_allowed",
                              headers={"allow": self._method})  # fmt: skip
            return await self._handler(self._deployment, request)
        except asyncio.CancelledError as error:
            # The time to drain is over and nothing has been sent yet: say so.
            Record.of(request).broke(error)
            return _answer(stopping(), request)
        except ClientGone as error:
            Record.of(request).broke(error)
            return Response(status_code=CLIENT_GONE)
        except Exception as error:  # noqa: BLE001  all errors leave here in one form
            Record.of(request).broke(error)
            return _answer(as_problem(error), request)


def _also(method: str) -> str:
    return "HEAD" if method == "GET" else method


def _answer(problem: Problem, request: Request) -> Response:
    metrics.count_problem(problem.code)
    if not request.url.path.startswith("/v1/messages"):
        return JSONResponse(problem.body(), problem.status, headers=problem.headers)
    trace_id = Record.of(request).trace_id
    headers = {**problem.headers, "request-id": trace_id}
    return JSONResponse(said(problem, trace_id), problem.status, headers=headers)
