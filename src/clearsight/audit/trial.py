"""What another policy would have made of recorded decisions."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from clearsight.audit.replay import again, differences
from clearsight.audit.setup import Setups
from clearsight.errors import AuditError, PolicyError
from clearsight.policy import Policy

MOST = 1000
UNKNOWN = "would ask the model"


@dataclass(frozen=True, slots=True)
class Change:
    """A decision that would be another one now.

    Attributes:
        request, at_s: to find it again.
        was, now: action and rule; `now` is UNKNOWN where the model was not asked then.
    """

    request: str
    at_s: float
    was: tuple[str, str]
    now: tuple[str, str]


@dataclass
class Trial:
    """Counts over an audit.

    Attributes:
        decisions: how many were made again.
        counts: (recorded action, action now) -> how many.
        changes: the first thousand.
    """

    decisions: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)

    def take(self, record: Mapping[str, Any], policy: Policy) -> None:
        """Judge one decision's Findings under the policy."""
        was = (record["verdict"]["action"], record["verdict"]["rule"])
        made = again(record, policy)
        if made.last is None:
            return
        now = (str(made.last.action), made.last.rule)
        if made.unanswered and not _stopped(made.last.action):
            now = (UNKNOWN, made.last.rule)
        self.note(record["request"], float(record["t"]), was, now)

    def note(self, request: str, at_s: float, was: tuple[str, str], now: tuple[str, str]) -> None:
        """Enter one decision: what it was and what it would be, each as action and rule."""
        self.decisions += 1
        self.counts[was[0], now[0]] += 1
        if was[0] != now[0] and len(self.changes) < MOST:
            self.changes.append(Change(request, at_s, was, now))


def _stopped(action: str) -> bool:
    return action in ("refuse", "person")


def tried(records: Iterable[Mapping[str, Any]], policy: Policy) -> Trial:
    """What a policy would have made of all decisions among these records."""
    trial = Trial()
    for record in decided(records):
        trial.take(record, policy)
    return trial


def decided(records: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    """The decisions that a policy of ours made."""
    return (r for r in records if r.get("kind") == "decision" and r.get("verdict"))


@dataclass
class Replayed:
    """Decisions made again under the policy that was in force.

    Attributes:
        same: how many came out equal to the last digit.
        others: request and difference of those that did not.
        unknown: request and reason of those whose policy cannot be applied any more.
    """

    same: int = 0
    others: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)


def replayed(records: Iterable[Mapping[str, Any]], setups: Setups) -> Replayed:
    """Make every decision again."""
    out = Replayed()
    for record in decided(records):
        try:
            policy = setups.policy(record["setup"])
        except (AuditError, PolicyError) as error:
            out.unknown.append((record["request"], str(error)))
            continue
        wrong = differences(record, again(record, policy))
        if wrong:
            out.others.append((record["request"], "; ".join(wrong)))
        else:
            out.same += 1
    return out
