"""Transforms of words: the twin is kept, nothing is lost, any text works."""

import base64
import codecs
import html
import json
import unicodedata
from collections import Counter
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearsight.errors import UsageError
from clearsight.imaging.transform.spoken import Spoken
from clearsight.imaging.transform.unicode_words import LOOKALIKES
from clearsight.imaging.transform.words import TEXT_TRANSFORMS, over_turns, speak

TEXT = "Steps to bake a loaf of rye bread, at 230 degrees!"
ODD = [
    "",
    " ",
    "🍞👩‍🍳🏳️‍🌈",
    "كيف أخبز الخبز؟",
    "איך אופים לחם",
    "面包",
    "a\u0301e\u0308",
    "x\n\ny\tz",
]
# HTML has no entities for control characters, and NFKC changes more than we did.
PRINTED = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]))
ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126))
SEEDS = st.integers(0, 2**32)

_BACK = {alike: letter for letter, others in LOOKALIKES.items() for alike in others}
_BYTES = {**{0xFE00 + n: n for n in range(16)}, **{0xE0100 + n: n + 16 for n in range(240)}}

# How each is undone, for any text.
UNDO: dict[str, Callable[[str], str]] = {
    "base64": lambda said: base64.b64decode(said).decode(),
    "hexadecimal": lambda said: bytes.fromhex(said).decode(),
    "rot13": lambda said: codecs.decode(said, "rot13"),
    "backwards": lambda said: said[::-1],
    "html_entities": html.unescape,
    "percent": unquote,
    "url_encoded": unquote,
    "json_escaped": lambda said: str(json.loads(f'"{said}"')),
    "variation_selectors": lambda said: bytes(_BYTES[ord(c)] for c in said).decode(),
}
# How each is undone, for printable ASCII.
UNDO_ASCII: dict[str, Callable[[str], str]] = {
    "full_width": lambda said: unicodedata.normalize("NFKC", said),
    "mathematical": lambda said: unicodedata.normalize("NFKC", said),
    "circled": lambda said: unicodedata.normalize("NFKC", said),
    "zero_width": lambda said: "".join(c for c in said if unicodedata.category(c) != "Cf"),
    "piled": lambda said: "".join(c for c in said if not unicodedata.combining(c)),
    "confusables": lambda said: "".join(_BACK.get(c, c) for c in said),
    "mixed_scripts": lambda said: "".join(_BACK.get(c, c) for c in said),
    "tag_characters": lambda said: "".join(chr(ord(c) - 0xE0000) for c in said),
}


@given(text=PRINTED, seed=SEEDS)
@pytest.mark.parametrize("name", TEXT_TRANSFORMS)
def test_twin_is_kept_and_the_same_seed_says_the_same(name: str, text: str, seed: int) -> None:
    spoken = speak(text, name, seed)
    assert spoken == speak(text, name, seed)
    assert (spoken.twin, spoken.steps) == (text, ((name, seed),))


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("name", TEXT_TRANSFORMS)
def test_empty_emoji_and_right_to_left_text_works(name: str, text: str) -> None:
    assert bool(speak(text, name, 1).text.strip()) >= bool(text.strip())


@given(text=PRINTED, seed=SEEDS)
@pytest.mark.parametrize("name", UNDO)
def test_codes_bring_back_every_character(name: str, text: str, seed: int) -> None:
    assert UNDO[name](speak(text, name, seed).text) == text


@given(text=ASCII, seed=SEEDS)
@pytest.mark.parametrize("name", UNDO_ASCII)
def test_other_characters_bring_back_plain_ones(name: str, text: str, seed: int) -> None:
    assert UNDO_ASCII[name](speak(text, name, seed).text) == text


@given(text=ASCII, seed=SEEDS)
@pytest.mark.parametrize(("name", "between"), [("spaced", " "), ("dotted", "."), ("dashed", "-")])
def test_parted_words_keep_all_characters(name: str, between: str, text: str, seed: int) -> None:
    kept = [c for c in text if c not in f"{between} "]
    assert [c for c in speak(text, name, seed).text if c not in f"{between} "] == kept


@given(text=PRINTED, seed=SEEDS)
def test_case_noise_changes_case_alone(text: str, seed: int) -> None:
    assert speak(text, "case_noise", seed).text.casefold() == text.casefold()


@given(text=PRINTED, seed=SEEDS)
def test_typos_lose_no_letter_of_any_word(text: str, seed: int) -> None:
    slipped = speak(text, "typos", seed).text
    assert list(map(Counter, slipped.split())) == list(map(Counter, text.split()))


@pytest.mark.parametrize("name", TEXT_TRANSFORMS)
def test_every_transform_changes_a_sentence(name: str) -> None:
    assert speak(TEXT, name, 1).text != TEXT


def test_look_alikes_are_letters_of_other_scripts_and_no_two_letters_share_one() -> None:
    assert all(not alike.isascii() and alike.isalpha() for alike in _BACK)
    assert len(_BACK) == sum(map(len, LOOKALIKES.values()))


def test_simple_pig_latin_has_one_way_back() -> None:
    assert speak("Rye bread", "first_letter_last", 1).text == "ye-Ray read-bay"


def test_two_steps_keep_the_first_twin() -> None:
    spoken = speak(speak("rye", "backwards", 1), "base64", 2)
    assert spoken == Spoken("ZXly", "rye", (("backwards", 1), ("base64", 2)))


def test_unknown_name_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"'morse'; known: full_width"):
        speak(TEXT, "morse", 1)


@given(text=PRINTED, seed=SEEDS, turns=st.integers(1, 9))
def test_turns_joined_are_the_words_in_order(text: str, seed: int, turns: int) -> None:
    conversation = over_turns(text, seed, turns=turns)
    said = [message.text for message in conversation if message.role == "user"]
    assert " ".join(said).split() == text.split()
    assert len(said) <= turns
    assert conversation == over_turns(text, seed, turns=turns)


def test_turns_alternate_and_end_with_the_user() -> None:
    roles = [message.role for message in over_turns(TEXT, 1, turns=3)]
    assert roles == ["user", "assistant"] * 2 + ["user"]


def test_less_than_one_turn_is_an_error() -> None:
    with pytest.raises(UsageError, match="at least 1"):
        over_turns(TEXT, 1, turns=0)
