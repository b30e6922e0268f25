"""Text that is struck through, and lines that are no strikes."""

import cv2
import numpy as np
import pytest
import skimage.data

from clearsight.senses.picture import Picture, Pixels
from clearsight.senses.regions import Found
from clearsight.senses.struck import mended, strikes
from tests.senses.text_pages import Sheet, read, wrong_letters

SAID = "Methods to cook rice with children"


def _page(*, struck: bool, rise: int = 0) -> Pixels:
    sheet = Sheet(760, 200)
    sheet.write(SAID, 30, 60, size=38)
    pixels = sheet.pixels.copy()
    if struck:
        cv2.line(pixels, (24, 86 - rise), (700, 86 + rise), (200, 20, 20), 4)
    return pixels


def test_reads_text_that_is_struck_through() -> None:
    assert wrong_letters(read(_page(struck=True)).text, SAID) <= 0.15


@pytest.mark.parametrize("rise", [-18, 12, 18])
def test_reads_text_under_a_slanted_strike(rise: int) -> None:
    pixels = _page(struck=True, rise=rise)
    (strike,) = strikes(Picture(pixels), [])
    assert strike.slope == pytest.approx(2 * rise / 676, abs=0.03)
    assert wrong_letters(read(pixels).text, SAID) <= 0.15


def test_a_strike_is_found_where_it_is_and_painted_over() -> None:
    picture = Picture(_page(struck=True))
    lines = strikes(picture, [])
    assert len(lines) == 1
    scale = picture.small_grey.shape[1] / 760
    assert lines[0][1] / scale == pytest.approx(84, abs=4)
    clean = mended(picture, lines).astype(int)
    assert not ((clean[..., 0] - clean[..., 1]) > 120).any()


@pytest.mark.parametrize("kind", ["plain", "underlined", "table"])
def test_other_lines_are_no_strikes(kind: str) -> None:
    pixels = _page(struck=False)
    if kind == "underlined":
        cv2.line(pixels, (24, 112), (700, 112), (20, 20, 20), 3)
    if kind == "table":
        for y in (20, 50, 130, 180):
            cv2.line(pixels, (10, y), (750, y), (20, 20, 20), 2)
    assert len(strikes(Picture(pixels), [])) == 0


@pytest.mark.parametrize("name", ["astronaut", "coffee", "rocket", "brick", "grass"])
def test_photos_hold_no_strikes(name: str) -> None:
    photo = np.asarray(getattr(skimage.data, name)())
    pixels = photo if photo.ndim == 3 else np.repeat(photo[..., None], 3, axis=2)
    assert len(strikes(Picture(np.ascontiguousarray(pixels)), [])) == 0


def test_a_strike_whose_text_was_read_asks_for_nothing() -> None:
    picture = Picture(_page(struck=True))
    whole = Found(np.array([[20, 60], [705, 60], [705, 110], [20, 110]], np.float32), 0.9)
    assert len(strikes(picture, [whole])) == 0
