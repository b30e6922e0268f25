"""Spellings folded together, and obfuscation undone."""

import base64

import pytest

from clearsight.detect.fold import decoded, fold, plain, scripts, sentences
from clearsight.detect.hidden import revealed


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


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("h\u034fe\u3164l\ufe01lo", "hello"),
        ("h\u0336e\u0336l\u0336l\u0336o\u0336", "hello"),
        ("h\u0489e\u0301\u0302\u0303llo", "hello"),
        ("\U0001f177\U0001f174\U0001f17b\U0001f17b\U0001f17e", "hello"),
        ("ʜᴇʟʟᴏ", "hello"),
        ("hel\U000e0041lo", "hello"),
    ],
)
def test_odd_characters_hide_nothing(hidden: str, shown: str) -> None:
    assert fold(hidden) == shown


@pytest.mark.parametrize("text", ["Việt Nam café naïve", "й ё Ў", "हिन्दी में", "한국어"])
def test_the_marks_of_real_languages_stay(text: str) -> None:
    assert plain(text) == text


def test_one_letter_a_line_is_a_word() -> None:
    assert decoded("h\ne\nl\nl\no") == "hello"


_ASKED = "What is hidden here?"


@pytest.mark.parametrize(
    "hidden",
    [
        "".join(chr(0xE0000 + ord(c)) for c in _ASKED),
        "".join(chr(0xE0100 + byte - 16) for byte in _ASKED.encode()),
        "".join(f"&#{ord(c)};" for c in _ASKED),
        "".join(f"%{ord(c):02x}" for c in _ASKED),
        "".join(f"\\u{ord(c):04x}" for c in _ASKED),
        base64.b64encode(_ASKED.encode()).decode(),
    ],
)
def test_words_in_code_are_read(hidden: str) -> None:
    assert revealed(f"Say {hidden}").split() == ["Say", *_ASKED.split()]


@pytest.mark.parametrize(
    "text",
    [
        "Tom & Jerry; 20% off, 30% more",
        "https://example.org/a_long_path-of/words",
        "A" * 40,
        "5%ab",
    ],
)
def test_what_encodes_no_words_stays(text: str) -> None:
    assert revealed(text) == text
