"""The Guard: what happens to one request, in order.

    read:   the reader makes a Reading of every image
    before: detectors look at the conversation, read aloud; the policy decides; a refusal ends here
    described: of an unsure request over pictures, once more with what the model says they show
    model:  is asked, with exactly the bytes that were read
    after:  detectors look at request and answer together; the policy decides again

Whatever breaks is a Failure, and the policy says what a failure means: by default, a refusal.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace

from clearsight.aloud import View, look
from clearsight.content import Conversation, Image, Message, Part, Text
from clearsight.errors import UsageError
from clearsight.guard.checked import findings_of, sense_failures
from clearsight.guard.described import Kept, SelfDescriber, named
from clearsight.guard.regions import placed
from clearsight.guard.streamed import closing, due, whole
from clearsight.language import language_of
from clearsight.policy import Policy
from clearsight.policy.described import merged, unsure
from clearsight.reading import Reading, SenseFailure
from clearsight.roles import Detector, Model, Reader, Unfinished
from clearsight.trace import Watch, digest
from clearsight.verdict import Delta, Failure, Finding, Reply, Verdict


@dataclass(frozen=True)
class _Judged:
    """A request that was read and judged, on its way to the model."""

    conversation: Conversation
    readings: Mapping[str, Reading]
    failures: tuple[Failure, ...]
    verdict: Verdict
    watch: Watch


class Guard:
    """Detectors and a policy around any Model; itself a Model, so guards nest.

    Args:
        model: who answers.
        detectors: who looks; an empty list is an error, since it would guard nothing.
        policy: who decides.
        reader: makes Readings of images.
        kept: where descriptions by the model are kept, in memory; its own cache when None.
    """

    def __init__(
        self,
        model: Model,
        detectors: Sequence[Detector],
        policy: Policy,
        *,
        reader: Reader,
        kept: Kept | None = None,
    ) -> None:
        if not detectors:
            raise UsageError(
                "Guard got no detectors, so it would let everything pass. "
                "Pass clearsight.get_detectors(), or use the model without a guard."
            )
        self.model, self.detectors, self.policy = model, tuple(detectors), policy
        self.reader = reader
        self._describer = SelfDescriber(model, policy.rules.self_description, kept)
        self.name = f"guard({model.name})"

    async def check(self, conversation: Conversation) -> Reply:
        """The request stage alone: what would be refused before any model is asked for anything.

        The Reply's text is the refusal's wording, or empty when the request may pass.
        """
        request = await self._before(conversation)
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
            inner = await self.model.reply(conversation)
        verdict = await self._after(request, inner)
        if verdict.stops:
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
            async with closing(self.model.stream(conversation)) as deltas:
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
            reply = request.watch.refused(verdict, released=text[:released], model=self.model.name)
            if not released:
                yield Delta(reply.text, wording=True)
        else:
            wording, notices = inner.refusal is not None, verdict.notices
            yield Delta(inner.text[released:], wording=wording, notices=notices)
            reply = request.watch.passed(inner, verdict)
        yield Delta(reply=reply)

    async def _before(self, conversation: Conversation) -> _Judged:
        if conversation.last_user is None:
            raise UsageError("the conversation has no user message, so there is nothing to answer")
        words = " ".join(m.text for m in conversation if m.role == "user")
        watch = Watch(f"{self.policy.name}@{self.policy.digest}", language_of(words))
        with watch.timed("read") as step:
            step.inputs = tuple(image.digest for image in conversation.images)
            readings = await self._read(conversation.images)
            step.failures = failures = sense_failures(readings)
        view = look(conversation, readings)
        verdict = await self._judge(view, watch, failures, None)
        return _Judged(conversation, readings, failures, verdict, watch)

    async def _admitted(self, conversation: Conversation) -> _Judged:
        """The judged request; where it is unsure, judged once more in the model's own words."""
        request = await self._before(conversation)
        rules = self.policy.rules
        if not (self._describer.able and request.readings and unsure(rules, request.verdict)):
            return request
        watch, first = request.watch, request.verdict
        with watch.timed("described") as step:
            images = look(conversation, request.readings).images
            told = await self._describer.tell(images)
            watch.spent, step.note = told.spent, told.note
            step.inputs = (*(i.digest for i in images), *map(digest, told.texts.values()))
            step.findings, step.failures = first.findings, told.failures
            if told.texts:
                view = look(conversation, told.into(request.readings))
                found, broken = await self._look(view)
                lower = rules.self_description.may_lower
                step.findings = merged(first.findings, found, may_lower=lower)
                step.failures = (*told.failures, *broken)
            every = dict.fromkeys((*request.failures, *first.bypassed, *step.failures))
            verdict = self.policy.judge(
                "before", step.findings, tuple(every), language=watch.language
            )
            step.verdict = verdict = named(verdict, failed=bool(told.failures))
        return replace(request, verdict=verdict)

    async def _after(self, request: _Judged, reply: Reply) -> Verdict:
        words = (Text(reply.text),) if reply.text else ()
        parts: tuple[Part, ...] = (*words, *reply.tool_calls)
        whole = request.conversation.then(Message("assistant", parts))
        view = look(whole, request.readings, stage="after")
        request.watch.forget("after")
        return await self._judge(view, request.watch, (), request.verdict)

    async def _read(self, images: Sequence[Image]) -> dict[str, Reading]:
        async def one(image: Image) -> Reading:
            try:
                reading: object = await self.reader.read(image)
                if isinstance(reading, Reading):
                    return reading
                raise TypeError(f"the reader gave a {type(reading).__name__}, expected a Reading")
            except Exception as error:  # noqa: BLE001  fail closed: the policy judges the failure
                failure = SenseFailure("reader", "error", type(error).__name__)
                return Reading(image.digest, image.width_px, image.height_px, failures=(failure,))

        distinct = {image.digest: image for image in images}
        found = await asyncio.gather(*(one(image) for image in distinct.values()))
        return dict(zip(distinct, found, strict=True))

    async def _judge(
        self, view: View, watch: Watch, failures: Sequence[Failure], before: Verdict | None
    ) -> Verdict:
        with watch.timed(view.stage) as step:
            step.inputs = (digest(view.aloud() if view.stage == "before" else view.answer),)
            step.findings, broken = await self._look(view)
            step.failures = (*failures, *broken)
            step.verdict = self.policy.judge(
                view.stage, step.findings, step.failures, language=watch.language, before=before
            )
        return step.verdict

    async def _look(self, view: View) -> tuple[tuple[Finding, ...], tuple[Failure, ...]]:
        """What all detectors found, and which of them did not do their work."""
        looked = await asyncio.gather(*(self._ask(d, view) for d in self.detectors))
        every = [one for found in looked for one in found]
        broken = tuple(one for one in every if isinstance(one, Failure))
        return placed(view, (one for one in every if not isinstance(one, Failure))), broken

    async def _ask(self, detector: Detector, view: View) -> Sequence[Finding | Failure]:
        part, limit_s = f"detector:{detector.name}", self.policy.detector_timeout_s
        try:
            return findings_of(await asyncio.wait_for(detector.detect(view), limit_s))
        except Unfinished as half:
            return (*findings_of(half.findings), *half.failures)
        except TimeoutError:
            return (Failure(part, "timeout", f"no findings within {limit_s:g} s"),)
        except Exception as error:  # noqa: BLE001  fail closed: a broken detector is a finding
            return (Failure(part, "error", type(error).__name__),)
