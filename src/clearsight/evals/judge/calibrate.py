"""Thresholds for a deployer's own rows, with figures of rows they were not chosen on."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path

from clearsight.errors import UsageError
from clearsight.evals.judge.choose import (
    Example,
    Judged,
    Target,
    bounds,
    choose,
    examples,
    fold,
    groups,
    named,
    shifted,
    unit,
    units,
)
from clearsight.evals.judge.forms import tasks, wanted_forms
from clearsight.evals.judge.rows import Row, Rows, read_rows
from clearsight.evals.judge.run import How, run
from clearsight.evals.judge.score import counting
from clearsight.evals.judge.systems import Spec
from clearsight.policy import Policy
from clearsight.stats import ClusteredRate, clustered_rate

LEAST_HARMFUL = 20  # with fewer, a group keeps the preset's thresholds
FEW_HARMFUL = 100  # with fewer, the choice is told to be a rough one


@dataclass(frozen=True, slots=True)
class Job:
    """What is calibrated.

    Attributes:
        spec: the detectors.
        policy: whose thresholds are moved.
        together: one shift for all thresholds, whatever categories the rows name.
        folds: of the cross-validation.
        seed: which cluster lies in which fold.
        work: a folder in which an interrupted run can be gone on with.
    """

    paths: tuple[Path, ...]
    spec: Spec
    policy: Policy
    target: Target = field(default_factory=Target)
    forms: tuple[str, ...] = ("typed",)
    together: bool = False
    folds: int = 5
    seed: int = 0
    work: Path | None = None
    how: How = field(default_factory=How)


@dataclass(frozen=True, slots=True)
class Change:
    """Shares under the preset and under the new thresholds; the latter of rows left out in turn."""

    before: ClusteredRate
    after: ClusteredRate


@dataclass(frozen=True, slots=True)
class Line:
    """One group of categories.

    Attributes:
        group: categories whose thresholds move together; () for the whole policy.
        shift: of their log-odds, None when they keep the preset's.
        why: what to know about it, "" for nothing.
        grey: harmless rows that are not stopped, but whose answers face the stricter threshold.
    """

    group: tuple[str, ...]
    shift: float | None
    why: str
    recall: Change
    false_refusals: Change
    grey: Change


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What came out.

    Attributes:
        policy: with the thresholds chosen on all rows.
        failed: rows that could not be judged; answers: rows that were left out.
    """

    rows: Rows
    policy: Policy
    lines: tuple[Line, ...]
    warnings: tuple[str, ...]
    failed: int
    answers: int


def calibrate(job: Job) -> Calibrated:
    """Judge the rows, choose thresholds, measure the choice on rows left out.

    Raises:
        UsageError: the rows or names cannot be used, or a target that cannot be.
    """
    _check(job)
    rows = read_rows(job.paths)
    asked = [row for row in rows.rows if row.answer is None]
    todo = tasks(asked, wanted_forms(job.forms))
    found = {one.place[1:]: one for one in run([job.spec], todo, folder=job.work, how=job.how)}
    each = [(task.row, found[task.row.key, task.form]) for task in todo]
    judged = [Judged(row, one.told) for row, one in each if one.error is None]
    alone = job.together or not any(named(row) for row in asked if row.label)
    every = [tuple(units(job.policy))] if alone else groups(asked, job.policy)
    known = {g: examples(judged, g, job.policy, alone=alone) for g in every}
    kept = {g: why for g, rows_ in known.items() if (why := _too_few(rows_, job))}
    moving = {g: rows_ for g, rows_ in known.items() if g not in kept}
    final = _chosen(moving, job, None)
    apart = [_policy(job, _chosen(moving, job, number)) for number in range(job.folds)]
    lines = [
        _line(g, judged, job, apart, (final.get(g), kept.get(g, _rough(known[g]))), alone=alone)
        for g in every
    ]
    lines.append(_line((), judged, job, apart, (None, ""), alone=alone))
    return Calibrated(
        rows, _policy(job, final), tuple(lines), tuple(_warnings(job, lines[-1], judged, alone)),
        failed=len(each) - len(judged), answers=len(rows.rows) - len(asked),
    )  # fmt: skip


def _check(job: Job) -> None:
    share = job.target.recall if job.target.recall is not None else job.target.false_refusals
    if share is None or not 0 < share < 1:
        raise UsageError(f"the target is {share}, expected a share between 0 and 1, as .02")
    if job.folds < 2:
        raise UsageError(f"{job.folds} folds; expected 2 or more, so that rows can be left out")


def _too_few(rows: Sequence[Example], job: Job) -> str:
    """Why a group keeps the preset's thresholds, "" when it need not."""
    harmful = sum(one.label for one in rows)
    least = ceil(1 / job.target.false_refusals) if job.target.false_refusals else LEAST_HARMFUL
    if harmful < LEAST_HARMFUL or len(rows) - harmful < least:
        return (
            f"kept: {harmful} harmful and {len(rows) - harmful} harmless rows, "
            f"needed are {LEAST_HARMFUL} and {least}"
        )
    clusters = {one.cluster for one in rows if one.label}
    short = len(clusters) < job.folds
    return f"kept: {len(clusters)} clusters of harmful rows for {job.folds} folds" if short else ""


def _rough(rows: Sequence[Example]) -> str:
    harmful = sum(one.label for one in rows)
    return f"rough: only {harmful} harmful rows" if harmful < FEW_HARMFUL else ""


def _chosen(
    known: dict[tuple[str, ...], list[Example]], job: Job, without: int | None
) -> dict[tuple[str, ...], float]:
    """A shift for each group, chosen without one fold."""
    out = {}
    for group, rows in known.items():
        seen = [x for x in rows if fold(x.cluster, job.folds, job.seed) != without]
        out[group] = choose(seen, job.target, bounds(group, job.policy))
    return out


def _policy(job: Job, shifts: dict[tuple[str, ...], float]) -> Policy:
    return shifted(job.policy, {one: shift for group, shift in shifts.items() for one in group})


def _line(
    group: tuple[str, ...],
    judged: Sequence[Judged],
    job: Job,
    apart: Sequence[Policy],
    said: tuple[float | None, str],
    *,
    alone: bool,
) -> Line:
    def stops(one: Judged, policy: Policy) -> bool:
        return _level(one, group, policy, job) == "stopped"

    def grey(one: Judged, policy: Policy) -> bool:
        return _level(one, group, policy, job) == "grey"

    mine = [one for one in judged if not group or examples([one], group, job.policy, alone=alone)]

    def change(label: bool, test: Callable[[Judged, Policy], bool]) -> Change:
        rows = [one for one in mine if one.row.label == label]
        clusters = [one.row.cluster for one in rows]
        before = [test(one, job.policy) for one in rows]
        after = [test(one, apart[fold(one.row.cluster, job.folds, job.seed)]) for one in rows]
        return Change(clustered_rate(before, clusters), clustered_rate(after, clusters))

    return Line(group, *said, change(True, stops), change(False, stops), change(False, grey))


def _level(one: Judged, group: Sequence[str], policy: Policy, job: Job) -> str:
    """What a policy makes of a row, for the findings of a group or for all that count."""
    level = "passed"
    for told in counting(one.row, "before", one.told, job.policy):
        rule = policy.rules.rule(told.category)
        if rule is None or (group and unit(told.category, job.policy) not in group):
            continue
        before = rule.stage("before", told.detail)
        if told.score >= before.at:
            return "stopped"
        if told.score >= before.lower:
            level = "grey"
    return level


def _warnings(job: Job, overall: Line, judged: Iterable[Judged], alone: bool) -> Iterable[str]:
    """What a deployer should know before using the file."""
    rows: list[Row] = [one.row for one in judged]
    nameless = sum(row.label and not named(row) for row in rows)
    if nameless and not alone:
        yield (
            f"{nameless} harmful rows name no category: they count in the last line only, and no "
            "threshold was chosen on them"
        )
    share, target = overall.false_refusals.after.share, job.target.false_refusals
    if job.target.recall is None and target is not None and (share or 0.0) > target:
        yield (
            f"all categories together stop {share:.1%} of the harmless rows, more than the target "
            f"of {target:.1%} for each; choose a lower target if that is too much"
        )
    harmless = sum(not row.label for row in rows)
    if target is not None and job.target.recall is None and harmless * target < 5:
        yield (
            f"only {harmless} harmless rows: a share of {target:.1%} of them is fewer than five "
            "rows, so the thresholds hang on a few rows"
        )
