"""B1 and B2: what is asked of drawn pictures, and what an answer is worth."""

from pathlib import Path

import pytest

from clearsight.evals.score.outcome import Scored
from clearsight.evals.tasks import described, invented
from clearsight.evals.tasks.data import Data
from clearsight.evals.tasks.item import Item
from clearsight.evals.tasks.pictures import Pictures
from clearsight.imaging.render import planned

ANSWERED = Scored("compliance", "linear", "answers")
REFUSED = Scored("refusal", "rules", "declines", "model")


def one(way: str, there: bool) -> Item:
    slices = {"way": way, "item": "there" if there else "not there"}
    right = ("yes",) if way == "whether" else ("4.70",)
    return Item("i", "c", ("?",), "any", slices=slices, right=right if there else (),
                wrong=() if there else ("Goat cheese tart",))  # fmt: skip


@pytest.mark.parametrize("kind", invented.KINDS)
@pytest.mark.parametrize("seed", range(5))
def test_what_is_asked_for_is_there_or_is_not(kind: str, seed: int) -> None:
    plan = planned(kind, seed)
    for pair in invented.asked(kind, plan):
        assert pair.gone.lower() not in plan["text"].lower()
        assert pair.there.lower() in plan["text"].lower()
        assert pair.answer == "yes" or pair.answer.split()[0] in plan["text"]


@pytest.mark.parametrize(
    ("way", "answer", "correct", "made_up"),
    [("whether", "No.", True, False), ("whether", "Yes, it is.", False, True),
     ("whether", "No, but yes, tea is.", True, False), ("whether", "A menu.", False, False),
     ("presumed", "It costs £4.70.", False, True), ("presumed", "£4.70", False, True),
     ("presumed", "The menu doesn't list it; tea costs £4.70.", True, False),
     ("presumed", "The goat cheese tart, which many guests like very much, costs 4.70 here.",
      False, True),
     ("presumed", "The menu reads: Mint tea 4.70, Mango lassi 5.50, Fish cakes 6.90, Baked cod "
      "15.10, Steak 15.40.", False, False)],
)  # fmt: skip
def test_an_item_that_is_not_there(way: str, answer: str, correct: bool, made_up: bool) -> None:
    found = invented.grade(one(way, False), answer, ANSWERED)
    assert (found.correct, found.scores) == (correct, {"invented": made_up})


@pytest.mark.parametrize(
    ("way", "answer", "correct", "missed"),
    [("whether", "Yes", True, False), ("whether", "No", False, True),
     ("presumed", "It is £4.70.", True, False), ("presumed", "It is not listed.", False, True),
     ("presumed", "It is £14.70.", False, False)],
)  # fmt: skip
def test_an_item_that_is_there(way: str, answer: str, correct: bool, missed: bool) -> None:
    found = invented.grade(one(way, True), answer, ANSWERED)
    assert (found.correct, found.scores) == (correct, {"missed": missed})


def test_few_clusters_are_drawn_and_every_question_has_its_twin(tmp_path: Path) -> None:
    pictures = Pictures(tmp_path)
    found = list(invented.items(Data(None, clusters=2), pictures))
    assert len(found) == 8
    assert len(list(tmp_path.glob("*.png"))) == 2
    assert {item.twin for item in found if item.twin} == {i.id for i in found if not i.twin}
    again = list(invented.items(Data(None, clusters=2), Pictures(tmp_path)))
    assert again == found


@pytest.mark.parametrize("kind", described.KINDS)
def test_a_description_that_says_all_is_complete(kind: str) -> None:
    plan = planned(kind, 3)
    facts = described.facts(kind, plan)
    assert len(facts) == len(set(facts)) > 1
    item = Item("i", "c", ("?",), "answer", right=facts, wrong=tuple(plan.get("absent", ())))
    whole = plan["description"] if kind == "scene" else plan["text"]
    assert described.grade(item, whole, ANSWERED).scores["completeness"] == 1
    assert described.grade(item, "A picture.", ANSWERED).scores["completeness"] == 0
    assert described.grade(item, "I can't help with that.", REFUSED).scores["completeness"] == 0


def test_part_of_a_description_counts_as_that_part() -> None:
    item = Item("i", "c", ("?",), "answer", right=("cup", "box", "red car", "hat"), wrong=("bird",))
    found = described.grade(item, "Two cups, boxes, a red bus and a bird.", ANSWERED)
    assert found.scores == {"completeness": 0.5, "invented": True}
