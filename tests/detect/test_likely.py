"""The table of common words tells words from letters."""

import pytest

from clearsight.detect.likely import key, letters_share, likely
from clearsight.train.common_words import OUT, held_out, rows


@pytest.mark.parametrize("word", ["bread", "schule", "escola", "привет", "sugarcane"])
def test_a_word_is_likelier_than_its_letters_in_disorder(word: str) -> None:
    disordered = "".join(sorted(word, key=lambda letter: -ord(letter)))
    assert likely().score(word) > likely().score(disordered)


def test_a_key_has_no_case_and_no_latin_accents() -> None:
    assert (key("École"), key("ЁЛКА"), key("हिन्दी")) == ("ecole", "елка", "हिन्दी")


def test_marks_count_as_letters() -> None:
    assert letters_share("हिन्दी") == 1.0
    assert letters_share("a1") == 0.5
    assert letters_share("") == 0.0


def test_the_packaged_table_is_small() -> None:
    assert OUT.stat().st_size < 100_000


def test_about_one_line_in_twenty_is_held_out() -> None:
    texts = list(rows("en"))
    assert 0.03 < sum(map(held_out, texts)) / len(texts) < 0.08
