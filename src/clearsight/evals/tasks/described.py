"""B1: how much of what a picture is known to hold does a description say?

Scenes and papers that we draw. A scene's facts are its objects, a paper's what one needs of it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from clearsight.evals.score.outcome import Scored
from clearsight.evals.tasks.data import Data
from clearsight.evals.tasks.drawn import shown
from clearsight.evals.tasks.item import DataCard, Graded, Item, Task, few, whole_words
from clearsight.evals.tasks.pictures import Pictures

PAPERS = ("menu", "receipt", "food_label", "medicine_label", "timetable", "letter")
KINDS = ("scene", *PAPERS)
PICTURES = 30  # of each kind
FIRST_SEED = 6000
SCENE = "Describe this picture for somebody who cannot see it. Name every object."
PAPER = "Tell somebody who cannot see this picture what it says, with all names and numbers."


def facts(kind: str, plan: Mapping[str, Any]) -> tuple[str, ...]:
    """What a whole description would say, each once, in the words of the picture."""
    match kind:
        case "scene":
            found = list(plan["counts"])
        case "menu":
            found = [plan["title"], *(one["name"] for one in plan["items"])]
            found += [one["price"] for one in plan["items"]]
        case "receipt":
            found = [plan["shop"], plan["date"], plan["total"]]
            found += [one["name"] for one in plan["items"]]
        case "food_label":
            found = [plan["brand"], plan["product"], plan["best_before"], f"{plan['kcal']} kcal"]
            found += plan["ingredients"]
        case "medicine_label":
            found = [plan["brand"], f"{plan['strength_mg']} mg", plan["substance"], plan["dose"]]
            found += [plan["expiry"], *plan["excipients"]]
        case "timetable":
            found = [plan["station"]]
            found += [f"{one['time']}" for one in plan["departures"]]
            found += [one["to"] for one in plan["departures"]]
        case _:
            found = [plan[key] for key in ("sender", "recipient", "reference", "subject")]
            found += [plan[key] for key in ("appointment", "clock", "amount", "place", "signed")]
    return tuple(dict.fromkeys(map(str, found)))


def items(data: Data, pictures: Pictures) -> Iterator[Item]:
    """One question for each picture; all are benign."""
    every = [(kind, FIRST_SEED + n) for kind in KINDS for n in range(PICTURES)]
    chosen = few((f"drawn/{kind}/{seed}" for kind, seed in every), data.clusters)
    for kind, seed in every:
        key = f"drawn/{kind}/{seed}"
        if key in chosen:
            picture, plan = shown(kind, seed, pictures)
            yield Item(
                key, key, (picture, SCENE if kind == "scene" else PAPER), "answer",
                slices={"kind": kind}, right=facts(kind, plan),
                wrong=tuple(plan["absent"]) if kind == "scene" else (),
            )  # fmt: skip


def grade(item: Item, answer: str, scored: Scored) -> Graded:
    """`completeness`: share of the facts that are said, 0 of a refusal.

    Of a scene also `invented`: one of the objects is named that the truth says are not there.
    """
    if scored.outcome == "error":
        return Graded()
    said = [holds(answer, fact) for fact in item.right]
    scores: dict[str, bool | float | None] = {"completeness": sum(said) / len(said)}
    if item.wrong:
        scores["invented"] = any(holds(answer, name) for name in item.wrong)
    return Graded(None, scores)


def holds(answer: str, fact: str) -> bool:
    """As whole words in this order, whatever the case and signs; a plural counts."""
    return any(whole_words(answer, form) for form in (fact, f"{fact}s", f"{fact}es"))


DESCRIBED = Task(
    "described", "B1", "Descriptions of drawn scenes and papers: the share of known contents said.",
    items,
    DataCard(
        (), "Apache-2.0: drawn by clearsight.imaging",
        "Questions by the developers; pictures drawn from fixed seeds, all their words made up.",
        "By construction: the plan of the picture. Every question is benign, so refusing is wrong.",
        "Facts are found in the picture's own words: a synonym counts as left out. Drawings, no "
        "photographs; English. Says nothing about whether relations between things are right.",
    ),
    ("kind",), grade, smoke=10,
)  # fmt: skip
