"""`GET /v1/models`, `/healthz`, `/readyz`, `/metrics`."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from clearsight import weights
from clearsight.deployment import ALIAS, Deployment
from clearsight.errors import AuditError
from clearsight.gateway import metrics
from clearsight.gateway.caller import admit
from clearsight.gateway.local import foreign
from clearsight.gateway.problems import Problem


async def models(deployment: Deployment, request: Request) -> Response:
    """The models served, and "clearsight" for the default one."""
    await admit(deployment, request)
    names = dict.fromkeys((*deployment.models(), ALIAS))
    rows = [
        {"id": name, "object": "model", "created": 0, "owned_by": "clearsight"} for name in names
    ]
    return JSONResponse({"object": "list", "data": rows})


async def model(deployment: Deployment, request: Request) -> Response:
    """One model, as `client.models.retrieve` asks for it."""
    await admit(deployment, request)
    name = request.path_params["name"]
    if not deployment.has_model(name):
        text = f"model {name[:100]!r} is not served here; served: {', '.join(deployment.models())}"
        raise Problem(404, text, code="model_not_found", param="model")
    return JSONResponse({"id": name, "object": "model", "created": 0, "owned_by": "clearsight"})


async def healthz(deployment: Deployment, request: Request) -> Response:
    """The process runs and its event loop turns."""
    return JSONResponse({"status": "ok"})


async def readyz(deployment: Deployment, request: Request) -> Response:
    """Whether requests will be answered: weights are as measured, the database can be reached."""
    problems = await _problems(deployment)
    body = {"status": "not ready" if problems else "ready", "problems": problems}
    return JSONResponse(body, status_code=503 if problems else 200)


async def _problems(deployment: Deployment) -> dict[str, str]:
    """What keeps this process from answering, by part; types only, never a path or an address."""
    problems = {} if deployment.started else {"process": "starting"}
    for name in weights.table():
        try:
            if weights.installed(name):
                await asyncio.to_thread(weights.locate, name)
        except Exception as error:  # noqa: BLE001  whatever breaks here means: not ready
            problems[f"weights {name}"] = type(error).__name__
    try:
        await deployment.store.keys.list()
    except Exception as error:  # noqa: BLE001  whatever breaks here means: not ready
        problems["database"] = type(error).__name__
    try:
        if deployment.audit is not None:
            deployment.audit.ready()
    except AuditError as error:
        problems["audit"] = type(error).__name__
    return problems


async def numbers(deployment: Deployment, request: Request) -> Response:
    """Metrics: for this machine, or for a key with the right `trace`.

    Which rules fire how often helps whoever tries to get round them.
    """
    if foreign(request) and not (await admit(deployment, request)).sees_trace:
        text = "metrics are for this machine, or for keys with the right 'trace'"
        raise Problem(403, text, code="no_right", kind="permission_error")
    page = await asyncio.to_thread(metrics.page)
    return Response(page, headers={"content-type": metrics.CONTENT_TYPE})
