"""Everything that goes wrong, in the form in which OpenAI's API says it."""

from collections.abc import Mapping
from typing import Any

from clearsight.errors import (
    AuditError,
    ClearsightError,
    IngestError,
    ModelError,
    PolicyError,
    StoreError,
    Suspended,
    UsageError,
    WireError,
)

CLIENT_GONE = 499
INTERNAL = "internal_error"
NEVER_RETRY = {"x-should-retry": "false"}
# A plug-in's own words may quote what was asked, and nobody judged them.
NOT_TOLD = (
    "the model gave no answer. What it said of that is not handed on; the operator finds where it "
    "broke in the log under x-request-id."
)


class Problem(Exception):
    """An error that the caller is told about.

    Attributes:
        status: of the HTTP answer.
        kind: OpenAI's `type`, such as "invalid_request_error".
        code: stable, for programs.
        param: the field of the request that is at fault.
        headers: further headers of the answer; the official clients heed `x-should-retry`.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str,
        kind: str = "invalid_request_error",
        param: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.kind, self.code, self.param = status, kind, code, param
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        """`{"error": {...}}`."""
        return {
            "error": {
                "message": str(self),
                "type": self.kind,
                "param": self.param,
                "code": self.code,
            }
        }


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


def bad(message: str, *, param: str | None = None, code: str = "invalid_value") -> Problem:
    """A request that cannot be answered as it is."""
    return Problem(400, message, code=code, param=param)


def stopping() -> Problem:
    """The server ends before the answer does."""
    text = "the server is stopping and could not wait for the rest of this answer; ask again"
    return Problem(503, text, code="server_stopping", kind="server_error")


def as_problem(error: Exception, *, param: str = "messages") -> Problem:
    """What the caller is told of any error. Unforeseen ones say nothing but their trace id.

    Args:
        param: the field that pictures stand in.
    """
    if isinstance(error, Problem):
        return error
    if isinstance(error, WireError):
        return bad(str(error), param=error.where)
    if isinstance(error, IngestError) and error.code == "hash_check_failed":
        return Problem(503, str(error), code=error.code, kind="server_error")
    if isinstance(error, IngestError):
        return bad(str(error), param=param, code=error.code)
    if isinstance(error, ModelError):
        retry = {"x-should-retry": str(error.retryable).lower()}
        text = str(error) if error.told else NOT_TOLD
        return Problem(502, text, code="model_error", kind="server_error", headers=retry)
    if isinstance(error, Suspended):
        return Problem(403, str(error), code="suspended", kind="permission_error",
                       headers=NEVER_RETRY)  # fmt: skip
    if isinstance(error, AuditError):
        text = "this server cannot record its decisions now, so it makes none; try later"
        return Problem(503, text, code="audit_unavailable", kind="server_error")
    if isinstance(error, StoreError):
        text = "the database of this server cannot be used now, so nobody is let in; try later"
        return Problem(503, text, code="store_unavailable", kind="server_error")
    if isinstance(error, PolicyError) or not isinstance(error, UsageError):
        return _unforeseen(error)
    return bad(str(error))


def _unforeseen(error: Exception) -> Problem:
    known = isinstance(error, ClearsightError)
    text = "the server is set up wrongly" if known else "something broke in the server"
    text += "; nothing was answered. The operator finds it in the log under x-request-id."
    return Problem(500, text, code=INTERNAL, kind="server_error", headers=NEVER_RETRY)
