"""`clearsight train tiny --quick`: everything from drawn pictures to a model that refuses."""

import json
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the extra train is not installed")

from clearsight.cli import main
from clearsight.train.tiny.check import RehearsalFailed, check
from clearsight.train.tiny.run import scaled
from clearsight.train.tiny.stage import Setting


def test_a_rehearsal_learns_what_every_stage_is_there_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = tmp_path / "work"
    assert main(["train", "tiny", "--work", str(work), "--quick"]) == 0

    told = capsys.readouterr().out
    for stage in ("pretrain", "sft", "safety", "dpo"):
        assert f"{stage}: loss" in told
        assert (work / "stages" / stage / "final.safetensors").is_file()
    assert "after dpo: refuses" in told
    assert set(json.loads((work / "stages" / "clock.json").read_text())) >= {"data", "dpo"}

    assert main(["train", "tiny", "--work", str(work), "--quick"]) == 2
    assert "pass --resume" in capsys.readouterr().err
    assert main(["train", "tiny", "--work", str(work), "--quick", "--resume"]) == 0

    curve = work / "stages" / "sft" / "curves.jsonl"
    curve.write_text("".join(reversed(curve.read_text().splitlines(keepends=True))))
    with pytest.raises(RehearsalFailed, match="it should fall"):
        check(Setting(work, quick=True))


def test_a_stage_that_was_begun_keeps_its_budget(tmp_path: Path) -> None:
    folder = tmp_path / "stages" / "pretrain" / "connector"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"recipe": {"minutes": 1.25}}))
    (folder / "plan.json").write_text("{}")

    made = scaled(Setting(tmp_path), "pretrain", 24.0)
    assert [recipe.minutes for recipe in made] == [1.25, 15.0]


def test_a_stage_that_found_no_minutes_is_begun_anew(tmp_path: Path) -> None:
    folder = tmp_path / "stages" / "dpo"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"recipe": {"minutes": 0.0}}))

    assert [recipe.minutes for recipe in scaled(Setting(tmp_path), "dpo", 6.0)] == [6.0]
    assert not (folder / "manifest.json").exists()


def test_training_asks_for_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["train", "sft", "--model", "nowhere", "--data", "no.txt", "--out", "/dev/null/x"]
    assert main(arguments) in (1, 2)
    assert "clearsight:" in capsys.readouterr().err
