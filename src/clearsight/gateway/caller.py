"""Who is asking: keys, rights, limits. Nothing is answered before this has been settled."""

import math
from dataclasses import dataclass, field

from starlette.requests import Request

from clearsight.audit import asked_by
from clearsight.deployment import Deployment
from clearsight.gateway.local import foreign
from clearsight.gateway.problems import NEVER_RETRY, Problem
from clearsight.store import Allowed, Key, Limited

EXAMPLE = "Authorization: Bearer cs-..."


@dataclass(frozen=True, slots=True)
class Caller:
    """One who was let in.

    Attributes:
        key: None where the server answers without keys.
        sees_trace: whether scores, spans and every stage may be shown; else they would tell an
            attacker how close a try came.
    """

    key: Key | None = None
    sees_trace: bool = True

    @property
    def name(self) -> str:
        """For logs and caches; no secret."""
        return self.key.id if self.key else ""

    @property
    def policy(self) -> str | None:
        return self.key.policy if self.key else None


@dataclass
class Shares:
    """What one request has taken of its caller's limits; gathers the headers that tell of it."""

    deployment: Deployment
    caller: Caller
    taken: Allowed = field(default_factory=Allowed)
    headers: dict[str, str] = field(default_factory=dict)

    async def take(
        self, *, requests: int = 0, tokens: int = 0, images: int = 0, pixels: int = 0
    ) -> None:
        """Take a share of what the key may use in a minute.

        Raises:
            Problem: 429, with the wait in Retry-After.
            StoreError: the database fails.
        """
        if self.caller.key is None:
            return
        answer = await self.deployment.store.usage.take(
            self.caller.key, requests=requests, tokens=tokens, images=images, pixels=pixels
        )
        if isinstance(answer, Limited):
            raise _limited(answer)
        if tokens:
            self.taken = answer
        for what, left in answer.remaining.items():
            self.headers[f"x-ratelimit-limit-{what}"] = str(getattr(self.caller.key.limits, what))
            self.headers[f"x-ratelimit-remaining-{what}"] = str(left)

    async def settle(self, tokens: int) -> None:
        """Charge the tokens that the answer really took."""
        if self.caller.key is not None:
            await self.deployment.store.usage.settle(self.caller.key, self.taken, tokens=tokens)


def _limited(refused: Limited) -> Problem:
    wait_s = max(1, math.ceil(refused.retry_after_s))
    headers = {
        "retry-after": str(wait_s),
        f"x-ratelimit-limit-{refused.which}": str(refused.limit),
        f"x-ratelimit-remaining-{refused.which}": str(refused.remaining),
        f"x-ratelimit-reset-{refused.which}": f"{refused.retry_after_s:g}s",
    }
    text = f"this key may use {refused.limit} {refused.which} a minute; {refused.remaining} are "
    text += f"left. Try again in {wait_s} s."
    if refused.too_large:
        headers |= NEVER_RETRY
        text = f"this request asks for more {refused.which} than the {refused.limit} that this "
        text += "key may use in a whole minute. Send less, or ask the operator for a higher limit."
    return Problem(429, text, code="rate_limit_exceeded", kind=refused.which, headers=headers)


async def admit(deployment: Deployment, request: Request) -> Caller:
    """Who asks, if they may.

    Raises:
        Problem: 401 without a key that is good, 403 on a server without keys for who is not local.
        StoreError: the database fails; nobody is let in.
    """
    asked_by(door=str(getattr(request.scope.get("route"), "path", "")))
    if await deployment.open_to_all():
        if not deployment.settings.no_auth:
            _local(request)
        return Caller()
    presented = _presented(request)
    if not presented:
        text = f"no API key was sent; expected the header {EXAMPLE}"
        raise Problem(401, text, code="missing_api_key", headers=_challenge())
    key = await deployment.store.keys.check(presented)
    if key is None:
        text = "this API key is unknown, revoked or expired. Ask the operator for one that is good"
        raise Problem(401, text, code="invalid_api_key", headers=_challenge())
    deployment.as_tenant(key.id)
    return Caller(key, key.may("trace"))


def _presented(request: Request) -> str:
    """The key as OpenAI's clients send it, or as Anthropic's do."""
    given = request.headers.get("authorization")
    if given is None:
        return request.headers.get("x-api-key", "").strip()
    scheme, _, presented = given.partition(" ")
    return presented.strip() if scheme.lower() == "bearer" else ""


def _challenge() -> dict[str, str]:
    return {"www-authenticate": "Bearer"}


def _local(request: Request) -> None:
    why = foreign(request)
    if why:
        text = (
            f"this server has no keys, so it answers only this machine, and {why}. "
            "Make a key with: clearsight keys create LABEL"
        )
        raise Problem(403, text, code="local_only", kind="permission_error")
