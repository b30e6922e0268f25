"""`POST /v1/chat/completions`."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from clearsight.audit import asking
from clearsight.deployment import Deployment
from clearsight.gateway.answered import Frame
from clearsight.gateway.answering import answer
from clearsight.gateway.asked import Asked, asked, form
from clearsight.gateway.body import read_json, until_gone
from clearsight.gateway.caller import Shares, admit
from clearsight.gateway.chunks import Chat
from clearsight.gateway.logs import Record


async def chat(deployment: Deployment, request: Request) -> Response | ASGIApp:
    """Answer one chat request, guarded."""
    shares = await entered(deployment, request)
    body = await read_json(request, deployment.settings.max_body_bytes)
    return await until_gone(request, _answer(deployment, request, shares, body))


async def entered(deployment: Deployment, request: Request) -> Shares:
    """The caller's limits, with one request taken.

    Raises:
        Problem: whoever asks is not let in, or has asked too often.
    """
    shares = Shares(deployment, await admit(deployment, request))
    Record.of(request).caller = shares.caller.name
    await shares.take(requests=1)
    return shares


def framed(deployment: Deployment, shares: Shares, question: Asked, trace_id: str) -> Frame:
    """What all pieces of an answer share, with the reference of a refusal."""
    subjects = deployment.conduct.subjects(shares.caller.name, asking().user)
    return Frame.of(
        question, trace_id, sees_trace=shares.caller.sees_trace,
        appeal=deployment.conduct.reference(subjects, trace_id),
    )  # fmt: skip


async def _answer(
    deployment: Deployment, request: Request, shares: Shares, body: dict[str, Any]
) -> Response | ASGIApp:
    question = await asked(body, form(body, deployment), deployment, shares)
    # The pictures as text are large, and the answer may take minutes.
    body.clear()
    trace_id = Record.of(request).trace_id
    frame = framed(deployment, shares, question, trace_id)
    voice = Chat(frame, question.n, include_usage=question.include_usage)
    sampled = question.conversation.options.get("store") is not False
    return await answer(deployment, request, shares, question, voice, sampled=sampled)
