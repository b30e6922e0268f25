"""The costly detector is asked only in the unsure band, and decides there."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from clearsight.aloud import View
from clearsight.content import user
from clearsight.detect.cascade import UNSORTED, Cascade
from clearsight.errors import UsageError
from clearsight.guard import Guard
from clearsight.models.scripted import Scripted
from clearsight.policy import Policy
from clearsight.roles import Unfinished
from clearsight.verdict import ANSWER_REFUSES, Finding, Reply, Where
from tests.detect.support import answered, asked
from tests.doubles import FixedReader

VIEW = asked("How is bread made?")
HARMS = frozenset({"illicit", "hate"})


@dataclass
class Says:
    """Reports fixed scores by category; a tuple gives the detail too."""

    name: str
    scores: dict[str | tuple[str, str], float] = field(default_factory=dict)
    covers: frozenset[str] = frozenset()
    error: Exception | None = None
    version: str = "1"
    calls: int = 0

    async def detect(self, view: View) -> Sequence[Finding]:
        self.calls += 1
        if self.error:
            raise self.error
        place = Where(len(view.conversation.messages) - 1, 0)
        named = [
            (key if isinstance(key, tuple) else (key, ""), s) for key, s in self.scores.items()
        ]
        return [Finding(c, s, place, self.name, "1", d) for (c, d), s in named]


def scores(findings: Sequence[Finding]) -> dict[str, float]:
    return {finding.category: finding.score for finding in findings}


@pytest.mark.parametrize(
    ("score", "calls"), [(0.0, 0), (0.19, 0), (0.2, 1), (0.79, 1), (0.8, 0), (1.0, 0)]
)
async def test_the_second_is_asked_only_in_the_band(score: float, calls: int) -> None:
    second = Says("b", covers=HARMS)
    await Cascade(Says("a", {"illicit": score}), second, low=0.2, high=0.8).detect(VIEW)
    assert second.calls == calls


async def test_the_highest_score_of_a_kind_decides_whether_it_is_unsure() -> None:
    second = Says("b", covers=HARMS)
    first = Says("a", {"illicit": 0.95, ("illicit", "image"): 0.01})
    await Cascade(first, second).detect(VIEW)
    assert second.calls == 0


@pytest.mark.parametrize("told", [0.97, 0.02])
async def test_in_the_band_the_seconds_score_replaces_the_firsts(told: float) -> None:
    second = Says("b", {"illicit": told}, HARMS)
    (finding,) = await Cascade(Says("a", {"illicit": 0.5}), second).detect(VIEW)
    assert finding.score == told
    assert finding.detector == "a>b"
    assert finding.evidence == ("a 0.50", f"b {told:.2f}")


async def test_silence_about_what_it_covers_means_no() -> None:
    findings = await Cascade(Says("a", {"hate": 0.5}), Says("b", covers=HARMS)).detect(VIEW)
    assert scores(findings) == {"hate": 0.0}


async def test_harmful_without_a_category_counts_for_every_kind_it_covers() -> None:
    second = Says("b", {("illicit", UNSORTED): 0.7}, HARMS)
    findings = await Cascade(Says("a", {"hate": 0.5}), second).detect(VIEW)
    assert scores(findings) == {"hate": 0.7, "illicit": 0.7}


async def test_a_harm_is_never_taken_for_a_refusal() -> None:
    second = Says("b", {("illicit", UNSORTED): 0.97}, HARMS | {ANSWER_REFUSES})
    view = answered("How?", "Like this.")
    findings = await Cascade(Says("a", {ANSWER_REFUSES: 0.5}), second).detect(view)
    assert scores(findings)[ANSWER_REFUSES] == 0.0


async def test_finer_findings_of_the_family_count() -> None:
    second = Says("b", {"illicit/weapons": 0.9}, HARMS)
    findings = await Cascade(Says("a", {"illicit": 0.5}), second).detect(VIEW)
    assert scores(findings) == {"illicit": 0.9, "illicit/weapons": 0.9}


async def test_it_is_not_asked_about_what_it_does_not_cover() -> None:
    second = Says("b", covers=HARMS)
    (finding,) = await Cascade(Says("a", {"people/identify": 0.5}), second).detect(VIEW)
    assert second.calls == 0
    assert finding.score == 0.5
    assert finding.evidence == ("b not asked",)


async def test_words_do_not_clear_pixels() -> None:
    second = Says("b", covers=frozenset({"sexual"}))
    (finding,) = await Cascade(Says("a", {("sexual", "image"): 0.5}), second).detect(VIEW)
    assert (finding.score, second.calls) == (0.5, 0)


async def test_without_covers_only_what_the_second_reports_is_decided() -> None:
    second = Says("b", {"illicit": 0.1})
    findings = await Cascade(Says("a", {"illicit": 0.5, "hate": 0.6}), second).detect(VIEW)
    assert scores(findings) == {"illicit": 0.1, "hate": 0.6}


async def test_what_is_sure_stands_and_what_the_second_finds_besides_is_added() -> None:
    second = Says("b", {"illicit": 0.1, "hate": 0.0, "sexual": 0.6}, HARMS)
    findings = await Cascade(Says("a", {"illicit": 0.95, "hate": 0.5}), second).detect(VIEW)
    assert scores(findings) == {"illicit": 0.95, "hate": 0.0, "sexual": 0.6} | {"illicit": 0.1}
    assert max(f.score for f in findings if f.category == "illicit") == 0.95


async def test_stages_are_judged_each_on_its_own() -> None:
    class OnAnswers(Says):
        async def detect(self, view: View) -> Sequence[Finding]:
            return await super().detect(view) if view.stage == "after" else []

    second = Says("b", covers=HARMS)
    cascade = Cascade(OnAnswers("a", {"illicit": 0.5}), second)
    assert list(await cascade.detect(VIEW)) == []
    assert second.calls == 0
    await cascade.detect(answered("How?", "Like this."))
    assert second.calls == 1


async def test_cascades_nest() -> None:
    third = Says("c", {"illicit": 0.01}, HARMS)
    inner = Cascade(Says("b", {"illicit": 0.6}, HARMS), third)
    (finding,) = await Cascade(Says("a", {"illicit": 0.5}), inner).detect(VIEW)
    assert finding.detector == "a>b>c"
    assert (finding.score, third.calls) == (0.01, 1)
    sure = Cascade(Says("a", {"illicit": 0.5}), Cascade(Says("b", {"illicit": 0.95}, HARMS), third))
    (finding,) = await sure.detect(VIEW)
    assert (finding.score, third.calls) == (0.95, 1)


@pytest.mark.parametrize(
    ("error", "kind"), [(RuntimeError("x"), "error"), (TimeoutError(), "timeout")]
)
async def test_a_failing_second_is_reported_beside_what_the_first_found(
    error: Exception, kind: str
) -> None:
    second = Says("b", covers=HARMS, error=error)
    with pytest.raises(Unfinished) as caught:
        await Cascade(Says("a", {"illicit": 0.5}), second).detect(VIEW)
    assert scores(caught.value.findings) == {"illicit": 0.5}
    assert [(f.part, f.kind) for f in caught.value.failures] == [("detector:b", kind)]


@pytest.mark.parametrize(("low", "high"), [(0.5, 0.5), (-0.1, 0.5), (0.5, 1.1), (0.9, 0.1)])
def test_a_band_that_is_none_is_an_error(low: float, high: float) -> None:
    with pytest.raises(UsageError, match="unsure band"):
        Cascade(Says("a"), Says("b"), low=low, high=high)


async def guarded(second: Says, policy: str, score: float) -> Reply:
    cascade = Cascade(Says("a", {"illicit": score}), second)
    reader = FixedReader()
    guard = Guard(Scripted("Bread."), [cascade], Policy.load(preset=policy), reader=reader)
    return await guard.reply(user("How is bread made?"))


async def test_a_guard_refuses_when_the_second_fails() -> None:
    reply = await guarded(Says("b", covers=HARMS, error=RuntimeError("x")), "default", 0.3)
    assert reply.verdict is not None
    assert reply.verdict.rule == "fail_closed.detector:b"


async def test_the_second_may_fail_without_losing_the_firsts_certainty() -> None:
    second = Says("b", covers=HARMS, error=RuntimeError("x"))
    reply = await guarded(second, "measure", 0.6)
    assert reply.verdict is not None
    assert reply.verdict.rule == "measure:after.illicit.refuse"
    assert {failure.part for failure in reply.verdict.bypassed} == {"detector:b"}


async def test_the_trace_says_who_was_asked() -> None:
    reply = await guarded(Says("b", {"illicit": 0.05}, HARMS), "default", 0.6)
    assert reply.trace is not None
    step = next(step for step in reply.trace.steps if step.name == "before")
    assert step.findings[0].evidence == ("a 0.60", "b 0.05")
    assert reply.text == "Bread."
