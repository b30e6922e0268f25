"""A guard model behind an endpoint as a Detector: asks, reads, reports the highest scores."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clearsight.aloud import View
from clearsight.detect.remote.endpoint import Endpoint, Patience, parse
from clearsight.errors import ModelError
from clearsight.verdict import Finding, Where

TOP_LOGPROBS = 5
FLOOR = 0.01  # a lower score is no finding: it would only fill the trace


@dataclass(frozen=True, slots=True)
class Told:
    """One score that a judge gave.

    Attributes:
        detail: `cascade.UNSORTED` when the judge named no category; `category` is then "illicit".
        where: of a picture that was judged alone; None for the whole turn.
        evidence: the judge's own label, such as "S9"; never words of the conversation.
    """

    category: str
    score: float
    detail: str = ""
    where: Where | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to the endpoint.

    Attributes:
        path: below the base URL.
        body: makes the request's JSON, in a thread.
        read: makes scores of the JSON that comes back; raises ModelError when it cannot.
    """

    path: str
    body: Callable[[], Mapping[str, Any]]
    read: Callable[[object], Sequence[Told]]


@dataclass(frozen=True, slots=True)
class Family:
    """What differs between guard models.

    Attributes:
        name: under which it is registered.
        version: of the way we ask and read it.
        covers: kinds of finding (`clearsight.detect.cascade.kind`) about which its silence means
            "no"; a cascade lets it decide these.
        asks: the questions about a view, for the model's name; none when it has nothing to judge.
        model: the name to ask for when the address gives none; "" demands one.
    """

    name: str
    version: str
    covers: frozenset[str]
    asks: Callable[[View, str], Sequence[Ask]]
    model: str = ""


class Judge:
    """A Detector that asks a guard model.

    Args:
        family: how it is asked.
        address: "BASE_URL#MODEL"; nothing else is ever contacted.
        api_key: for the endpoint.
    """

    def __init__(
        self,
        family: Family,
        address: str,
        *,
        api_key: str | None = None,
        patience: Patience | None = None,
    ) -> None:
        url, self.model_name = parse(family.name, address, model=family.model)
        self.name, self.covers, self._family = family.name, family.covers, family
        self.version = f"{family.version}:{self.model_name}"
        self._called = f"{family.name} ({self.model_name})"
        self._endpoint = Endpoint(url, self._called, api_key=api_key, patience=patience)

    async def detect(self, view: View) -> Sequence[Finding]:
        """Raises ModelError (Late when nothing came in time): the policy says what that means."""
        asks = self._family.asks(view, self.model_name)
        tasks = [asyncio.ensure_future(self._told(ask)) for ask in asks]
        try:
            answers = await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
        return self._findings(view, (told for answer in answers for told in answer))

    async def close(self) -> None:
        """Close the connections of this event loop."""
        await self._endpoint.close()

    async def _told(self, ask: Ask) -> Sequence[Told]:
        body = await self._endpoint.post(ask.path, ask.body)
        try:
            return ask.read(body)
        except ModelError as error:
            raise ModelError(f"{self._called}: {error}") from error

    def _findings(self, view: View, told: Iterable[Told]) -> tuple[Finding, ...]:
        best: dict[tuple[str, str], Told] = {}
        for one in told:
            known = best.get((one.category, one.detail))
            if one.score >= FLOOR and (known is None or known.score < one.score):
                best[one.category, one.detail] = one
        last = len(view.conversation.messages) - 1
        turn = Where(last if view.stage == "after" else max(view.last_user_index, 0), 0)
        return tuple(
            Finding(
                one.category,
                round(one.score, 4),
                one.where or turn,
                self.name,
                self.version,
                one.detail,
                (one.evidence,) if one.evidence else (),
            )
            for one in sorted(best.values(), key=lambda one: -one.score)
        )
