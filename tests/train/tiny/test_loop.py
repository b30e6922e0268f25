"""The loop: the same weights after a kill, a plan by time, a stop at the first NaN."""

import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from safetensors.torch import load_file

from clearsight.errors import UsageError
from clearsight.train.tiny import checkpoint, curves, features, job, perception
from clearsight.train.tiny.batches import Taken
from clearsight.train.tiny.features import Kept
from clearsight.train.tiny.learnt import chosen
from clearsight.train.tiny.loop import FINAL, Diverged, fit, optimiser_of
from clearsight.train.tiny.losses import Looking, NextToken
from clearsight.train.tiny.recipe import Recipe
from clearsight.train.tiny.stage import Setting, bare, before
from clearsight.train.tiny.stage import job as job_of
from clearsight.train.tiny.taking import Taking
from clearsight.train.tiny.team import Team, together
from clearsight.vlm import VisionLanguageModel
from tests.train.tiny.world import world

RECIPE = Recipe(
    "pretrain", "pretrain", ("connector", "decoder"), 3e-3, 0, steps=30, batch=8, half=False
)


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    made = world(tmp_path_factory.mktemp("loop"))
    rig = bare(made)
    features.fill(Team(), rig.model, made.work, "random")
    perception.learn(rig.model, made.work, made.seed)
    return made


def run(setting: Setting, folder: Path, recipe: Recipe = RECIPE, team: Team | None = None) -> Path:
    """Train the random model by a recipe, into a folder of its own."""
    rig, kept = before(setting, "pretrain"), Kept(setting.work)
    loss = NextToken(Looking(kept, rig.tokens.pad, half=False))
    start = setting.work / "stages" / "tags" / FINAL
    made = job_of(setting, recipe, kept, Taking(rig.processor).answer, loss, start)
    return fit(rig.model, replace(made, folder=folder), team or Team())


def run_in_team(team: Team, setting: Setting, folder: Path) -> None:
    run(setting, folder, team=team)


def same(one: Path, other: Path, tolerance: float) -> bool:
    first, second = load_file(one), load_file(other)
    return first.keys() == second.keys() and all(
        torch.allclose(first[n].float(), second[n].float(), atol=tolerance) for n in first
    )


def test_a_run_learns_and_tells_its_curve_in_three_forms(setting: Setting, tmp_path: Path) -> None:
    run(setting, tmp_path / "run")

    steps = curves.read(tmp_path / "run" / "curves.jsonl")
    assert [one["step"] for one in steps] == list(range(30))
    assert sum(one["loss"] for one in steps[-5:]) < 0.8 * sum(one["loss"] for one in steps[:5])
    assert {"loss_dev", "dev/names", "norm", "rate"} <= set(steps[0])
    assert "Learning curve of pretrain" in (tmp_path / "run" / "curves.svg").read_text()
    assert list((tmp_path / "run" / "tensorboard").glob("events.out.*"))
    assert not (tmp_path / "run" / checkpoint.NAME).exists()


def test_a_run_that_is_killed_ends_with_the_same_weights(setting: Setting, tmp_path: Path) -> None:
    whole = run(setting, tmp_path / "whole")
    killed = tmp_path / "killed"
    code = (
        "import sys; from pathlib import Path\n"
        "from clearsight.train.tiny import loop; loop.SAVE_S = 0.0\n"
        "from clearsight.train.tiny.stage import Setting\n"
        "from tests.train.tiny.test_loop import run\n"
        "run(Setting(Path(sys.argv[1]), quick=True), Path(sys.argv[2]))\n"
    )
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", code, str(setting.work), str(killed)],
        cwd=root, env={**os.environ, "OMP_NUM_THREADS": "1"}, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        limit = time.monotonic() + 120
        while not (killed / checkpoint.NAME).exists() and time.monotonic() < limit:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL, "it ended before it could be killed"
    assert not (killed / FINAL).exists()

    final = run(setting, killed)

    assert same(final, whole, 1e-5)
    steps = [one["step"] for one in curves.read(killed / "curves.jsonl")]
    assert steps == list(range(30))


def test_two_processes_learn_what_one_does(setting: Setting, tmp_path: Path) -> None:
    alone = run(setting, tmp_path / "alone")
    together(2, run_in_team, setting, tmp_path / "team")

    assert same(alone, tmp_path / "team" / FINAL, 2e-3)


def test_a_run_that_is_done_is_not_run_again(setting: Setting, tmp_path: Path) -> None:
    final = run(setting, tmp_path / "run")
    made = final.stat().st_mtime_ns

    run(setting, tmp_path / "run")

    assert final.stat().st_mtime_ns == made


def test_other_settings_do_not_go_on_with_a_run(setting: Setting, tmp_path: Path) -> None:
    run(setting, tmp_path / "run")

    with pytest.raises(UsageError, match="begun with another recipe"):
        run(setting, tmp_path / "run", replace(RECIPE, rate=1e-4))


def test_a_loss_that_is_no_number_stops_the_run(
    setting: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = NextToken.__call__
    calls = []

    def broken(self: NextToken, model: VisionLanguageModel, taken: Sequence[Taken]) -> job.Loss:
        calls.append(len(taken))
        made = told(self, model, taken)
        return replace(made, total=made.total * math.nan) if torch.is_grad_enabled() else made

    monkeypatch.setattr(NextToken, "__call__", broken)

    with pytest.raises(Diverged, match="step 0: loss nan"):
        run(setting, tmp_path / "run")
    assert not (tmp_path / "run" / FINAL).exists()


def test_a_budget_in_minutes_becomes_steps_by_the_speed_here(
    setting: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "FEWEST", 1)  # a busy machine holds few
    run(setting, tmp_path / "run", replace(RECIPE, steps=0, minutes=0.05))

    plan = json.loads((tmp_path / "run" / "plan.json").read_text())
    assert plan["steps"] == int(3 / plan["seconds_a_step"])
    assert len(curves.read(tmp_path / "run" / "curves.jsonl")) == plan["steps"]


def test_a_budget_that_holds_too_few_steps_is_an_error(setting: Setting, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="give more --minutes"):
        run(setting, tmp_path / "run", replace(RECIPE, steps=0, minutes=1e-6))


def test_a_checkpoint_of_another_model_is_refused(setting: Setting, tmp_path: Path) -> None:
    rig = bare(setting)
    learning = chosen(rig.model, ["connector"])
    optimiser = torch.optim.AdamW(learning.values())
    checkpoint.save(tmp_path, learning, optimiser, checkpoint.Place(3, None))

    with pytest.raises(UsageError, match="is of another model"):
        checkpoint.load(tmp_path, chosen(rig.model, ["decoder"]), optimiser)


def test_batches_of_text_alone_teach_a_connector_nothing_and_break_nothing(
    setting: Setting, tmp_path: Path
) -> None:
    recipe = replace(RECIPE, learns=("connector",), steps=20, batch=1)
    run(setting, tmp_path / "run", recipe)

    norms = [one["norm"] for one in curves.read(tmp_path / "run" / "curves.jsonl")]
    assert 0.0 in norms
    assert max(norms) > 0


def test_a_connector_may_learn_faster(setting: Setting) -> None:
    learning = chosen(bare(setting).model, ["connector", "decoder"])
    optimiser = optimiser_of(replace(RECIPE, faster=4.0), learning)

    factors = {id(p): one["faster"] for one in optimiser.param_groups for p in one["params"]}
    assert {factors[id(p)] for n, p in learning.items() if n.startswith("connector.")} == {4.0}
    assert {factors[id(p)] for n, p in learning.items() if n.startswith("decoder.")} == {1.0}
    assert len(factors) == len(learning)
