"""What holds of every policy, whatever detectors report: properties on random findings."""

import random
from dataclasses import replace
from math import inf, nan

from hypothesis import given, settings
from hypothesis import strategies as st

from clearsight.policy import Policy
from clearsight.policy.reason import SEVERITY
from clearsight.verdict import (
    ANSWER_REFUSES,
    CATEGORIES,
    Failure,
    Finding,
    Stage,
    Verdict,
    Where,
)

POLICIES = {name: Policy.load(preset=name) for name in ("default", "strict", "assistive")}
MEASURE = Policy.load(preset="measure")
DETAILS = ("", "image", "public_figure", "emotion", "race", "age", "gender", "accessibility", "x")
NAMES = (*CATEGORIES, "illicit/forgery", "unheard-of", "")
SCORES = st.one_of(st.floats(0, 1), st.sampled_from((0.0, 1.0, 0.15, 0.5, 0.9)))
ODD = st.one_of(SCORES, st.sampled_from((nan, inf, -inf, -0.1, 1.1)))
STAGES = st.sampled_from(("before", "after"))


def finding(scores: st.SearchStrategy[float] = SCORES) -> st.SearchStrategy[Finding]:
    return st.builds(
        lambda category, detail, score: Finding(category, score, Where(0, 0), "d", "1", detail),
        st.sampled_from(NAMES),
        st.sampled_from(DETAILS),
        scores,
    )


FAILURES = st.lists(
    st.builds(
        Failure,
        st.sampled_from(("detector:words", "sense:text", "sense:colours", "model:x")),
        st.sampled_from(("error", "timeout", "unscannable")),
        st.just("x"),
    ),
    max_size=3,
)
PRESET = st.sampled_from(list(POLICIES))


def severity(verdict: Verdict) -> int:
    return SEVERITY[verdict.action]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(PRESET, STAGES, st.lists(finding(ODD), max_size=8), FAILURES)
def test_it_always_decides_and_what_it_lets_pass_unlooked_at_is_named(
    preset: str, stage: Stage, findings: list[Finding], failures: list[Failure]
) -> None:
    policy = POLICIES[preset]
    verdict = policy.judge(stage, findings, failures)
    assert verdict.action in SEVERITY
    assert verdict.rule
    assert verdict.reason
    assert (verdict.refusal is not None) == verdict.stops
    assert set(verdict.findings) == set(findings) or any(f.score != f.score for f in findings)
    opened = {f for f in failures if policy.rules.on_failure(f.part).opens(f)}
    assert opened <= set(verdict.bypassed)
    unusable = [f for f in findings if not policy._usable(f)]
    if len(opened) < len(set(failures)) or unusable:
        assert verdict.stops


@settings(max_examples=300, deadline=None, derandomize=True)
@given(PRESET, STAGES, st.lists(finding(), max_size=6), finding(), FAILURES)
def test_one_more_finding_never_makes_it_milder(
    preset: str,
    stage: Stage,
    findings: list[Finding],
    more: Finding,
    failures: list[Failure],
) -> None:
    policy = POLICIES[preset]
    before = policy.judge(stage, findings, failures)
    assert severity(policy.judge(stage, [*findings, more], failures)) >= severity(before)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(PRESET, STAGES, st.lists(finding(), min_size=1, max_size=6), st.floats(0, 1), st.data())
def test_a_higher_score_never_makes_it_milder(
    preset: str, stage: Stage, findings: list[Finding], score: float, data: st.DataObject
) -> None:
    policy = POLICIES[preset]
    at = data.draw(st.integers(0, len(findings) - 1))
    raised = replace(findings[at], score=max(findings[at].score, score))
    higher = [*findings[:at], raised, *findings[at + 1 :]]
    lower = policy.judge(stage, findings, ())
    assert severity(policy.judge(stage, higher, ())) >= severity(lower)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(PRESET, STAGES, st.lists(finding(), max_size=8), FAILURES, st.integers(0, 2**32))
def test_the_order_of_findings_decides_nothing(
    preset: str,
    stage: Stage,
    findings: list[Finding],
    failures: list[Failure],
    seed: int,
) -> None:
    policy = POLICIES[preset]
    shuffled = list(findings)
    random.Random(seed).shuffle(shuffled)
    one, other = (policy.judge(stage, order, failures) for order in (findings, shuffled))
    assert (one.action, one.grey) == (other.action, other.grey)
    if one.stops and one.category:
        assert (one.category, one.score) == (other.category, other.score)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(PRESET, st.lists(finding(), max_size=6), st.floats(0.6, 1))
def test_a_models_own_refusal_never_makes_it_harsher_and_never_excuses_people(
    preset: str, findings: list[Finding], score: float
) -> None:
    policy = POLICIES[preset]
    own = Finding(ANSWER_REFUSES, score, Where(1, 0), "answer", "1")
    bare = policy.judge("after", findings, ())
    said = policy.judge("after", [*findings, own], ())
    assert severity(said) <= severity(bare)
    people = [f for f in findings if f.category.startswith("people/")]
    alone = policy.judge("after", people, ())
    assert severity(policy.judge("after", [*people, own], ())) == severity(alone)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(PRESET, st.lists(finding(), max_size=6), st.lists(finding(), max_size=4))
def test_an_unsure_request_never_makes_its_answer_easier(
    preset: str, asked: list[Finding], answered: list[Finding]
) -> None:
    policy = POLICIES[preset]
    request = policy.judge("before", asked, ())
    if request.stops:
        return
    known = policy.judge("after", answered, (), before=request)
    alone = policy.judge("after", answered, ())
    assert known.stops >= alone.stops


@settings(max_examples=200, deadline=None, derandomize=True)
@given(STAGES, st.lists(finding(ODD), max_size=6), FAILURES)
def test_a_measurement_stops_nothing_and_says_what_would_have_happened(
    stage: Stage, findings: list[Finding], failures: list[Failure]
) -> None:
    verdict = MEASURE.judge(stage, findings, failures)
    assert verdict.action == "allow"
    assert verdict.rule.startswith("measure:")
    assert set(failures) <= set(verdict.bypassed)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(finding(), max_size=6), FAILURES)
def test_strict_stops_whatever_default_stops(
    findings: list[Finding], failures: list[Failure]
) -> None:
    mild = POLICIES["default"].judge("before", findings, failures)
    hard = POLICIES["strict"].judge("before", findings, failures)
    assert hard.stops >= mild.stops
