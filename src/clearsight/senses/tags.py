"""What the whole picture may show: concepts of our own, and EfficientNet-lite0's 1000 labels.

A word's probability is the sum over all labels that it is true of, so that "an animal" can be said
where no single breed could. Broad words are right far more often than narrow ones at the same
probability; each breadth has its own calibration and threshold. `docs/senses.md` has the figures.
"""

import json
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from clearsight.reading import Reading, Tag
from clearsight.senses.concepts import concepts_of, joined
from clearsight.senses.network import Network
from clearsight.senses.picture import ROOM, Picture
from clearsight.weights import locate

SIDE_PX = 224
_AT_LEAST = 0.05
_MOST = 6


@dataclass(frozen=True, slots=True)
class Breadth:
    """Words that are true of `labels` or more of the 1000 labels.

    Attributes:
        slope, bias: logistic calibration of the logit of the probability (Platt, 1999).
        speakable: summed probability from which the measured precision was .9 or more.
    """

    labels: int
    slope: float
    bias: float
    speakable: float


BREADTHS = (
    Breadth(61, 2.22, 0.71, 0.6),
    Breadth(20, 1.07, 0.76, 0.7),
    Breadth(5, 0.86, -0.14, 0.9),
    Breadth(1, 0.89, -1.26, 0.9),
)
_BROAD = 20  # narrower words are spoken only where a word at least this broad holds as well


@dataclass(frozen=True)
class Words:
    """The words, and which labels each is true of.

    Attributes:
        member: (1000, words) 1 where the word is true of the label; labels that would judge what
            a person is belong to no word.
        above: for each word the words that are true of all its labels, nearest first.
        leaf: for each word whether it is the plain word of some label.
    """

    names: tuple[str, ...]
    member: NDArray[np.float32]
    breadth: tuple[Breadth, ...]
    above: tuple[tuple[str, ...], ...]
    leaf: tuple[bool, ...]


@cache
def words() -> Words:
    """Read from the packaged table of labels."""
    labels = json.loads(locate("imagenet-labels").read_text(encoding="utf-8"))
    chains = [
        () if label["person"] else tuple(dict.fromkeys((label["plain"], *label["hypernyms"])))
        for label in labels
    ]
    names = tuple(sorted({word for chain in chains for word in chain}))
    place = {name: index for index, name in enumerate(names)}
    member = np.zeros((len(labels), len(names)), dtype=np.float32)
    for row, chain in enumerate(chains):
        member[row, [place[word] for word in chain]] = 1
    counts = member.sum(0)
    longest = {
        name: max((c for c in chains if name in c), key=lambda c: len(c) - c.index(name))
        for name in names
    }
    above = tuple(
        tuple(
            other
            for other in longest[name][longest[name].index(name) + 1 :]
            if (member[:, place[other]] >= member[:, place[name]]).all()
        )
        for name in names
    )
    plain = {chain[0] for chain in chains if chain}
    return Words(
        names, member, tuple(_breadth(count) for count in counts), above,
        tuple(name in plain for name in names),
    )  # fmt: skip


def _breadth(count: float) -> Breadth:
    return next(breadth for breadth in BREADTHS if count >= breadth.labels)


def prepare(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(H, W, 3) sRGB to (1, 3, 224, 224); the whole picture, so that its edges count too."""
    image = Pillow.fromarray(pixels)
    image = image.resize((SIDE_PX, SIDE_PX), Pillow.Resampling.BILINEAR, reducing_gap=2.0)
    scaled = (np.asarray(image, dtype=np.float32) - 127) / 128
    return np.ascontiguousarray(scaled.transpose(2, 0, 1)[None])


def tags_of(logits: NDArray[np.float32], *, may_speak: bool) -> tuple[Tag, ...]:
    """The best words for (1000,) logits, most probable first, at most six.

    Args:
        may_speak: False where the labels cannot be trusted, such as on documents.
    """
    table = words()
    sums = _softmax(logits) @ table.member
    odds = np.clip(sums, 1e-6, 1 - 1e-6)
    scores = [_calibrated(float(p), b) for p, b in zip(odds, table.breadth, strict=True)]
    sure = {
        name
        for name, p, breadth in zip(table.names, sums, table.breadth, strict=True)
        if p >= breadth.speakable
    }
    broad = {n for n, b in zip(table.names, table.breadth, strict=True) if b.labels >= _BROAD}
    spoken = {
        name
        for name, above in zip(table.names, table.above, strict=True)
        if may_speak and name in sure and (name in broad or sure & broad & set(above))
    }
    found = [
        Tag(name, scores[index], table.above[index], speakable=name in spoken)
        for index, name in enumerate(table.names)
        if scores[index] >= _AT_LEAST and (table.leaf[index] or name in spoken)
    ]
    return tuple(sorted(found, key=lambda tag: (not tag.speakable, -tag.score))[:_MOST])


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    weight = np.exp(logits - logits.max())
    return np.asarray(weight / weight.sum(), dtype=np.float32)


def _calibrated(probability: float, breadth: Breadth) -> float:
    logit = np.log(probability / (1 - probability))
    return float(1 / (1 + np.exp(-(breadth.slope * logit + breadth.bias))))


class TagsSense:
    """Fills `tags`: concepts, then words of the labels, the speakable ones first."""

    name = "tags"
    version = "efficientnet-lite0-2"
    after = ("quality",)

    def __init__(self) -> None:
        self._network = Network("efficientnet-lite0")

    def sense(self, picture: Picture, draft: Reading) -> Reading:
        batch = prepare(picture.at_least(0, ROOM * SIDE_PX))
        logits, features = (out[0] for out in self._network(batch, ["logits", "features"]))
        # Pages and windows have labels of their own ("web site", "menu", "crossword"), which the
        # text says better; everything else that is seen in them is an accident.
        kind = "photo" if draft.quality is None else draft.quality.kind
        blank = draft.quality is not None and draft.quality.blank
        may_speak = kind in ("photo", "drawing") and not blank
        tags = tags_of(logits, may_speak=may_speak)
        if may_speak:
            own = concepts_of(features, _softmax(logits), drawing=kind == "drawing")
            tags = joined(own, tags)
        return replace(draft, tags=tags)
