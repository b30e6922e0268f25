"""The files of a bulk run: going on with an output, and never harming a file."""

import json
from pathlib import Path

import pytest

from clearsight.bulk import Job, moderate
from clearsight.errors import UsageError
from tests.test_bulk import HELLO, lines_in


def record(name: object, **more: object) -> str:
    """A line as an earlier run has written it."""
    old = {"id": name, "action": "allow", "rule": "before.allow", "error": None}
    return json.dumps(old | more) + "\n"


def test_it_resumes_behind_a_half_written_line(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(lines_in(*({"id": n, "messages": HELLO} for n in range(4))))
    target.write_text(record(0, kept=True) + record(1)[:14])
    done = moderate(source, target, Job("default", tmp_path), workers=1, progress=False)
    out = [json.loads(line) for line in target.read_text().splitlines()]
    assert (done.resumed, done.lines) == (1, 3)
    assert [row["id"] for row in out] == [0, 1, 2, 3]
    assert out[0]["kept"]


def test_an_output_of_another_input_is_not_continued(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(lines_in({"id": "a", "messages": HELLO}))
    target.write_text(record("other"))
    with pytest.raises(UsageError, match="another input"):
        moderate(source, target, Job("default", tmp_path), workers=1, progress=False)
    assert target.read_text() == record("other")


@pytest.mark.parametrize("cut", [0, 1, 9])
def test_a_copy_of_the_input_is_neither_done_nor_cut(tmp_path: Path, cut: int) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(lines_in(*({"id": n, "messages": HELLO} for n in range(2))))
    text = source.read_text()[: len(source.read_text()) - cut]
    for held in (text, text.splitlines()[0]):
        target.write_text(held)
        with pytest.raises(UsageError, match="another input"):
            moderate(source, target, Job("default", tmp_path), workers=1, progress=False)
        assert target.read_text() == held


def test_the_input_is_never_the_output(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    text = lines_in({"id": 1, "messages": HELLO}) + '{"id": 2, "messages": []}'
    source.write_text(text)
    (tmp_path / "link.jsonl").symlink_to(source)
    for target in (source, tmp_path / "link.jsonl"):
        with pytest.raises(UsageError, match="the input itself"):
            moderate(source, target, Job("default", tmp_path), workers=1, progress=False)
    assert source.read_text() == text


def test_errors_of_an_earlier_run_still_count(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(lines_in({"id": 0}, {"id": 1, "messages": HELLO}))
    target.write_text(record(0, error="no messages") + record(1))
    done = moderate(source, target, Job("default", tmp_path), workers=1, progress=False)
    assert (done.lines, done.resumed, done.errors) == (0, 2, 1)


@pytest.mark.parametrize("name", ["no/such/folder/out", ".", "n" * 300, "a\x00b"])
def test_an_output_that_cannot_be_written_is_wrong_usage(tmp_path: Path, name: str) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(lines_in({"id": "a", "messages": HELLO}))
    with pytest.raises(UsageError):
        moderate(source, tmp_path / name, Job("default", tmp_path), workers=1, progress=False)


def test_an_input_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file"):
        moderate(
            tmp_path / "gone", tmp_path / "out", Job("default", tmp_path), workers=1, progress=False
        )
