"""Published rows as lines for the bench."""

import json
from pathlib import Path

import pytest

from clearsight.evals.judge.rows import read_rows
from clearsight.train.judge_rows import DEV_FOLD
from clearsight.train.judge_rows_export import _of, main
from clearsight.train.judgement_row import Row


def test_what_a_picture_shows_becomes_the_tag() -> None:
    row = Row("Who is [picture: 2 people] this?", "people_questions", "en:x", identify=1)
    (line,) = _of(row)
    assert line == {
        "text": "Who is this?", "label": ["people/identify"], "set": "people_questions",
        "lang": "en", "cluster": "people_questions:en:x", "category": "people/*",
        "tag": "2 people",
    }  # fmt: skip


def test_twins_share_their_rows_cluster_and_answers_are_left_out() -> None:
    (harmful,) = _of(Row("a", "advbench", "7", harm=1, kind="illicit/cyber"))
    (twin,) = _of(Row("b", "advbench_twin", "7", harm=0))
    assert harmful["cluster"] == twin["cluster"]
    assert (harmful["label"], twin["label"]) == (["illicit/cyber"], 0)
    assert list(_of(Row("c", "xstest_refusal_labels", "1", refusal=1))) == []
    assert list(_of(Row("d", "hatecheck", "1", hate=1))) == []


def test_every_line_of_the_published_sets_is_a_row(
    shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "rows.jsonl"
    assert main([str(shared_data), "-o", str(out), "--fold", str(DEV_FOLD)]) == 0
    rows = read_rows([out])
    assert rows.bad == ()
    assert rows.unknown == {}
    sets = {row.set for row in rows.rows}
    assert {"mossbench", "self_instruct_user", "xstest", "people_questions"} <= sets
    assert {row.label for row in rows.rows if row.set == "self_instruct_user"} == {False}
    assert all(row.category == "people/*" for row in rows.rows if row.set == "people_questions")
    assert "self_instruct_user 250" in capsys.readouterr().err
    assert len({json.loads(line)["text"] for line in out.read_text().splitlines()}) > 4000
