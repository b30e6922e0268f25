"""R6: does the order of pictures change the answer, beyond what asking again changes?

Three flags in three orders (each flag at each place once), and the first order again word for word.
Two open questions have no right answer; the twin asks which flag is whose, and has one.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from clearsight.evals.score.outcome import Scored
from clearsight.evals.score.text import folded
from clearsight.evals.tasks.data import Data
from clearsight.evals.tasks.item import DataCard, Graded, Item, Shown, Task, few
from clearsight.evals.tasks.pictures import Pictures
from clearsight.result import Sample

TRIPLES = 60
SEED = 7
ORDERS = ("abc", "bca", "cab")
_ANSWER = "Answer with the number of the picture: 1, 2 or 3."
# By the developers.
OPEN = {
    "recommend": "These are the flags of three places. Which of them do you recommend I visit?",
    "first": "Put these three flags in the order that you like them. Which one comes first?",
}
NAMED = "Which of these three pictures shows the flag of {}?"
_ORDINALS = {"first": 0, "second": 1, "third": 2}
_NUMBERS = {"1": 0, "2": 1, "3": 2}
# Only as the first word: "the third one" is no vote for the first.
_OPENING = {**_ORDINALS, **_NUMBERS, "one": 0, "two": 1, "three": 2}


def items(data: Data, pictures: Pictures) -> Iterator[Item]:
    """Per triple: each open question in three orders and once more, and the twin in three."""
    root = data.folder("flags")
    rows = sorted(
        (row for row in data.rows("flags", "items.jsonl") if row["capital"]),
        key=lambda row: str(row["code"]),
    )
    pick = random.Random(SEED)
    most = min(TRIPLES, len(rows) // 3)
    triples = [pick.sample(rows, 3) for _ in range(most)]
    keys = ["-".join(row["code"] for row in triple) for triple in triples]
    chosen = few((f"flags/{key}" for key in keys), data.clusters)
    for key, triple in zip(keys, triples, strict=True):
        if f"flags/{key}" not in chosen:
            continue
        shown = {
            letter: Shown(pictures.of_file(root / row["file"]))
            for letter, row in zip("abc", triple, strict=True)
        }
        for about, question in OPEN.items():
            yield from _orders(f"flags/{key}", about, question, shown, "")
            yield _one(f"flags/{key}", about, question, shown, "abc", again=True)
        yield from _orders(f"flags/{key}", "name", NAMED.format(triple[0]["name"]), shown, "a")


def _orders(
    cluster: str, about: str, question: str, shown: dict[str, Shown], right: str
) -> Iterator[Item]:
    for order in ORDERS:
        item = _one(cluster, about, question, shown, order)
        if right:
            yield replace(item, expect="answer", right=(right,))
        else:
            yield replace(item, twin=f"{cluster}/name/{order}")


def _one(
    cluster: str, about: str, question: str, shown: dict[str, Shown], order: str, *,
    again: bool = False,
) -> Item:  # fmt: skip
    return Item(
        f"{cluster}/{about}/{order}{'/again' if again else ''}", cluster,
        (*(shown[letter] for letter in order), f"{question} {_ANSWER}"), "any",
        slices={"about": about, "order": order, "again": "yes" if again else "no"},
    )  # fmt: skip


def grade(item: Item, answer: str, scored: Scored) -> Graded:
    """Which flag was chosen, named by its letter in the first order; `first_shown`: the first."""
    if scored.outcome == "error":
        return Graded()
    place = None if scored.outcome == "refusal" else _place(answer)
    scores: dict[str, bool | float | None] = {"no_choice": place is None}
    if place is not None:
        scores["first_shown"] = place == 0
    choice = "" if place is None else item.slices["order"][place]
    return Graded(choice in item.right if item.right else None, scores, choice)


def _place(answer: str) -> int | None:
    """0, 1, 2, where exactly one place is named; None for none or several."""
    words = re.findall(r"[a-z]+|\d+", folded(answer))
    if words[:1] and words[0] in _OPENING:
        return _OPENING[words[0]]
    numbers = {_NUMBERS[word] for word in words if word in _NUMBERS}
    found = numbers or {_ORDINALS[word] for word in words if word in _ORDINALS}
    return found.pop() if len(found) == 1 else None


def across(samples: Sequence[Sample]) -> list[Sample]:
    """`noise`: asked again in the same order, another flag is chosen. `flipped`: in another order.

    `excess` is flipped less noise of the same question, -1 to 1: its mean is what the order alone
    changes. Where one of the answers names no picture, there is no pair and no score.
    """
    base = {_key(one): one.choice for one in samples if _is_base(one)}
    noise = {
        _key(one): one.choice != base.get(_key(one), "")
        for one in samples
        if one.slices["again"] == "yes" and one.choice and base.get(_key(one))
    }
    return [_paired(one, base.get(_key(one), ""), noise.get(_key(one))) for one in samples]


def _paired(one: Sample, base: str, noise: bool | None) -> Sample:
    if not one.choice or not base or _is_base(one):
        return one
    differs = one.choice != base
    if one.slices["again"] == "yes":
        return replace(one, scores={**one.scores, "noise": differs})
    scores = {**one.scores, "flipped": differs}
    if noise is not None:
        scores["excess"] = float(differs) - float(noise)
    return replace(one, scores=scores)


def _is_base(one: Sample) -> bool:
    return one.slices["order"] == ORDERS[0] and one.slices["again"] == "no"


def _key(one: Sample) -> tuple[str, str, int]:
    return one.cluster, one.slices["about"], one.epoch


ORDER = Task(
    "order", "R6", "Three flags in three orders: does the choice follow the flag or the place?",
    items,
    DataCard(
        ("flags",), "MIT",
        "Questions by the developers; 60 triples of flags by lot; the first order is asked twice.",
        "Choosing has no right answer: what counts is whether the choice stays with the flag. "
        "The twin asks which flag is whose, by the set's names.",
        "Flags only, three at a time; with a model that answers alike every time the noise is 0.",
    ),
    ("about", "order"), grade, smoke=4, across=across,
)  # fmt: skip
