"""Runs on disk: compared, shown, and what a missing set looks like."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from clearsight.cli import main
from clearsight.errors import ModelError, UsageError
from clearsight.evals import gateway, shown, stack
from clearsight.evals.bridge.run import Asked, records
from clearsight.evals.bridge.scoring import failed
from clearsight.evals.run import Plan, _written, compared, folders
from clearsight.evals.run import run as ask
from clearsight.evals.sets.table import SAMPLE_NOTE
from clearsight.evals.sets.table import sample as sample_of_sets
from clearsight.evals.tasks.data import Data
from clearsight.evals.tasks.item import Item
from clearsight.evals.tasks.table import tasks
from clearsight.result import Comparison, Folder, Sample, read_lines, write_folder
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


def test_records_do_not_say_where_the_sets_lie(tmp_path: Path) -> None:
    told: list[str] = []
    plan = Plan("identify_lfw", ("scripted:text=A",), ("bare",), Data(tmp_path), tmp_path / "out")
    (folder,) = ask(plan, told.append)
    assert str(tmp_path) in told[0]
    assert folder.run.status == "not_measured"
    assert str(tmp_path) not in folder.run.why
    assert "is not in DATA" in folder.run.why


def test_without_data_the_smoke_suite_asks_the_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plans: list[Plan] = []

    def kept(plan: Plan, tell: object) -> list[Folder]:
        plans.append(plan)
        return []

    monkeypatch.setattr("clearsight.evals.run.run", kept)
    monkeypatch.delenv("CLEARSIGHT_DATA", raising=False)
    assert main(["eval", "run", "-o", str(tmp_path)]) == 0
    assert (plans[0].data.root, plans[0].note) == (sample_of_sets(), SAMPLE_NOTE)
    assert "sample" in capsys.readouterr().err
    assert main(["eval", "run", "--suite", "card", "-o", str(tmp_path)]) == 0
    assert main(["eval", "run", "--data", str(tmp_path), "-o", str(tmp_path)]) == 0
    assert [(plan.data.root, plan.note) for plan in plans[1:]] == [(None, ""), (tmp_path, "")]


def test_scores_that_need_several_answers_are_added_to_a_run() -> None:
    """The bridge hands all records of a run to the task, those without an answer too."""

    def first(samples: Sequence[Sample]) -> list[Sample]:
        return [replace(one, choice=str(number)) for number, one in enumerate(samples)]

    items = [Item(f"i{n}", "c", ("?",), "any") for n in range(3)]
    asked = Asked(replace(tasks()["order"], across=first), items, ("bare",))
    log = SimpleNamespace(samples=[SimpleNamespace(id="other", epoch=1)])
    assert [one.choice for one in records(asked, log, 1)] == ["0", "1", "2"]  # type: ignore[arg-type]


@pytest.mark.parametrize(("sets", "note"), [(("flags",), SAMPLE_NOTE), ((), "")])
def test_the_note_stands_in_runs_of_published_sets(
    tmp_path: Path, sets: tuple[str, ...], note: str
) -> None:
    task = replace(tasks()["order"], card=replace(tasks()["order"].card, sets=sets))
    plan = Plan("order", ("scripted:text=1",), ("bare",), Data(None), tmp_path, note=SAMPLE_NOTE)
    one = stack.make("bare", "scripted:text=1")
    assert _written(Asked(task, [], ("bare",)), one, plan, []).run.note == note


def test_a_run_says_that_it_asked_a_sample(tmp_path: Path) -> None:
    task, one = tasks()["order"], stack.make("bare", "scripted:text=1")
    items = [Item(f"i{n}", f"c{n % 4}", ("?",), "any") for n in range(8)]
    samples = [failed(item, 1, "no answer") for item in items]
    whole = Plan("order", ("scripted:text=1",), ("bare",), Data(None), tmp_path, remark="64 words")
    for clusters, note in ((None, ""), (5, ""), (4, "a sample: 4 clusters, drawn by the SHA-256")):
        plan = replace(whole, clusters=clusters)
        said = _written(Asked(task, items, ("bare",)), one, plan, samples).run.note
        assert said.startswith(note)
        assert said.endswith("64 words")


def test_samples_in_flight_are_named_or_follow_from_where_models_answer(tmp_path: Path) -> None:
    seen: list[int] = []

    def asked(plan: Plan) -> int:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("clearsight.evals.run.stack.make", lambda *_: one)
            patched.setattr("clearsight.evals.bridge.run.How", kept)
            ask(plan, lambda _: None)
        return seen[-1]

    def kept(*_: object, at_once: int) -> None:
        seen.append(at_once)

    one = stack.make("bare", "scripted:text=1")
    near = Plan("identify_lfw", ("describer",), ("bare",), Data(None), tmp_path)
    far = replace(near, models=("reader:http://127.0.0.1:9/v1#m",))
    assert [asked(near), asked(far), asked(replace(far, at_once=2))] == [4, 32, 2]


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
