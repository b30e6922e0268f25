"""What is written about heads: rates by kind on families left out, calibration, what is shipped."""

from collections.abc import Sequence

import numpy as np

from clearsight.stats import Rate
from clearsight.train.concepts.choose import (
    Count,
    Labels,
    Real,
    calibration_error,
    reliability,
)
from clearsight.train.concepts.features import PHOTOS, Features
from clearsight.train.concepts.measure import (
    NONE_,
    HeldOut,
    Nested,
    by_kind,
    carried,
    markdown,
    nested,
)
from clearsight.train.concepts.vocabulary import Concept


def report(found: HeldOut, features: Features, concepts: Sequence[Concept]) -> str:
    """Markdown: tables by kind and by family, calibration, every concept by name."""
    whole, labels = nested(found, features.labels), features.labels
    families = {str(name): features.families == name for name in np.unique(features.families)}
    by_family = {
        name: by_kind(whole.counts(labels, rows), concepts)["all"]
        for name, rows in families.items()
        if name != PHOTOS
    }
    told = carried(found, labels, whole).told
    ships = np.isfinite(told)
    shipped = Nested(whole.scores[:, ships], whole.least[:, ships])
    named = [concept for concept, ship in zip(concepts, ships, strict=True) if ship]
    counts = by_kind(shipped.counts(labels[:, ships]), named)
    of_family = {
        name: by_kind(shipped.counts(labels[:, ships], rows), named).get("all", NONE_)
        for name, rows in families.items()
        if name != PHOTOS
    }
    return "\n\n".join(
        (
            f"{ships.sum()} of {len(concepts)} concepts are shipped. Those alone:",
            markdown("kind", counts),
            markdown("family left out", of_family),
            "All of them:",
            markdown("kind", by_kind(whole.counts(labels), concepts)),
            markdown("family left out", by_family),
            _reliable(whole.scores, labels),
            _named(whole.counts(labels), told, concepts),
        )
    )


def _reliable(scores: Real, labels: Labels) -> str:
    bins = reliability(scores, labels)
    lines = [
        f"expected calibration error {calibration_error(bins):.3f}", "",
        "| score, mean of the tenth | shown | pairs |", "|---|---|---|",
        *(f"| {one.score:.2f} | {one.right:.2f} | {one.n} |" for one in bins),
    ]  # fmt: skip
    return "\n".join(lines)


def _named(counts: Sequence[Count], told: Real, concepts: Sequence[Concept]) -> str:
    lines = ["| concept | shipped from | found | right of what is said |", "|---|---|---|---|"]
    for one, least, concept in zip(counts, told, concepts, strict=True):
        said = one.found + one.wrong
        right = str(Rate(one.found, said)) if said else "nothing said"
        score = f"{least:.2f}" if np.isfinite(least) else "not shipped"
        found = Rate(one.found, one.shown) if one.shown else ""
        lines.append(f"| {concept.name} | {score} | {found} | {right} |")
    return "\n".join(lines)
