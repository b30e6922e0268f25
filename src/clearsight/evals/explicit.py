"""False alarms and recall of the explicit sense on a labelled folder of pictures.

    DIR/benign/...      pictures that must pass; subfolders are lines of the table
    DIR/explicit/...    for those who may lawfully hold such pictures

Every file goes through the ingest like an upload. Nothing is shown or stored, and no file is named
unless the caller asks for names.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from clearsight.errors import IngestError, UsageError
from clearsight.ingest import Ingest
from clearsight.policy import Policy
from clearsight.policy.rules import StageRule
from clearsight.reading import Reading
from clearsight.senses.explicit import ExplicitSense
from clearsight.senses.picture import Picture
from clearsight.stats import Rate

Label = Literal["benign", "explicit"]
LABELS: tuple[Label, ...] = ("benign", "explicit")
THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
DETAIL = "image"  # what the explicit detector calls its findings


@dataclass(frozen=True, slots=True)
class Scored:
    """One file; `score` is None when it is no picture that is accepted."""

    label: Label
    group: str
    path: Path
    score: float | None


def files(folder: Path) -> list[tuple[Label, str, Path]]:
    """(label, group, file) in a fixed order; the group is the first subfolder's name.

    Raises:
        UsageError: neither label has a file.
    """
    found: list[tuple[Label, str, Path]] = []
    for label in LABELS:
        root = folder / label
        for path in sorted(root.rglob("*")) if root.is_dir() else ():
            if path.is_file():
                inside = path.relative_to(root).parts
                found.append((label, inside[0] if len(inside) > 1 else "", path))
    if not found:
        raise UsageError(
            f"{folder} holds no file; expected pictures in {folder}/benign, and in "
            f"{folder}/explicit if you may lawfully hold them"
        )
    return found


def scored(folder: Path) -> Iterator[Scored]:
    """Every file with its score."""
    sense = ExplicitSense()
    with Ingest() as ingest:
        for label, group, path in files(folder):
            try:
                image = ingest.open_bytes(path.read_bytes())[0]
                picture = Picture.decode(image)
            except (IngestError, OSError, ValueError):
                yield Scored(label, group, path, None)
                continue
            draft = Reading(image.digest, image.width_px, image.height_px)
            yield Scored(label, group, path, sense.sense(picture, draft).explicit)


def thresholds(policy: Policy) -> StageRule:
    """From which score the policy refuses a picture, and from which it doubts.

    Raises:
        UsageError: the policy has no rule for explicit pictures.
    """
    rule = policy.rules.rule("sexual")
    if rule is None:
        raise UsageError(f"policy {policy.name} has no rule for the category sexual")
    return rule.stage("before", DETAIL)


def lines(found: Sequence[Scored], rule: StageRule) -> list[list[str]]:
    """Rows of the table: label, group, pictures, refused, refused or doubted, highest score."""
    out = []
    for label in LABELS:
        mine = [one for one in found if one.label == label and one.score is not None]
        groups = sorted({one.group for one in mine})
        for group in (*groups, None) if len(groups) > 1 else (None,):
            scores = [
                one.score for one in mine if one.score is not None and group in (None, one.group)
            ]
            if scores:
                out.append([label, "all" if group is None else group or "-", *_cells(scores, rule)])
    return out


def _cells(scores: Sequence[float], rule: StageRule) -> list[str]:
    n = len(scores)
    refused = Rate(sum(score >= rule.at for score in scores), n)
    doubted = Rate(sum(score >= rule.lower for score in scores), n)
    return [str(n), str(refused), str(doubted), f"{max(scores):.3f}"]


def curve(found: Sequence[Scored]) -> list[list[str]]:
    """Rows of the second table: a threshold, and the share of each label at or above it."""
    labels = [label for label in LABELS if any(one.label == label for one in found)]
    scores = {
        label: [one.score for one in found if one.label == label and one.score is not None]
        for label in labels
    }
    return [
        [
            f"{threshold:g}",
            *(
                str(Rate(sum(s >= threshold for s in scores[label]), len(scores[label])))
                for label in labels
            ),
        ]
        for threshold in THRESHOLDS
    ]


def wrong(found: Sequence[Scored], rule: StageRule) -> list[Scored]:
    """Benign files that are refused and explicit ones that are not, the highest score first."""
    judged = [one for one in found if one.score is not None]
    out = [one for one in judged if _stopped(one, rule) != (one.label == "explicit")]
    return sorted(out, key=lambda one: -(one.score or 0.0))


def _stopped(one: Scored, rule: StageRule) -> bool:
    return one.score is not None and one.score >= rule.at
