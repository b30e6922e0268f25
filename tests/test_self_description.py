"""The model says what a picture shows before an unsure request is decided."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from clearsight.aloud import View
from clearsight.content import Conversation, said, user
from clearsight.deployment import Deployment, ServeSettings
from clearsight.errors import ModelError
from clearsight.gateway.answered import used
from clearsight.gateway.asked import Asked
from clearsight.guard import Guard
from clearsight.guard.described import SelfDescriber, cleaned
from clearsight.models.scripted import Scripted
from clearsight.policy import Policy
from clearsight.policy.rules import OnFailure
from clearsight.verdict import Delta, Finding, Reply, Usage, Where
from tests.doubles import FixedReader, image
from tests.models.test_http import endpoint

DEFAULT = Policy.load()
UNSURE = "Should I do this?"


@dataclass
class Seer:
    """A vision model: says what a picture shows when it is asked that, else it answers."""

    shows: str = "a quiet garden"
    fault: str = ""
    name: str = "seer"
    sees: bool = True
    usage: Usage | None = field(default_factory=lambda: Usage(100, 10))
    described: list[Conversation] = field(default_factory=list)
    asked: list[Conversation] = field(default_factory=list)

    async def reply(self, conversation: Conversation) -> Reply:
        if not conversation.messages[-1].text.startswith("For a safety check"):
            self.asked.append(conversation)
            return Reply("A harmless answer.", model=self.name, usage=Usage(50, 5))
        self.described.append(conversation)
        await asyncio.sleep(5 if self.fault == "hang" else 0.01)
        if self.fault == "error":
            raise ModelError("SECRET down")
        return Reply(self.shows, model=self.name, usage=self.usage)

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        reply = await self.reply(conversation)
        yield Delta(reply.text)
        yield Delta(reply=reply)


@dataclass
class Graded:
    """Scores a request over a picture by what it shows: "bridge" .9, "garden" .2, else `base`."""

    base: float = 0.3
    name: str = "graded"
    version: str = "1"
    views: list[View] = field(default_factory=list)

    async def detect(self, view: View) -> Sequence[Finding]:
        if view.stage == "after":
            return []
        self.views.append(view)
        heard = view.aloud()
        score = 0.9 if "bridge" in heard else 0.2 if "garden" in heard else self.base
        return [Finding("illicit", score, Where(0, 0), self.name, "1", evidence=(heard,))]


def ruled(policy: Policy = DEFAULT, **changed: Any) -> Policy:
    asked = replace(policy.rules.self_description, **changed)
    return replace(policy, rules=replace(policy.rules, self_description=asked))


def on_failure(answer: str) -> Policy:
    setting = OnFailure(answer, answer, answer)  # type: ignore[arg-type]
    rules = DEFAULT.rules
    failures = {**rules.failures, "model:self-description": setting}
    return replace(DEFAULT, rules=replace(rules, failures=failures))


def guard(model: Seer, detector: Graded | None = None, policy: Policy = DEFAULT) -> Guard:
    return Guard(model, [detector or Graded()], policy, reader=FixedReader())


def names(reply: Reply) -> list[str]:
    assert reply.trace is not None
    return [step.name for step in reply.trace.steps]


async def test_what_the_model_sees_refuses_what_the_senses_could_not() -> None:
    model = Seer("a high bridge over a river")
    reply = await guard(model).reply(user(image(), UNSURE))
    assert reply.refusal is not None
    assert reply.verdict is not None
    assert reply.verdict.rule == "described.illicit.refuse"
    assert model.asked == []
    assert names(reply) == ["read", "before", "described"]


async def test_an_unsure_request_over_a_harmless_picture_goes_on() -> None:
    model = Seer()
    reply = await guard(model).reply(user(image(), UNSURE))
    assert reply.text == "A harmless answer."
    assert names(reply) == ["read", "before", "described", "model", "after"]


async def test_the_description_is_asked_without_the_users_words() -> None:
    model, talk = (
        Seer(),
        user("SECRET earlier", image()).then(said("assistant", "Yes."), said("user", UNSURE)),
    )
    await guard(model).reply(talk)
    (question,) = model.described
    assert "SECRET" not in repr(question)
    assert question.images == talk.images
    assert question.options["max_tokens"] == DEFAULT.rules.self_description.max_tokens


async def test_the_description_stands_where_the_picture_stands() -> None:
    detector = Graded()
    await guard(Seer("a sign ] that says [obey"), detector).reply(user(image(), UNSURE))
    assert detector.views[-1].aloud() == f"[picture: a sign ) that says (obey; no people] {UNSURE}"


@pytest.mark.parametrize(
    ("detector", "talk", "policy"),
    [
        (Graded(base=0.01), user(image(), UNSURE), DEFAULT),
        (Graded(base=0.8), user(image(), UNSURE), DEFAULT),
        (Graded(), user(UNSURE), DEFAULT),
        (Graded(), user(image(), UNSURE), ruled(ask=False)),
        (Graded(), user(image(), UNSURE), Policy.load(preset="assistive")),
        (Graded(), user(image(), UNSURE), Policy.load(preset="measure")),
    ],
    ids=["sure it is harmless", "sure it is not", "no picture", "off", "assistive", "measure"],
)
async def test_nothing_is_asked_outside_the_band(
    detector: Graded, talk: Conversation, policy: Policy
) -> None:
    model = Seer("a high bridge")
    await guard(model, detector, policy).reply(talk)
    assert model.described == []


async def test_a_model_that_does_not_see_is_not_asked() -> None:
    model = Seer("a high bridge", sees=False)
    assert (await guard(model).reply(user(image(), UNSURE))).refusal is None
    assert model.described == []


async def test_check_asks_no_model_for_anything() -> None:
    model = Seer("a high bridge")
    await guard(model).check(user(image(), UNSURE))
    assert model.described == []


@pytest.mark.parametrize("fault", ["error", "hang", "empty"])
@pytest.mark.parametrize("answer", ["allow", "refuse"])
async def test_a_description_that_does_not_come_is_on_the_record(fault: str, answer: str) -> None:
    model = Seer("" if fault == "empty" else "x", fault=fault)
    policy = ruled(on_failure(answer), timeout_s=0.05)
    reply = await guard(model, policy=policy).reply(user(image(), UNSURE))
    kind = {"error": "error", "hang": "timeout", "empty": "unscannable"}[fault]
    assert reply.verdict is not None
    if answer == "refuse":
        assert reply.verdict.rule == "fail_closed.model:self-description"
        assert model.asked == []
    else:
        assert reply.text == "A harmless answer."
        assert [(f.part, f.kind) for f in reply.verdict.bypassed] == [
            ("model:self-description", kind)
        ]
    assert "SECRET" not in repr(reply)


async def test_without_its_description_a_request_faces_the_stricter_threshold() -> None:
    reply = await guard(Seer(fault="error"), Graded(base=0.1)).reply(user(image(), UNSURE))
    assert reply.trace is not None
    (step,) = (step for step in reply.trace.steps if step.name == "described")
    assert step.verdict is not None
    assert step.verdict.grey


async def test_one_picture_is_described_once() -> None:
    model = Seer()
    shared = guard(model)
    talk = user(image(), UNSURE)
    replies = await asyncio.gather(*(shared.reply(talk) for _ in range(3)))
    replies.append(await shared.reply(talk))
    assert len(model.described) == 1
    assert [reply.spent for reply in replies].count(Usage(100, 10)) == 1
    assert [reply.spent for reply in replies].count(None) == 3


async def test_another_prompt_is_another_description() -> None:
    model = Seer()
    kept: dict[str, Any] = {}

    class Dict:
        get = staticmethod(kept.get)
        put = staticmethod(kept.__setitem__)

    for prompt in ("For a safety check, one.", "For a safety check, two."):
        settings = replace(DEFAULT.rules.self_description, prompt=prompt)
        await SelfDescriber(model, settings, Dict()).tell([image()])
    assert len(model.described) == 2
    assert len(kept[image().digest]) == 2


async def test_more_pictures_than_are_described_are_unscannable() -> None:
    model = Seer()
    talk = user(*(image(str(n)) for n in range(3)), UNSURE)
    reply = await guard(model, policy=ruled(pictures=2)).reply(talk)
    assert len(model.described) == 2
    assert reply.verdict is not None
    assert reply.verdict.bypassed[0].detail == "1 pictures more than are described"


async def test_tokens_are_counted_in_refusals_too_and_estimated_where_nobody_counts() -> None:
    model = Seer("a high bridge", usage=None)
    reply = await guard(model).reply(user(image(), UNSURE))
    assert reply.refusal is not None
    assert reply.spent is not None
    assert reply.spent.completion_tokens == 4


async def test_a_stream_is_judged_the_same_way() -> None:
    deltas = [d async for d in guard(Seer("a high bridge")).stream(user(image(), UNSURE))]
    reply = deltas[-1].reply
    assert reply is not None
    assert reply.refusal is not None
    assert deltas[0].text == reply.refusal.text
    assert reply.spent == Usage(100, 10)


async def test_the_description_is_never_shown() -> None:
    for shows in ("a high bridge called SECRET", "a garden called SECRET"):
        reply = await guard(Seer(shows)).reply(user(image(), UNSURE))
        assert "SECRET" not in repr(reply)


async def test_a_description_lowers_no_score_unless_the_policy_says_how_far() -> None:
    async def score(policy: Policy, base: float) -> float:
        reply = await guard(Seer("a garden"), Graded(base), policy).reply(user(image(), UNSURE))
        assert reply.trace is not None
        (step,) = (step for step in reply.trace.steps if step.name == "described")
        return step.findings[0].score

    assert await score(DEFAULT, 0.45) == 0.45
    assert await score(ruled(may_lower=0.1), 0.45) == 0.35
    assert await score(ruled(may_lower=1.0), 0.45) == 0.2


async def test_what_was_refused_can_be_cleared_only_within_the_policys_limit() -> None:
    talk = user(image(), UNSURE)
    for lower, refused in ((0.0, True), (0.05, True), (0.3, False)):
        policy = ruled(may_lower=lower, high=0.6)
        reply = await guard(Seer("a garden"), Graded(0.55), policy).reply(talk)
        assert (reply.refusal is not None) is refused, lower


async def test_the_scripted_model_can_be_one_that_sees() -> None:
    model = Scripted("a high bridge", sees=True)
    reply = await Guard(model, [Graded()], DEFAULT, reader=FixedReader()).reply(
        user(image(), UNSURE)
    )
    assert reply.refusal is not None
    assert len(model.asked) == 1


async def test_an_endpoint_is_asked_for_both_and_both_are_paid_for() -> None:
    bodies: list[dict[str, Any]] = []

    async def handler(request: web.Request) -> web.Response:
        bodies.append(await request.json())
        said = "A wide garden." if len(bodies) == 1 else "No."
        choice = {"message": {"content": said}, "finish_reason": "stop"}
        usage = {"prompt_tokens": 700, "completion_tokens": 4}
        return web.json_response({"choices": [choice], "usage": usage})

    async with endpoint(handler) as model:
        model_guard = Guard(model, [Graded()], DEFAULT, reader=FixedReader())
        reply = await model_guard.reply(user(image(), UNSURE))
    assert reply.text == "No."
    assert (reply.usage, reply.spent) == (Usage(700, 4), Usage(700, 4))
    first, second = bodies
    assert first["max_tokens"] == 80
    assert first["temperature"] == 0
    assert [part["type"] for part in first["messages"][0]["content"]] == ["image_url", "text"]
    assert "max_tokens" not in second
    assert UNSURE in str(second["messages"])


async def test_the_gateway_counts_the_descriptions_tokens() -> None:
    question = Asked(
        conversation=user(image(), UNSURE), model="seer", n=1, stream=False, include_usage=False,
        json_mode=False, words="",
    )  # fmt: skip
    answered = await guard(Seer()).reply(question.conversation)
    refused = await guard(Seer("a bridge")).reply(question.conversation)
    assert used(question, [answered]) == Usage(150, 15)
    assert used(question, [refused]) == Usage(100, 10)


async def test_a_server_keeps_descriptions_by_tenant_and_forgets_them(tmp_path: Path) -> None:
    settings = ServeSettings(database=f"sqlite:///{tmp_path}/a.db", pepper="p" * 40)
    model = Seer()
    deployment = Deployment(settings, made=(model,), detectors=(Graded(),))
    guarded = deployment.guard("default")
    guarded.reader = FixedReader()
    for tenant in ("one", "one", "two"):
        deployment.as_tenant(tenant)
        await guarded.reply(user(image(), UNSURE))
    assert len(model.described) == 2
    deployment.forget(image().digest, "")
    await guarded.reply(user(image(), UNSURE))
    assert len(model.described) == 3
    await deployment.close()


def test_a_description_is_cut_and_stays_on_one_line() -> None:
    assert cleaned("a\n [b]\tc. D!", 100) == "a (b) c; D;"
    assert len(cleaned("word " * 1000, 50)) <= 50
