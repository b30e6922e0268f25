"""Spellings folded together, and obfuscation undone."""

import pytest

from clearsight.detect.fold import decoded, fold, plain, scripts, sentences


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Qui EST-CE ?", "qui est-ce ?"),
        ("¿Quién?", "¿quien?"),
        ("Größe", "grosse"),
        ("ё", "е"),
        ("أَحْمَد", "احمد"),
        ("ＡＢＣ", "abc"),
        ("it’s", "it's"),
        ("й", "й"),
    ],
)
def test_fold_brings_spellings_together(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_invisible_characters_go() -> None:
    assert plain("ig\u200bno\u00adre\u2060 this") == "ignore this"


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("h e l l o world", "hello world"),
        ("h.e.l.l.o", "hello"),
        ("s3cr3t w0rd", "secret word"),
        ("hеllо", "hello"),  # two Cyrillic letters
    ],
)
def test_cheap_obfuscation_is_undone(hidden: str, shown: str) -> None:
    assert decoded(hidden) == shown


@pytest.mark.parametrize(
    "text", ["Call 555 1234 at 10 a.m.", "A 4 by 4 car", "кот и пёс", "価格は100円"]
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert decoded(text) == plain(text)


def test_sentences_end_in_every_script() -> None:
    assert sentences("A? B。C؟ D। E") == ["A", "B", "C", "D", "E"]


def test_scripts_are_told_apart() -> None:
    assert scripts("кто? この人") == {"Cyrillic", "Hiragana", "Han"}
