"""Turns kept between requests of the Responses API: what was said, as sealed JSON in the store.

Kept is what one request added, with a pointer to the response before it. A refused turn is not
kept: whoever goes on from it goes on from the turn before, so nothing harmful is stored and one
refusal does not lock a conversation. All kept turns are judged again with what is new.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from clearsight.content import Message, Text
from clearsight.deployment import Deployment
from clearsight.gateway.problems import Problem
from clearsight.samples.sample import message_of, plain_message
from clearsight.verdict import Reply

MOST_TURNS = 200


@dataclass(frozen=True)
class Memory:
    """One caller's kept turns.

    Attributes:
        owner: id of the caller's key; others cannot read what it keeps.
    """

    deployment: Deployment
    owner: str

    @property
    def keeps(self) -> bool:
        """Whether this server keeps turns at all."""
        return self.deployment.settings.keep_responses_s > 0

    def new_id(self) -> str:
        return self.deployment.store.responses.new_id()

    async def recall(self, response_id: object) -> tuple[Message, ...]:
        """All turns up to and with a response, oldest first; empty for None.

        Raises:
            Problem: 404, there is no such response for this caller.
            StoreError: the database fails.
        """
        if response_id is None:
            return ()
        if not isinstance(response_id, str):
            raise _unknown()
        kept = await self.deployment.store.responses.load(
            self.owner, response_id, _previous, most=MOST_TURNS
        )
        if kept is None:
            raise _unknown()
        return tuple(message_of(one) for body in kept for one in json.loads(body)["messages"])

    async def keep(
        self, response_id: str, previous: str | None, asked: Sequence[Message], reply: Reply
    ) -> None:
        """Keep what a request added and what was answered.

        Raises:
            StoreError: the database fails.
        """
        said: tuple[Message, ...] = ()
        if reply.refusal is None:
            words = (Text(reply.text),) if reply.text else ()
            said = (*asked, Message("assistant", (*words, *reply.tool_calls)))
        body = {"previous": previous, "messages": [plain_message(message) for message in said]}
        data = json.dumps(body).encode()
        keep_s = self.deployment.settings.keep_responses_s
        await self.deployment.store.responses.save(self.owner, response_id, data, keep_s=keep_s)

    async def forget(self, response_id: str) -> None:
        """Delete a response.

        Raises:
            Problem: 404, there is no such response for this caller.
        """
        if not await self.deployment.store.responses.delete(self.owner, response_id):
            raise _unknown()


def _previous(body: bytes) -> str | None:
    before: str | None = json.loads(body)["previous"]
    return before


def _unknown() -> Problem:
    text = "no response with this id is kept here for this key: it was not stored, was deleted, or "
    text += "its time is over. Send the earlier turns as input"
    return Problem(404, text, code="previous_response_not_found", param="previous_response_id")
