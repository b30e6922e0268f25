"""Installed collections to labelled features: the slow half of the training, done once."""

import sys
from pathlib import Path

from tqdm import tqdm

from clearsight.train.concepts.drawn import drawn
from clearsight.train.concepts.features import Features, extract, keep
from clearsight.train.concepts.naming import Namer
from clearsight.train.concepts.sources import photos, read
from clearsight.train.concepts.vocabulary import Concept


def gather(root: Path, concepts: tuple[Concept, ...]) -> Features:
    """Features of every picture that is used."""
    sources = list(read(root))
    labels = Namer(concepts).labels([source.named for source in sources])
    names = [concept.name for concept in concepts]
    kept = keep([source.named for source in sources], labels, names)
    pictures = {int(n): png for n in _bar(kept, "drawing") if (png := drawn(sources[n]))}
    used = sorted(pictures)
    families = [sources[n].named.family for n in used]
    with tqdm(desc="looking", unit="picture", disable=not sys.stderr.isatty()) as bar:
        return extract(
            [pictures[n] for n in used], labels[used], families, photos(root),
            progress=bar.update,
        )  # fmt: skip


def _bar(numbers: object, what: str) -> "tqdm[int]":
    return tqdm(numbers, desc=what, unit="picture", disable=not sys.stderr.isatty())
