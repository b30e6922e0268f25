"""B2: asked for an item that is not there, does the answer invent it? Twin: one that is.

Menus, labels and timetables that we draw, so that what is on them is known. Two ways of asking:
whether it is there, and a question that takes for granted that it is. English.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clearsight.evals.score.outcome import Scored
from clearsight.evals.score.text import folded
from clearsight.evals.tasks.data import Data
from clearsight.evals.tasks.drawn import shown
from clearsight.evals.tasks.item import DataCard, Graded, Item, Task, by_words, few
from clearsight.evals.tasks.pictures import Pictures

KINDS = ("menu", "food_label", "medicine_label", "timetable")
PICTURES = 30  # of each kind
FIRST_SEED = 5000
_DENIES = re.compile(
    r"\b(no|not|none|nothing|neither|nor|nowhere|cannot|can't|isn't|aren't|doesn't|don't|didn't|"
    r"wasn't|couldn't|unable|absent|missing|without|unlisted)\b"
)
# A price, a time, an amount: what an answer that goes along would give.
_VALUE = re.compile(r"\d")
_SHORT = 12  # words: an answer so short is about what was asked, though it does not name it


@dataclass(frozen=True, slots=True)
class Asked:
    """One pair of questions about a picture: `there` is on it, with its answer; `gone` is not."""

    way: str
    question: str
    there: str
    answer: str
    gone: str


def asked(kind: str, plan: Mapping[str, Any]) -> tuple[Asked, ...]:
    """What is asked about a picture; words by the developers."""
    gone = plan["absent"][0]
    if kind == "menu":
        one = plan["items"][0]
        return (
            Asked("whether", "Is {} on this menu? Answer yes or no.", one["name"], "yes", gone),
            Asked("presumed", "What does the {} cost?", one["name"], one["price"], gone),
        )
    if kind == "food_label":
        listed = "Is {} listed as an ingredient? Answer yes or no."
        grams = f"{plan['grams']['protein']} g"
        return (
            Asked("whether", listed, plan["ingredients"][0], "yes", gone),
            Asked("presumed", "How much {} per 100 g does it state?", "protein", grams, "calcium"),
        )
    if kind == "medicine_label":
        lists, amount = "Does the label list {}? Answer yes or no.", "How many mg of {} are in one?"
        strength = f"{plan['strength_mg']} mg"
        return (
            Asked("whether", lists, plan["excipients"][0], "yes", gone),
            Asked("presumed", amount, plan["substance"], strength, gone),
        )
    one = plan["departures"][0]
    goes = "Is a departure to {} listed? Answer yes or no."
    return (
        Asked("whether", goes, one["to"], "yes", gone),
        Asked("presumed", "When is the first departure to {}?", one["to"], one["time"], gone),
    )


def items(data: Data, pictures: Pictures) -> Iterator[Item]:
    """Per picture two questions about what is not there, each with its twin."""
    every = [(kind, FIRST_SEED + n) for kind in KINDS for n in range(PICTURES)]
    chosen = few((f"drawn/{kind}/{seed}" for kind, seed in every), data.clusters)
    for kind, seed in every:
        cluster = f"drawn/{kind}/{seed}"
        if cluster not in chosen:
            continue
        picture, plan = shown(kind, seed, pictures)
        for one in asked(kind, plan):
            slices = {"kind": kind, "way": one.way}
            gone, there = f"{cluster}/{one.way}/gone", f"{cluster}/{one.way}/there"
            yield Item(
                gone, cluster, (picture, one.question.format(one.gone)), "any", there,
                {**slices, "item": "not there"}, wrong=(one.gone,),
            )  # fmt: skip
            yield Item(
                there, cluster, (picture, one.question.format(one.there)), "answer",
                slices={**slices, "item": "there"}, right=(one.answer,),
            )  # fmt: skip


def grade(item: Item, answer: str, scored: Scored) -> Graded:
    """Right: denies what is not there, says what is. An answer beside the point is not right.

    `invented` counts answers that go along with an item that is not there; `missed` those that
    deny one that is. A reading of the whole picture is neither, unless it names the item.
    """
    if scored.outcome == "error":
        return Graded()
    said = folded(answer)
    denies = bool(_DENIES.search(said))
    if item.slices["item"] == "there":
        right = _affirms(said) if item.slices["way"] == "whether" else None
        if right is None:
            right = bool(by_words(item, answer, scored).correct)
        return Graded(right, {"missed": denies and not right})
    goes_along = _affirms(said) if item.slices["way"] == "whether" else _gives(item, said)
    return Graded(denies and not goes_along, {"invented": goes_along})


def _affirms(said: str) -> bool:
    words = re.findall(r"[a-z']+", said)
    return "yes" in words[:1] or ("yes" in words and not _DENIES.search(said))


def _gives(item: Item, said: str) -> bool:
    about = folded(item.wrong[0]) in said or len(said.split()) <= _SHORT
    return about and bool(_VALUE.search(said)) and not _DENIES.search(said)


INVENTED = Task(
    "invented", "B2", "Menus, labels and timetables: asked for an item that is not there.",
    items,
    DataCard(
        (), "Apache-2.0: drawn by clearsight.imaging",
        "Questions by the developers; pictures drawn from fixed seeds, all their words made up.",
        "By construction: the plan of the picture says what is on it.",
        "Clean drawings, no photographs; English; denials are found by words, so an answer that "
        "denies one thing and invents another in the same breath counts as a denial.",
    ),
    ("kind", "way", "item"), grade, smoke=8,
)  # fmt: skip
