"""Reading order and blocks, on drawn documents and on synthetic cells."""

import textwrap
from collections.abc import Callable

import numpy as np
import pytest

from clearsight.senses.layout import Cell, arrange
from clearsight.senses.picture import Pixels
from clearsight.senses.tables import blocks_of, pair
from tests.senses.text_pages import Sheet, grid, photographed, read, tilted

MENU = (
    ("Tomato soup", "4.50"),
    ("Green salad", "5.20"),
    ("Grilled trout", "13.80"),
    ("Mushroom risotto", "11.40"),
)
BUS = (
    ("Stop", "Mon-Fri", "Sat", "Sun"),
    ("Station", "07:10", "08:15", "09:20"),
    ("Market", "07:18", "08:23", "09:28"),
    ("Hospital", "07:31", "08:36", "09:41"),
    ("Airport", "07:52", "08:57", "10:02"),
)
VIEWS: dict[str, Callable[[Pixels], Pixels]] = {
    "flat": lambda p: p,
    "photographed": photographed,
    "tilted": lambda p: tilted(p, 6),
    "turned": lambda p: np.rot90(p),
    "upside down": lambda p: np.rot90(p, 2),
}


def _cell(text: str, left: float, top: float, *, letter: float = 10, height: float = 20) -> Cell:
    return Cell(text, left, top, left + letter * len(text), top + height)


@pytest.mark.parametrize("view", VIEWS)
def test_a_menu_is_a_table_of_two_columns(view: str) -> None:
    pixels = VIEWS[view](grid(MENU, (60, 640), title="Lunch menu"))
    tables = [block.rows for block in read(pixels).blocks if block.kind == "table"]
    assert tables == [MENU]


@pytest.mark.parametrize("view", VIEWS)
def test_a_timetable_keeps_its_columns(view: str) -> None:
    pixels = VIEWS[view](grid(BUS, (60, 320, 520, 700), title="Bus 42"))
    tables = [block.rows for block in read(pixels).blocks if block.kind == "table"]
    assert tables == [BUS]


def test_a_title_is_a_heading() -> None:
    reading = read(grid(BUS, (60, 320, 520, 700), title="Bus 42"))
    assert reading.blocks[0].kind == "heading"
    assert reading.lines[reading.blocks[0].lines[0]].text == "Bus 42"


def test_a_label_gives_pairs() -> None:
    sheet = Sheet(700, 420)
    sheet.write("Paracetamol", 50, 30, size=48)
    for index, text in enumerate(("Take one tablet with a glass of water.", "Keep it dry.")):
        sheet.write(text, 50, 130 + 40 * index)
    for index, text in enumerate(("Best before: 12/2026", "Batch: K4471")):
        sheet.write(text, 50, 280 + 40 * index)
    pairs = [block.rows for block in read(sheet.pixels).blocks if block.kind == "pairs"]
    assert pairs == [(("Best before", "12/2026"), ("Batch", "K4471"))]


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    left = "The river rose during the night and by morning the lower fields were under water."
    right = "In the town the library opened its doors to those who had left home for the night."
    sheet = Sheet(1000, 420)
    for x, y, text in ((60, 60, left), (560, 69, right)):
        for index, line in enumerate(textwrap.wrap(text, 26)):
            sheet.write(line, x, y + 40 * index, size=24)
    assert read(sheet.pixels).text.replace("\n", " ") == f"{left} {right}"


def test_a_chat_is_read_from_top_to_bottom() -> None:
    said = ((40, "Are you coming?"), (330, "Yes, at eight."), (40, "Bring a map"), (400, "Will do"))
    sheet = Sheet(600, 500)
    for index, (x, text) in enumerate(said):
        sheet.write(text, x, 40 + 90 * index)
    assert read(sheet.pixels).text.splitlines() == [text for _, text in said]


def test_words_of_one_line_are_joined_and_cells_are_not() -> None:
    zones = arrange([_cell("fox", 60, 1), _cell("The", 20, 0), _cell("9.50", 300, 0)])
    assert [[cell.text for cell in row] for row in zones[0]] == [["The fox", "9.50"]]


def test_right_to_left_rows_start_at_the_right() -> None:
    zones = arrange([_cell("שלום", 300, 0), _cell("תודה רבה", 20, 0)])
    assert [cell.text for cell in zones[0][0]] == ["שלום", "תודה רבה"]


def test_a_missing_cell_leaves_its_place_empty() -> None:
    rows = [
        [_cell("A", 0, 0), _cell("1", 200, 0), _cell("2", 400, 0)],
        [_cell("B", 0, 30), _cell("4", 400, 30)],
    ]
    assert blocks_of(rows)[0].table == (("A", "1", "2"), ("B", "", "4"))


def test_leaders_part_a_dish_from_its_price() -> None:
    rows = [[_cell("Tomato soup ..... 4.50", 0, 0)], [_cell("Tea ....... 2.10", 0, 30)]]
    assert blocks_of(rows)[0].table == (("Tomato soup", "4.50"), ("Tea", "2.10"))


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Total: 12.40", ("Total", "12.40")),
        ("Best before 12/2026", ("Best before", "12/2026")),
        ("Gate closes 14:05", ("Gate closes", "14:05")),
        ("Bus 42", None),
        ("https://example.org", None),
        ("Keep out of the reach of children.", None),
    ],
)
def test_pairs_are_key_and_value(text: str, want: tuple[str, str] | None) -> None:
    assert pair(text) == want


def test_numbered_lines_are_a_list() -> None:
    rows = [[_cell("1. Wash the rice", 0, 0)], [_cell("2. Boil it", 0, 30)]]
    assert [block.kind for block in blocks_of(rows)] == ["list"]


def test_no_cells_give_no_rows() -> None:
    assert arrange([]) == []
