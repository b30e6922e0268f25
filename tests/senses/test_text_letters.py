"""Letters that stand alone: one under the other, spread out; and what only looks so."""

from collections.abc import Callable

import numpy as np
import pytest

from clearsight.imaging.item import Item
from clearsight.imaging.transform.disguises import scattered
from clearsight.imaging.transform.effects import contrast, inverted, mirrored, rotated
from clearsight.imaging.transform.layout import stacked
from clearsight.imaging.transform.made import bare
from clearsight.senses.faint import pale
from clearsight.senses.loose import alone
from clearsight.senses.picture import Picture
from clearsight.senses.regions import Found
from tests.senses.text_pages import Sheet, read, wrong_letters

Transform = Callable[[Item, int], Item]
SAID = "Ways to repair an old bicycle with simple tools"


def test_reads_letters_one_under_the_other_as_words() -> None:
    reading = read(stacked(bare(SAID, 1), 1).pixels)
    assert wrong_letters(reading.text.lower(), SAID.lower()) <= 0.1
    assert len(reading.text.split()) in range(9, 13)


def test_reads_letters_spread_over_the_picture() -> None:
    assert wrong_letters(read(scattered(bare(SAID, 1), 1).pixels).text, SAID) <= 0.1


def test_reads_spread_letters_however_the_picture_is_held() -> None:
    for held in (
        rotated(scattered(bare(SAID, 2), 2), 2, degrees=180),
        rotated(scattered(bare(SAID, 2), 2), 2, degrees=14),
        mirrored(scattered(bare(SAID, 2), 2), 2),
        inverted(scattered(bare(SAID, 2), 2), 2),
    ):
        assert wrong_letters(read(held.pixels).text.lower(), SAID.lower()) <= 0.15, held.steps


@pytest.mark.parametrize(
    ("transform", "levels"), [(stacked, 24), (stacked, 18), (scattered, 14), (scattered, 24)]
)
def test_reads_single_letters_that_are_faint(transform: Transform, levels: int) -> None:
    page = contrast(transform(bare(SAID, 1), 1), 1, levels=levels)
    assert wrong_letters(read(page.pixels).text.lower(), SAID.lower()) <= 0.1


def test_a_picture_of_one_grey_is_pale_and_a_blank_one_is_not() -> None:
    page = stacked(bare(SAID, 1), 1)
    assert pale(Picture(contrast(page, 1, levels=14).pixels))
    assert not pale(Picture(page.pixels))
    assert not pale(Picture(np.full((200, 300, 3), 240, np.uint8)))


def test_a_calendar_keeps_its_days() -> None:
    sheet = Sheet(900, 700)
    for day in range(28):
        sheet.write(str(day + 1), 80 + 110 * (day % 7), 80 + 130 * (day // 7), size=40)
    days = read(sheet.pixels).text.split()
    assert {"8", "12", "20", "28"} <= set(days)


def test_lines_of_words_are_no_letters() -> None:
    line = Found(np.array([[0, 0], [200, 0], [200, 20], [0, 20]], np.float32), 0.9)
    letter = Found(np.array([[0, 0], [20, 0], [20, 24], [0, 24]], np.float32), 0.9)
    assert alone([line] * 12) == []
    assert alone([letter] * 9) == []
    assert alone([letter] * 12 + [line] * 12) == []
    assert len(alone([letter] * 12 + [line] * 2)) == 12


@pytest.mark.parametrize("size", [30, 60])
def test_letters_of_other_sizes_are_left_out(size: int) -> None:
    letters = [
        Found(np.array([[0, 0], [s, 0], [s, s], [0, s]], np.float32), 0.9)
        for s in (size,) * 11 + (size * 4,)
    ]
    assert len(alone(letters)) == 11
