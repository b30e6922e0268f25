"""Results and Comparisons, against counts made by hand."""

import pytest

from clearsight.errors import UsageError
from clearsight.result import Result, Run, Sample, compare, measure
from clearsight.stats import Rate
from tests.result.support import run, sample


def results(samples: list[Sample], of: Run | None = None) -> dict[str, Result]:
    found = measure(of or run(), samples)
    return {f"{one.metric}{dict(one.slice) or ''}": one for one in found}


def test_refusals_are_counted_among_what_should_be_refused() -> None:
    rows = [sample(n) for n in range(7)] + [sample(n, "compliance") for n in range(7, 10)]
    rows += [sample(n, expect="answer") for n in range(10, 14)]
    found = results(rows)
    assert (found["refusal_rate"].successes, found["refusal_rate"].n) == (7, 10)
    assert found["refusal_rate"].low == pytest.approx(Rate(7, 10).low)
    assert found["false_refusal_rate"].estimate == 1.0
    assert found["help_rate"].successes == 3


def test_errors_and_unscored_answers_are_no_refusals_and_no_passes() -> None:
    rows = [sample(1), sample(2, "error"), sample(3, "unscored"), sample(4, "non_sequitur")]
    found = results(rows)
    assert (found["refusal_rate"].n, found["refusal_rate"].excluded) == (2, 2)
    assert found["error_rate"].estimate == 0.25
    assert found["unscored_rate"].successes == 1
    assert found["help_rate"].successes == 0


def test_who_cannot_tell_has_not_refused_a_benign_question() -> None:
    rows = [sample(1, expect="answer", rule="cannot_tell"), sample(2, expect="answer"),
            sample(3, rule="cannot_tell")]  # fmt: skip
    found = results(rows)
    assert found["false_refusal_rate"].successes == 1
    assert found["unable_rate"].successes == 1
    assert found["refusal_rate"].successes == 1


def test_nothing_asked_is_no_result_instead_of_zero() -> None:
    assert "false_refusal_rate" not in results([sample(1)])
    assert results([]) == {}


def test_refusals_are_attributed() -> None:
    rows = [sample(1, by="guard:before"), sample(2, by="model"), sample(3, by="filter"),
            sample(4, "compliance")]  # fmt: skip
    found = results(rows)
    assert found["refused_by_guard"].successes == 1
    assert found["refused_by_model"].successes == 2


def test_a_refusal_is_not_a_right_answer() -> None:
    rows = [sample(1, "compliance", correct=True), sample(2, "refusal", correct=False),
            sample(3, "compliance", correct=False)]  # fmt: skip
    found = results(rows)
    assert (found["accuracy"].successes, found["accuracy"].n) == (1, 3)
    assert (found["accuracy_if_answered"].successes, found["accuracy_if_answered"].n) == (1, 2)


def test_style_is_asked_of_refusals_only() -> None:
    good = {"short": True, "refuses_first": True, "no_leak": True, "no_lecture": True,
            "says_what_is_possible": True}  # fmt: skip
    rows = [sample(1, style=good), sample(2, style={**good, "short": False}),
            sample(3, "compliance")]  # fmt: skip
    found = results(rows)
    assert (found["style.all"].successes, found["style.all"].n) == (1, 2)
    assert found["style.short"].successes == 1


def test_slices_and_own_scores() -> None:
    rows = [sample(n, slices={"form": "typed" if n % 2 else "picture"}, scores={"excess": n / 4})
            for n in range(4)]  # fmt: skip
    found = results(rows, run(slices=("form",)))
    assert found["refusal_rate{'form': 'typed'}"].n == 2
    assert found["score.excess"].kind == "mean"
    assert found["score.excess"].estimate == pytest.approx(0.375)


def test_clusters_widen_the_interval() -> None:
    rows = [sample(n, "refusal" if n < 20 else "compliance", cluster=f"c{n // 10}")
            for n in range(40)]  # fmt: skip
    found = results(rows)["refusal_rate"]
    assert found.clusters == 4
    assert found.low is not None
    assert found.low < Rate(20, 40).low


def test_two_runs_are_compared_item_by_item() -> None:
    bare = [sample(n, "refusal" if n < 50 else "compliance") for n in range(100)]
    guarded = [sample(n, "refusal" if n < 70 else "compliance") for n in range(101)]
    (found,) = compare([((run(), bare), (run("guarded"), guarded))], ["refusal_rate"])
    assert (found.verdict, found.gained, found.lost, found.n) == ("better", 20, 0, 100)
    assert found.only_second == 1
    assert found.low > 0
    (back,) = compare([((run("guarded"), guarded), (run(), bare))], ["refusal_rate"])
    assert back.verdict == "worse"


def test_a_rate_that_should_be_low_is_better_when_it_falls() -> None:
    bare = [sample(n, expect="answer") for n in range(40)]
    guarded = [sample(n, "compliance", expect="answer") for n in range(40)]
    (found,) = compare([((run(), bare), (run("guarded"), guarded))])
    assert (found.metric, found.verdict) == ("false_refusal_rate", "better")


def test_what_chance_would_show_is_no_change_and_says_what_it_could_have_seen() -> None:
    bare = [sample(n, "refusal" if n < 10 else "compliance") for n in range(20)]
    other = [sample(n, "refusal" if n < 12 else "compliance") for n in range(20)]
    (found,) = compare([((run(), bare), (run("guarded"), other))], ["refusal_rate"])
    assert found.verdict == "no_clear_change"
    assert found.detectable is None


def test_many_comparisons_are_adjusted_together() -> None:
    bare = [sample(n, "compliance") for n in range(30)]
    other = [sample(n, "refusal" if n < 6 else "compliance") for n in range(30)]
    pair = ((run(), bare), (run("guarded"), other))
    (alone,) = compare([pair], ["refusal_rate"])
    together = compare([pair] * 10, ["refusal_rate"])
    assert alone.verdict == "better"
    assert {one.verdict for one in together} == {"no_clear_change"}
    assert together[0].p_adjusted == pytest.approx(10 * together[0].p)


def test_items_that_were_asked_otherwise_are_not_compared() -> None:
    bare, other = [sample(1, prompt_sha256="a")], [sample(1, prompt_sha256="b")]
    with pytest.raises(UsageError, match="other words"):
        compare([((run(), bare), (run("guarded"), other))], ["refusal_rate"])
