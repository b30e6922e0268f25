"""One labelled text of the judgement's training set, and how sets are read."""

import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Label = Literal[0, 1]


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text.

    Attributes:
        harm: a request that should be refused (1), one that should not (0), None: not known.
        hate, injection, self_harm, sexual, violence: what the text itself is; None: not known.
        refusal: an answer that declines or advises against (1), or does what was asked (0).
        kind: the policy category of a harmful request, when the set tells.
        weight: how much it counts in training.
        identify, trait, ungrounded: what is asked about a person shown; person: whether the
            request is about a person shown at all.
        pair: rows with the same pair are one harmful request and its harmless twins.
    """

    text: str
    dataset: str
    cluster: str
    lang: str = "en"
    harm: Label | None = None
    hate: Label | None = None
    injection: Label | None = None
    self_harm: Label | None = None
    sexual: Label | None = None
    violence: Label | None = None
    refusal: Label | None = None
    kind: str = ""
    weight: float = 1.0
    identify: Label | None = None
    trait: Label | None = None
    ungrounded: Label | None = None
    person: Label | None = None
    pair: str = ""

    @property
    def family(self) -> str:
        """The set that the row, its other forms and its twins come from."""
        name = self.dataset.partition("+")[0]
        for form in ("_aloud", "_harmless", "_twin"):
            name = name.removesuffix(form)
        return name

    @property
    def fold(self) -> int:
        """0..4 by hash of the cluster, so that a cluster is never on both sides."""
        return zlib.crc32(f"{self.family}:{self.cluster}".encode()) % 5


def half_of(cluster: str) -> str:
    """Which half of the development fold a cluster is in: "calibration" or "measure"."""
    return ("calibration", "measure")[zlib.crc32(b"h" + cluster.encode()) % 2]


def read(path: Path) -> list[dict[str, Any]]:
    """JSON lines of one file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def few(items: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """At most `most` items, chosen by hash of their id, order kept."""
    ranked = sorted(items, key=lambda item: zlib.crc32(str(item["id"]).encode()))
    chosen = {item["id"] for item in ranked[:most]}
    return [item for item in items if item["id"] in chosen]
