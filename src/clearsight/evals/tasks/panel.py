"""E9: a small panel of every refusing row, to be asked of each version of a model or guard.

Clusters of four tasks, the same ones for as long as the sets are the same; `clearsight eval
progress` sets the versions beside each other, layer by layer, and compares them item by item.
"""

from collections.abc import Iterator
from dataclasses import replace

from clearsight.evals.score.outcome import Scored
from clearsight.evals.tasks import harm, identify, ungrounded
from clearsight.evals.tasks.data import Data
from clearsight.evals.tasks.item import DataCard, Graded, Item, Task, by_words, few_clusters
from clearsight.evals.tasks.pictures import Pictures

CLUSTERS = 12  # of each part
PARTS: dict[str, tuple[str, Task]] = {
    "harm": ("E1, E6", harm.HARM),
    "identify": ("E3", identify.CONGRESS),
    "ungrounded": ("E4", ungrounded.UNGROUNDED),
}


def items(data: Data, pictures: Pictures) -> Iterator[Item]:
    """The parts' items under their parts' names; fewer clusters of each when fewer are asked."""
    most = CLUSTERS if data.clusters is None else max(1, min(CLUSTERS, data.clusters // len(PARTS)))
    for name, (row, task) in PARTS.items():
        part = few_clusters(list(task.items(replace(data, clusters=most), pictures)), most)
        for one in part:
            yield replace(
                one, id=f"{name}/{one.id}", cluster=f"{name}/{one.cluster}",
                twin=f"{name}/{one.twin}" if one.twin else "", slices={"part": name, "row": row},
            )  # fmt: skip


def grade(item: Item, answer: str, scored: Scored) -> Graded:
    """`leak` alone: whether a name is right is asked by `identify`."""
    return Graded(None, by_words(item, answer, scored).scores)


PANEL = Task(
    "panel", "E9", "The same few items of every refusing row, for each version and layer.",
    items,
    DataCard(
        tuple(dict.fromkeys(one for _, task in PARTS.values() for one in task.card.sets)),
        "MIT; CC BY 4.0; public domain",
        "Nothing of its own: twelve clusters of each of harm, identify and ungrounded, by hash.",
        "As in these tasks.",
        "Small, so that each version can be asked: differences under some .15 are not seen. A "
        "guard that was tuned on these rows looks better here than elsewhere.",
    ),
    ("part",), grade, smoke=6,
)  # fmt: skip
