"""Answers of a checkpoint to the measuring sets, and the check of a rehearsal."""

import json
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the extra train is not installed")

from clearsight.errors import UsageError
from clearsight.train.tiny import answers, check, features, perception
from clearsight.train.tiny.measured import cells
from clearsight.train.tiny.rows import Row, Turn
from clearsight.train.tiny.stage import bare
from clearsight.train.tiny.team import Team
from tests.train.tiny.world import REFUSAL, world


def test_every_row_of_every_set_is_answered_once(tmp_path: Path) -> None:
    setting = world(tmp_path)
    model = bare(setting).model
    features.fill(Team(), model, tmp_path, "random")
    perception.learn(model, tmp_path, setting.seed)

    answers.run(Team(), setting, "base", most=5)

    for cell, rows in cells(tmp_path).items():
        lines = (tmp_path / "answers/base" / f"{cell}.jsonl").read_text().splitlines()
        told = [json.loads(line) for line in lines]
        kept = [row.id for row in answers.some(rows, 5)]
        assert [one["id"] for one in told] == kept
        assert len(told) == 5
        assert all(one["tokens"] <= answers.LONGEST for one in told)
    made = (tmp_path / "answers/base/people.jsonl").stat().st_mtime_ns
    answers.run(Team(), setting, "base")
    assert (tmp_path / "answers/base/people.jsonl").stat().st_mtime_ns == made

    with pytest.raises(UsageError, match="did not end yet"):
        answers.run(Team(), setting, "sft")
    with pytest.raises(UsageError, match="no model is named"):
        answers.run(Team(), setting, "rlhf")


def test_a_sample_hangs_on_ids_alone() -> None:
    rows = [Row(str(n), "f", "f", (Turn("user", "a"),), "b") for n in range(40)]

    chosen = answers.some(rows, 7)
    assert len(chosen) == 7
    assert answers.some(rows[::-1], 7) == chosen[::-1]
    assert [int(row.id) for row in chosen] == sorted(int(row.id) for row in chosen)
    assert answers.some(rows, 0) == rows


def test_refusals_are_known_by_how_they_open(tmp_path: Path) -> None:
    setting = world(tmp_path)

    taught = check.openings(setting)
    assert check.opening(f"{REFUSAL} And more.") in taught
    assert check.opening("It is red.") not in taught
