"""The measurement's own logic: sampling, resuming, tables. No detector runs here."""

import json
from pathlib import Path

import pytest

from scripts.measure import sample
from scripts.measures.cases import SETS, TRAINED, Case
from scripts.measures.table import report
from scripts.measures.work import Row, lost, tasks

CASES = [
    Case("set", f"row{number}", condition, text=condition, picture=Path(f"{number}.png"))
    for number in range(20)
    for condition in ("who", "what")
]


def row(action: str = "allow", rule: str = "", **changes: object) -> Row:
    judged: Row = {"action": action, "rule": rule, "error": None, "cpu_ms": 10.0, "read": True}
    return {**lost(CASES[0], ""), **judged, **changes}


def test_sample_is_stable_and_takes_the_same_pictures_under_every_condition() -> None:
    chosen = sample(CASES, 5, seed=1)
    assert chosen == sample(list(CASES), 5, seed=1) != sample(CASES, 5, seed=2)
    names = [{c.name for c in chosen if c.condition == what} for what in ("who", "what")]
    assert names[0] == names[1]
    assert len(names[0]) == 5


def test_cases_of_one_picture_are_one_task_and_typed_ones_stand_alone() -> None:
    typed = [Case("set", "a", "typed"), Case("set", "b", "typed")]
    assert [len(task.cases) for task in tasks([*CASES[:4], *typed], frozenset())] == [2, 2, 1, 1]


def test_report_shows_n_and_interval_and_the_rules_that_stopped() -> None:
    rows = [row(), row(), row("refuse", "before.x.refuse", detectors=["people"]), row("person")]
    text = report(rows)
    assert "1/4 = .25 [.05, .70] | 1/4 = .25 [.05, .70]" in text
    assert "before.x.refuse (people) 1" in text


def test_cases_that_could_not_be_judged_are_errors_and_no_refusals() -> None:
    text = report([row(), lost(CASES[0], "IngestError: broken")])
    assert "| 0/1 = .00 [.00, .79] |" in text
    assert "Error, 1 times: IngestError: broken" in text


def test_rows_hold_no_words_of_the_request() -> None:
    asked = Case("set", "row", "typed", text="the words themselves")
    assert "the words themselves" not in json.dumps(lost(asked, "died"))


def test_published_sets_give_cases_for_every_condition(shared_data: Path) -> None:
    counts = {name: len(list(SETS[name](shared_data))) for name in SETS if name != "package_photos"}
    assert counts == {
        "figstep": 249 * 4,
        "congress_portraits": 112 * 2,
        "pairs": 100 * 2,
        "xstest": 232,
        "mossbench": 28,
    }


@pytest.mark.parametrize("most", [None, 1000])
def test_without_a_limit_every_case_is_taken(most: int | None) -> None:
    assert sample(CASES, most, seed=0) == CASES


def test_sets_that_were_trained_on_are_named(shared_data: Path) -> None:
    from clearsight.train.judgement_rows import rows

    learned = {row.dataset for row in rows(shared_data)}
    assert learned & set(SETS) == set(TRAINED)
    for name in TRAINED:
        assert all(case.fold is not None for case in SETS[name](shared_data))
