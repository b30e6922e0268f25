"""Labelled JSON lines: what a row is, and how lines that are none are told."""

from pathlib import Path
from typing import Any

import pytest

from clearsight.errors import UsageError
from clearsight.evals.judge.rows import read_rows, within
from tests.evals.support import one_row, written


def test_a_short_line_is_a_typed_row_of_its_files_set(tmp_path: Path) -> None:
    row = one_row(tmp_path, text="hello", label=1)
    assert (row.set, row.lang, row.form, row.label) == ("rows", "und", "typed", True)
    assert row.cluster == row.key


def test_a_list_of_categories_is_a_label(tmp_path: Path) -> None:
    row = one_row(tmp_path, label=["illicit/drugs", "privacy"])
    assert row.label
    assert row.labelled == ("illicit/drugs", "privacy")
    assert not one_row(tmp_path, label=[]).label


def test_a_rows_category_counts_with_what_is_below(tmp_path: Path) -> None:
    row = one_row(tmp_path, category="people/*")
    assert row.counts("people/identify")
    assert not row.counts("illicit")
    assert one_row(tmp_path).counts("illicit")
    assert not within("hateful", "hate")


def test_without_an_id_a_row_is_named_by_the_hash_of_its_text(tmp_path: Path) -> None:
    assert one_row(tmp_path, text="abc").id == "a9993e364706816aba3e25717850c26c9cd0d89d"
    assert one_row(tmp_path, id=7).id == "7"


def test_chat_messages_are_a_row(tmp_path: Path) -> None:
    messages = [{"role": "user", "content": "Who is this?"}]
    path = written(tmp_path, [{"messages": messages, "label": 0}])
    row = read_rows([path]).rows[0]
    assert (row.form, row.id) == ("messages", row.key)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "is not JSON"),
        ("[]", "a JSON list, expected an object"),
        ({"text": "x"}, "label is missing, expected 0, 1 or a list of categories"),
        ({"text": "x", "label": True}, "label is True"),
        ({"text": "x", "label": ["vice"]}, "label 'vice' is not known"),
        ({"text": "x", "label": 1, "category": "vice"}, "category 'vice' is not known"),
        ({"label": 1}, 'expected either "text"'),
        ({"text": "x", "label": 1, "messages": [{"role": "user", "content": "x"}]}, "not both"),
        ({"messages": [{"role": "assistant", "content": "x"}], "label": 1}, "no message of the u"),
        ({"messages": [{"role": "king", "content": "x"}], "label": 1}, "messages[0].role"),
        ({"text": "x", "label": 1, "lang": 5}, "lang is 5, expected words"),
        ({"text": "x", "label": 1, "id": {}}, "id is a dict"),
    ],
)
def test_a_bad_line_is_told_by_its_number_and_counted(tmp_path: Path, line: Any, why: str) -> None:
    rows = read_rows([written(tmp_path, [{"text": "good", "label": 0}, line])])
    assert len(rows.rows) == 1
    (bad,) = rows.bad
    assert str(bad).startswith(f"{tmp_path}/rows.jsonl:2: ")
    assert why in str(bad)


def test_keys_that_nobody_knows_are_counted(tmp_path: Path) -> None:
    rows = read_rows([written(tmp_path, [{"text": "x", "label": 0, "catgory": "hate"}] * 2)])
    assert rows.unknown == {"catgory": 2}


def test_files_without_a_row_are_an_error_that_shows_the_first_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"rows.jsonl:1: label is missing"):
        read_rows([written(tmp_path, [{"text": "x"}])])
    with pytest.raises(UsageError, match="No such file"):
        read_rows([tmp_path / "none.jsonl"])
