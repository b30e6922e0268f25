"""Findings in, one Verdict out: the only place with thresholds, and a pure function of its input.

An operator's system message has no way in here: nothing in a conversation can loosen a policy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from clearsight.policy.file import PACKAGED, digest, read_effective, rules_of
from clearsight.policy.reason import (
    Case,
    Weighed,
    weigh,
    why,
    why_closed,
    why_open,
    why_own_refusal,
    why_switched,
)
from clearsight.policy.rules import Rules, Stream
from clearsight.verdict import ANSWER_REFUSES, Failure, Finding, Notice, Refusal, Stage, Verdict
from clearsight.wording import spoken

# A model that declines has no reason to name somebody or to say how; `answer` looks past "I can't".
_NEVER_EXCUSED = ("sexual/minors", "self-harm/instructions")
FAILURE_WORDING = {"error": "guard_error", "unscannable": "unscannable", "timeout": "timeout"}


@dataclass(frozen=True, slots=True)
class Policy:
    """Data, and the function that applies it. Load one with `Policy.load`.

    Attributes:
        name: the preset's name.
        digest: 8 hexadecimal digits of the SHA-256 of all that is in effect, wording included.
        effective: all of that as JSON values; `Policy.of` makes the same policy from it.
    """

    name: str
    digest: str
    rules: Rules = field(repr=False)
    effective: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def load(cls, path: Path | None = None, *, preset: str = "default") -> "Policy":
        """Read and check a preset of a policy file, of the packaged one when no path is given.

        Raises:
            UnknownName: the file has no such preset.
            PolicyError: the file cannot be applied as written.
        """
        effective = read_effective(path, preset)
        return cls.of(preset, effective, place=PACKAGED if path is None else str(path))

    @classmethod
    def of(cls, name: str, effective: Mapping[str, Any], *, place: str = "a policy") -> "Policy":
        """The policy that was in effect, as an audit keeps it.

        Raises:
            PolicyError: this version cannot apply it as written.
        """
        return cls(name, digest(effective), rules_of(effective, name, place), effective)

    @property
    def stream(self) -> Stream:
        return self.rules.stream

    @property
    def window_chars(self) -> int:
        return self.rules.window_chars

    @property
    def detector_timeout_s(self) -> float:
        return self.rules.detector_timeout_s

    def judge(
        self,
        stage: Stage,
        findings: Sequence[Finding],
        failures: Sequence[Failure],
        *,
        language: str = "en",
        before: Verdict | None = None,
    ) -> Verdict:
        """Decide, and say why.

        Args:
            failures: what did not do its work at this stage; the failure settings decide.
            language: the user's, such as "de" or "pt-BR"; English when it is not one of ours.
            before: at stage "after" the Verdict on the request: its grey band counts, its notices
                and bypassed failures are kept.
        """
        usable = tuple(f for f in findings if self._usable(f))
        every = (*failures, *(_unusable(f) for f in findings if not self._usable(f)))
        closed = [f for f in every if not self.rules.on_failure(f.part).opens(f)]
        earlier = before.bypassed if before is not None else ()
        opened = tuple(dict.fromkeys((*earlier, *(f for f in every if f not in closed))))
        case = Case(stage, spoken(language), usable, before, self._own_refusal(stage, usable))
        verdict = self._decide(case, self._weighed(case), closed, opened)
        verdict = replace(verdict, findings=_first(findings, verdict), bypassed=opened)
        return verdict if self.rules.blocking else _measured(verdict, tuple(closed))

    def _usable(self, finding: Finding) -> bool:
        known = finding.category == ANSWER_REFUSES or self.rules.rule(finding.category) is not None
        return known and 0 <= finding.score <= 1

    def _own_refusal(self, stage: Stage, findings: Sequence[Finding]) -> Finding | None:
        own = [f for f in findings if f.category == ANSWER_REFUSES and stage == "after"]
        best = max(own, key=lambda finding: finding.score, default=None)
        return best if best is not None and best.score >= self.rules.own_refusal_at else None

    def _weighed(self, case: Case) -> list[Weighed]:
        """All that reached a threshold and that no switch lets pass, the deciding one first."""
        ruled = [(f, self.rules.rule(f.category)) for f in case.findings]
        weighed = [
            weigh(finding, rule, case)
            for finding, rule in ruled
            if rule is not None and self.rules.switch(finding) is None
        ]
        return sorted((one for one in weighed if one is not None), key=lambda one: one.order)

    def _decide(
        self,
        case: Case,
        weighed: list[Weighed],
        closed: list[Failure],
        opened: tuple[Failure, ...],
    ) -> Verdict:
        # A model's own refusal repeats the words of the request, which the detectors then find.
        stopping = [one for one in weighed if one.stops and not self._excused(case, one.finding)]
        if stopping:
            return self._stopped(case, stopping[0])
        if closed:
            return self._failed(case, closed[0])
        return self._passed(case, [one for one in weighed if not one.stops], opened)

    def _excused(self, case: Case, finding: Finding) -> bool:
        never = finding.category in _NEVER_EXCUSED or finding.category.startswith("people/")
        return (
            case.own_refusal is not None
            and not never
            and (finding.score < self.rules.own_refusal_hard)
        )

    def _stopped(self, case: Case, one: Weighed) -> Verdict:
        finding = one.finding
        wording = one.rule.wording_for(finding.detail)
        return Verdict(
            one.action,
            finding.category,
            one.id(case.stage),
            why(one, case),
            score=finding.score,
            refusal=self._refusal(case, wording, finding.category),
            grey=case.strict,
        )

    def _failed(self, case: Case, failure: Failure) -> Verdict:
        wording = FAILURE_WORDING[failure.kind]
        return Verdict(
            "refuse",
            None,
            f"fail_closed.{failure.part}",
            why_closed(failure),
            refusal=self._refusal(case, wording, wording),
            grey=case.strict,
        )

    def _refusal(self, case: Case, wording: str, category: str) -> Refusal:
        return Refusal(self.rules.wording[case.language][wording], case.language, category)

    def _passed(self, case: Case, weighed: list[Weighed], opened: tuple[Failure, ...]) -> Verdict:
        grey = [one for one in weighed if one.band == "grey"]
        notices = self._notices(case, [one for one in weighed if one.action == "warn"])
        verdict = self._because(case, grey or weighed, opened)
        return replace(
            verdict,
            action="warn" if notices else "allow",
            notices=notices,
            grey=bool(grey) or case.strict,
        )

    def _because(self, case: Case, weighed: list[Weighed], opened: tuple[Failure, ...]) -> Verdict:
        """The one reason for letting something pass that an engineer wants to see first."""
        if weighed:
            one = weighed[0]
            category, score = one.finding.category, one.finding.score
            return Verdict("allow", category, one.id(case.stage), why(one, case), score=score)
        for finding in case.findings:
            switch = self.rules.switch(finding)
            if switch is not None:
                rule = f"{case.stage}.{finding.category}.switch:{switch.name}"
                reason = why_switched(finding, switch)
                return Verdict("allow", finding.category, rule, reason, score=finding.score)
        if case.own_refusal is not None:
            reason = why_own_refusal(case.own_refusal)
            return Verdict("allow", None, f"{case.stage}.own_refusal", reason)
        if opened:
            return Verdict("allow", None, f"fail_open.{opened[0].part}", why_open(opened))
        return Verdict("allow", None, f"{case.stage}.allow", "Passed: nothing reached a threshold.")

    def _notices(self, case: Case, warned: list[Weighed]) -> tuple[Notice, ...]:
        """One notice a category: those of the request first, then new ones."""
        notices = {
            notice.category: notice for notice in (case.before.notices if case.before else ())
        }
        for one in warned:
            text = self.rules.wording[case.language][one.rule.wording_for(one.finding.detail)]
            notices.setdefault(one.finding.category, Notice(one.finding.category, text))
        return tuple(notices.values())


def _unusable(finding: Finding) -> Failure:
    """A report that no threshold can be compared with is a failure of its detector."""
    return Failure(
        f"detector:{finding.detector}",
        "error",
        f"reported {finding.category!r} with score {finding.score!r}; expected a category of the "
        f"policy and a score from 0 to 1",
    )


def _first(findings: Sequence[Finding], verdict: Verdict) -> tuple[Finding, ...]:
    """All findings, those that decided first."""

    def later(finding: Finding) -> bool:
        return finding.category != verdict.category or finding.score != verdict.score

    return tuple(sorted(findings, key=later))


def _measured(verdict: Verdict, closed: tuple[Failure, ...]) -> Verdict:
    """The same decision as a report: nothing is blocked and nothing is shown."""
    return replace(
        verdict,
        action="allow",
        rule=f"measure:{verdict.rule}",
        reason=f"Nothing is blocked by this preset; otherwise: {verdict.reason}",
        refusal=None,
        notices=(),
        bypassed=(*verdict.bypassed, *closed),
    )
