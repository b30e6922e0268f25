"""A decision as a line of the audit, and back into Findings: no word and no picture goes in.

Inputs are named by a keyed digest of their digest: a plain SHA-256 of a short text could be found
by trying texts.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from clearsight.audit.asking import Asking
from clearsight.verdict import Failure, Finding, Reply, Step, Trace, Verdict, Where

# A score that no threshold can be compared with, where JSON has no word for what it was.
UNUSABLE = -1.0


@dataclass(frozen=True, slots=True)
class Entries:
    """Makes records.

    Attributes:
        key: of the digests.
    """

    key: bytes

    def decision(self, reply: Reply, asked: Asking, *, setup: str, of: str) -> dict[str, Any]:
        """What was decided about one answer.

        Args:
            setup: SHA-256 of what was in force.
            of: "check", "reply" or "stream".
        """
        verdict, trace = reply.verdict, reply.trace
        return {
            **self.head("decision", asked, setup, of),
            "trace": trace.id if trace else "",
            "model": reply.model,
            "finish": reply.finish_reason,
            "chars": len(reply.text),
            "tools": len(reply.tool_calls),
            "verdict": _verdict(verdict) if verdict else None,
            "steps": self.steps(trace),
        }

    def unfinished(
        self, error: BaseException, asked: Asking, trace: Trace | None, *, setup: str, of: str
    ) -> dict[str, Any]:
        """A request that ended in an error or was left, after it had been judged or before."""
        return {
            **self.head("unfinished", asked, setup, of),
            "error": type(error).__name__,
            "trace": trace.id if trace else "",
            "steps": self.steps(trace),
        }

    def head(self, kind: str, asked: Asking, setup: str, of: str) -> dict[str, Any]:
        return {
            "kind": kind,
            "request": asked.request,
            "door": asked.door,
            "caller": asked.caller,
            "user": self.digest(asked.user) if asked.user else "",
            "setup": setup,
            "of": of,
        }

    def steps(self, trace: Trace | None) -> list[dict[str, Any]]:
        return [self._step(step) for step in trace.steps] if trace else []

    def _step(self, step: Step) -> dict[str, Any]:
        known = [[one.message, one.trace, one.rule, one.now] for one in step.known]
        return {
            **({"known": known} if known else {}),
            "name": step.name,
            "inputs": [self.digest(one) for one in step.inputs],
            "wall_ms": round(step.wall_ms, 1),
            "findings": [_finding(one) for one in step.findings],
            "failures": [[one.part, one.kind] for one in step.failures],
            "verdict": _verdict(step.verdict) if step.verdict else None,
        }

    def digest(self, text: str) -> str:
        """Names something without telling it: 128 bits of HMAC-SHA256."""
        raw = text.encode("utf-8", "surrogatepass")
        return hmac.new(self.key, raw, "sha256").hexdigest()[:32]


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "action": verdict.action,
        "category": verdict.category,
        "rule": verdict.rule,
        "score": verdict.score,
        "grey": verdict.grey,
        "bypassed": [[one.part, one.kind] for one in verdict.bypassed],
        "notices": [notice.category for notice in verdict.notices],
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "category": one.category,
        "score": one.score if isfinite(one.score) else UNUSABLE,
        "detail": one.detail,
        "detector": one.detector,
        "version": one.version,
        "where": [one.where.message, one.where.part],
    }


def findings(step: Mapping[str, Any]) -> tuple[Finding, ...]:
    """The Findings of a recorded step, without evidence and regions."""
    return tuple(
        Finding(
            one["category"],
            one["score"],
            Where(*one["where"]),
            one["detector"],
            one["version"],
            detail=one["detail"],
        )
        for one in step["findings"]
    )


def failures(recorded: Any) -> tuple[Failure, ...]:
    """Failures of a recorded step or Verdict, without their details."""
    return tuple(Failure(part, kind, "") for part, kind in recorded)
