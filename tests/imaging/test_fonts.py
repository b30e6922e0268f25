"""Typefaces are found, complete, and shape their scripts."""

from dataclasses import replace

import pytest

from clearsight.errors import MissingExtra, UnknownName
from clearsight.imaging import fonts
from clearsight.imaging.render import lexicon


def test_a_face_that_is_not_installed_names_its_package() -> None:
    face = replace(fonts.family("DejaVu Sans"), file="NotThere.ttf", package="fonts-not-there")
    with pytest.raises(MissingExtra, match="apt-get install fonts-not-there"):
        fonts.font(face, 20)


@pytest.mark.parametrize("face", fonts.table(), ids=lambda face: face.family)
def test_every_face_of_the_table_is_installed(face: fonts.Face) -> None:
    assert fonts.path(face).exists()
    assert fonts.path(face.bold).exists()


def test_an_unknown_family_lists_those_known() -> None:
    with pytest.raises(UnknownName, match="DejaVu Sans"):
        fonts.family("Papyrus")


def test_an_unknown_style_lists_those_known() -> None:
    with pytest.raises(UnknownName, match="serif"):
        fonts.faces("Latin", "gothic")


def test_a_script_without_a_style_gets_the_nearest_that_it_has() -> None:
    assert {face.style for face in fonts.faces("Devanagari", "hand")} == {"serif"}


def test_a_script_without_any_face_is_an_error() -> None:
    with pytest.raises(UnknownName, match="Ogham"):
        fonts.faces("Ogham")


def test_a_missing_glyph_is_known_before_it_is_drawn() -> None:
    face = fonts.family("DejaVu Sans")
    assert fonts.covers(face, "Ж")
    assert not fonts.covers(face, "क")


@pytest.mark.parametrize("code", lexicon.languages())
def test_every_letter_of_the_word_lists_has_a_glyph(code: str) -> None:
    letters = set(str(lexicon.words("sentences")[code])) - {"\\"}
    assert [letter for letter in letters if fonts.stand_in(letter) is None] == []


@pytest.mark.parametrize(
    ("script", "joined", "apart"),
    [
        ("Arabic", "سلم", ("س", "ل", "م")),  # medial forms are narrower than isolated ones
        ("Devanagari", "क्ष", ("क", "ष")),  # one conjunct
        ("Devanagari", "श्री", ("श", "र", "ी")),
    ],
)
def test_letters_that_join_are_shaped(script: str, joined: str, apart: tuple[str, ...]) -> None:
    font = fonts.font(fonts.faces(script)[-1], 60)
    assert font.getlength(joined) < 0.95 * sum(font.getlength(letter) for letter in apart)


def test_hebrew_runs_from_right_to_left() -> None:
    font = fonts.font(fonts.family("Noto Sans Hebrew"), 60)
    first = font.getmask("ל").getbbox()  # the tallest letter: it rises above the others
    word = font.getmask("לםם")
    columns = [x for x in range(word.size[0]) if word.getpixel((x, 2))]
    assert first
    assert min(columns) > word.size[0] / 2


def test_right_to_left_text_with_digits_is_set_in_one_face() -> None:
    face = fonts.family("Noto Sans Hebrew")
    text = frozenset("שלום 18:45")
    chosen = fonts.suited(face, text)
    assert all(fonts.covers(chosen, letter) for letter in text)
