"""A Guard that records every decision it makes, by whichever door it was asked.

Recording hangs on the Guard and on no route: a new door cannot forget it.
"""

import contextlib
from collections.abc import AsyncIterator, Coroutine, Sequence
from typing import Any

from clearsight.audit.asking import asking
from clearsight.audit.recorder import Recorder
from clearsight.audit.replay import again
from clearsight.audit.setup import described, policy_record
from clearsight.content import Conversation
from clearsight.errors import AuditError
from clearsight.guard import Guard
from clearsight.guard.described import Kept
from clearsight.guard.history import Memory
from clearsight.guard.past import Past
from clearsight.guard.streamed import closing
from clearsight.policy import Policy
from clearsight.roles import Detector, Model, Reader
from clearsight.trace import Watch
from clearsight.verdict import Delta, Reply


class AuditedGuard(Guard):
    """Detectors and a policy around a Model, and an audit of what they decided.

    An answer leaves only once its decision is written, unless the recorder goes on without: the
    words of a windowed stream are out before, and its last piece is held back until then.

    Args:
        recorder: writes.
    """

    def __init__(
        self,
        model: Model,
        detectors: Sequence[Detector],
        policy: Policy,
        *,
        reader: Reader,
        recorder: Recorder,
        kept: Kept | None = None,
        memory: Memory | None = None,
    ) -> None:
        super().__init__(model, detectors, policy, reader=reader, kept=kept, memory=memory)
        self._recorder = recorder
        self._watches: dict[int, Watch] = {}
        self._setup, self._shadow_setup = "", ""

    async def check(self, conversation: Conversation, *, history: bool = False) -> Reply:
        """See `Guard.check`.

        Raises:
            AuditError: the decision cannot be recorded.
        """
        own = Conversation(conversation.messages, conversation.tools, conversation.options)
        return await self._recorded(super().check(own, history=history), own, "check")

    async def reply(self, conversation: Conversation) -> Reply:
        """See `Guard.reply`.

        Raises:
            AuditError: the decision cannot be recorded.
        """
        own = Conversation(conversation.messages, conversation.tools, conversation.options)
        return await self._recorded(super().reply(own), own, "reply")

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        """See `Guard.stream`.

        Raises:
            AuditError: the decision cannot be recorded.
        """
        own = Conversation(conversation.messages, conversation.tools, conversation.options)
        written = False
        try:
            self._recorder.ready()
            async with closing(super().stream(own)) as deltas:
                async for delta in deltas:
                    if delta.reply is not None:
                        written = True
                        self._decided(delta.reply, "stream")
                    yield delta
        except BaseException as error:
            # A GeneratorExit is a reader who left: what was judged until then is recorded.
            if not written:
                self._unfinished(error, own, "stream")
            raise
        finally:
            self._watches.pop(id(own), None)

    async def _recorded(
        self, work: Coroutine[Any, Any, Reply], conversation: Conversation, of: str
    ) -> Reply:
        try:
            self._recorder.ready()
            reply = await work
        except BaseException as error:
            work.close()
            self._unfinished(error, conversation, of)
            raise
        finally:
            self._watches.pop(id(conversation), None)
        self._decided(reply, of)
        return reply

    async def _before(self, conversation: Conversation, past: Past) -> Any:
        judged = await super()._before(conversation, past)
        self._watches[id(conversation)] = judged.watch
        return judged

    def _decided(self, reply: Reply, of: str) -> None:
        record = self._recorder.entries.decision(reply, asking(), setup=self._here(), of=of)
        if self._recorder.shadow is not None:
            record["shadow"] = self._seen_by(self._recorder.shadow, record)
        self._recorder.write(record)

    def _unfinished(self, error: BaseException, conversation: Conversation, of: str) -> None:
        watch = self._watches.get(id(conversation))
        trace = watch.trace() if watch is not None else None
        entries = self._recorder.entries
        record = entries.unfinished(error, asking(), trace, setup=self._here(), of=of)
        # It stays with the recorder; the error that is under way tells the caller more.
        with contextlib.suppress(AuditError):
            self._recorder.write(record)

    def _seen_by(self, shadow: Policy, record: dict[str, Any]) -> dict[str, Any]:
        made = again(record, shadow)
        if not self._shadow_setup:
            self._shadow_setup = self._recorder.keep({"policy": policy_record(shadow)})
        return {
            "setup": self._shadow_setup,
            "action": made.last.action if made.last else None,
            "rule": made.last.rule if made.last else None,
            "unanswered": made.unanswered,
        }

    def _here(self) -> str:
        if not self._setup:
            self._setup = self._recorder.keep(described(self, self.model.name))
        return self._setup
