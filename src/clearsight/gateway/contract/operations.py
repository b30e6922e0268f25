"""What each route takes and answers, by method and path as they are mounted."""

from collections.abc import Mapping
from typing import Any

from clearsight.gateway.contract.model import STRING, Schema, ref

Json = dict[str, Any]
EVENT: Schema = {
    "description": "Of each event of a stream; its data is JSON, as the protocol has it.",
    "type": "object",
    "properties": {"event": STRING, "data": STRING},
    "required": ["data"],
}
SECURED: list[dict[str, list[str]]] = [{"bearer": []}, {"api_key": []}]
ID: Json = {"x-request-id": {"required": True, "schema": STRING}}
ERRORS: Mapping[int, str] = {
    400: "What was sent is not understood; the error names the field.",
    401: "No key, or none that is good.",
    403: "Not let in: suspended, not local, or without the right.",
    404: "There is no such model, response or address.",
    405: "Another method is answered here; see Allow.",
    408: "The request was not whole in time.",
    413: "The request is too large.",
    415: "The body is not declared as JSON.",
    429: "The key's limit is reached; see Retry-After.",
    500: "Something broke; nothing was answered.",
    502: "The model behind failed.",
    503: "Busy, stopping, or a part is missing that every answer needs.",
}
READS = (400, 404, 408, 413, 415, 502)
ENTERS = (401, 403, 429)
ALWAYS = (405, 500, 503)


def _answer(about: str, content: Mapping[str, Schema]) -> Json:
    media = {kind: {"schema": schema} for kind, schema in content.items()}
    return {"description": about, "headers": ID, "content": media}


def _operation(
    name: str,
    about: str,
    content: Mapping[str, Schema],
    statuses: tuple[int, ...] = (),
    *,
    body: str = "",
    error: str = "Error",
    path: str = "",
) -> Json:
    """One operation.

    Args:
        content: of an answer with status 200, by media type.
        statuses: of errors.
        body, error: schemas of the request's body and of errors.
        path: name of the parameter in its path.
    """
    problem = {"application/json": ref(error)}
    out: Json = {
        "operationId": name,
        "summary": about,
        "responses": {
            "200": _answer("The answer.", content),
            **{
                str(status): _answer(ERRORS[status], problem)
                for status in sorted((*statuses, *ALWAYS))
            },
        },
    }
    if body:
        media = {"application/json": {"schema": ref(body)}}
        out["requestBody"] = {"required": True, "content": media}
    if path:
        place = {"name": path, "in": "path", "required": True, "schema": {**STRING, "minLength": 1}}
        out["parameters"] = [place]
    if 401 in statuses:
        out["security"] = SECURED
    return out


def _asks(name: str, about: str, body: str, answer: str, error: str = "Error") -> Json:
    content = {"application/json": ref(answer), "text/event-stream": EVENT}
    return _operation(name, about, content, (*READS, *ENTERS), body=body, error=error)


def _json(answer: str) -> Mapping[str, Schema]:
    return {"application/json": ref(answer)}


def _only_no(name: str, about: str, error: str, path: str) -> Json:
    """An address of the protocol at which nothing is answered."""
    out = _operation(name, about, {}, (404,), error=error, path=path)
    del out["responses"]["200"]
    return out


def _readyz() -> Json:
    out = _operation("readyz", "Whether requests will be answered.", _json("Readiness"))
    out["responses"]["503"] = _answer("Not ready, and why.", _json("Readiness"))
    return out


def _metrics() -> Json:
    about = "Metrics for Prometheus; for this machine, or for keys with the right 'trace'."
    out = _operation("metrics", about, {"text/plain": STRING}, (401, 403))
    return {**out, "security": [*SECURED, {}]}


OPERATIONS: Mapping[tuple[str, str], Json] = {
    ("POST", "/v1/chat/completions"): _asks(
        "chat", "Ask a model, guarded (Chat Completions).", "ChatRequest", "ChatCompletion"
    ),
    ("POST", "/v1/responses"): _asks(
        "responses", "Ask a model, guarded (Responses).", "ResponsesRequest", "Response"
    ),
    ("DELETE", "/v1/responses/{id}"): _operation(
        "forget_response",
        "Delete what was kept of a response.",
        _json("ResponseDeleted"),
        (404, *ENTERS),
        path="id",
    ),
    ("POST", "/v1/messages"): _asks(
        "messages",
        "Ask a model, guarded (Messages).",
        "MessagesRequest",
        "Message",
        "MessagesError",
    ),
    ("POST", "/v1/messages/{rest:path}"): _only_no(
        "no_messages", "Counting tokens and batches are not answered.", "MessagesError", "rest"
    ),
    ("POST", "/v1/moderations"): _operation(
        "moderations",
        "Judge texts and pictures; no model is asked.",
        _json("Moderation"),
        (*READS[:-1], *ENTERS),
        body="ModerationRequest",
    ),
    ("POST", "/v1/appeals"): _operation(
        "appeals",
        "Ask that a person looks at a refusal, or what became of that.",
        _json("Appeal"),
        (*READS[:-1], *ENTERS),
        body="AppealRequest",
    ),
    ("GET", "/v1/models"): _operation("models", "The models served.", _json("Models"), (401, 403)),
    ("GET", "/v1/models/{name:path}"): _operation(
        "model", "One model.", _json("Model"), (401, 403, 404), path="name"
    ),
    ("GET", "/healthz"): _operation("healthz", "The process runs.", _json("Health")),
    ("GET", "/readyz"): _readyz(),
    ("GET", "/metrics"): _metrics(),
    ("GET", "/openapi.json"): _operation(
        "openapi", "This document.", {"application/json": {"type": "object"}}
    ),
}
