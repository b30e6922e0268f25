"""Concepts beyond the thousand labels: knives, pills, banknotes, hazard signs ...

Heads over the features that EfficientNet-lite0 makes of a picture anyway, trained on permissive
drawings (`clearsight.train.concept_train`; docs/senses.md, "concepts", has what they get right). A
concept is reported only from its own threshold on, and one that was not right often enough on
families of drawings that were not learned from is not carried. Photos were not learned from: there
the thousand labels must agree.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from clearsight.reading import Tag
from clearsight.weights import locate

SOURCE = "concepts"
_MOST = 4
# Of the labels' probability this much must lie on labels that are true of a concept for the labels
# to agree with it.
AGREED = 0.3


@dataclass(frozen=True, slots=True)
class Heads:
    """What `concept_train` wrote.

    Attributes:
        names, kinds: (K,) of the concepts.
        wider: for each concept the wider ones, nearest first.
        mean, scale: (1280,) of the square roots of the features.
        last, shift: (1280, K), (K,) linear scores.
        slope, offset: (K,) calibration; probability = sigmoid(slope * score + offset).
        told: (K,) least probabilities.
        silent: (K,) never to be spoken of by a describer, such as what a person is.
        member: (1000, K) 1 where an ImageNet label is true of the concept.
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    wider: tuple[tuple[str, ...], ...]
    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    last: NDArray[np.float32]
    shift: NDArray[np.float32]
    slope: NDArray[np.float32]
    offset: NDArray[np.float32]
    told: NDArray[np.float32]
    silent: NDArray[np.bool_]
    member: NDArray[np.float32]

    def scores(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """(1280,) features to (K,) probabilities."""
        inner = (np.sqrt(np.maximum(features, 0)) - self.mean) / self.scale
        linear = self.slope * (inner @ self.last + self.shift) + self.offset
        return np.asarray(1 / (1 + np.exp(-np.clip(linear, -60, 60))), dtype=np.float32)


@cache
def heads() -> Heads:
    """Read from the packaged file.

    Raises:
        WeightsError: the file is missing or is not the measured one.
    """
    with np.load(locate("concepts"), allow_pickle=False) as file:
        words = {name: tuple(str(word) for word in file[name]) for name in ("names", "kinds")}
        wider = tuple(tuple(filter(None, str(row).split("|"))) for row in file["wider"])
        real = ("mean", "scale", "last", "shift", "slope", "offset", "told")
        arrays = {name: file[name].astype(np.float32) for name in real}
        member = np.unpackbits(file["member"], axis=0, count=1000).astype(np.float32)
        return Heads(
            words["names"], words["kinds"], wider, member=member,
            silent=file["silent"], **arrays,
        )  # fmt: skip


def concepts_of(
    features: NDArray[np.float32], probabilities: NDArray[np.float32], *, drawing: bool
) -> tuple[Tag, ...]:
    """The concepts that reach their thresholds, most probable first, at most four.

    A concept is speakable where the labels agree with it: two sources.

    Args:
        features: (1280,).
        probabilities: (1000,) of ImageNet's labels.
        drawing: False asks the labels to agree before a concept is reported at all.
    """
    table = heads()
    scores = table.scores(features)
    agreed = probabilities @ table.member >= AGREED
    told = (scores >= table.told) & (agreed | drawing)
    found = [
        Tag(
            table.names[n], float(scores[n]), table.wider[n], SOURCE,
            speakable=bool(agreed[n] and not table.silent[n]),
        )
        for n in np.flatnonzero(told)
    ]  # fmt: skip
    # A wider word says nothing more beside a narrower one.
    said = {word for tag in found for word in tag.broader}
    narrow = [tag for tag in found if tag.label not in said]
    return tuple(sorted(narrow, key=lambda tag: -tag.score)[:_MOST])


def joined(own: tuple[Tag, ...], labels: tuple[Tag, ...]) -> tuple[Tag, ...]:
    """Our concepts, then the words of the labels; of one word in both the speakable one stays."""
    spoken = {tag.label for tag in labels if tag.speakable}
    mine = [tag for tag in own if tag.speakable or tag.label not in spoken]
    said = {tag.label for tag in mine}
    return (*mine, *(tag for tag in labels if tag.label not in said))
