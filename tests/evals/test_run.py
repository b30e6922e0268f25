"""Runs on disk: compared, shown, and what a missing set looks like."""

from pathlib import Path

import pytest

from clearsight.errors import ModelError, UsageError
from clearsight.evals import gateway, shown, stack
from clearsight.evals.run import compared, folders
from clearsight.result import Comparison, read_lines, write_folder
from clearsight.verdict import Reply
from tests.result.support import run, sample


def two_runs(out: Path) -> None:
    bare = [sample(n, "compliance") for n in range(30)]
    guarded = [sample(n, "refusal" if n < 20 else "compliance") for n in range(30)]
    write_folder(out / "runs/harm/scripted/bare", run(), bare)
    write_folder(out / "runs/harm/scripted/guarded", run("guarded"), guarded)


def test_two_stacks_are_compared_and_the_comparison_is_kept(tmp_path: Path) -> None:
    two_runs(tmp_path)
    (found,) = compared(tmp_path, "bare/scripted", "guarded/scripted", ["refusal_rate"])
    assert (found.verdict, found.gained) == ("better", 20)
    (kept,) = read_lines(tmp_path / "comparisons.jsonl", Comparison)
    assert kept.verdict == "better"
    assert "| harm | refusal_rate | better | +0.667 |" in shown.comparisons([found])


def test_a_name_without_runs_is_told_with_those_that_have(tmp_path: Path) -> None:
    two_runs(tmp_path)
    with pytest.raises(UsageError, match="there are: bare/scripted, guarded/scripted"):
        compared(tmp_path, "bare/scripted", "strict/scripted", ["refusal_rate"])


def test_a_run_that_was_not_measured_says_why(tmp_path: Path) -> None:
    missing = run(status="not_measured", why="set 'lfw' is not there")
    write_folder(tmp_path / "runs/x", missing, [])
    text = shown.results(folders(tmp_path))
    assert "not measured" in text
    assert "set 'lfw' is not there" in text


def test_results_are_shown_with_n_and_interval(tmp_path: Path) -> None:
    two_runs(tmp_path)
    text = shown.results(folders(tmp_path))
    assert "| refusal_rate | 0.667 | 0.488 to 0.808 | 30 (30) | 0 |" in text


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no runs in"):
        list(folders(tmp_path))


def test_a_stack_knows_what_its_figures_depend_on() -> None:
    found = stack.make("strict", "scripted:text=A")
    told = found.provenance("d" * 64, "runner 1")
    assert told.policy.startswith("strict@")
    assert {"words", "people"} <= set(told.parts)
    assert told.weights
    assert stack.make("bare", "scripted:text=A").provenance("", "").policy == ""
    with pytest.raises(UsageError, match="has a guard of its own"):
        stack.make("guarded", "gateway:http://127.0.0.1:1/v1#m")


def test_a_gateways_verdict_becomes_ours() -> None:
    body = {"x_clearsight": {"trace_id": "t", "action": "refuse", "category": "people/identify",
                             "rule": "before.people/identify.refuse", "notices": []}}  # fmt: skip
    found = gateway.with_verdict(Reply("I don't say who people are."), body)
    assert found.verdict is not None
    assert (found.verdict.action, found.verdict.rule) == ("refuse", body["x_clearsight"]["rule"])
    assert found.refusal is not None


@pytest.mark.parametrize("said", [None, {}, {"action": "perhaps"}])
def test_an_endpoint_without_a_verdict_is_no_gateway(said: object) -> None:
    with pytest.raises(ModelError, match="no Clearsight gateway"):
        gateway.with_verdict(Reply("Hello", model="m"), {"x_clearsight": said})
