"""Calibration: which thresholds are chosen, what they are measured on, the file that is made."""

from pathlib import Path
from typing import Any

import pytest

from clearsight.build import load_policy
from clearsight.cli import main
from clearsight.errors import UsageError
from clearsight.evals.judge import systems
from clearsight.evals.judge.ask import Told
from clearsight.evals.judge.calibrate import Calibrated, Job, calibrate
from clearsight.evals.judge.choose import (
    Example,
    Target,
    choose,
    groups,
    logit,
    moved,
    shifted,
    unit,
    units,
)
from clearsight.evals.judge.policy_text import policy_text
from clearsight.evals.judge.systems import Spec
from clearsight.policy import Policy
from tests.evals.support import Numbers, many, one_row, written

POLICY = Policy.load()


@pytest.fixture(autouse=True)
def _numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(systems, "get_detectors", lambda *names: [Numbers()])


def calibrated(folder: Path, rows: list[dict[str, Any]], **more: Any) -> Calibrated:
    return calibrate(Job((written(folder, rows),), Spec(("numbers",)), POLICY, **more))


def examples(harmful: list[float], harmless: list[float]) -> list[Example]:
    return [
        *(Example(m, True, str(m)) for m in harmful),
        *(Example(m, False, str(m)) for m in harmless),
    ]


def test_the_highest_recall_within_the_false_refusals_is_chosen() -> None:
    rows = examples([-1.0, 0.0, 1.0, 3.0], [-3.0, -2.0, -0.5, 2.0])
    assert choose(rows, Target(0.25)) == -0.25
    assert choose(rows, Target(0.01)) == 2.5
    assert choose(rows, Target(None, 0.5)) == -0.25
    assert choose(rows, Target(None, 1.0)) == -1.5


def test_a_choice_stays_within_its_bounds() -> None:
    assert choose(examples([5.0], [4.0]), Target(0.01), (-1.0, 2.0)) == 2.0


def test_a_shift_moves_a_threshold_by_its_log_odds() -> None:
    assert moved(0.5, 0.0) == pytest.approx(0.5)
    assert moved(0.5, logit(0.8)) == pytest.approx(0.8)
    assert (moved(0.5, 99), moved(0.5, -99)) == (0.99, 0.05)


def test_a_category_stands_with_its_parent_unless_its_thresholds_are_its_own() -> None:
    assert unit("illicit/drugs", POLICY) == "illicit"
    assert unit("sexual/minors", POLICY) == "sexual/minors"
    assert unit("people/identify", POLICY) == "people/identify"
    assert "medical" not in units(POLICY)


def test_labels_that_name_categories_together_move_them_together(tmp_path: Path) -> None:
    rows = [
        one_row(tmp_path, label=1, category="people/*"),
        one_row(tmp_path, label=["illicit/cyber"]),
    ]
    assert groups(rows, POLICY) == [
        ("illicit",), ("people/identify", "people/sensitive_trait", "people/ungrounded"),
    ]  # fmt: skip


def test_the_false_refusals_printed_are_of_rows_left_out(tmp_path: Path) -> None:
    # One cluster scores high though harmless: a choice that saw it would spare it.
    rows = many(200)
    odd = [{"text": f"odd .99 {n}", "label": 0, "cluster": "odd"} for n in range(20)]
    done = calibrated(tmp_path, [*rows, *odd], target=Target(0.02))
    seen = sum(row.label is False and row.cluster == "odd" for row in done.rows.rows)
    assert seen == 20
    assert done.lines[0].false_refusals.after.successes >= 20


def test_rows_without_categories_move_all_thresholds_by_one_shift(tmp_path: Path) -> None:
    done = calibrated(tmp_path, many(120), target=Target(0.02))
    (line, overall) = done.lines
    assert line.group == tuple(units(POLICY))
    assert line.shift is not None
    rules = done.policy.rules.categories
    for name in ("hate", "illicit", "sexual/minors"):
        old = POLICY.rules.categories[name].before
        assert logit(rules[name].before.at) == pytest.approx(logit(old.at) + line.shift, abs=2e-3)
    assert overall.false_refusals.after.successes < overall.false_refusals.before.successes


def test_with_too_few_rows_the_presets_thresholds_stay(tmp_path: Path) -> None:
    rows = [{**row, "label": ["illicit"]} if row["label"] else row for row in many(30)]
    done = calibrated(tmp_path, rows)
    assert done.policy.rules == POLICY.rules
    assert done.lines[0].why == "kept: 15 harmful and 15 harmless rows, needed are 20 and 50"


def test_rows_that_name_no_category_are_told_where_others_do(tmp_path: Path) -> None:
    rows = [*many(120), *({"text": f"x {n} .8", "label": ["illicit"]} for n in range(30))]
    done = calibrated(tmp_path, rows)
    assert any("60 harmful rows name no category" in warning for warning in done.warnings)
    together = calibrated(tmp_path, rows, together=True)
    assert len(together.lines[0].group) > 5


@pytest.mark.parametrize("preset", ["default", "assistive", "strict", "measure"])
def test_the_file_gives_exactly_the_chosen_policy(tmp_path: Path, preset: str) -> None:
    old = Policy.load(preset=preset)
    new = shifted(old, {one: 0.1 * n - 0.7 for n, one in enumerate(units(old))})
    path = tmp_path / "new.toml"
    path.write_text(policy_text(old, new, "made by a test"))
    assert load_policy(str(path)).rules == new.rules != old.rules


def test_a_target_that_cannot_be_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="between 0 and 1"):
        calibrated(tmp_path, many(4), target=Target(2.0))
    with pytest.raises(UsageError, match="1 folds"):
        calibrated(tmp_path, many(4), folds=1)


def test_the_command_writes_a_policy_and_prints_before_and_after(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = written(tmp_path, many(120)), tmp_path / "policy.toml"
    command = ["calibrate", str(path), "--detectors", "numbers", "-o", str(out)]
    assert main([*command, "--target-recall", ".9"]) == 0
    said, told = capsys.readouterr()
    policy = load_policy(str(out))
    assert policy.rules.categories["illicit"].before.at != 0.5
    assert "recall of 0.9" in out.read_text()
    assert "all together" in said
    assert "120 rows, 0 could not be judged" in told


def test_a_policy_file_as_preset_is_refused_with_a_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, many(4))
    out = str(tmp_path / "p.toml")
    assert main(["calibrate", str(path), "--preset", "mine.toml", "-o", out]) == 2
    assert "name of a packaged preset" in capsys.readouterr().err


def test_findings_below_a_warning_are_not_counted(tmp_path: Path) -> None:
    from clearsight.evals.judge.choose import NOTHING, margin

    assert margin([Told("medical", "", 0.9)], units(POLICY), POLICY) == NOTHING
    assert margin([Told("illicit/drugs", "", 0.5)], ["illicit"], POLICY) == 0.0
