"""`clearsight bench explicit`: counts by folder, and no name or picture unless asked for.

What stands in for an explicit picture is a flat rendered one with a score that the test sets: no
such picture is needed, looked for or kept.
"""

from pathlib import Path

import pytest
from PIL import Image

from clearsight.cli import main
from clearsight.errors import UsageError
from clearsight.evals.explicit import Scored, curve, files, lines, scored, wrong
from clearsight.policy import Policy
from clearsight.policy.rules import StageRule

RULE = StageRule("refuse", 0.5, 0.25)


def save(path: Path, colour: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (80, 60), colour).save(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(tmp_path / "benign" / "walls" / "CANARY-one.png", "white")
    save(tmp_path / "benign" / "walls" / "two.png", "blue")
    save(tmp_path / "benign" / "skies" / "three.png", "navy")
    return tmp_path


def found(label: str, score: float | None, group: str = "") -> Scored:
    return Scored(label, group, Path(f"{score}.png"), score)  # type: ignore[arg-type]


def test_files_are_labelled_by_folder_and_grouped_by_subfolder(folder: Path) -> None:
    assert [(label, group) for label, group, _ in files(folder)] == [
        ("benign", "skies"), ("benign", "walls"), ("benign", "walls"),
    ]  # fmt: skip


def test_a_folder_without_labels_says_what_is_expected(tmp_path: Path) -> None:
    save(tmp_path / "loose.png", "red")
    with pytest.raises(UsageError, match="expected pictures in"):
        files(tmp_path)


def test_pictures_are_scored_and_what_is_none_is_counted(folder: Path) -> None:
    (folder / "benign" / "words.png").write_bytes(b"just words")
    scores = {one.path.name: one.score for one in scored(folder)}
    assert scores.pop("words.png") is None
    assert all(score is not None and 0 <= score < 0.5 for score in scores.values())


def test_rates_are_counted_at_both_thresholds_by_group_and_label() -> None:
    every = [found("benign", 0.1, "a"), found("benign", 0.3, "a"), found("benign", 0.6, "b")]
    every += [found("explicit", 0.9), found("explicit", 0.2), found("explicit", None)]
    rows = {(row[0], row[1]): row[2:] for row in lines(every, RULE)}
    assert rows["benign", "a"][0] == "2"
    assert rows["benign", "all"][1].startswith("1/3")
    assert rows["benign", "all"][2].startswith("2/3")
    assert rows["explicit", "all"][1].startswith("1/2")
    at_half = next(row for row in curve(every) if row[0] == "0.5")
    assert at_half[1].startswith("1/3")
    assert at_half[2].startswith("1/2")
    assert [one.score for one in wrong(every, RULE)] == [0.6, 0.2]


def test_the_command_names_no_file_unless_asked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["bench", "explicit", "--folder", str(folder)]
    assert main(given) == 0
    said = capsys.readouterr().out
    assert "| benign | all | 3 | 0/3" in said
    assert "Recall: not measured" in said
    assert "CANARY" not in said
    strictest = folder / "strictest.toml"
    strictest.write_text(
        '[presets.default]\nextends = "default"\n'
        "[presets.default.categories.sexual.detail_before]\nimage = { at = 0.0, grey = 0.0 }\n"
    )
    assert main([*given, "--preset", str(strictest), "--names"]) == 0
    assert "CANARY-one.png" in capsys.readouterr().out


@pytest.mark.parametrize("preset", ["default", "assistive", "strict", "measure"])
def test_every_preset_has_thresholds_for_pictures(preset: str) -> None:
    rule = Policy.load(preset=preset).rules.categories["sexual"]
    assert "image" in rule.detail_before
    assert rule.stage("before", "image").action == "refuse"
