"""The Guard: what happens to one request, in order.

    history: turns that were refused before are withheld, or settle it (only with a memory)
    read:   the reader makes a Reading of every image
    before: detectors look at the conversation, read aloud; the policy decides; a refusal ends here
    described: of an unsure request over pictures, once more with what the model says they show
    model:  is asked, with exactly the bytes that were read
    after:  detectors look at request and answer together; the policy decides again

Whatever breaks is a Failure, and the policy says what a failure means: by default, a refusal.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from functools import partial

from clearsight.aloud import View, look
from clearsight.content import Conversation, Message, Part, Text
from clearsight.errors import UsageError
from clearsight.guard.checked import ask_all, read_all, sense_failures
from clearsight.guard.described import Kept, SelfDescriber, named
from clearsight.guard.history import History, Memory
from clearsight.guard.judge import judge_of
from clearsight.guard.judged import Judged
from clearsight.guard.looks import TurnLooks
from clearsight.guard.past import Past
from clearsight.guard.regions import placed
from clearsight.guard.streamed import closing, due, whole
from clearsight.language import language_of
from clearsight.policy import Policy
from clearsight.policy.described import merged, unsure
from clearsight.roles import Detector, Model, Reader
from clearsight.trace import Watch, digest
from clearsight.verdict import Delta, Failure, Finding, Reply, Verdict


class Guard:
    """Detectors and a policy around any Model; itself a Model, so guards nest.

    Args:
        model: who answers.
        detectors: who looks; an empty list is an error, since it would guard nothing.
        policy: who decides.
        reader: makes Readings of images.
        kept: where descriptions by the model are kept, in memory; its own cache when None.
        memory: of turns that were judged before; without one every old turn is judged each time,
            like any other words.
    """

    def __init__(
        self,
        model: Model,
        detectors: Sequence[Detector],
        policy: Policy,
        *,
        reader: Reader,
        kept: Kept | None = None,
        memory: Memory | None = None,
    ) -> None:
        if not detectors:
            raise UsageError(
                "Guard got no detectors, so it would let everything pass. "
                "Pass clearsight.get_detectors(), or use the model without a guard."
            )
        self.model, self.detectors, self.policy = model, tuple(detectors), policy
        self.reader = reader
        self._describer = SelfDescriber(model, policy.rules.self_description, kept)
        self._history = History(memory, policy, judge_of(policy, self.detectors))
        self.name = f"guard({model.name})"

    async def check(self, conversation: Conversation, *, history: bool = False) -> Reply:
        """The request stage alone: what would be refused before any model is asked for anything.

        The Reply's text is the refusal's wording, or empty when the request may pass.

        Args:
            history: with what is known of earlier turns, as `reply` does, and remembered.
        """
        past = await self._history.past(conversation) if history else Past.of(conversation)
        request = await self._before(conversation, past)
        if history and request.verdict.stops:
            await self._history.note(request, request.verdict, "before", self._look)
        if request.verdict.stops:
            return request.watch.refused(request.verdict)
        return request.watch.passed(Reply(""), request.verdict)

    async def reply(self, conversation: Conversation) -> Reply:
        """The judged answer, or a refusal with its reason; the trace tells all.

        Raises:
            ModelError: the model gave no answer.
            UsageError: the conversation has no user message.
        """
        request = await self._admitted(conversation)
        if request.verdict.stops:
            return request.watch.refused(request.verdict)
        with request.watch.timed("model"):
            inner = await self.model.reply(request.conversation)
        verdict = await self._after(request, inner)
        if verdict.stops:
            await self._history.note(request, verdict, "after", self._look)
            return request.watch.refused(verdict, model=inner.model)
        return request.watch.passed(inner, verdict)

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        """Only judged words, then the whole Reply.

        "buffered": nothing leaves before the whole answer is judged. "windowed": each step judges
        the request and the whole answer so far, and the last `window_chars` are held back, so
        that nothing leaks of a span that fits the window.
        """
        request = await self._admitted(conversation)
        if request.verdict.stops:
            reply = request.watch.refused(request.verdict)
            yield Delta(reply.text, wording=True)
            yield Delta(reply=reply)
            return
        if request.verdict.notices:  # a warning comes before the words it is about
            yield Delta(notices=request.verdict.notices)
        hold = self.policy.window_chars if self.policy.stream == "windowed" else None
        text, released, judged, inner = "", 0, 0, None
        with request.watch.timed("model"):
            async with closing(self.model.stream(request.conversation)) as deltas:
                async for delta in deltas:
                    text, inner = text + delta.text, delta.reply or inner
                    if hold is None or not due(len(text), hold=hold, judged=judged):
                        continue
                    verdict = await self._after(request, Reply(text))
                    judged = len(text)
                    if verdict.stops:
                        break
                    yield Delta(text[released : len(text) - hold], notices=verdict.notices)
                    released = len(text) - hold
                else:
                    inner = whole(self.model, inner, text)
                    verdict = await self._after(request, inner)
        if verdict.stops or inner is None:
            await self._history.note(request, verdict, "after", self._look)
            reply = request.watch.refused(verdict, released=text[:released], model=self.model.name)
            if not released:
                yield Delta(reply.text, wording=True)
        else:
            wording, notices = inner.refusal is not None, verdict.notices
            yield Delta(inner.text[released:], wording=wording, notices=notices)
            reply = request.watch.passed(inner, verdict)
        yield Delta(reply=reply)

    async def _before(self, conversation: Conversation, past: Past) -> Judged:
        if conversation.last_user is None:
            raise UsageError("the conversation has no user message, so there is nothing to answer")
        words = " ".join(m.text for m in conversation if m.role == "user")
        watch = Watch(f"{self.policy.name}@{self.policy.digest}", language_of(words))
        if past.known:
            with watch.timed("history") as step:
                step.known = past.known
        if past.refuses:
            return Judged(past, {}, (), self._settled(past, watch), watch)
        talk = past.conversation
        with watch.timed("read") as step:
            step.inputs = tuple(image.digest for image in talk.images)
            readings = await read_all(self.reader, talk.images)
            step.failures = failures = sense_failures(readings)
        looks = None
        if self._history.memory is not None and not failures:
            kept, judge = self._history.memory.looks, self._history.judge
            looks = TurnLooks(kept, past, judge, watch.id, readings)
        view = replace(look(talk, readings), excused=past.excused, looks=looks)
        verdict = await self._judge(view, watch, failures, None, past)
        return Judged(past, readings, failures, verdict, watch)

    def _settled(self, past: Past, watch: Watch) -> Verdict:
        """A turn that was refused before settles it; nothing is looked at again."""
        with watch.timed("before") as step:
            step.findings = past.findings
            language = watch.language
            step.verdict = self.policy.judge("before", past.findings, (), language=language)
        return step.verdict

    async def _admitted(self, conversation: Conversation) -> Judged:
        """The judged request; where it is unsure, judged once more in the model's own words."""
        past = await self._history.past(conversation)
        request = await self._described(await self._before(conversation, past))
        if request.verdict.stops:
            await self._history.note(request, request.verdict, "before", self._look)
        return request

    async def _described(self, request: Judged) -> Judged:
        rules = self.policy.rules
        if not (self._describer.able and request.readings and unsure(rules, request.verdict)):
            return request
        watch, first = request.watch, request.verdict
        with watch.timed("described") as step:
            images = look(request.conversation, request.readings).images
            told = await self._describer.tell(images)
            watch.spent, step.note = told.spent, told.note
            step.inputs = (*(i.digest for i in images), *map(digest, told.texts.values()))
            step.findings, step.failures = first.findings, told.failures
            if told.texts:
                view = look(request.conversation, told.into(request.readings))
                view = replace(view, excused=request.past.excused)
                found, broken = await self._look(view, request.past)
                lower = rules.self_description.may_lower
                step.findings = merged(first.findings, found, may_lower=lower)
                step.failures = (*told.failures, *broken)
            every = dict.fromkeys((*request.failures, *first.bypassed, *step.failures))
            verdict = self.policy.judge(
                "before", step.findings, tuple(every), language=watch.language
            )
            step.verdict = verdict = named(verdict, failed=bool(told.failures))
        return replace(request, verdict=verdict)

    async def _after(self, request: Judged, reply: Reply) -> Verdict:
        words = (Text(reply.text),) if reply.text else ()
        parts: tuple[Part, ...] = (*words, *reply.tool_calls)
        whole = request.conversation.then(Message("assistant", parts))
        view = look(whole, request.readings, stage="after")
        view = replace(view, excused=request.past.excused)
        request.watch.forget("after")
        return await self._judge(view, request.watch, (), request.verdict, request.past)

    async def _judge(
        self, view: View, watch: Watch, failures: Sequence[Failure], before: Verdict | None,
        past: Past,
    ) -> Verdict:  # fmt: skip
        with watch.timed(view.stage) as step:
            step.inputs = (digest(view.aloud() if view.stage == "before" else view.answer),)
            found, broken = await self._look(view, past)
            step.findings = (*found, *(past.findings if view.stage == "before" else ()))
            step.failures = (*failures, *broken)
            step.known = view.looks.recalled if isinstance(view.looks, TurnLooks) else ()
            step.verdict = self.policy.judge(
                view.stage, step.findings, step.failures, language=watch.language, before=before
            )
        return step.verdict

    async def _look(
        self, view: View, past: Past
    ) -> tuple[tuple[Finding, ...], tuple[Failure, ...]]:
        """What all detectors found, and which of them did not do their work."""
        forgives = partial(self.policy.rules.history.forgives, past.forgiven)
        limit_s = self.policy.detector_timeout_s
        every = await ask_all(self.detectors, view, limit_s, forgives)
        broken = tuple(one for one in every if isinstance(one, Failure))
        found = placed(view, (one for one in every if not isinstance(one, Failure)))
        return tuple(map(past.sent, found)), broken
