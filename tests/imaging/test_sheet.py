"""Contact sheets."""

import numpy as np
import pytest

from clearsight.errors import UsageError
from clearsight.imaging.item import Item
from clearsight.imaging.sheet import sheet


def _item(seed: int, colour: tuple[int, int, int]) -> Item:
    return Item(np.full((80, 160, 3), colour, np.uint8), "patch", seed, {})


def test_every_picture_is_on_the_sheet_with_its_caption() -> None:
    items = [_item(seed, (40 * seed, 0, 200)) for seed in range(5)]
    made = sheet(items, columns=3, cell_px=100)
    assert made.text.split("\n") == [f"patch {seed}" for seed in range(5)]
    for seed in range(5):
        assert (made.pixels == (40 * seed, 0, 200)).all(2).sum() > 4000


def test_a_caption_is_cut_to_its_cell() -> None:
    made = sheet([_item(1, (0, 0, 0))], cell_px=90, captions=lambda item: "word " * 30)
    assert made.text.endswith("...")
    assert made.truth["lines"][0]["box"][2] * made.pixels.shape[1] < 12 + 90


def test_no_items_are_an_error() -> None:
    with pytest.raises(UsageError, match="at least one item"):
        sheet([])
