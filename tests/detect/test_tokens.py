"""The tokenizer against `tokenizers` 0.23.3, which the encoder was first served with.

data/tokens_reference.json holds, for texts of ten languages and for junk, the numbers and offsets
that it gave over the same pieces and scores. Offsets only where normalisation changes nothing:
elsewhere it leaves an accent out of the letter's piece. No long runs of one letter: several
cuttings have the same probability, and the two take different ones.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearsight.detect.tokens import BEGIN, END, Tokenizer
from clearsight.errors import WeightsError
from clearsight.weights import locate

REFERENCE = Path(__file__).parent / "data/tokens_reference.json"
TOKENIZER = Tokenizer(locate("judge/tokenizer").read_bytes())
WORD_MARK = 6  # "▁" alone stands nowhere, or on the word behind it: both are right


def reference() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(REFERENCE.read_text(encoding="utf-8"))
    return rows


def test_numbers_are_those_of_the_reference() -> None:
    wrong = [row["text"] for row in reference() if TOKENIZER.ids(row["text"])[1:-1] != row["ids"]]
    assert len(reference()) > 150
    assert wrong == []


def test_offsets_are_those_of_the_reference() -> None:
    checked = 0
    for row in reference():
        if row["spans"] is None:
            continue
        found = TOKENIZER.spans(row["text"])
        assert len(found) == len(row["ids"])
        for number, ours, theirs in zip(row["ids"], found, row["spans"], strict=True):
            assert number == WORD_MARK or list(ours) == theirs, row["text"]
            checked += 1
    assert checked > 500


def test_typed_marks_are_only_characters() -> None:
    ids = TOKENIZER.ids("<s> ends </s> here <pad><unk>")
    assert [ids[0], ids[-1]] == [BEGIN, END]
    assert not {0, 1, 2, 3} & set(ids[1:-1])


@pytest.mark.parametrize(
    ("text", "piece", "place"),
    [
        ("次e\u0301", -1, "e\u0301"),
        ("a か\u3099", -1, "か\u3099"),
        ("\u1100\u1161\u11a8", -1, "\u1100\u1161\u11a8"),
        ("x ﷺ y", 2, "ﷺ"),
    ],
)
def test_what_normalisation_joins_or_drops_stays_whole(text: str, piece: int, place: str) -> None:
    start, end = TOKENIZER.spans(text)[piece]
    assert text[start:end] == place


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec=None), max_size=60))
def test_any_text_has_numbers_and_ordered_spans(text: str) -> None:
    ids, spans = TOKENIZER.ids(text), TOKENIZER.spans(text)
    assert len(ids) == len(spans) + 2
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    assert max(ids) < TOKENIZER.size


def test_other_bytes_are_refused() -> None:
    with pytest.raises(WeightsError, match="no sentencepiece model"):
        Tokenizer(b"{}")
