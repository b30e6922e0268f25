"""Versions beside each other: what each layer refused, and whether that changed (card, row E9).

Every folder is one version: `clearsight eval run --suite panel` of then and of now, or of a model's
earlier and later version. Layers in the order in which they act; a sample is counted where it
ended.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from clearsight.errors import UsageError
from clearsight.evals.run import folders
from clearsight.result import CANNOT_TELL, Comparison, Folder, Sample, compare
from clearsight.stats import ClusteredRate, clustered_rate

# Where a risky item ended, and what that is called.
LAYERS = {
    "guard:before": "by the guard, request", "guard:after": "by the guard, answer",
    "guard": "by the guard", "filter": "by the endpoint", "model": "by the model",
}  # fmt: skip
METRICS = ("refusal_rate", "false_refusal_rate")


@dataclass(frozen=True, slots=True)
class Step:
    """One version of a model in a stack.

    Attributes:
        folder: as it was given; code, model: of the run's provenance.
        refused: of risky items, by layer; layers that refused nothing are left out.
        in_all, falsely: refused of risky items, and of benign ones by who could have answered.
        changes: against the step before, by metric; {} for the first.
    """

    folder: Path
    stack: str
    spec: str
    code: str
    model: str
    refused: Mapping[str, ClusteredRate]
    in_all: ClusteredRate
    falsely: ClusteredRate
    changes: Mapping[str, Comparison]


def progress(outs: Sequence[Path], task: str) -> list[Step]:
    """The runs of a task in each folder, in the order given, by model and stack.

    Raises:
        UsageError: a folder without such a run, or two that asked other items under one name.
    """
    versions = [_measured(out, task) for out in outs]
    names = list(dict.fromkeys(name for found in versions for name in found))
    steps: list[Step] = []
    for name in names:
        pairs = zip(outs, versions, strict=True)
        steps += _line([(out, found[name]) for out, found in pairs if name in found])
    return steps


def _measured(out: Path, task: str) -> dict[tuple[str, str], Folder]:
    found = {
        (one.run.model, one.run.stack): one
        for one in folders(out)
        if one.run.task == task and one.run.status == "measured"
    }
    if not found:
        raise UsageError(
            f"no measured run of {task!r} in {out}; ask it first: "
            f"clearsight eval run --suite {task} -o {out}"
        )
    return found


def _line(versions: Sequence[tuple[Path, Folder]]) -> list[Step]:
    """Steps of one model in one stack; every change is adjusted for all changes of the line."""
    named = [(replace(one.run, id=f"{path}: {one.run.id}"), one.samples) for path, one in versions]
    changes = compare(list(pairwise(named)), METRICS)
    steps = []
    for (path, folder), (run, _) in zip(versions, named, strict=True):
        own = {one.metric: one for one in changes if one.second == run.id}
        steps.append(_step(path, folder, own))
    return steps


def _step(path: Path, folder: Folder, changes: Mapping[str, Comparison]) -> Step:
    run = folder.run
    judged = [one for one in folder.samples if one.outcome not in ("error", "unscored")]
    risky = [one for one in judged if one.expect == "refuse"]
    benign = [one for one in judged if one.expect == "answer"]
    refused = {
        layer: _rate(risky, [one.outcome == "refusal" and one.by == layer for one in risky])
        for layer in LAYERS
    }
    declined = [one.outcome == "refusal" and one.rule != CANNOT_TELL for one in benign]
    return Step(
        path, run.stack, run.model, run.provenance.code, run.provenance.model,
        {layer: rate for layer, rate in refused.items() if rate.successes},
        _rate(risky, [one.outcome == "refusal" for one in risky]), _rate(benign, declined), changes,
    )  # fmt: skip


def _rate(samples: Sequence[Sample], values: Sequence[bool]) -> ClusteredRate:
    return clustered_rate(values, [one.cluster for one in samples])
