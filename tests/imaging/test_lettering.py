"""Layout of text, and the page that records where it stands."""

import numpy as np
import pytest

from clearsight.errors import UsageError
from clearsight.imaging.fonts import family
from clearsight.imaging.lettering import Pen, fit, is_rtl, lay, length, runs
from clearsight.imaging.page import Cell, Page

PEN = Pen(family("DejaVu Sans"), 24, (0, 0, 0))
WHITE = (255, 255, 255)


def _ink(page: Page) -> tuple[float, float, float, float]:
    """The box of all that is not white, as fractions."""
    rows, columns = np.nonzero((page.pixels < 128).any(2))
    return (
        columns.min() / page.width, rows.min() / page.height,
        (columns.max() + 1) / page.width, (rows.max() + 1) / page.height,
    )  # fmt: skip


def test_lines_keep_to_the_width() -> None:
    laid = lay("one two three four five six seven eight nine ten", PEN, 200)
    assert len(laid.lines) > 2
    assert all(length(line, PEN) <= 200 for line in laid.lines)


def test_wrapping_loses_no_word() -> None:
    text = "the quick brown fox jumps over the lazy dog " * 4
    assert " ".join(lay(text.strip(), PEN, 180).lines) == text.strip()


def test_newlines_start_paragraphs() -> None:
    assert lay("a\nb", PEN, 500).lines == ("a", "b")


def test_text_without_spaces_breaks_between_letters_but_not_before_a_full_stop() -> None:
    text = "图书馆今天九点开门。" * 3
    lines = lay(text, PEN, 120).lines
    assert "".join(lines) == text
    assert not any(line.startswith("。") for line in lines)


def test_a_word_wider_than_the_line_is_cut() -> None:
    lines = lay("x" * 60, PEN, 200).lines
    assert "".join(lines) == "x" * 60
    assert all(length(line, PEN) <= 200 for line in lines)


def test_fit_shrinks_until_the_text_fits() -> None:
    laid = fit("A rather long line for a narrow board", PEN.at(60), 220, 120)
    assert laid.pen.size < 60
    assert laid.height <= 120


def test_fit_keeps_words_whole() -> None:
    laid = fit("Einbahnstraße", PEN.at(60), 220, 300)
    assert laid.lines == ("Einbahnstraße",)


def test_a_text_that_cannot_fit_is_an_error_that_says_how_long_it_is() -> None:
    with pytest.raises(UsageError, match="3000 characters"):
        fit("ab " * 1000, PEN, 100, 100)


@pytest.mark.parametrize(("text", "rtl"), [("שלום", True), ("12 سلام", True), ("a שלום", False)])
def test_direction_is_that_of_the_first_letter(text: str, rtl: bool) -> None:
    assert is_rtl(text) is rtl


def test_letters_that_the_face_lacks_come_from_another() -> None:
    found = runs("tea चाय", PEN.face)
    assert [run.text for run in found] == ["tea ", "चाय"]
    assert "Devanagari" in found[1].face.scripts


def test_a_character_without_a_face_is_an_error_that_names_it() -> None:
    with pytest.raises(UsageError, match=r"U\+10330"):
        runs("a\U00010330", PEN.face)


@pytest.mark.parametrize("align", ["start", "end", "centre"])
def test_the_recorded_box_is_where_the_ink_is(align: str) -> None:
    page = Page.blank(400, 100, WHITE)
    page.write("Harbour gpq", PEN, (20, 30), width=360, align=align)  # type: ignore[arg-type]
    assert page.lines[0]["box"] == pytest.approx(_ink(page), abs=0.015)


def test_text_that_runs_right_to_left_starts_on_the_right() -> None:
    page = Page.blank(400, 100, WHITE)
    page.write("שלום", PEN, (20, 30), width=360)
    assert page.lines[0]["box"][2] == pytest.approx(380 / 400, abs=0.01)


def test_a_row_is_one_line_of_the_twin() -> None:
    page = Page.blank(400, 100, WHITE)
    page.row([Cell("Soup", 20, PEN), Cell("4.50", 380, PEN, "right")], 20)
    assert page.text == "Soup 4.50"
    assert [line["text"] for line in page.lines] == ["Soup", "4.50"]


def test_a_row_of_two_sizes_shares_a_baseline() -> None:
    page = Page.blank(400, 100, WHITE)
    page.row([Cell("H", 20, PEN.at(40)), Cell("H", 200, PEN.at(18))], 20)
    large, small = (line["box"][3] for line in page.lines)
    assert large == pytest.approx(small, abs=0.011)


def test_boxes_move_with_a_page_that_is_laid_on_a_larger_picture() -> None:
    page = Page.blank(200, 100, WHITE)
    page.write("Hill", PEN, (20, 30), width=160)
    ground = np.full((200, 400, 3), 255, np.uint8)
    ground[60:160, 100:300] = page.pixels
    moved = page.moved(ground, (100, 60))
    assert moved.lines[0]["box"] == pytest.approx(_ink(moved), abs=0.01)


def test_an_item_names_the_faces_used_and_leaves_looks_out_of_the_truth() -> None:
    page = Page.blank(200, 100, WHITE)
    page.write("Hill", PEN, (20, 30), width=160)
    item = page.item("note", 1, {"style_ink": "blue", "language": "en"})
    assert item.sources[0]["origin"] == "Debian fonts-dejavu-core"
    assert "style_ink" not in item.truth
    assert item.text == "Hill"
