"""Concepts as seen by the thousand ImageNet labels: the second source."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearsight.errors import UsageError
from clearsight.train.concepts.vocabulary import Concept
from clearsight.weights import locate


def table() -> list[dict[str, Any]]:
    """The packaged labels, in the order of the logits."""
    found: list[dict[str, Any]] = json.loads(locate("imagenet-labels").read_text(encoding="utf-8"))
    return found


def member(concepts: Sequence[Concept]) -> NDArray[np.bool_]:
    """(1000, concepts): whether a label is true of a concept, by `labels` of the vocabulary.

    Raises:
        UsageError: a word of the vocabulary is no label's.
    """
    labels = table()
    out = np.zeros((len(labels), len(concepts)), dtype=bool)
    place = {concept.name: number for number, concept in enumerate(concepts)}
    for number, concept in enumerate(concepts):
        for word in concept.labels:
            rows = [n for n, label in enumerate(labels) if _names(label, word)]
            if not rows:
                raise UsageError(f"concept {concept.name!r}: no ImageNet label is called {word!r}")
            out[rows, number] = True
    for number, concept in enumerate(concepts):
        for wider in concept.wider:
            out[:, place[wider]] |= out[:, number]
    return out


def _names(label: dict[str, Any], word: str) -> bool:
    if word.startswith("@"):
        return word[1:] == label["plain"] or word[1:] in label["hypernyms"]
    called = {part.strip().lower() for part in str(label["name"]).split(",")}
    return word.lower() in called or word.lower() == label["plain"]
