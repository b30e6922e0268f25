"""A decision's rule id and the one English sentence that an engineer reads about it."""

from dataclasses import dataclass
from typing import Literal

from clearsight.policy.rules import CategoryRule, StageRule, Switch
from clearsight.verdict import HISTORY, Action, Failure, Finding, Stage, Verdict

SEVERITY: dict[Action, int] = {"allow": 0, "warn": 1, "refuse": 2, "person": 3}
Band = Literal["at", "strict", "grey", "withheld"]


@dataclass(frozen=True, slots=True)
class Case:
    """What one call of `Policy.judge` is about.

    Attributes:
        before: at stage "after" the Verdict on the request, when there was one.
        own_refusal: the report that the model itself said no, when it is sure enough.
    """

    stage: Stage
    language: str
    findings: tuple[Finding, ...]
    before: Verdict | None = None
    own_refusal: Finding | None = None

    @property
    def strict(self) -> bool:
        """Whether the answer must face the stricter threshold."""
        return self.stage == "after" and self.before is not None and self.before.grey


@dataclass(frozen=True, slots=True)
class Weighed:
    """A finding that reached a threshold: the rule's own (`at`), the stricter one, or grey."""

    finding: Finding
    rule: CategoryRule
    action: Action
    threshold: float
    band: Band

    @property
    def order(self) -> tuple[int, float, float, str]:
        """The most severe action first, then the widest margin over the threshold.

        The rest breaks ties, so that the order of reports decides nothing.
        """
        finding = self.finding
        margin = self.threshold - finding.score
        return (-SEVERITY[self.action], margin, -finding.score, finding.category)

    @property
    def stops(self) -> bool:
        return self.action in ("refuse", "person")

    def id(self, stage: Stage) -> str:
        """Such as "before.illicit.refuse", "after.illicit.strict" or "before.illicit.grey".

        Of a turn that was refused before: "history.illicit.withhold".
        """
        if self.finding.detector == HISTORY:
            return f"history.{self.finding.category}.{self.finding.detail}"
        return f"{stage}.{self.finding.category}.{self.action if self.band == 'at' else self.band}"


def weigh(finding: Finding, rule: CategoryRule, case: Case) -> Weighed | None:
    """Compare one score with the thresholds of its stage; None when it reaches none."""
    if finding.detector == HISTORY:
        return _remembered(finding, rule)
    stage: StageRule = rule.stage(case.stage, finding.detail)
    if stage.action == "allow" or finding.score < stage.lower:
        return None
    if finding.score >= stage.at:
        return Weighed(finding, rule, stage.action, stage.at, "at")
    if case.stage == "before":
        return Weighed(finding, rule, "allow", stage.lower, "grey")
    return Weighed(finding, rule, stage.action, stage.lower, "strict") if case.strict else None


def _remembered(finding: Finding, rule: CategoryRule) -> Weighed:
    """A turn that was refused before; what that means now was settled by `HistoryRules`."""
    if finding.detail == "refuse":
        before = rule.before.action
        action: Action = before if before in ("refuse", "person") else "refuse"
        return Weighed(finding, rule, action, finding.score, "at")
    band: Band = "grey" if finding.detail == "strict" else "withheld"
    return Weighed(finding, rule, "allow", finding.score, band)


_KNOWN = {
    "refuse": "Refused: an earlier turn was refused before for {}, and this policy refuses what "
    "brings it along.",
    "withhold": "Passed without an earlier turn that was refused before for {}: it was neither "
    "judged again nor handed on.",
    "strict": "Passed with an earlier turn that was refused before for {}, so the answer must face "
    "the stricter threshold.",
}


def why(one: Weighed, case: Case) -> str:
    """What was found, by whom, with which score against which threshold."""
    if one.finding.detector == HISTORY:
        return _KNOWN[one.finding.detail].format(one.finding.category)
    done = {
        "allow": "Passed",
        "warn": "Passed with a warning",
        "refuse": "Refused",
        "person": "Handed to a person",
    }[one.action]
    finding = one.finding
    what = "request" if case.stage == "before" else "answer"
    detail = f" ({finding.detail})" if finding.detail else ""
    band = {
        "at": "",
        "grey": ": grey, so the answer must face the stricter threshold",
        "strict": ": the stricter threshold, because the request was grey",
    }[one.band]
    return (
        f"{done}: {finding.detector} {finding.version} found {finding.category}{detail} in the "
        f"{what} with score {finding.score:.2f} against threshold {one.threshold:.2f}{band}."
    )


def why_closed(failure: Failure) -> str:
    return (
        f"Refused: {failure.part} did not do its work ({failure.kind}: {failure.detail}) "
        f"and this policy is closed on that."
    )


def why_open(opened: tuple[Failure, ...]) -> str:
    parts = ", ".join(f"{failure.part} ({failure.kind})" for failure in opened)
    return f"Passed although {parts} did not work: this policy is set open on that."


def why_switched(finding: Finding, switch: Switch) -> str:
    return (
        f"Passed: the switch {switch.name} lets {finding.category} ({finding.detail}) pass, which "
        f"{finding.detector} {finding.version} found with score {finding.score:.2f}."
    )


def why_own_refusal(finding: Finding) -> str:
    return (
        f"Passed: the model itself refused, by {finding.detector} {finding.version} with score "
        f"{finding.score:.2f}."
    )
