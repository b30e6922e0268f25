"""`POST /v1/responses` and `DELETE /v1/responses/{id}`."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from clearsight.deployment import Deployment
from clearsight.errors import IngestError
from clearsight.gateway.answering import answer
from clearsight.gateway.asked import asked, form
from clearsight.gateway.body import read_json, until_gone
from clearsight.gateway.caller import Shares
from clearsight.gateway.chat import entered, framed
from clearsight.gateway.logs import Record
from clearsight.gateway.problems import as_problem
from clearsight.gateway.remembered import Memory
from clearsight.gateway.responded import Responses
from clearsight.verdict import Reply
from clearsight.wire import responses as wire

# What the protocol repeats in its answer; the pictures of the input are large.
REPEATED = ("previous_response_id", "max_output_tokens", "parallel_tool_calls", "temperature",
            "top_p", "truncation")  # fmt: skip


async def responses(deployment: Deployment, request: Request) -> Response | ASGIApp:
    """Answer one request of the Responses API, guarded."""
    shares = await entered(deployment, request)
    body = await read_json(request, deployment.settings.max_body_bytes)
    return await until_gone(request, _answer(deployment, request, shares, body))


async def forget(deployment: Deployment, request: Request) -> Response:
    """Delete what was kept of a response."""
    shares = await entered(deployment, request)
    response_id = request.path_params["id"]
    await Memory(deployment, shares.caller.name).forget(response_id)
    return JSONResponse({"id": response_id, "object": "response", "deleted": True})


async def _answer(
    deployment: Deployment, request: Request, shares: Shares, body: Mapping[str, Any]
) -> Response | ASGIApp:
    chat = {**wire.chat(body), "stream": body.get("stream")}
    memory, previous = Memory(deployment, shares.caller.name), body.get("previous_response_id")
    earlier = await memory.recall(previous)
    # Instructions are for one request only: they stand first and are not kept.
    at = int(body.get("instructions") is not None)
    fields = form(chat, deployment)
    try:
        question = await asked(chat, fields, deployment, shares, earlier=earlier, at=at)
    except IngestError as error:
        raise as_problem(error, param="input") from error
    trace_id = Record.of(request).trace_id
    frame = framed(deployment, shares, question, trace_id)
    stored = memory.keeps and body.get("store") is not False
    response_id = memory.new_id() if stored else f"resp_{trace_id}"
    new = question.conversation.messages[at + len(earlier) :]

    async def keep(replies: Sequence[Reply]) -> None:
        await memory.keep(response_id, previous, new, replies[0])

    repeated = {name: body.get(name) for name in REPEATED}
    voice = Responses(frame, response_id, repeated, stored)
    return await answer(
        deployment, request, shares, question, voice, keep if stored else None,
        sampled=body.get("store") is not False,
    )  # fmt: skip
