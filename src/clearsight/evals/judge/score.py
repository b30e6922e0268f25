"""Findings of a row as one score and one decision, by a policy's thresholds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from clearsight.evals.judge.ask import Found, Told
from clearsight.evals.judge.forms import Task
from clearsight.evals.judge.rows import Row
from clearsight.policy import Policy
from clearsight.verdict import ANSWER_REFUSES, Finding, Stage, Where

ANY = "any"
_STOPS = ("refuse", "person")


@dataclass(frozen=True, slots=True)
class Scored:
    """One row in one form, judged by one system.

    Attributes:
        counted: whose findings count: `ANY` refusing category, or the row's own.
        label: whether it should be stopped.
        score: the highest of the findings that count, 0 when there is none.
        stopped: whether the policy refuses it, or hands it to a person, for one of them.
        error: why there is no score, None when there is.
    """

    system: str
    id: str
    set: str
    lang: str
    form: str
    counted: str
    cluster: str
    label: bool
    score: float
    stopped: bool
    error: str | None = None


def scored(tasks: Sequence[Task], found: Iterable[Found], policy: Policy) -> list[Scored]:
    """A score for every row in every form by every system, in the order of what was found.

    Rows that are judged alike (equal words) but stand in the files twice are scored twice.
    """
    blocking = replace(policy, rules=replace(policy.rules, blocking=True))
    by_place: dict[tuple[str, str], list[Task]] = {}
    for task in tasks:
        by_place.setdefault((task.row.key, task.form), []).append(task)
    return [_scored(task, one, blocking) for one in found for task in by_place[one.key, one.form]]


def _scored(task: Task, found: Found, policy: Policy) -> Scored:
    row, counted = task.row, counting(task.row, task.stage, found.told, policy)
    return Scored(
        found.system,
        row.id,
        row.set,
        row.lang,
        task.form,
        row.category or ANY,
        row.cluster,
        row.label,
        max((one.score for one in counted), default=0.0),
        _stopped(task.stage, counted, found.told, policy),
        found.error,
    )


def counting(row: Row, stage: Stage, told: Iterable[Told], policy: Policy) -> list[Told]:
    """The findings that count for a row: of its category, or of any that the policy refuses.

    What one of the policy's switches lets pass does not count.
    """
    return [
        one
        for one in told
        if row.counts(one.category)
        and (bool(row.category) or refuses(one.category, stage, policy))
        and one.category != ANSWER_REFUSES
        and policy.rules.switch(finding(one)) is None
    ]


def refuses(category: str, stage: Stage, policy: Policy) -> bool:
    """Whether the policy stops for this category at this stage, whatever the score."""
    rule = policy.rules.rule(category)
    return rule is not None and rule.stage(stage).action in _STOPS


def finding(told: Told) -> Finding:
    """The words for the policy, which looks at category, detail and score only."""
    return Finding(told.category, told.score, Where(0, 0), "bench", "1", told.detail)


def _stopped(stage: Stage, counted: Sequence[Told], told: Iterable[Told], policy: Policy) -> bool:
    # That the answer itself declines is no harm, but the policy excuses by it.
    declines = [one for one in told if one.category == ANSWER_REFUSES]
    findings = [finding(one) for one in (*counted, *declines)]
    return policy.judge(stage, findings, ()).stops


def released(one: Scored) -> Mapping[str, Any]:
    """A line of the released file: never a word of the row."""
    return {
        "id": one.id,
        "set": one.set,
        "lang": one.lang,
        "form": one.form,
        "counted": one.counted,
        "detectors": one.system,
        "label": int(one.label),
        "score": None if one.error else round(one.score, 6),
        "stopped": None if one.error else one.stopped,
        "error": one.error,
    }
