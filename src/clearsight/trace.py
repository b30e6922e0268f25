"""Keeps the trace of one request while it passes a guard, and makes the Reply from it."""

import hashlib
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from clearsight.verdict import Failure, Finding, Known, Reply, Step, Trace, Usage, Verdict, added


@dataclass
class Open:
    """A step under way; what is set here goes into the finished Step."""

    inputs: tuple[str, ...] = ()
    findings: Sequence[Finding] = ()
    failures: Sequence[Failure] = ()
    verdict: Verdict | None = None
    note: str = ""
    known: Sequence[Known] = ()


def digest(text: str) -> str:
    """Hexadecimal SHA-256 of the UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass
class Watch:
    """The growing trace of one request.

    Attributes:
        policy: name and digest of the policy in force.
        language: of the user's words, for wording.
        spent: tokens that the guard asked of the model besides the answer.
    """

    policy: str
    language: str
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    spent: Usage | None = None
    steps: list[Step] = field(default_factory=list)

    @contextmanager
    def timed(self, name: str) -> Iterator[Open]:
        """Record one step with its wall time, also when it ends in an exception."""
        step, start, place = Open(), time.perf_counter(), len(self.steps)
        try:
            yield step
        finally:
            wall_ms = (time.perf_counter() - start) * 1000
            # A streamed answer is judged while the model still speaks: "model" began before.
            self.steps.insert(
                place,
                Step(
                    name,
                    tuple(step.inputs),
                    wall_ms,
                    findings=tuple(step.findings),
                    failures=tuple(step.failures),
                    verdict=step.verdict,
                    note=step.note,
                    known=tuple(step.known),
                ),
            )

    def forget(self, name: str) -> None:
        """Drop earlier steps of this name: a later judgement of the same answer replaces them."""
        self.steps[:] = [step for step in self.steps if step.name != name]

    def refused(self, verdict: Verdict, *, released: str = "", model: str = "") -> Reply:
        """The Reply of a Verdict that stops; `released` is what a stream had let out before."""
        wording = verdict.refusal.text if verdict.refusal else ""
        return Reply(
            released or wording,
            refusal=verdict.refusal,
            verdict=verdict,
            trace=self.trace(),
            finish_reason="content_filter",
            model=model,
            spent=self.spent,
        )

    def passed(self, inner: Reply, verdict: Verdict) -> Reply:
        """The inner answer with this guard's Verdict; what an inner guard said is kept with it."""
        return replace(
            inner,
            verdict=_both(verdict, inner.verdict),
            trace=self.trace(inner),
            spent=added(self.spent, inner.spent),
        )

    def trace(self, inner: Reply | None = None) -> Trace:
        """All steps so far; a nested guard's stand behind ours, named "guard/..."."""
        nested = inner.trace.steps if inner and inner.trace else ()
        below = tuple(replace(step, name=f"guard/{step.name}") for step in nested)
        return Trace(self.id, self.policy, (*self.steps, *below))


def _both(mine: Verdict, inner: Verdict | None) -> Verdict:
    """The outer Verdict with the inner one's warnings and bypassed failures, or its refusal."""
    if inner is None:
        return mine
    if inner.stops:
        return replace(inner, bypassed=(*mine.bypassed, *inner.bypassed))
    notices = tuple(dict.fromkeys((*mine.notices, *inner.notices)))
    action = "warn" if notices and mine.action == "allow" else mine.action
    return replace(mine, action=action, notices=notices, bypassed=(*mine.bypassed, *inner.bypassed))
