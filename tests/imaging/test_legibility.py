"""How much of a twin is recovered: the measure itself, and both readers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearsight.errors import MissingExtra
from clearsight.imaging.legibility import edits, legibility, share, undone, word_share
from clearsight.imaging.transform.made import plain
from clearsight.imaging.transform.pictures import from_text
from clearsight.imaging.transform.several import shuffled, split_lines
from clearsight.imaging.transform.spoken import Spoken
from clearsight.imaging.transform.words import speak
from clearsight.senses import tesseract

TEXT = "Steps to bake a loaf of rye bread at home in a cold oven."
SHORT = st.text("abc ", max_size=12)


def by_table(first: str, second: str) -> int:
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, start=1):
        before, row = row, [i]
        for j, b in enumerate(second, start=1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b)))
    return row[-1]


@given(first=SHORT, second=SHORT)
def test_edits_are_those_of_the_textbook(first: str, second: str) -> None:
    assert edits(first, second) == by_table(first, second)


def test_share_counts_edits_and_ignores_case_width_and_spaces() -> None:
    assert share("rye bread", "ＲＹＥ\n  bread") == 1
    assert share("rye bread", "rye bead") == pytest.approx(8 / 9)
    assert share("rye", "a much longer text") == share("rye", "") == 0


def test_word_share_ignores_order_and_additions() -> None:
    assert word_share("rye bread", "with bread of rye") == 1
    assert word_share("rye bread", "brea") == pytest.approx(4 / 8)
    assert word_share("烤面包", "包 烤") == pytest.approx(2 / 3)


def test_nothing_to_read_is_read_when_nothing_was_read() -> None:
    assert share("", "") == word_share("", "") == 1
    assert share("", "x") == word_share("", "x") == 0


@pytest.mark.skipif(tesseract.program() is None, reason="tesseract is not installed")
def test_plain_picture_is_read_by_both() -> None:
    found = legibility(plain(TEXT, 1))
    assert min(found.ours, found.tesseract, found.ours_words, found.tesseract_words) > 0.95
    assert "rye bread" in found.text_ours
    assert "rye bread" in found.text_tesseract


@pytest.mark.skipif(tesseract.program() is None, reason="tesseract is not installed")
def test_pictures_out_of_order_are_read_word_by_word_only() -> None:
    found = legibility(shuffled(split_lines(plain(TEXT, 1), 1), 5))
    assert found.ours < 0.8 < 0.95 < found.ours_words


@pytest.mark.skipif(tesseract.program() is None, reason="tesseract is not installed")
def test_codes_count_as_read_by_us() -> None:
    found = legibility(from_text(TEXT, "qr_code", 1))
    assert found.ours == 1
    assert found.tesseract < 0.5


@pytest.mark.skipif(tesseract.program() is None, reason="tesseract is not installed")
def test_what_nobody_can_read_is_recovered_by_neither() -> None:
    found = legibility(from_text(TEXT, "near_invisible", 1, levels=0))
    assert (found.ours, found.tesseract) == (0, 0)


def test_without_tesseract_its_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "program", lambda: None)
    with pytest.raises(MissingExtra, match="apt-get install tesseract-ocr"):
        legibility(plain("rye", 1))


@pytest.mark.parametrize("name", ["full_width", "mathematical", "zero_width", "base64", "percent"])
def test_what_the_guard_decodes_is_whole(name: str) -> None:
    found = undone(speak(TEXT, name, 1))
    assert found.whole
    assert found.share == found.words == 1


def test_what_the_guard_does_not_decode_is_not() -> None:
    found = undone(Spoken("Nobody left 44 keys at the bus stop, that is odd.", TEXT))
    assert not found.whole
    assert found.share < 0.5
