"""The policy as a function: findings and failures in, one explained verdict out."""

from itertools import pairwise

import pytest

from clearsight.policy import Policy
from clearsight.verdict import ANSWER_REFUSES, CATEGORIES, Failure, Finding, Notice, Verdict, Where

PRESETS = ("default", "assistive", "strict", "measure")


def found(category: str, score: float, detail: str = "") -> Finding:
    return Finding(category, score, Where(0, 0), "tests", "1", detail)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return Policy.load()


def refuse_at(policy: Policy, category: str) -> float:
    rule = policy.rules.rule(category)
    assert rule is not None
    return rule.before.at


def test_nothing_found_passes_and_says_so(policy: Policy) -> None:
    verdict = policy.judge("before", [], [])
    assert (verdict.action, verdict.rule, verdict.refusal) == ("allow", "before.allow", None)


def test_a_score_at_the_threshold_is_refused_with_its_reason(policy: Policy) -> None:
    at = refuse_at(policy, "illicit")
    verdict = policy.judge("before", [found("illicit", at)], [])
    assert (verdict.action, verdict.rule, verdict.score) == ("refuse", "before.illicit.refuse", at)
    for part in ("illicit", "tests 1", f"{at:.2f}", "threshold"):
        assert part in verdict.reason


def test_a_score_below_every_threshold_passes(policy: Policy) -> None:
    assert policy.judge("before", [found("illicit", 0.01)], []).rule == "before.allow"


def test_the_grey_band_passes_the_request_and_marks_it(policy: Policy) -> None:
    rule = policy.rules.categories["illicit"].before
    verdict = policy.judge("before", [found("illicit", (rule.lower + rule.at) / 2)], [])
    assert (verdict.action, verdict.grey, verdict.rule) == ("allow", True, "before.illicit.grey")


@pytest.mark.parametrize(("grey", "action"), [(True, "refuse"), (False, "allow")])
def test_the_answer_to_a_grey_request_faces_the_stricter_threshold(
    policy: Policy, grey: bool, action: str
) -> None:
    rule = policy.rules.categories["illicit"].after
    between = [found("illicit", (rule.lower + rule.at) / 2)]
    before = Verdict("allow", "illicit", "before.illicit.grey", "", grey=grey)
    verdict = policy.judge("after", between, [], before=before)
    assert verdict.action == action
    assert verdict.rule == ("after.illicit.strict" if grey else "after.allow")


def test_a_models_own_refusal_passes(policy: Policy) -> None:
    findings = [found("illicit", 0.7), found(ANSWER_REFUSES, 0.95)]
    verdict = policy.judge("after", findings, [])
    assert (verdict.action, verdict.rule) == ("allow", "after.own_refusal")


def test_a_refusal_that_goes_on_to_comply_is_stopped(policy: Policy) -> None:
    findings = [found("illicit", 0.97), found(ANSWER_REFUSES, 0.95)]
    assert policy.judge("after", findings, []).action == "refuse"


@pytest.mark.parametrize(
    "category", ["people/identify", "people/ungrounded", "sexual/minors", "self-harm/instructions"]
)
def test_no_own_refusal_excuses_what_no_refusal_says(policy: Policy, category: str) -> None:
    findings = [found(category, 0.8), found(ANSWER_REFUSES, 0.99)]
    assert policy.judge("after", findings, []).action in ("refuse", "person")


def test_an_unsure_own_refusal_does_not_open_the_way(policy: Policy) -> None:
    findings = [found("illicit", 0.7), found(ANSWER_REFUSES, 0.3)]
    assert policy.judge("after", findings, []).action == "refuse"


def test_a_request_cannot_claim_to_be_a_refusal(policy: Policy) -> None:
    findings = [found("illicit", 0.7), found(ANSWER_REFUSES, 0.99)]
    assert policy.judge("before", findings, []).action == "refuse"


def test_the_most_severe_action_wins_then_the_widest_margin(policy: Policy) -> None:
    many = [found("medical", 0.99), found("hate", 0.6), found("sexual", 0.9)]
    assert policy.judge("before", many, []).category == "sexual"
    support = policy.judge("before", [*many, found("self-harm/intent", 0.6)], [])
    assert (support.action, support.category) == ("person", "self-harm/intent")
    assert support.findings[0].category == "self-harm/intent"
    assert len(support.findings) == 4


@pytest.mark.parametrize("language", ["en", "zh", "es", "fr", "de", "ar", "hi", "pt", "ru", "ja"])
def test_asking_for_help_is_answered_with_support_in_the_users_language(
    policy: Policy, language: str
) -> None:
    verdict = policy.judge("before", [found("self-harm/intent", 0.9)], [], language=language)
    assert verdict.refusal is not None
    assert (verdict.action, verdict.refusal.language) == ("person", language)
    assert verdict.refusal.text == policy.rules.wording[language]["self_harm_support"]
    assert "{" not in verdict.refusal.text


@pytest.mark.parametrize(
    ("asked", "given"), [("pt-BR", "pt"), ("zh_TW", "zh"), ("DE", "de"), ("sw", "en"), ("", "en")]
)
def test_a_language_tag_finds_its_wording(policy: Policy, asked: str, given: str) -> None:
    verdict = policy.judge("before", [found("illicit", 1.0)], [], language=asked)
    assert verdict.refusal is not None
    assert verdict.refusal.language == given


def test_several_warnings_go_beside_the_answer_and_outlive_the_request(policy: Policy) -> None:
    before = policy.judge("before", [found("medical", 0.9), found("allergen", 0.8)], [])
    assert before.action == "warn"
    after = policy.judge("after", [found("poison", 0.9), found("medical", 1.0)], [], before=before)
    assert [notice.category for notice in after.notices] == ["medical", "allergen", "poison"]
    assert after.action == "warn"


def test_warnings_of_the_request_alone_keep_the_answer_warned(policy: Policy) -> None:
    before = Verdict("warn", "medical", "", "", notices=(Notice("medical", "check"),))
    assert policy.judge("after", [], [], before=before).notices == before.notices


def test_a_refusal_carries_no_warnings(policy: Policy) -> None:
    verdict = policy.judge("before", [found("medical", 0.9), found("illicit", 0.9)], [])
    assert (verdict.action, verdict.notices) == ("refuse", ())


def test_an_unknown_detail_is_judged_like_its_parent(policy: Policy) -> None:
    assert policy.judge("before", [found("illicit/forgery", 0.9)], []).action == "refuse"


@pytest.mark.parametrize(
    "finding",
    [found("nonsense", 0.1), found("illicit", float("nan")), found("illicit", 1.2)],
    ids=["category", "not a number", "above one"],
)
def test_a_report_that_cannot_be_judged_fails_closed(policy: Policy, finding: Finding) -> None:
    verdict = policy.judge("before", [finding], [])
    assert (verdict.action, verdict.rule) == ("refuse", "fail_closed.detector:tests")


@pytest.mark.parametrize(
    ("kind", "wording"),
    [("error", "guard_error"), ("unscannable", "unscannable"), ("timeout", "timeout")],
)
def test_each_kind_of_failure_has_its_own_words(policy: Policy, kind: str, wording: str) -> None:
    failure = Failure("sense:text", kind, "why")  # type: ignore[arg-type]
    verdict = policy.judge("before", [], [failure])
    assert verdict.refusal is not None
    assert verdict.refusal.text == policy.rules.wording["en"][wording]
    assert verdict.rule == "fail_closed.sense:text"


def test_an_open_failure_is_recorded_never_silent(policy: Policy) -> None:
    failure = Failure("sense:colours", "error", "why")
    verdict = policy.judge("before", [], [failure])
    assert (verdict.action, verdict.bypassed) == ("allow", (failure,))
    assert verdict.rule == "fail_open.sense:colours"


def test_what_was_bypassed_before_is_still_told_after_the_answer(policy: Policy) -> None:
    failure = Failure("sense:colours", "error", "why")
    before = policy.judge("before", [], [failure])
    assert policy.judge("after", [], [], before=before).bypassed == (failure,)


def test_an_open_failure_does_not_open_a_closed_one(policy: Policy) -> None:
    failures = [Failure("sense:colours", "error", ""), Failure("detector:intent", "timeout", "")]
    verdict = policy.judge("before", [], failures)
    assert (verdict.action, verdict.rule) == ("refuse", "fail_closed.detector:intent")
    assert verdict.bypassed == (failures[0],)


SWITCHED = [
    ("people/sensitive_trait", "gender"),
    ("people/sensitive_trait", "age"),
    ("people/ungrounded", "emotion"),
    ("people/sensitive_trait", "appearance"),
]


@pytest.mark.parametrize(("category", "detail"), SWITCHED)
def test_assistive_describes_looks_that_default_does_not(category: str, detail: str) -> None:
    finding = found(category, 0.95, detail)
    assert Policy.load().judge("before", [finding], []).action == "refuse"
    verdict = Policy.load(preset="assistive").judge("before", [finding], [])
    assert verdict.action == "allow"
    assert verdict.rule.startswith(f"before.{category}.switch:")


@pytest.mark.parametrize("preset", ["default", "assistive", "strict"])
@pytest.mark.parametrize("detail", ["", "public_figure", "accessibility"])
def test_no_packaged_preset_names_anyone(preset: str, detail: str) -> None:
    verdict = Policy.load(preset=preset).judge(
        "before", [found("people/identify", 0.9, detail)], []
    )
    assert verdict.action == "refuse"


def test_a_switch_lets_only_its_own_detail_pass() -> None:
    findings = [found("people/ungrounded", 0.9, "emotion"), found("people/ungrounded", 0.9, "job")]
    assert Policy.load(preset="assistive").judge("before", findings, []).action == "refuse"


def test_measure_blocks_nothing_and_tells_what_would_have_happened() -> None:
    policy = Policy.load(preset="measure")
    failure = Failure("detector:intent", "error", "")
    verdict = policy.judge("before", [found("illicit", 0.9)], [failure])
    assert (verdict.action, verdict.rule) == ("allow", "measure:before.illicit.refuse")
    assert (verdict.refusal, verdict.bypassed) == (None, (failure,))
    assert verdict.category == "illicit"
    assert verdict.findings


def test_strict_refuses_whatever_default_refuses() -> None:
    strict, default = Policy.load(preset="strict").rules, Policy.load().rules
    for category in CATEGORIES:
        ours, theirs = strict.categories[category], default.categories[category]
        assert ours.before.at <= theirs.before.at
        assert ours.after.lower <= theirs.after.lower


@pytest.mark.parametrize("preset", PRESETS)
def test_every_category_has_a_stated_action_and_wording_in_every_preset(preset: str) -> None:
    rules = Policy.load(preset=preset).rules
    assert set(rules.categories) >= set(CATEGORIES)
    for rule in rules.categories.values():
        assert rule.wording in rules.wording["en"]
        assert rule.before.lower <= rule.before.at
        assert rule.after.lower <= rule.after.at


def verdicts(policy: Policy, score: float) -> list[str]:
    return [policy.judge("before", [found(name, score)], []).action for name in CATEGORIES]


@pytest.mark.parametrize("preset", ["default", "assistive", "strict"])
def test_no_certain_harm_passes_unremarked(preset: str) -> None:
    assert "allow" not in verdicts(Policy.load(preset=preset), 1.0)


def test_more_score_never_means_a_milder_action(policy: Policy) -> None:
    severity = {"allow": 0, "warn": 1, "refuse": 2, "person": 3}
    steps = [[severity[a] for a in verdicts(policy, n / 20)] for n in range(21)]
    for lower, higher in pairwise(steps):
        assert all(a <= b for a, b in zip(lower, higher, strict=True))


def test_an_explicit_picture_has_words_of_its_own(policy: Policy) -> None:
    texts = policy.rules.wording["en"]
    for category, wording in (("sexual", "explicit_image"), ("sexual/minors", "sexual_minors")):
        verdict = policy.judge("before", [found(category, 0.9, "image")], [])
        assert verdict.refusal is not None
        assert verdict.refusal.text == texts[wording]


def test_the_same_input_gives_the_same_verdict(policy: Policy) -> None:
    findings = [found("hate", 0.6), found("violence", 0.6)]
    assert policy.judge("before", findings, []) == policy.judge("before", findings, [])
