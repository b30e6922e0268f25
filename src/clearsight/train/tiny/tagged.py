"""The closed list of names with the pictures that show them, as `clearsight.train.tiny.data` wrote.

WORK/tags.json: [{"name": "kite", "split": "train", "held": "fluent",
                  "pictures": {"noto": "<sha256>", "fluent": "<sha256>", ...}, ...}, ...]

`held` is the art style of this name that nothing is trained on, "" for none. Names of the split
"new_class" are in no list: their pictures show what an unknown thing does. What is trained on
stands in the rows of the family "names": their cluster is the name, their source tells the art
style.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from clearsight.errors import UsageError
from clearsight.train.tiny.rows import Row, read_rows

NO_NAME = -1
_OTHER_FOLDS, _OTHER_SHARE = 3, 3
# Families whose pictures show words or several things: of no name in particular.
_NO_SINGLE_THING = ("shapes", "words", "charts", "menus", "scenes")


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
        others: pictures of training rows that show no single thing.
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
            known = [one for one in listed if one["split"] == "train"]
            names = tuple(one["name"] for one in known)
            back = [(one, number) for number, one in enumerate(known) if one["held"]]
            kept_back = tuple(
                Shown(one["pictures"][one["held"]], number, one["held"])
                for one, number in back
                if one["held"] in one["pictures"]
            )
            strangers = tuple(
                d for one in listed if one["split"] != "train" for d in one["pictures"].values()
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UsageError(
                f"{path} is no list of names ({error!r}); make it with "
                f"python -m clearsight.train.tiny.data --work {work}"
            ) from error
        shown = _shown(work, names)
        return cls(names, shown, kept_back, strangers, _others(work, {s.digest for s in shown}))

    def training(self, digests: Collection[str], seed: int) -> list[Shown]:
        """What the head learns from: its names, and a third as many pictures of other things."""
        there = set(digests)
        own = [one for one in self.shown if one.digest in there]
        other = [digest for digest in self.others if digest in there]
        most = max(len(own) // _OTHER_SHARE, 1)
        order = np.random.default_rng(seed).permutation(len(other))[:most]
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


def _rows(work: Path, family: str) -> Iterator[Row]:
    path = work / "rows" / "train" / f"{family}.jsonl"
    return read_rows(path) if path.is_file() else iter(())


def _shown(work: Path, names: Sequence[str]) -> tuple[Shown, ...]:
    number = {name: at for at, name in enumerate(names)}
    return tuple(
        {
            row.pictures[0]: Shown(row.pictures[0], number[row.cluster], row.source)
            for row in _rows(work, "names")
            if row.cluster in number
        }.values()
    )


def _others(work: Path, of_list: Collection[str]) -> tuple[str, ...]:
    found = {d for family in _NO_SINGLE_THING for row in _rows(work, family) for d in row.pictures}
    return tuple(sorted(found - set(of_list)))
