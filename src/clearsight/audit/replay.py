"""Makes a recorded decision again from its Findings, under the same policy or under another one.

The policy is a pure function, so the same Findings must give the same Verdict to the last digit of
its score. Under another policy only what was asked can be known: a request that was refused then
and would pass now was never answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from clearsight.audit.entry import failures, findings
from clearsight.guard.described import named
from clearsight.policy import Policy
from clearsight.verdict import Failure, Verdict

# Steps of an inner guard stand behind the outer one's and were decided by a policy of its own.
_JUDGED = ("before", "described", "after")


@dataclass(frozen=True, slots=True)
class Again:
    """A decision made again.

    Attributes:
        verdicts: by step.
        last: the one that counts; None when nothing was judged.
        unanswered: it passes now, and no answer was recorded that could be judged.
    """

    verdicts: Mapping[str, Verdict]
    last: Verdict | None
    unanswered: bool


def again(record: Mapping[str, Any], policy: Policy) -> Again:
    """Judge a recorded decision's Findings under a policy."""
    steps = {step["name"]: step for step in record["steps"] if step["name"] in _JUDGED}
    out: dict[str, Verdict] = {}
    last: Verdict | None = None
    for name in _JUDGED:
        step = steps.get(name)
        if step is None:
            continue
        last = out[name] = _step(name, step, policy, last, steps)
        if last.stops:
            return Again(out, last, unanswered=False)
    asked = record["of"] != "check" and bool(out)
    return Again(out, last, unanswered=asked and "after" not in steps)


def _step(
    name: str,
    step: Mapping[str, Any],
    policy: Policy,
    earlier: Verdict | None,
    steps: Mapping[str, Mapping[str, Any]],
) -> Verdict:
    if name == "after":
        broken = failures(step["failures"])
        return policy.judge("after", findings(step), broken, before=earlier)
    if name == "before":
        return policy.judge("before", findings(step), failures(step["failures"]))
    # The second look at the request is judged with all that failed until then.
    first = earlier.bypassed if earlier is not None else ()
    every: dict[Failure, None] = dict.fromkeys(
        (*failures(steps["before"]["failures"]), *first, *failures(step["failures"]))
    )
    verdict = policy.judge("before", findings(step), tuple(every))
    told_badly = any(part.startswith("model:") for part, _ in step["failures"])
    return named(verdict, failed=told_badly)


def differences(record: Mapping[str, Any], made: Again) -> list[str]:
    """Where a decision that was made again is another than the recorded one; empty: the same."""
    out = []
    for step in record["steps"]:
        if step["name"] not in made.verdicts or step["verdict"] is None:
            continue
        was, now = step["verdict"], made.verdicts[step["name"]]
        then = (was["action"], was["category"], was["rule"], was["score"], was["grey"])
        this = (now.action, now.category, now.rule, now.score, now.grey)
        if then != this:
            out.append(f"{step['name']}: recorded {then}, made again {this}")
        if dict.fromkeys(failures(was["bypassed"])) != _bare(now.bypassed):
            out.append(f"{step['name']}: other failures were let pass")
    return out


def _bare(every: tuple[Failure, ...]) -> dict[Failure, None]:
    """Without details, which are not recorded: two that differ in those alone become one."""
    return dict.fromkeys(replace(one, detail="") for one in every)
