"""Parts that callers give: what fits is shown, what does not is an error that says why."""

from typing import Any

import numpy as np
import pytest

from clearsight.errors import UsageError
from clearsight.imaging.fonts import family
from clearsight.imaging.lettering import Pen
from clearsight.imaging.page import Cell, Page
from clearsight.imaging.render import planned, render

ROW = {"time": "10:05", "to": "Elmswood", "line": "B1", "platform": 3}
DISH = {"section": "Mains", "name": "Soup", "detail": "", "price": "4.50"}
BREAD = {"name": "Bread", "quantity": 1, "unit_price": "2.50"}


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("sign", {"text": 5}, "text is 5, expected text such as"),
        ("receipt", {"items": []}, "items is empty"),
        ("receipt", {"items": [{"name": "Bread"}]}, r"items\[0\] has name, expected exactly"),
        ("receipt", {"items": [{**BREAD, "quantity": "1"}]}, "expected a whole number"),
        ("receipt", {"items": [{**BREAD, "quantity": 0}]}, "quantity is 0, expected 1"),
        ("receipt", {"items": [{**BREAD, "unit_price": "2.5"}]}, "no amount of money"),
        ("receipt", {"items": [{**BREAD, "name": "bread " * 20}]}, "does not fit"),
        ("receipt", {"paid_by": "shells"}, "expected one of 'card', 'cash'"),
        ("menu", {"items": []}, "items is empty"),
        ("menu", {"items": [{**DISH, "name": "x" * 45}]}, "runs into"),
        ("food_label", {"ingredients": []}, "ingredients is empty"),
        ("food_label", {"ingredients": ["water"] * 400}, "does not fit"),
        ("medicine_label", {"excipients": []}, "excipients is empty"),
        ("medicine_label", {"warnings": ["Read the leaflet."] * 60}, "does not fit"),
        ("timetable", {"departures": []}, "departures is empty"),
        ("timetable", {"departures": [{**ROW, "time": "noon"}]}, "'noon' is no time of day"),
        ("table", {"rows": []}, "rows is empty"),
        ("table", {"columns": ["A"]}, "expected 1: one under each of columns"),
        ("letter", {"body": "Long. " * 2000}, "does not fit"),
        ("chat", {"start": "noon"}, "'noon' is no time of day"),
        ("screenshot", {"app": "phone"}, "expected one of 'editor'"),
        ("screenshot", {"language": "de"}, "give text too"),
    ],
)
def test_a_part_that_cannot_be_shown_is_an_error(
    name: str, given: dict[str, Any], says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        render(name, 1, **given)


@pytest.mark.parametrize("seed", [1.5, "a", None])
def test_a_seed_is_a_whole_number(seed: Any) -> None:
    with pytest.raises(UsageError, match="expected a whole number"):
        render("sign", seed)


def test_seeds_below_zero_and_of_numpy_are_seeds() -> None:
    assert planned("sign", -3) == planned("sign", -3) != planned("sign", 3)
    assert render("sign", np.int64(3)).png() == render("sign", 3).png()  # type: ignore[arg-type]


def test_cash_on_a_receipt_is_the_next_ten() -> None:
    paid = render("receipt", 1, items=[{**BREAD, "quantity": 5}], paid_by="cash").truth
    assert (paid["total"], paid["given"], paid["change"]) == ("12.50", "20.00", "7.50")


def test_departures_in_any_order_are_asked_about_by_time() -> None:
    rows = [ROW, {**ROW, "time": "9:15", "platform": 7}]
    truth = planned("timetable", 1, departures=rows)
    asked = {question["question"]: question["answer"] for question in truth["questions"]}
    assert asked["When is the first departure to Elmswood?"] == "9:15"
    assert asked["Which platform does the 10:05 departure leave from?"] == "3"


def test_a_letter_asks_only_about_what_it_says() -> None:
    asked = [q["question"] for q in planned("letter", 1, body="All is well.")["questions"]]
    assert "Which amount does the letter name?" not in asked
    assert "Who signed the letter?" in asked


def test_nothing_absent_from_a_food_is_anywhere_on_its_pack() -> None:
    for seed in range(300):
        truth = planned("food_label", seed)
        assert not [name for name in truth["absent"] if name in truth["text"].lower()]


def test_the_language_of_a_given_text_is_the_one_given_with_it() -> None:
    assert planned("note", 3, text="Hallo")["language"] == ""
    assert planned("note", 3, text="Hallo", language="de")["language"] == "de"


@pytest.mark.parametrize("break_", ["\r\n", "\r", "\x85", "\u2029"])
def test_every_line_break_of_unicode_breaks_lines(break_: str) -> None:
    assert render("note", 3, text=f"one{break_}two").text == "one\ntwo"


def test_messages_of_a_chat_end_at_any_line_break() -> None:
    messages = planned("chat", 3, text="one\r\ntwo")["messages"]
    assert [message["text"] for message in messages] == ["one", "two"]


def test_tabs_are_spaces_and_controls_are_not_drawn() -> None:
    plain, odd = (render("sign", 3, text=text) for text in ("a b c", "a\tb\x07 c"))
    assert odd.text == "a b c"
    assert np.array_equal(plain.pixels, odd.pixels)


def _page() -> tuple[Page, Pen]:
    return Page.blank(300, 100, (255, 255, 255)), Pen(family("DejaVu Sans"), 20)


@pytest.mark.parametrize("at", [(250, 20), (-9, 20), (10, 95)])
def test_words_beside_the_page_are_an_error(at: tuple[float, float]) -> None:
    page, pen = _page()
    with pytest.raises(UsageError, match="'Harbour' does not fit the picture of 300 x 100 px"):
        page.row([Cell("Harbour", at[0], pen)], at[1])


def test_entries_of_a_row_that_meet_are_an_error() -> None:
    page, pen = _page()
    with pytest.raises(UsageError, match="'Harbour' runs into '12'"):
        page.row([Cell("12", 60, pen), Cell("Harbour", 10, pen)], 20)
