"""Published rows as lines for the bench."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from clearsight.evals.judge.rows import read_rows
from clearsight.train import judge_rows_export
from clearsight.train.judge_rows import DEV_FOLD
from clearsight.train.judge_rows_export import _of, main
from clearsight.train.judgement_row import Row, half_of


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


def test_splits_name_the_part_of_every_row_and_no_word_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [Row(f"words of row {n}", "clinc150", str(n), harm=0) for n in range(30)]
    monkeypatch.setattr(judge_rows_export, "training_rows", lambda data: rows)
    item = {"id": "1", "question": "What?", "has_human": False, "image_description": "a dog"}
    for name, x in (("mossbench", item | {"contrast_question": ""}),
                    ("self_instruct_user", {"text": "Do it."})):  # fmt: skip
        (tmp_path / name).mkdir()
        (tmp_path / name / "items.jsonl").write_text(json.dumps(x) + "\n")
    out = tmp_path / "split.csv.gz"
    assert main([str(tmp_path), "--splits", str(out)]) == 0
    head, *lines = gzip.decompress(out.read_bytes()).decode().splitlines()
    assert head == "sha1,set,part"
    assert [line.split(",")[1:] for line in lines[30:]] == [
        ["mossbench", "test only"], ["self_instruct_user", "test only"],
    ]  # fmt: skip
    for row, line in zip(rows, lines, strict=False):
        part = half_of(row.cluster) if row.fold == DEV_FOLD else "train"
        assert line == f"{hashlib.sha1(row.text.encode()).hexdigest()[:12]},clinc150,{part}"
    assert {line.rsplit(",")[-1] for line in lines} >= {"train", "calibration", "measure"}


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
