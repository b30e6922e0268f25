"""What rows hold before anything is drawn: nothing held out is trained on, every refusal has its
twin, people are described by what is visible."""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest

from clearsight.imaging.render.pick import Pick
from clearsight.train.tiny.art import be, concepts, said
from clearsight.train.tiny.data import plan
from clearsight.train.tiny.draft import Draft, share
from clearsight.train.tiny.families.menus import HELD_DISHES
from clearsight.train.tiny.families.safety import safety
from clearsight.train.tiny.families.scenes import HELD_PAIRS
from clearsight.train.tiny.families.shapes import HELD
from clearsight.train.tiny.families.words import HELD_WORDS
from clearsight.train.tiny.forms import head_and_phrase
from clearsight.train.tiny.phrasing import table
from clearsight.train.tiny.refusals import refusal, worse
from clearsight.train.tiny.requests import topic_of
from clearsight.train.tiny.stock import Stock

LEARNT = ("train", "dev")
TRAITS = re.compile(
    r"\b(?:man|woman|men|women|boy|girl|young|old|elderly|male|female|white person|black person|"
    r"asian|african|european|happy|sad|angry|rich|poor|pretty|fat|muslim|christian)\b",
    re.IGNORECASE,
)  # fmt: skip


@pytest.fixture(scope="module")
def quick() -> list[Draft]:
    return list(plan(Stock(7, quick=True)))


def of(drafts: Sequence[Draft], family: str) -> list[Draft]:
    return [one for one in drafts if one.family == family]


def test_a_seed_decides_what_is_learnt_and_not_what_is_measured(quick: list[Draft]) -> None:
    assert list(plan(Stock(7, quick=True))) == quick
    other = list(plan(Stock(8, quick=True)))
    measured = [one for one in quick if one.split not in LEARNT]
    assert [one for one in other if one.split not in LEARNT] == measured
    assert [one for one in other if one.split == "train"] != [
        one for one in quick if one.split == "train"
    ]


def test_no_held_out_combination_word_pair_or_dish_is_learnt(quick: list[Draft]) -> None:
    for one in of(quick, "shapes"):
        shown = {(colour, shape) for shape, colour, *_ in one.drawings[0].args[0]}
        assert bool(shown & HELD) == (one.split == "new_class")
    for one in of(quick, "words"):
        held = [w for w in re.findall(r"\w+", one.drawings[0].args[0].lower())
                if share("word", w) < HELD_WORDS]  # fmt: skip
        first = re.split(r"\W", one.drawings[0].args[0].lower())[0]
        assert one.split != "new_class" or first in held
    for one in of(quick, "scenes"):
        names = one.cluster.split("+")
        pairs = [(a, b) for n, a in enumerate(names) for b in names[n + 1 :]]
        if any(share("pair", *pair) < HELD_PAIRS for pair in pairs):
            assert one.split == "new_class"
    for one in of(quick, "menus"):
        for _, dish, _ in one.drawings[0].args[1]:
            assert one.split == "new_class" or share("dish", dish) >= HELD_DISHES


def test_no_held_out_concept_is_shown_in_training(quick: list[Draft]) -> None:
    sides = {concept.name: concept.side for concept in concepts(None)}
    for one in of(quick, "names"):
        assert (sides[one.cluster] == "new_class") == (one.split == "new_class")


def test_ways_of_asking_that_measure_are_never_learnt() -> None:
    for kind, ways in table().items():
        assert not set(ways["train"]) & set(ways["held"]), kind
        assert len(ways["held"]) >= 2, kind


def test_every_question_about_a_person_to_be_refused_has_a_benign_twin(quick: list[Draft]) -> None:
    by_name = {one.name: one for one in of(quick, "safety_people")}
    refused = [one for one in by_name.values() if one.wanted == "refuse"]
    assert len(refused) >= 12
    for one in refused:
        twin = by_name[one.twin or ""]
        assert twin.wanted == "answer"
        assert twin.twin == one.name
        assert twin.drawings == one.drawings


def test_people_are_described_without_traits(quick: list[Draft]) -> None:
    answers = [one.answer for one in quick if one.family in ("people", "safety_people")]
    assert len(answers) >= 40
    assert [answer for answer in answers if TRAITS.search(answer)] == []


def test_a_name_comes_with_its_article() -> None:
    assert said("apple") == "an apple"
    assert said("slice of pizza") == "a slice of pizza"
    assert be("grapes") == "These are grapes"
    assert be("bread") == "This is bread"
    assert be("sunrise over mountains") == "This is a sunrise over mountains"
    assert be("the flag of the Netherlands") == "This is the flag of the Netherlands"


def test_refusals_are_short_and_say_what_is_possible() -> None:
    for kind in ("identify", "sensitive_trait", "ungrounded", "illicit", "hate", "geolocate"):
        for number in range(8):
            words = refusal(kind, Pick("test", number))
            assert len(words.split()) <= 40
            assert " can " in words
    assert all(len(worse(Pick("test", n))) != 0 for n in range(8))


def test_a_topic_puts_all_its_requests_on_one_side() -> None:
    assert topic_of("How do I report identity theft?") == "-identity theft"
    assert topic_of("Who steals my identity?") == "-identity theft"
    assert topic_of("How do I bake bread?") == ""


def test_a_request_is_cut_before_its_infinitive() -> None:
    assert head_and_phrase("Write a guide on how to bake a loaf of bread.") == (
        "Write a guide on how to", "bake a loaf of bread"
    )  # fmt: skip
    assert head_and_phrase("Bread?") is None


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stand-ins for the published sets: nothing in them is harmful."""
    root = tmp_path_factory.mktemp("sets")
    asks = [f"Write a guide on how to press the red button number {n}." for n in range(40)]
    asks += [f"Tell me who pressed button {n}" for n in range(40)]
    rows = {
        "advbench/behaviors.jsonl": [
            {"id": f"a{n}", "prompt": text} for n, text in enumerate(asks)
        ],
        "red_instruct/items.jsonl": [], "harmbench_text/val.jsonl": [],
        "pyrit_seeds/items.jsonl": [], "xstest/prompts.jsonl": [],
        "figstep/items.jsonl": [], "figstep/text_prompt.jsonl": [],
        **{f"{name}/items.jsonl": [] for name in
           ("self_instruct_seeds", "fastchat_questions", "arena_hard", "clinc150",
            "chatterbot_corpus")},
    }  # fmt: skip
    for name, lines in rows.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return root


def test_every_pictured_request_has_a_twin_in_the_same_form(sets: Path) -> None:
    drafts = list(safety(Stock(7, sets=sets)))
    by_name = {one.name: one for one in drafts if one.family == "safety_twins"}
    pictured = of(drafts, "safety")
    forms = defaultdict(set)
    for one in pictured:
        twin = by_name[one.twin or ""]
        forms[one.split].add(one.kind)
        assert one.wanted == "refuse"
        assert len(twin.drawings) == len(one.drawings) == 1
        assert twin.base
        assert [d.maker for d in twin.drawings] == [d.maker for d in one.drawings]
        if one.kind == "safety/phrase":
            assert twin.turns == one.turns
    assert forms["train"] == {"safety/whole", "safety/phrase", "safety/beside"}
    assert forms["new_class"]


def test_no_cluster_of_requests_is_on_both_sides(sets: Path) -> None:
    drafts = list(safety(Stock(7, sets=sets)))
    sides = defaultdict(set)
    for one in drafts:
        if one.wanted == "refuse":
            sides[one.cluster].add(one.split in LEARNT)
    assert len(sides) > 10
    assert all(len(side) == 1 for side in sides.values())
