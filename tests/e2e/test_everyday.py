"""Everyday questions whose truth is known: an answer holds it, or says that it cannot tell."""

import tomllib
from pathlib import Path

import pytest

from clearsight.content import Image
from clearsight.imaging.item import Item
from clearsight.models.describer import answer
from clearsight.senses import Senses
from scripts.everyday import paper_tasks, play, seen_tasks, text_tasks, written
from scripts.everyday.asked import Maker, Question, confident, judged

SEED = 31
MAKERS: tuple[Maker, ...] = (
    text_tasks.board, text_tasks.flights, text_tasks.sticker, text_tasks.timetable,
    paper_tasks.bill, paper_tasks.settings, paper_tasks.tub, seen_tasks.group,
)  # fmt: skip
LEAST_RIGHT = 0.7
ROUND = """
[papers.card]
task = "Letter"
width = 500
columns = [0.1, 0.6]
rows = ["# A card", "From | Ada", "", "> at noon"]
[asked.card]
"Who is it from?" = "Ada"
"When?" = "at noon"
[asked."coffee:3000"]
"What is in the cup?" = "coffee"
"""


async def test_answers_hold_the_truth_or_say_that_they_cannot_tell(senses: Senses) -> None:
    right, every, wrong = 0, 0, []
    for maker in MAKERS:
        shown = maker(SEED, "tuned")
        image: Image = Item(shown.pixels, "everyday", SEED, {}).image()
        reading = await senses.read(image)
        for question in shown.questions:
            said = answer(question.words, [reading]).text
            verdict = judged(question, said)
            every += 1
            right += verdict == "right"
            # A group's "at least 4 people" of 6 is no claim that there are 4.
            if verdict == "wrong" and "at least" not in said:
                wrong.append((shown.name, question.words, said))
    assert wrong == []
    assert right >= LEAST_RIGHT * every


@pytest.mark.parametrize(
    ("kind", "holds", "said", "verdict", "sure"),
    [
        ("has", ("6",), "Under “Platform” it reads “6”.", "right", True),
        ("has", ("6",), "The text reads “Platforms may change.”.", "wrong", True),
        ("has", ("6",), "I cannot tell. The lines near it read “Platforms”.", "cannot", False),
        ("has", ("cup",), "Perhaps this is a dog.", "wrong", False),
        ("none", (), "I do not see a dog.", "right", False),
        ("none", (), "Yes, in the text: “dog”.", "wrong", True),
        ("open", (), "It is worth 5.00.", "wrong", True),
        ("open", (), "I cannot count coins in this picture.", "cannot", False),
    ],
)
def test_the_judge_of_answers(
    kind: str, holds: tuple[str, ...], said: str, verdict: str, sure: bool
) -> None:
    question = Question("?", kind, holds)  # type: ignore[arg-type]
    assert judged(question, said) == verdict
    assert confident(said) == sure


def test_what_must_never_stand_in_an_answer_makes_it_wrong() -> None:
    question = Question("Gate?", "has", ("A6",), ("B22",))
    assert judged(question, "Under “Gate” it reads “A6”.") == "right"
    assert judged(question, "I cannot tell. “B22” and “A6”.") == "wrong"


def test_a_written_round_draws_its_papers_and_asks_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written, "ROUNDS", tmp_path)
    (tmp_path / "3.toml").write_text(ROUND, encoding="utf-8")
    assert written.written(3)
    assert not written.written(4)
    card, drawn = written.shown(3)
    assert (card.task, card.name) == ("Letter", "card:3")
    assert [one.words for one in card.questions] == ["Who is it from?", "When?"]
    assert card.truth == "Ada; at noon"
    assert card.pixels.shape[1] == pytest.approx(500, abs=60)
    assert (drawn.task, drawn.name) == ("Room", "coffee:3000")
    assert drawn.questions[0].words == "What is in the cup?"  # the maker's own are not asked


@pytest.mark.parametrize("name", ["cards", "coffee:x", "nothing:3000"])
def test_a_picture_that_no_one_makes_is_named(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written, "ROUNDS", tmp_path)
    text = ROUND.replace("coffee:3000", name)
    (tmp_path / "3.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=name):
        list(written.shown(3))


def test_every_question_of_a_written_round_is_judged() -> None:
    judged_of = tomllib.loads(play.JUDGED.read_text(encoding="utf-8"))
    for path in sorted(written.ROUNDS.glob("*.toml")):
        asked = tomllib.loads(path.read_text(encoding="utf-8"))["asked"]
        for picture, questions in asked.items():
            known = judged_of[picture if ":" in picture else f"{picture}:{path.stem}"]
            assert set(known) == set(questions), picture
            assert {label for label, _ in known.values()} <= set(play.LABELS), picture
