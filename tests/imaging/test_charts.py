"""Charts and figures: their answers follow from their values, and their pixels from both."""

import re
from collections import Counter
from typing import Any

import numpy as np
import pytest

from clearsight.errors import UsageError
from clearsight.imaging.render import RENDERERS, render, renderer
from clearsight.imaging.render.art.palette import COLOURS
from clearsight.imaging.render.charts.grid import direction
from clearsight.imaging.render.charts.questions import trend
from clearsight.imaging.render.charts.topics import axis, number

CHARTS = [name for name in RENDERERS if name.startswith("chart_")]
DRAWN = [*CHARTS, "scene", "order", "portrait", "figure", "group", "flags", "sides"]


def _plans(name: str, count: int = 200) -> list[dict[str, Any]]:
    maker = renderer(name)
    return [maker.plan(seed) for seed in range(count)]


def _answers(plan: dict[str, Any], start: str) -> list[str]:
    return [q["answer"] for q in plan["questions"] if q["question"].startswith(start)]


@pytest.mark.parametrize("name", DRAWN)
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(name: str) -> None:
    one, same, other = render(name, 3), render(name, 3), render(name, 4)
    assert one.png() == same.png()
    assert one.png() != other.png()
    assert one.kind == name
    assert one.pixels.dtype == np.uint8
    assert one.pixels.shape[2] == 3


@pytest.mark.parametrize("name", DRAWN)
def test_no_question_is_asked_twice_with_two_answers(name: str) -> None:
    for plan in _plans(name, 300):
        answers: dict[str, str] = {}
        assert len(plan["questions"]) >= 3
        for question in plan["questions"]:
            assert (
                answers.setdefault(question["question"], question["answer"]) == (question["answer"])
            )
            assert question["answer"]


@pytest.mark.parametrize("name", DRAWN)
def test_what_is_written_is_the_text_and_lies_within_the_picture(name: str) -> None:
    for seed in range(8):
        item = render(name, seed)
        written = Counter(word for line in item.truth["lines"] for word in line["text"].split())
        assert written == Counter(item.text.replace("|", " ").split())
        for line in item.truth["lines"]:
            left, top, right, bottom = line["box"]
            assert 0 < left < right < 1, (seed, line)
            assert 0 < top < bottom < 1, (seed, line)


@pytest.mark.parametrize("name", DRAWN)
def test_parts_of_a_drawn_picture_cannot_be_given_one_by_one(name: str) -> None:
    with pytest.raises(UsageError, match="can be given: nothing"):
        render(name, 1, text="something else")


@pytest.mark.parametrize("name", ["chart_bar", "chart_error_bar", "chart_pie"])
def test_highest_and_lowest_follow_from_the_values(name: str) -> None:
    for plan in _plans(name):
        values = plan["series"][0]["values"]
        names = plan["categories"]
        assert _answers(plan, "Which has the highest") == [names[values.index(max(values))]]
        assert _answers(plan, "Which has the lowest") == [names[values.index(min(values))]]


@pytest.mark.parametrize("name", ["chart_bar", "chart_grouped_bar", "chart_line", "chart_table"])
def test_values_lie_on_the_axis(name: str) -> None:
    for plan in _plans(name):
        for series in [*plan["series"][:1], {"values": plan.get("drawn", [])}]:
            for value in series["values"]:
                assert plan["axis"]["min"] <= value <= plan["axis"]["max"]


def test_the_higher_bar_has_more_pixels() -> None:
    maker = renderer("chart_bar")
    plan = maker.plan(0)
    plan["categories"], plan["printed"] = ["A", "B"], False
    high = plan["axis"]["max"]
    sizes = []
    for values in ([high, high / 10], [high / 10, high / 10]):
        plan["series"] = [{"name": "x", "values": values}]
        pixels = maker.paint(plan, 0).pixels.astype(int)
        sizes.append(int((pixels.max(axis=2) - pixels.min(axis=2) > 40).sum()))
    assert sizes[0] > 3 * sizes[1]


def test_shares_of_a_pie_sum_to_a_hundred() -> None:
    for plan in _plans("chart_pie"):
        assert sum(plan["series"][0]["values"]) == 100


def test_a_trend_is_mixed_as_soon_as_it_turns() -> None:
    assert trend([1, 2, 3]) == "rising"
    assert trend([3, 2, 1]) == "falling"
    assert trend([1, 3, 2]) == "mixed"
    assert trend([1, 1, 2]) == "mixed"


@pytest.mark.parametrize("high", [0.7, 4, 38, 99.5, 1800])
def test_an_axis_holds_its_values_in_at_most_seven_steps(high: float) -> None:
    scale = axis(high)
    assert scale.low == 0
    assert scale.high >= high
    assert 3 <= len(scale.marks()) <= 8


def test_numbers_have_no_needless_decimals() -> None:
    assert [number(value) for value in (3.0, 2.5, 0.25, 100.0)] == ["3", "2.5", "0.25", "100"]


def test_a_table_contradicts_its_chart_where_truth_says_so() -> None:
    plans = _plans("chart_table")
    assert {plan["contradiction"] is None for plan in plans} == {True, False}
    for plan in plans:
        pairs = zip(plan["categories"], plan["series"][0]["values"], plan["drawn"], strict=True)
        wrong = [name for name, listed, drawn in pairs if listed != drawn]
        assert wrong == ([plan["contradiction"]] if plan["contradiction"] else [])


def test_a_gauge_names_the_zone_of_its_value() -> None:
    for plan in _plans("chart_gauge"):
        low, high = plan["zones"][plan["zone"]]
        assert low <= plan["value"] <= high


def test_a_gauge_never_stands_on_the_border_of_two_zones() -> None:
    for plan in _plans("chart_gauge", 500):
        assert plan["value"] not in [limit for _, limit in plan["zones"].values()]


def test_whether_error_bars_overlap_can_be_seen() -> None:
    for plan in _plans("chart_error_bar", 400):
        for question in plan["questions"]:
            if found := re.match(
                r"Do the error bars of (.+) and (.+) overlap", question["question"]
            ):
                series, names = plan["series"][0], plan["categories"]
                one, other = (names.index(name) for name in found.groups())
                apart = abs(series["values"][one] - series["values"][other])
                gap = apart - series["errors"][one] - series["errors"][other]
                assert abs(gap) >= plan["tolerance"]
                assert question["answer"] == ("yes" if gap < 0 else "no")


def test_no_point_of_a_scatter_chart_hides_another() -> None:
    for plan in _plans("chart_scatter", 400):
        places = [x for series in plan["series"] for x, _ in series["points"]]
        assert len(set(places)) == len(places)


def test_an_object_that_begins_with_a_vowel_has_an() -> None:
    titles = {plan["label"]: plan["title"] for plan in _plans("chart_labelled")}
    assert titles["umbrella"].endswith("parts of an umbrella")
    assert titles["car"].endswith("parts of a car")


def test_labelled_drawings_lie_on_white() -> None:
    assert {render("chart_labelled", seed).pixels[0, 0].min() for seed in range(12)} == {255}


def test_edges_of_a_flow_join_its_boxes() -> None:
    for plan in _plans("chart_flow"):
        boxes = {*plan["begin"], plan["decision"], *plan["yes"], *plan["no"]}
        assert {end for edge in plan["edges"] for end in edge[:2]} == boxes


def test_landmarks_of_a_map_stand_in_its_squares() -> None:
    for plan in _plans("chart_map"):
        squares = list(plan["landmarks"].values())
        assert len(set(squares)) == len(squares)
        for square in squares:
            assert ord(square[0]) - ord("A") < plan["columns"]
            assert 1 <= int(square[1:]) <= plan["rows"]


def test_directions_on_a_map_have_north_at_the_top() -> None:
    assert direction("B3", "B1") == "north"
    assert direction("B3", "D5") == "south-east"
    assert direction("D2", "A2") == "west"


def test_marks_of_a_labelled_drawing_are_in_its_text() -> None:
    for plan in _plans("chart_labelled"):
        for part in plan["parts"]:
            assert f"{part['size_cm']} cm" in plan["text"]
            assert re.search(rf"^{part['mark']}$", plan["text"], re.MULTILINE)


def test_colours_have_the_basic_names() -> None:
    assert len(COLOURS) == 11
