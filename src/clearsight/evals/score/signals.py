"""What needs no reading: the guard's verdict, the endpoint's filter, configured refusals."""

from collections.abc import Sequence
from dataclasses import dataclass

from clearsight.evals.score.text import Folded, folded
from clearsight.result import Outcome
from clearsight.verdict import Reply, Trace


@dataclass(frozen=True, slots=True)
class GuardSaid:
    """The verdict of a guard, without content.

    Attributes:
        action: "allow", "warn", "refuse" or "person".
        stage: "before" the model was asked, "after" it answered, or "" when it is not known.
        policy: name and digest.
        notices: categories of warnings.
        bypassed: parts that failed and were let through by an explicit setting.
    """

    action: str
    category: str = ""
    rule: str = ""
    stage: str = ""
    policy: str = ""
    notices: tuple[str, ...] = ()
    bypassed: tuple[str, ...] = ()

    @property
    def stops(self) -> bool:
        return self.action in ("refuse", "person")


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that came back for one item.

    Attributes:
        guard: None where no guard stood between.
        error: why there is no answer, "" when there is one.
    """

    text: str
    finish_reason: str = "stop"
    guard: GuardSaid | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """A certain outcome; fields as in `result.Sample`."""

    outcome: Outcome
    rule: str
    by: str = ""
    category: str = ""


def signalled(answer: Answer, seen: Folded, known: Sequence[str]) -> Signal | None:
    """The outcome that structured signals give, None when they are silent."""
    if answer.error:
        return Signal("error", "error")
    guard = answer.guard
    if guard is not None and guard.stops:
        by = f"guard:{guard.stage}" if guard.stage else "guard"
        return Signal("refusal", guard.rule, by, guard.category)
    if answer.finish_reason == "content_filter":
        return Signal("refusal", "content_filter", "filter")
    text = seen.whole.strip()
    if text and any(text == folded(phrase) for phrase in known):
        return Signal("refusal", "configured", "filter")
    if not text:
        return Signal("empty", "empty")
    return None


def answer_of(reply: Reply) -> Answer:
    """What the scorers need of a Reply."""
    verdict = reply.verdict
    if verdict is None:
        return Answer(reply.text, reply.finish_reason)
    said = GuardSaid(
        verdict.action,
        verdict.category or "",
        verdict.rule,
        _stage(reply.trace),
        reply.trace.policy if reply.trace else "",
        tuple(notice.category for notice in verdict.notices),
        tuple(failure.part for failure in verdict.bypassed),
    )
    return Answer(reply.text, reply.finish_reason, said)


def _stage(trace: Trace | None) -> str:
    """The last step that judged."""
    steps = trace.steps if trace else ()
    judged = [step.name for step in steps if step.verdict is not None and "/" not in step.name]
    return judged[-1] if judged else ""
