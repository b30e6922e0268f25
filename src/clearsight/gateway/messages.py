"""`POST /v1/messages`, and a clear no for what lies below it."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from clearsight.deployment import Deployment
from clearsight.gateway.answering import answer
from clearsight.gateway.asked import asked, form, text_tokens
from clearsight.gateway.body import read_json, until_gone
from clearsight.gateway.caller import Shares
from clearsight.gateway.chat import entered, framed
from clearsight.gateway.logs import Record
from clearsight.gateway.problems import NEVER_RETRY, Problem
from clearsight.gateway.spoken import Messages
from clearsight.wire import messages as wire


async def messages(deployment: Deployment, request: Request) -> Response | ASGIApp:
    """Answer one request of the Messages API, guarded."""
    shares = await entered(deployment, request)
    shares.headers["request-id"] = Record.of(request).trace_id
    body = await read_json(request, deployment.settings.max_body_bytes)
    return await until_gone(request, _answer(deployment, request, shares, body))


async def not_answered(deployment: Deployment, request: Request) -> Response:
    """Counting tokens and batches are refused, not guessed."""
    text = "this is not answered here: tokens are the model's own count, in the `usage` of every "
    text += "answer of POST /v1/messages, and there are no batches"
    raise Problem(404, text, code="unknown_url", headers=NEVER_RETRY)


async def _answer(
    deployment: Deployment, request: Request, shares: Shares, body: Mapping[str, Any]
) -> Response | ASGIApp:
    chat = {**wire.chat(body), "stream": body.get("stream")}
    question = await asked(chat, form(chat, deployment), deployment, shares)
    trace_id = Record.of(request).trace_id
    frame = framed(deployment, shares, question, trace_id)
    voice = Messages(frame, text_tokens(question.conversation))
    return await answer(deployment, request, shares, question, voice)
