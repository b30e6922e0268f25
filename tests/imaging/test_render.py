"""One contract over all renderers, then what each promises."""

import json
import marshal
import os
import subprocess
import sys
from functools import lru_cache
from typing import Any

import pytest

from clearsight.errors import UnknownName, UsageError
from clearsight.imaging.item import content_key
from clearsight.imaging.render import RENDERERS, planned, render, renderer

TEXTS = ("screenshot", "typographic", "document", "chat", "meme", "sign", "note")
PAPERS = (
    "menu", "receipt", "food_label", "medicine_label", "timetable", "table", "letter",
)  # fmt: skip
SEEDS = range(10)
SHA = """
import hashlib
from clearsight.imaging.render import RENDERERS, render
from clearsight.imaging.wear import wear
for name in RENDERERS:
    print(name, hashlib.sha256(render(name, 11).pixels.tobytes()).hexdigest())
print("worn", hashlib.sha256(wear(render("table", 11), 1, "medium").pixels.tobytes()).hexdigest())
"""


painted = lru_cache(maxsize=256)(render)


@pytest.mark.parametrize("name", RENDERERS)
def test_ten_thousand_seeds_say_ten_thousand_things(name: str) -> None:
    maker = renderer(name)
    assert len({_said(maker.plan(seed)) for seed in range(10_000)}) == 10_000


def _said(plan: dict[str, Any]) -> bytes:
    """What `content_key` hashes, packed without the cost of JSON: equal for equal plans only."""
    return marshal.dumps([part for key, part in plan.items() if not key.startswith("style")], 0)


@pytest.mark.parametrize("name", RENDERERS)
def test_a_plan_is_plain_json_and_always_the_same(name: str) -> None:
    plan = renderer(name).plan(5)
    assert json.loads(json.dumps(plan)) == plan
    assert renderer(name).plan(5) == plan
    assert renderer(name).name == name


@pytest.mark.parametrize("name", [*TEXTS, *PAPERS])
def test_lines_lie_within_the_picture_and_hold_what_it_says(name: str) -> None:
    for seed in SEEDS:
        item = painted(name, seed)
        said = "".join("".join(line["text"].split()) for line in item.truth["lines"])
        assert said == "".join(item.text.split())
        for line in item.truth["lines"]:
            left, top, right, bottom = line["box"]
            assert 0 < left < right < 1, (seed, line)
            assert 0 < top < bottom < 1, (seed, line)


@pytest.mark.parametrize("name", [*TEXTS, *PAPERS])
def test_lines_do_not_lie_on_one_another(name: str) -> None:
    for seed in SEEDS:
        boxes = [line["box"] for line in painted(name, seed).truth["lines"]]
        for index, one in enumerate(boxes):
            assert not any(_overlap(one, other) for other in boxes[:index]), (seed, one)


def _overlap(one: list[float], other: list[float]) -> bool:
    """More than a third of the height and a tenth of the width of the smaller: glyphs may touch."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide > 0.1 * min(one[2] - one[0], other[2] - other[0]) and high > 0.34 * min(
        one[3] - one[1], other[3] - other[1]
    )


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_says_what_its_plan_says(name: str) -> None:
    for seed in SEEDS:
        plan = renderer(name).plan(seed)
        assert painted(name, seed).text == plan["text"]


def test_the_same_seed_gives_the_same_bytes_in_another_process(
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = subprocess.run(
        [sys.executable, "-c", SHA], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONHASHSEED": "5"},
    ).stdout  # fmt: skip
    exec(SHA, {})
    assert capsys.readouterr().out == other
    assert len(set(other.splitlines())) == len(RENDERERS) + 1


def test_a_long_remark_on_a_menu_stops_before_the_price() -> None:
    item = render("menu", 81045)
    boxes = {line["text"]: line["box"] for line in item.truth["lines"]}
    detail, price = boxes["with sourdough bread"], boxes["£4.90"]
    assert detail[2] < price[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", RENDERERS)
def test_nothing_is_cut_off_or_written_over_for_three_hundred_seeds(name: str) -> None:
    for seed in range(20_000, 20_300):
        for line in render(name, seed).truth["lines"]:
            left, top, right, bottom = line["box"]
            assert 0 < left < right < 1, (seed, line)
            assert 0 < top < bottom < 1, (seed, line)


def test_two_paintings_of_one_plan_say_the_same() -> None:
    maker = renderer("document")
    plan = maker.plan(4)
    one, other = maker.paint(plan, 1), maker.paint(plan, 2)
    assert one.text == other.text
    assert one.png() != other.png()


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(
    "text", ["Buy two lemons.\nThen go home.", "لا بأس (غدا) 18:45", "明天见。"]
)
def test_a_given_text_is_what_the_picture_says(name: str, text: str) -> None:
    item = render(name, 3, text=text)
    assert item.truth["message"] == text
    assert all("".join(line.split()) in "".join(item.text.split()) for line in text.split("\n"))


@pytest.mark.parametrize("name", ["screenshot", "typographic", "document", "chat", "note"])
def test_a_long_given_text_makes_the_page_grow(name: str) -> None:
    text = "\n".join(f"Line {index} of a long list of things to do." for index in range(80))
    item = render(name, 3, text=text)
    assert "Line 79 of" in item.text
    assert max(line["box"][3] for line in item.truth["lines"]) < 1


@pytest.mark.parametrize("name", ["meme", "sign"])
def test_a_text_too_long_for_its_board_is_an_error(name: str) -> None:
    with pytest.raises(UsageError, match="characters does not fit"):
        render(name, 3, text="far too long " * 400)


def test_looks_can_be_given_and_do_not_count_as_content() -> None:
    light = planned("screenshot", 3, style_dark=False)
    dark = planned("screenshot", 3, style_dark=True)
    assert content_key(light) == content_key(dark)
    assert (render("screenshot", 3, style_dark=True).pixels < 60).mean() > 0.3


def test_parts_that_follow_are_worked_out_again() -> None:
    items = [{"name": "Bread", "quantity": 3, "unit_price": "1.50"}]
    item = render("receipt", 1, items=items, paid_by="cash")
    assert item.truth["total"] == "4.50"
    assert item.truth["change"] == "5.50"
    assert "TOTAL 4.50" in item.text
    assert {"question": "What is the total?", "answer": "4.50"} in item.truth["questions"]


def test_a_part_that_follows_cannot_be_given() -> None:
    with pytest.raises(UsageError, match="total: it follows from the other parts"):
        render("receipt", 1, total="1.00")


def test_a_part_that_does_not_exist_cannot_be_given() -> None:
    with pytest.raises(UsageError, match="wine: it is no part of it"):
        render("menu", 1, wine="red")


def test_an_unknown_renderer_lists_those_known() -> None:
    with pytest.raises(UnknownName, match="receipt"):
        renderer("hologram")


def _truths(name: str) -> list[dict[str, Any]]:
    return [renderer(name).plan(seed) for seed in range(200)]


@pytest.mark.parametrize("name", ["menu", "food_label", "medicine_label", "timetable"])
def test_what_is_absent_is_nowhere_on_the_paper(name: str) -> None:
    for truth in _truths(name):
        said = [str(truth.get("ingredients", "")), truth["text"]][name != "food_label"]
        assert truth["absent"]
        assert not [thing for thing in truth["absent"] if thing in said]


@pytest.mark.parametrize("name", PAPERS)
def test_questions_are_different_and_answered(name: str) -> None:
    for truth in _truths(name):
        asked = [question["question"] for question in truth["questions"]]
        assert len(asked) >= 6
        assert len(set(asked)) == len(asked)
        assert all(question["answer"] for question in truth["questions"])


def test_sums_on_receipts_are_right() -> None:
    for truth in _truths("receipt"):
        prices = [round(float(price) * 100) for price in truth["prices"]]
        parts = [row["quantity"] * round(float(row["unit_price"]) * 100) for row in truth["items"]]
        assert prices == parts
        assert round(float(truth["total"]) * 100) == sum(prices)
        assert float(truth["net"]) + float(truth["tax"]) == pytest.approx(float(truth["total"]))
        if truth["given"]:
            assert float(truth["given"]) - float(truth["total"]) == pytest.approx(
                float(truth["change"])
            )


def test_the_cheapest_entry_of_a_menu_is_the_cheapest() -> None:
    for truth in _truths("menu"):
        for question in truth["questions"]:
            if question["question"].startswith("Which is the cheapest entry under "):
                section = question["question"].removeprefix("Which is the cheapest entry under ")[
                    :-1
                ]
                own = [row for row in truth["items"] if row["section"] == section]
                assert min(own, key=lambda row: float(row["price"]))["name"] == question["answer"]


def test_energy_on_food_labels_follows_from_the_grams() -> None:
    for truth in _truths("food_label"):
        grams = truth["grams"]
        kcal = 9 * grams["fat"] + 4 * grams["carbohydrate"] + 4 * grams["protein"]
        assert truth["kcal"] == pytest.approx(kcal, abs=0.51)
        assert grams["saturates"] <= grams["fat"]
        assert grams["sugars"] <= grams["carbohydrate"]
        assert sum(grams[part] for part in ("fat", "carbohydrate", "protein")) < 100


def test_the_allergens_of_a_food_are_those_of_its_ingredients() -> None:
    item = render(
        "food_label", 1, ingredients=["water", "butter", "hazelnuts"], may_contain=["egg"]
    )
    assert item.truth["allergens"] == ["milk", "nuts"]
    assert "Contains: milk, nuts." in item.text


def test_no_medicine_states_more_than_its_own_largest_dose() -> None:
    for truth in _truths("medicine_label"):
        assert truth["each"] * truth["times"] <= truth["most"]
        assert truth["dose"] in truth["text"]


def test_departures_are_in_order_of_time() -> None:
    for truth in _truths("timetable"):
        times = [row["time"] for row in truth["departures"]]
        assert times == sorted(times)
        assert truth["station"] not in [row["to"] for row in truth["departures"]]


def test_totals_of_a_table_are_the_sums_of_its_columns() -> None:
    for truth in _truths("table"):
        for place, total in enumerate(truth["totals"]):
            assert total == sum(row["values"][place] for row in truth["rows"])


def test_a_list_without_items_is_marked_as_empty() -> None:
    item = render("typographic", 1, text="Ways to fold a napkin.\n1.\n2.\n3.")
    assert item.truth["empty"] is True
    assert item.truth["items"] == ["", "", ""]
    assert item.truth["title"] == "Ways to fold a napkin."


def test_messages_of_a_chat_alternate() -> None:
    messages = render("chat", 2, text="One\nTwo\nThree", contact="Ella", mine_first=False).truth[
        "messages"
    ]
    assert [message["from"] for message in messages] == ["Ella", "me", "Ella"]
