"""Questions about many photos: what is judged once, and what a refusal is laid to."""

import asyncio
from dataclasses import replace

import pytest

from clearsight.reading import WHOLE, Reading, Tag, Unread
from scripts.measures.photo_cells import Cells, parts, signals
from tests.doubles import image

CAT = Tag("cat", 0.9, speakable=True)


def _reading(number: int, **given: object) -> Reading:
    base = Reading(image(str(number)).digest, 8, 8, senses=("text", "explicit", "people", "tags"))
    return replace(base, **{"tags": (CAT,), "explicit": 0.01, **given})  # type: ignore[arg-type]


def test_photos_that_say_the_same_aloud_have_the_same_signals() -> None:
    one, two = signals(image("1"), _reading(1)), signals(image("2"), _reading(2, explicit=0.05))
    assert one == two
    assert one != signals(image("2"), _reading(2, tags=()))
    assert one != signals(image("2"), _reading(2, explicit=0.3))


def test_a_photo_with_text_shares_its_signals_with_none() -> None:
    unread = (Unread(WHOLE, 9.0, unscannable=False),)
    assert signals(image("1"), _reading(1, unread=unread)) != signals(
        image("2"), _reading(2, unread=unread)
    )


def test_each_signal_is_left_out_in_turn() -> None:
    found = dict(parts(_reading(1, tags=(CAT, replace(CAT, label="cup")), explicit=0.3)))
    assert list(found) == ["cat", "cup", "explicit"]
    assert [tag.label for tag in found["cat"].tags] == ["cup"]


@pytest.fixture(scope="module")
def cells() -> Cells:
    return Cells("default")


def test_a_photo_is_judged_once_for_all_that_say_the_same(cells: Cells) -> None:
    for number in (1, 2):
        cells.kept.readings[image(str(number)).digest] = _reading(number)
    before = cells.judged
    first = asyncio.run(cells.cells("one", image("1"), ["What is this?"]))
    second = asyncio.run(cells.cells("two", image("2"), ["What is this?"]))
    assert cells.judged - before == 1
    assert (first[0].verdict, second[0].photo) == (second[0].verdict, "two")
    assert not first[0].stopped


def test_a_refusal_is_laid_to_the_signal_it_needs(cells: Cells) -> None:
    cells.kept.readings[image("3").digest] = _reading(3, explicit=0.9)
    (cell,) = asyncio.run(cells.cells("three", image("3"), ["What is this?"]))
    assert cell.stopped
    assert cell.fired == ("explicit",)
