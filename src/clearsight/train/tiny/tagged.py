"""The closed list of names with the pictures that show them, as `clearsight.train.tiny.data` wrote.

WORK/tags.json: [{"name": "kite", "side": "train", "held_style": "fluent",
                  "pictures": {"noto": "<sha256>", "fluent": "<sha256>", ...}, ...}, ...]

`held_style` is the art style of this name that nothing is trained on. Names of the side "new_class"
are in no list: their pictures show what an unknown thing does.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from clearsight.errors import UsageError
from clearsight.train.tiny.rows import read_rows

NO_NAME = -1
_OTHER_FOLDS = 2


class Shown(NamedTuple):
    """A picture, the number of the name it shows (NO_NAME of none) and its art style."""

    digest: str
    name: int
    style: str


@dataclass(frozen=True, slots=True)
class Tagged:
    """The list and its pictures.

    Attributes:
        names: in the order of the head's outputs.
        shown: pictures of these names that are trained on; kept_back: of the styles that are not.
        strangers: pictures of names that are not in the list.
        others: pictures of training rows that show no single thing of the list or outside it.
    """

    names: tuple[str, ...]
    shown: tuple[Shown, ...]
    kept_back: tuple[Shown, ...]
    strangers: tuple[str, ...]
    others: tuple[str, ...]

    @classmethod
    def read(cls, work: Path) -> "Tagged":
        """From the folder.

        Raises:
            UsageError: the file is missing or is none of this form.
        """
        path = work / "tags.json"
        try:
            listed = json.loads(path.read_text(encoding="utf-8"))
            known = [one for one in listed if one["side"] == "train"]
            names = tuple(one["name"] for one in known)
            pictures = [s for number, one in enumerate(known) for s in _shown(one, number)]
            held = [one["held_style"] for one in known]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UsageError(
                f"{path} is no list of names ({error!r}); make it with "
                f"python -m clearsight.train.tiny.data --work {work}"
            ) from error
        of_list = {digest for one in listed for digest in one["pictures"].values()}
        return cls(
            names,
            tuple(one for one in pictures if one.style != held[one.name]),
            tuple(one for one in pictures if one.style == held[one.name]),
            tuple(d for one in listed if one["side"] != "train" for d in one["pictures"].values()),
            _others(work, of_list),
        )

    def training(self, digests: Collection[str], seed: int) -> list[Shown]:
        """What the head learns from: its names, and as many pictures of other things at most."""
        there = set(digests)
        own = [one for one in self.shown if one.digest in there]
        other = [digest for digest in self.others if digest in there]
        order = np.random.default_rng(seed).permutation(len(other))[: len(own)]
        return own + [
            Shown(other[at], NO_NAME, f"other {fold % _OTHER_FOLDS}")
            for fold, at in enumerate(order.tolist())
        ]

    def held(self, digests: Collection[str]) -> list[Shown]:
        """Pictures of known names in styles that were kept back."""
        there = set(digests)
        return [one for one in self.kept_back if one.digest in there]

    def unknown(self, digests: Collection[str]) -> list[str]:
        """Pictures of names that are not in the list."""
        there = set(digests)
        return [digest for digest in self.strangers if digest in there]


def _shown(one: Mapping[str, Any], number: int) -> Sequence[Shown]:
    return [Shown(digest, number, style) for style, digest in one["pictures"].items()]


def _others(work: Path, of_list: Collection[str]) -> tuple[str, ...]:
    paths = sorted((work / "rows" / "train").glob("*.jsonl"))
    found = {digest for path in paths for row in read_rows(path) for digest in row.pictures}
    return tuple(sorted(found - set(of_list)))
