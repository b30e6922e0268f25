"""Scripts: which one a text is in, and the second reader."""

import numpy as np
import pytest

from clearsight.errors import WeightsError
from clearsight.imaging.render import render
from clearsight.senses import ocr, tesseract
from clearsight.senses.script import could_be_cyrillic, script_of
from tests.senses.text_pages import Sheet, read

OUTLINED_RUSSIAN = 6002  # the seed of a caption over a picture: white letters, black outline
needs_russian = pytest.mark.skipif(
    "rus" not in tesseract.languages(), reason="tesseract-ocr-rus is not installed"
)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Bonjour", "Latin"),
        ("Привет, John", "Cyrillic"),
        ("مرحبا", "Arabic"),
        ("यह पानी", "Devanagari"),
        ("여행", "Hangul"),
        ("开放时间", "Han"),
        ("ひらがな", "Hiragana"),
        ("12:30", "Common"),
    ],
)
def test_names_the_script_of_most_letters(text: str, script: str) -> None:
    assert script_of(text) == script


def test_knows_letters_with_a_twin() -> None:
    assert could_be_cyrillic("MOCKBA".replace("B", "B"))
    assert not could_be_cyrillic("London")
    assert not could_be_cyrillic("12")


@needs_russian
def test_reads_cyrillic_by_the_second_reader() -> None:
    sheet = Sheet(900, 300)
    sheet.write("Осторожно, высокое напряжение", 60, 60, size=30)
    line = read(sheet.pixels).lines[0]
    assert (line.text, line.reader, line.script) == (
        "Осторожно, высокое напряжение",
        "tesseract",
        "Cyrillic",
    )


@needs_russian
def test_reads_outlined_letters_by_the_second_reader() -> None:
    item = render("meme", OUTLINED_RUSSIAN)
    assert item.truth["language"] == "ru"
    reading = read(item.pixels)
    assert not reading.unread
    said = set(item.text.split())
    known = said & set(" ".join(line.text for line in reading.lines).split())
    assert len(known) >= 0.6 * len(said)


@pytest.mark.parametrize(("letter", "outline"), [(255, 0), (0, 255)])
def test_an_outline_is_taken_off_and_the_letter_is_black(letter: int, outline: int) -> None:
    row = np.full((40, 200, 3), 128, np.uint8)
    row[6:34, 20:44] = outline
    row[9:31, 23:41] = letter
    filled = tesseract.filled(row)
    assert (filled[9:31, 23:41] == 0).all()
    assert (filled == 0).sum() == 22 * 18 * 3


def test_plain_letters_stay_as_they_are() -> None:
    row = np.full((40, 200, 3), 240, np.uint8)
    row[6:34, 20:44] = 10
    assert tesseract.filled(row) is row
    assert tesseract.filled(255 - row).max() == 245


def test_words_fall_into_the_rows_they_were_laid_in() -> None:
    words = [
        tesseract.Word("Часы", 95, 20, 20, 60, 30),
        tesseract.Word("работы", 93, 90, 20, 60, 30),
        tesseract.Word("Вход", 90, 20, 76, 60, 30),
    ]
    assert [row.text for row in tesseract.collect(words, 3)] == ["Часы работы", "Вход", ""]


def test_syllables_are_joined_and_words_kept_apart() -> None:
    words = [
        tesseract.Word("여", 95, 20, 20, 30, 30),
        tesseract.Word("행", 95, 52, 20, 30, 30),
        tesseract.Word("끝날", 95, 97, 20, 60, 30),
    ]
    assert tesseract.collect(words, 1)[0].text == "여행 끝날"


def test_what_tesseract_doubts_stays_unread() -> None:
    assert tesseract.collect([tesseract.Word("Ж9!ж", 41, 20, 20, 60, 30)], 1)[0].text == ""


def test_a_changed_network_is_refused() -> None:
    with pytest.raises(WeightsError, match=r"expected 00.*pip install"):
        ocr.checked(ocr.DETECTOR[0], "00")


def test_a_missing_network_is_refused() -> None:
    with pytest.raises(WeightsError, match="is missing"):
        ocr.checked("nothing.onnx", "00")
