"""`POST /v1/appeals`: a refused caller asks that a person looks at it.

    {"reference": "..."}               as it stood in `x_clearsight.appeal` or in the error
    {"reference": "...", "says": "harmless"}

No words are taken: the operator sees the request's id, under which the audit tells what decided.
Sent again, the same reference tells what became of it.
"""

import math

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from clearsight.deployment import Deployment
from clearsight.deployment.appeals import Reference
from clearsight.gateway.body import read_json
from clearsight.gateway.chat import entered
from clearsight.gateway.problems import NEVER_RETRY, Problem, bad
from clearsight.store.appeals import DAY_S, Appeal, TooMany
from clearsight.wire.fields import Shape

SAYS = ("harmless", "misread", "quoted", "professional", "other")
APPEAL = Shape(frozenset({"reference"}), {"says": SAYS})
MOST_BYTES = 4096
MOST_DAYS = 90


async def appeals(deployment: Deployment, request: Request) -> Response:
    """Enter an appeal, or tell what became of it."""
    shares = await entered(deployment, request)
    body = await read_json(request, MOST_BYTES)
    APPEAL.check(body, "")
    text = body.get("reference")
    if not isinstance(text, str):
        raise bad("expected the reference of a refusal, as text", param="reference")
    conduct = deployment.conduct
    found = conduct.appealed(text)
    if found is None or not found.of_caller(shares.caller.name) or _old(found, conduct.now()):
        raise _unknown()
    made = await deployment.store.appeals.enter(
        found.subject, caller=shares.caller.name, request=found.request, says=body.get("says") or ""
    )
    if isinstance(made, TooMany):
        raise _many(made)
    return JSONResponse(_told(text, found, made), headers=shares.headers)


def _told(text: str, found: Reference, made: Appeal) -> dict[str, object]:
    at_s = int(made.at_s)
    return {"object": "appeal", "reference": text, "request": found.request, "status": made.state,
            "created": at_s}  # fmt: skip


def _old(found: Reference, now_s: float) -> bool:
    return found.at_s < now_s - MOST_DAYS * DAY_S


def _unknown() -> Problem:
    text = f"no refusal of this key within {MOST_DAYS} days has this reference; it stands in "
    text += "x_clearsight.appeal of a refused answer, and in the error of a suspension"
    return Problem(404, text, code="reference_not_found", param="reference")


def _many(made: TooMany) -> Problem:
    if made.which == "open":
        text = f"{made.most} appeals of this account wait for a person already; they are looked at "
        text += "together, so another one changes nothing"
        return Problem(429, text, code="appeals_open", kind="appeals", headers=NEVER_RETRY)
    text = f"this key has made {made.most} appeals within a day; try again tomorrow"
    wait = {"retry-after": str(math.ceil(DAY_S / 24))}
    return Problem(429, text, code="appeals_a_day", kind="appeals", headers=NEVER_RETRY | wait)
