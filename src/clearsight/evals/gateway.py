"""A Clearsight gateway as a Model: what its guard says in `x_clearsight` becomes the Verdict.

As a spec: "gateway:BASE_URL#MODEL". Any other endpoint is `http:`: there the field means nothing.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any, cast, get_args

from clearsight import wire
from clearsight.content import Conversation
from clearsight.errors import ModelError
from clearsight.models import close
from clearsight.models.http import Http, parse
from clearsight.verdict import Action, Delta, Notice, Refusal, Reply, Trace, Verdict


class Gateway:
    """Asks the gateway and keeps what its guard says.

    Args:
        base_url: up to and including "/v1".
        model: the name to ask for.
        api_key: of the gateway.
    """

    def __init__(self, base_url: str, model: str, *, api_key: str | None = None) -> None:
        self._http = Http(base_url, model, api_key=api_key)
        self.name = model

    async def reply(self, conversation: Conversation) -> Reply:
        """The answer with the gateway's Verdict.

        Raises:
            ModelError: no answer, or one that no Clearsight gateway gives.
        """
        body = await self._http.body(conversation)
        return with_verdict(wire.reply(body, model=self.name), body)

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        """The whole answer as one piece: evaluations do not stream."""
        reply = await self.reply(conversation)
        yield Delta(reply.text)
        yield Delta(reply=reply)

    async def close(self) -> None:
        """Close the connections."""
        await close(self._http)


def make(argument: str, api_key: str | None) -> Gateway:
    """From "BASE_URL#MODEL"."""
    url, model = parse(argument)
    return Gateway(url, model, api_key=api_key)


def with_verdict(reply: Reply, body: Mapping[str, Any]) -> Reply:
    """The Reply with the Verdict and trace id of `x_clearsight`.

    Raises:
        ModelError: the field is missing or says an action that we do not know.
    """
    said = body.get("x_clearsight")
    if not isinstance(said, Mapping) or said.get("action") not in get_args(Action):
        raise ModelError(
            f"{reply.model} answered without a verdict in x_clearsight: no Clearsight gateway? "
            "Ask another endpoint as http:BASE_URL#MODEL"
        )
    action = cast(Action, said["action"])
    category = said.get("category")
    refusal = None
    if action in ("refuse", "person"):
        refusal = Refusal(reply.text, "", str(category or ""))
    rule = str(said.get("rule") or "")
    notices = tuple(Notice(str(n.get("category", "")), "") for n in said.get("notices") or ())
    verdict = Verdict(action, category, rule, "", refusal=refusal, notices=notices)
    trace = Trace(str(said.get("trace_id") or ""), "")
    return replace(reply, verdict=verdict, refusal=refusal, trace=trace)
