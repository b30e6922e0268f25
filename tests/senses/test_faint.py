"""The cue that asks for a second look with the contrast raised."""

import numpy as np
import pytest
import skimage.data

from clearsight.senses.faint import faint, strokes
from clearsight.senses.picture import Picture
from clearsight.senses.regions import Found
from tests.senses.text_pages import NOTICE, lines

HIDDEN = Picture(lines(NOTICE, 26, ink=246, paper=250))


def test_faint_lines_ask_for_another_look() -> None:
    assert faint(HIDDEN, [])


def test_one_faint_line_asks_for_another_look() -> None:
    assert faint(Picture(lines(NOTICE[:1], 30, side=800, ink=200, paper=208)), [])


def test_what_was_read_does_not_ask_again() -> None:
    whole = np.array([[0, 0], [1023, 0], [1023, 1023], [0, 1023]], dtype=np.float32)
    assert not faint(HIDDEN, [Found(whole, 1.0)])


def test_plain_text_does_not_ask() -> None:
    assert not faint(Picture(lines(NOTICE, 26)), [])


@pytest.mark.parametrize("name", ["astronaut", "cat", "coffee", "rocket"])
def test_photos_do_not_ask(name: str) -> None:
    assert not faint(Picture(np.ascontiguousarray(getattr(skimage.data, name)())), [])


def test_strokes_are_counted_along_the_busiest_rows() -> None:
    slope = np.zeros((1, 32, 32), dtype=np.float32)
    slope[:, :8, [4, 5, 12, 20]] = 5.0
    slope[:, :8, 21] = -5.0
    assert strokes(slope, np.full((1, 1, 1), 1.0)) == pytest.approx([4.0])
