"""Two detectors, the costly one asked only where the cheap one is unsure.

The rule, for each stage on its own:
1. `first` looks. `then` is asked only when the highest score of a kind that it covers lies in
   [low, high).
2. Of these kinds `then` decides: its score replaces the other.
3. All else stands: what `first` is sure about, and what `then` does not speak about. What `then`
   finds besides is added.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from clearsight.aloud import View
from clearsight.errors import UsageError
from clearsight.roles import Detector, Unfinished
from clearsight.verdict import ANSWER_REFUSES, Failure, Finding

# The packaged policies' lowest threshold but two is .15; from .9 on no answer is excused.
LOW, HIGH = 0.15, 0.9
UNSORTED = "unsorted"  # detail of a finding whose judge named no category


def kind(finding: Finding) -> str:
    """What a finding is about: its category, with its detail: "sexual", "sexual (image)"."""
    return f"{finding.category} ({finding.detail})" if finding.detail else finding.category


@dataclass(frozen=True, slots=True)
class _Looked:
    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()


class Cascade:
    """A Detector of two: `then` is asked only when `first` is unsure. Cascades nest.

    Each finding's evidence ends with what happened: "qwen3guard not asked", "qwen3guard asked", or
    both scores where `then` decided. A failure of `then` leaves the findings of `first` in place
    and is reported beside them under the name of `then`, for the policy to judge.

    Args:
        first: the cheap one.
        then: the costly one. Its attribute `covers` names the kinds it decides, silence included;
            without one it decides only what it reports.
        low, high: the unsure band, 0 <= low < high <= 1; `high` lies outside it.
    """

    def __init__(
        self, first: Detector, then: Detector, *, low: float = LOW, high: float = HIGH
    ) -> None:
        if not 0 <= low < high <= 1:
            raise UsageError(
                f"the unsure band of {first.name}>{then.name} is {low:g} to {high:g}; expected two "
                "numbers from 0 to 1, the lower one first"
            )
        self.first, self.then, self._low, self._high = first, then, low, high
        self.name = f"{first.name}>{then.name}"
        self.version = f"{first.version}>{then.version} in {low:g}-{high:g}"

    @property
    def covers(self) -> frozenset[str]:
        """What either of the two decides, for a cascade around this one."""
        return _covers(self.first) | _covers(self.then)

    async def detect(self, view: View) -> Sequence[Finding]:
        """Raises Unfinished when one of the two did not do its work."""
        before = await _ask(self.first, view)
        unsure = self._unsure(before.findings)
        if unsure:
            after = await _ask(self.then, view)
            findings = self._combined(before.findings, after, unsure)
        else:
            after = _Looked()
            findings = tuple(self._ours(f, f"{self.then.name} not asked") for f in before.findings)
        if before.failures or after.failures:
            raise Unfinished(findings, (*before.failures, *after.failures))
        return findings

    async def close(self) -> None:
        """Close the connections of both, where they hold any."""
        for one in (self.first, self.then):
            closer = getattr(one, "close", None)
            if closer is not None:
                await closer()

    def _unsure(self, findings: Sequence[Finding]) -> dict[str, Finding]:
        """The highest finding of each kind that lies in the band and that `then` can decide."""
        highest: dict[str, Finding] = {}
        for finding in findings:
            known = highest.get(kind(finding))
            if known is None or known.score < finding.score:
                highest[kind(finding)] = finding
        decides = _covers(self.then) or highest.keys()
        return {
            k: f for k, f in highest.items() if self._low <= f.score < self._high and k in decides
        }

    def _combined(
        self, before: Sequence[Finding], after: _Looked, unsure: dict[str, Finding]
    ) -> tuple[Finding, ...]:
        scores = {k: self._score(k, f, after) for k, f in unsure.items()}
        decided = {k: score for k, score in scores.items() if score is not None}
        state = f"{self.then.name} {'failed' if after.failures else 'asked'}"
        kept = [self._ours(f, state) for f in before if kind(f) not in decided]
        told = [self._told(unsure[k], score) for k, score in decided.items()]
        more = [
            self._ours(f, f"{self.first.name} was unsure")
            for f in after.findings
            if kind(f) not in decided
        ]
        return (*told, *kept, *more)

    def _score(self, key: str, finding: Finding, after: _Looked) -> float | None:
        """What `then` says about this kind; None when it does not speak about it."""
        family = finding.category.partition("/")[0]
        near = [
            f.score
            for f in after.findings
            if f.category.partition("/")[0] == family
            or (f.detail == UNSORTED and finding.category != ANSWER_REFUSES)
        ]
        if key in _covers(self.then):
            # Silence of one that failed says nothing.
            return max(near) if near else None if after.failures else 0.0
        same = [f.score for f in after.findings if kind(f) == key]
        return max(same, default=None)

    def _told(self, finding: Finding, score: float) -> Finding:
        both = (f"{self.first.name} {finding.score:.2f}", f"{self.then.name} {score:.2f}")
        return replace(self._ours(finding, *both), score=score)

    def _ours(self, finding: Finding, *happened: str) -> Finding:
        evidence = (*finding.evidence, *happened)
        return replace(finding, detector=self.name, version=self.version, evidence=evidence)


def _covers(detector: Detector) -> frozenset[str]:
    covers: frozenset[str] = getattr(detector, "covers", frozenset())
    return covers


async def _ask(detector: Detector, view: View) -> _Looked:
    part = f"detector:{detector.name}"
    try:
        return _Looked(tuple(await detector.detect(view)))
    except Unfinished as half:
        return _Looked(tuple(half.findings), tuple(half.failures))
    except TimeoutError as error:
        return _Looked(failures=(Failure(part, "timeout", type(error).__name__),))
    except Exception as error:  # noqa: BLE001  the policy judges the failure
        return _Looked(failures=(Failure(part, "error", type(error).__name__),))
