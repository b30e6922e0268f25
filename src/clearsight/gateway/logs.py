"""One JSON line per request on stderr, with the trace id that the caller got too.

No line holds words or pictures of a conversation, a key, a query string, or the message of an
exception, since that may quote any of them: exceptions are logged as their type and the places
they passed through. Other libraries' records keep only what is known to be harmless.
"""

import logging
import secrets
import sys
import time
import traceback
from dataclasses import dataclass, field
from typing import Any

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clearsight.audit import asked_by
from clearsight.errors import ModelError
from clearsight.gateway import metrics
from clearsight.gateway.answered import dumps, history_of
from clearsight.gateway.problems import CLIENT_GONE, INTERNAL, ClientGone, as_problem
from clearsight.verdict import Reply

# Their messages are about processes and sockets. Everyone else's are dropped but for their origin.
HARMLESS = ("uvicorn", "clearsight")
QUIET = ("/healthz", "/readyz", "/metrics")

log = structlog.stdlib.get_logger("clearsight.gateway")


def configure() -> None:
    """Send all logs of this process to stderr as JSON lines."""
    shared: list[Any] = [
        _scrubbed,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    render = structlog.processors.JSONRenderer(default=lambda value: type(value).__name__)
    structlog.configure(
        processors=[*shared[1:], structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in HARMLESS:
        logging.getLogger(name).setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.asgi"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.getLogger("uvicorn.access").disabled = True


def _scrubbed(_: object, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """A foreign record without anything that may quote a conversation."""
    record: logging.LogRecord = event["_record"]
    if record.exc_info and record.exc_info[1] is not None:
        event.update(told(record.exc_info[1]))
        record.exc_info = record.exc_text = None
        event.pop("exc_info", None)
    event["logger"] = record.name
    if record.name.partition(".")[0] not in HARMLESS:
        event["event"] = "message withheld"
        event["where"] = f"{record.module}:{record.lineno}"
    return event


def told(error: BaseException) -> dict[str, Any]:
    """An exception by type and places; never its message."""
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    out: dict[str, Any] = {
        "error": type(error).__name__,
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    cause = error.__cause__
    return out | ({"cause": type(cause).__name__} if cause is not None else {})


@dataclass
class Record:
    """What will be logged of one request.

    Attributes:
        verdicts: action, category and rule of every choice.
        failure: what broke, and `problem`: the code the caller was told.
    """

    trace_id: str = field(default_factory=lambda: secrets.token_hex(16))
    caller: str = ""
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    failure: BaseException | None = None
    problem: str = ""

    @staticmethod
    def of(request: Request) -> "Record":
        """The record that the middleware made for this request."""
        record: Record = request.scope["clearsight.record"]
        return record

    def take(self, reply: Reply) -> None:
        """Note the Verdict of one choice."""
        if reply.verdict is not None:
            verdict = reply.verdict
            told: dict[str, Any] = {"action": verdict.action, "category": verdict.category}
            told["rule"] = verdict.rule
            if verdict.bypassed:
                # What passed unlooked at is never logged as if it had been looked at.
                told["bypassed"] = [f"{one.part}: {one.kind}" for one in verdict.bypassed]
            if history := history_of(reply):
                told["history"] = history
            self.verdicts.append(told)

    def broke(self, error: BaseException) -> None:
        """Note what ended the request early."""
        self.failure = error
        self.problem = as_problem(error).code if isinstance(error, Exception) else "cancelled"


class Logged:
    """Middleware: a trace id for every request, one log line, and an answer to what breaks."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        record, start, status = Record(), time.perf_counter(), 0
        scope["clearsight.record"] = record
        asked_by(request=record.trace_id)

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message.setdefault("headers", [])
                identity = (b"x-request-id", record.trace_id.encode())
                message["headers"] = [*message["headers"], identity]
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except Exception as error:  # noqa: BLE001  the last stop: log it, answer it
            record.broke(error)
            if not status:
                await _last_answer(error, sent)
        finally:
            wall_s = time.perf_counter() - start
            path = _path(scope)
            metrics.count_request(path, scope["method"], status or CLIENT_GONE, wall_s)
            _write(record, scope, path, status, wall_s)


async def _last_answer(error: Exception, send: Send) -> None:
    problem = as_problem(error)
    headers = [(k.encode(), v.encode()) for k, v in problem.headers.items()]
    headers.append((b"content-type", b"application/json"))
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": dumps(problem.body())})


def _path(scope: Scope) -> str:
    """The route's path, never what stood in its place: a path can hold words too."""
    route = scope.get("route")
    return str(getattr(route, "path", "")) or "unmatched"


def _write(record: Record, scope: Scope, path: str, status: int, wall_s: float) -> None:
    if path in QUIET and status == 200:
        return
    line: dict[str, Any] = {
        "trace_id": record.trace_id,
        "method": scope["method"],
        "path": path,
        "status": status or CLIENT_GONE,
        "wall_ms": round(wall_s * 1000, 1),
    }
    if record.caller:
        line["key"] = record.caller
    if record.verdicts:
        line["verdicts"] = record.verdicts
    if isinstance(record.failure, ClientGone):
        line["client"] = "gone"
    elif record.failure is not None:
        line["problem"] = record.problem
        untold = isinstance(record.failure, ModelError) and not record.failure.told
        line |= told(record.failure) if record.problem == INTERNAL or untold else {}
    (log.error if record.problem == INTERNAL else log.info)("request", **line)
