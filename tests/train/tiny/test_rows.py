"""Rows as lines of JSON: what was written is read again, and what is wrong is named."""

from pathlib import Path

import pytest

from clearsight.errors import UsageError
from clearsight.train.tiny.rows import Row, Seen, Turn, parsed, read_rows, write_rows

ROW = Row(
    "names/train/000001", "names", "names/what", (Turn("user", "<image>What is this?"),),
    "This is a kite.", pictures=("ab" * 32,), seen=(Seen("KITE"),), expect=("kite",),
    cluster="kite", source="x", licence="MIT",
)  # fmt: skip


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    document = Row("d/1", "documents", "documents/captions", (), "<image> A kite.",
                   pictures=("cd" * 32,), seen=(Seen("", "known_empty"),))  # fmt: skip
    assert write_rows(tmp_path / "a" / "rows.jsonl", [ROW, document]) == 2
    assert list(read_rows(tmp_path / "a" / "rows.jsonl")) == [ROW, document]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "no JSON"),
        ("[]", "no JSON object"),
        ('{"id": "a"}', "missing keys"),
        ('{"id": "a", "family": "f", "kind": "k", "turns": [], "answer": "x", "age": 3}', "'age'"),
        ('{"id": "a", "family": "f", "kind": "k", "turns": [{"role": "user", "text": "<image>"}], '
         '"answer": "x"}', "0 pictures but 1 marks"),
        ('{"id": "a", "family": "f", "kind": "k", "turns": [{"role": "user", "text": "hi"}], '
         '"answer": " "}', "no answer"),
        ('{"id": "a", "family": "f", "kind": "k", "turns": [{"role": "bot", "text": "hi"}], '
         '"answer": "x"}', "role is 'bot'"),
        ('{"id": "a", "family": "f", "kind": "k", "turns": [{"role": "user", "text": "hi"}], '
         '"answer": "x", "rejected": "x"}', "rejected answer is the answer"),
        ('{"id": "a", "family": "f", "kind": "k", "turns": [{"role": "user", "text": "hi"}], '
         '"answer": "x", "split": "test"}', "split is 'test'"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_row_says_what_is_wrong(line: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        parsed(line, "rows.jsonl:7")
    assert "rows.jsonl:7" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gone\.jsonl cannot be read"):
        list(read_rows(tmp_path / "gone.jsonl"))
