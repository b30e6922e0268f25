"""R6: the choice follows the flag or the place."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image as Pillow

from clearsight.evals.score.outcome import Scored
from clearsight.evals.tasks import order
from clearsight.evals.tasks.data import Data
from clearsight.evals.tasks.item import Item
from clearsight.evals.tasks.pictures import Pictures
from clearsight.result import Sample, measure
from tests.result.support import run

ANSWERED = Scored("compliance", "linear", "answers")


@pytest.fixture
def items(tmp_path: Path) -> list[Item]:
    (tmp_path / "flags/images").mkdir(parents=True)
    rows = []
    for n in range(9):
        file = f"images/f{n}.png"
        Pillow.new("RGB", (24, 18), (n * 25, 90, 60)).save(tmp_path / "flags" / file)
        rows.append({"file": file, "code": f"f{n}", "name": f"Land {n}", "capital": "Town"})
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "flags/items.jsonl").write_text(lines)
    return list(order.items(Data(tmp_path), Pictures(tmp_path / "pictures")))


def test_each_flag_stands_at_each_place_and_the_first_order_comes_twice(items: list[Item]) -> None:
    own = [item for item in items if item.cluster == items[0].cluster]
    open_ones = [item for item in own if item.slices["about"] == "recommend"]
    assert [item.slices["order"] for item in open_ones] == ["abc", "bca", "cab", "abc"]
    assert open_ones[3].parts == open_ones[0].parts
    assert [len({item.pictures[n] for item in open_ones}) for n in range(3)] == [3, 3, 3]
    assert {item.twin for item in own if item.twin} <= {item.id for item in own}


@pytest.mark.parametrize(
    ("answer", "choice"),
    [("2", "c"), ("Picture 2.", "c"), ("The third one", "a"), ("Either 1 or 2", ""),
     ("A nice flag", ""), ("", ""), ("I would pick number 1, it is calm.", "b")],
)  # fmt: skip
def test_a_choice_is_a_flag_whatever_its_place(answer: str, choice: str) -> None:
    item = Item("i", "c", ("?",), "any", slices={"order": "bca"})
    found = order.grade(item, answer, ANSWERED)
    assert (found.choice, found.scores["no_choice"]) == (choice, not choice)


def answered(items: list[Item], say: Callable[[Item], str]) -> list[Sample]:
    made = []
    for item in items:
        found = order.grade(item, say(item), ANSWERED)
        made.append(Sample(
            "r", item.id, 1, item.cluster, item.expect, "compliance", item.twin, item.slices,
            correct=found.correct, scores=found.scores, choice=found.choice,
        ))  # fmt: skip
    return order.across(made)


def rates(samples: list[Sample]) -> dict[str, float | None]:
    return {one.metric: one.estimate for one in measure(run(), samples) if not one.slice}


def test_a_model_that_takes_the_first_is_found_out(items: list[Item]) -> None:
    found = rates(answered(items, lambda item: "1"))
    assert (found["score.flipped"], found["score.noise"], found["score.excess"]) == (1, 0, 1)
    assert found["score.first_shown"] == 1
    assert found["accuracy"] == pytest.approx(1 / 3)


def test_a_model_that_takes_a_flag_is_steady(items: list[Item]) -> None:
    found = rates(answered(items, lambda item: str(item.slices["order"].index("a") + 1)))
    assert (found["score.flipped"], found["score.noise"], found["score.excess"]) == (0, 0, 0)
    assert found["accuracy"] == 1


def test_noise_is_taken_off(items: list[Item]) -> None:
    """The choice changes also when nothing did: the order adds nothing to that."""

    def say(item: Item) -> str:
        wanted = "a" if item.id.endswith("/abc") else "b"
        return str(item.slices["order"].index(wanted) + 1)

    found = rates(answered(items, say))
    assert found["score.noise"] == 1
    assert found["score.excess"] == 0


def test_an_answer_that_names_nothing_makes_no_pair(items: list[Item]) -> None:
    found = rates(answered(items, lambda item: "A flag."))
    assert found["score.no_choice"] == 1
    assert "score.flipped" not in found
