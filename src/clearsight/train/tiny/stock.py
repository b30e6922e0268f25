"""What builders draw from: the seed, how much is wanted, what is installed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clearsight.errors import UsageError
from clearsight.imaging.render.pick import Pick
from clearsight.train.judgement_row import read
from clearsight.train.tiny.art import Concept, concepts
from clearsight.train.tiny.draft import Draft, Drawing, asked
from clearsight.train.tiny.rows import Split

# Of the splits that measure: the same rows whatever the seed of a build is.
MEASURE_SEED = 20261126


@dataclass(frozen=True)
class Stock:
    """What a build has at hand.

    Attributes:
        seed: of everything that is trained on.
        quick: a small build.
        pictures: the folder of collections, None for none.
        sets: the folder of published sets (docs/evals.md), None for none.
    """

    seed: int
    quick: bool = False
    pictures: Path | None = None
    sets: Path | None = None

    def many(self, full: int, quick: int) -> int:
        """How many, for this build."""
        return quick if self.quick else full

    def pick(self, family: str, split: Split, number: object) -> Pick:
        """Choices for one row."""
        seed = self.seed if split in ("train", "dev") else MEASURE_SEED
        return Pick(f"tiny/{family}/{split}", seed, number)

    def concepts(self) -> tuple[Concept, ...]:
        """Everything that can be shown; in a quick build our drawings alone, and few of them."""
        if self.quick:
            return concepts(None)[::5]
        return concepts(self.pictures)

    def rows(self, name: str, file: str) -> list[dict[str, Any]]:
        """The rows of a published set; none where no sets were named.

        Raises:
            UsageError: sets were named and this one is not among them.
        """
        if self.sets is None:
            return []
        path = self.sets / name / file
        if not path.is_file():
            raise UsageError(
                f"{path} is missing; the full build needs the published sets that docs/tiny.md "
                "names, each in its folder below --sets"
            )
        return read(path)


Builder = Callable[[Stock], Iterable[Draft]]


def draft(
    family: str, kind: str, name: str, split: Split, question: str, answer: str,
    drawings: tuple[Drawing, ...] = (), **more: Any,
) -> Draft:  # fmt: skip
    """A row of one question; source and licence are those of its pictures, if it has any."""
    sources = dict.fromkeys(d.source for d in drawings)
    licences = dict.fromkeys(d.licence for d in drawings)
    given = {"source": " + ".join(sources), "licence": " + ".join(licences)} if drawings else {}
    return Draft(
        name=f"{split}/{name}", family=family, kind=f"{family}/{kind}", split=split,
        turns=asked(question, len(drawings)), answer=answer, drawings=drawings,
        **{**given, **more},
    )  # fmt: skip
