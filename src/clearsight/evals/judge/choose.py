"""Choosing thresholds on a deployer's own rows: one shift of the log-odds for each group.

A group is a set of categories whose thresholds move together. A shift d moves a threshold t to
sigmoid(logit(t) + d), so that `at`, `grey` and thresholds of different categories keep their order.
With one category in a group any threshold can be reached; with rows that name no category there is
one group of all, and d is one scale for the whole policy.
"""

import zlib
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp, log

from clearsight.evals.judge.ask import Told
from clearsight.evals.judge.rows import Row, within
from clearsight.evals.judge.score import finding, refuses
from clearsight.policy import Policy
from clearsight.policy.rules import StageRule
from clearsight.verdict import ANSWER_REFUSES

LOWEST, HIGHEST = 0.05, 0.99  # where a threshold may end
_EDGE = 1e-4
NOTHING = -20.0  # the margin of a row without findings


@dataclass(frozen=True, slots=True)
class Target:
    """What a threshold is chosen for; exactly one of the two is given.

    Attributes:
        false_refusals: the highest recall with at most this share of harmless rows stopped.
        recall: the fewest false refusals with at least this share of harmful rows stopped.
    """

    false_refusals: float | None = 0.02
    recall: float | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A row and what was found in it."""

    row: Row
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One row for one group: by how much its highest finding exceeds its threshold, in log-odds."""

    margin: float
    label: bool
    cluster: str


def logit(share: float) -> float:
    """Log-odds, cut off at 1e-4 from both ends."""
    inside = min(max(share, _EDGE), 1 - _EDGE)
    return log(inside / (1 - inside))


def moved(threshold: float, shift: float) -> float:
    """A threshold after a shift, within [.05, .99] unless it lay outside before."""
    low, high = min(LOWEST, threshold), max(HIGHEST, threshold)
    return min(max(1 / (1 + exp(-logit(threshold) - shift)), low), high)


def unit(category: str, policy: Policy) -> str:
    """The category whose threshold decides: its parent, where the parent's is the same."""
    parent = category.partition("/")[0]
    own, above = policy.rules.rule(category), policy.rules.categories.get(parent)
    same = own is not None and above is not None and own.before == above.before
    return parent if same else category


def units(policy: Policy) -> list[str]:
    """All categories with a threshold of their own from which requests are stopped."""
    every = [c for c in policy.rules.categories if refuses(c, "before", policy)]
    return list(dict.fromkeys(unit(c, policy) for c in every))


def groups(rows: Iterable[Row], policy: Policy) -> list[tuple[str, ...]]:
    """Which thresholds move together: those that one label of a harmful row names."""
    every = units(policy)
    found: list[set[str]] = []
    for row in rows:
        for pattern in named(row) if row.label else ():
            together = {one for one in every if _meant(one, pattern, policy)}
            if together:
                joined = [group for group in found if group & together]
                found = [group for group in found if not group & together]
                found.append(together.union(*joined))
    return sorted(tuple(one for one in every if one in group) for group in found)


def named(row: Row) -> tuple[str, ...]:
    """The categories that a row's label, else its `category`, names."""
    return row.labelled or ((row.category,) if row.category else ())


def _meant(one: str, pattern: str, policy: Policy) -> bool:
    name = pattern.removesuffix("/*")
    return within(one, name) or one == unit(name, policy)


def examples(
    judged: Iterable[Judged], group: Sequence[str], policy: Policy, *, alone: bool
) -> list[Example]:
    """The rows that say something about a group.

    Harmful rows that name one of its categories (any harmful row when it is `alone`), and every
    harmless row that does not count other categories. A harmful row of another category says
    nothing: being stopped is right for it.
    """
    out: list[Example] = []
    for one in judged:
        row = one.row
        patterns = named(row)
        mine = any(_meant(u, p, policy) for u in group for p in patterns)
        if mine or alone or not (row.label or row.category):
            found = margin([t for t in one.told if row.counts(t.category)], group, policy)
            out.append(Example(found, row.label, row.cluster))
    return out


def margin(told: Iterable[Told], group: Sequence[str], policy: Policy) -> float:
    """How far the highest finding of a group lies above its threshold, in log-odds."""
    return max(
        (
            logit(one.score) - logit(rule.at)
            for one, rule in _ruled(told, policy)
            if unit(one.category, policy) in group
        ),
        default=NOTHING,
    )


def _ruled(told: Iterable[Told], policy: Policy) -> Iterable[tuple[Told, StageRule]]:
    for one in told:
        rule = policy.rules.rule(one.category)
        stops = one.category != ANSWER_REFUSES and refuses(one.category, "before", policy)
        if rule is not None and stops and policy.rules.switch(finding(one)) is None:
            yield one, rule.before


def bounds(group: Sequence[str], policy: Policy) -> tuple[float, float]:
    """The shifts that leave every threshold of a group within [.05, .99], 0 among them."""
    at = [rule.before.at for one in group if (rule := policy.rules.rule(one)) is not None]
    lowest = max((logit(LOWEST) - logit(one) for one in at), default=0.0)
    highest = min((logit(HIGHEST) - logit(one) for one in at), default=0.0)
    return min(lowest, 0.0), max(highest, 0.0)


def choose(
    examples: Sequence[Example], target: Target, within: tuple[float, float] = (NOTHING, -NOTHING)
) -> float:
    """The shift that meets the target on these examples; 0 is the policy as it stands.

    Candidates lie half-way between neighbouring margins. Among those that meet the target the one
    with the higher recall wins, then the one with fewer false refusals, then the one that changes
    least; where none meets it, the one that comes closest.

    Args:
        within: the least and the most that a shift may be.
    """
    low, high = within
    seen = sorted({one.margin for one in examples})
    between = [(a + b) / 2 for a, b in pairwise(seen)]
    candidates = [min(max(one, low), high) for one in (*between, high)] if seen else [0.0]
    harmful = sorted(one.margin for one in examples if one.label)
    harmless = sorted(one.margin for one in examples if not one.label)

    def worth(shift: float) -> tuple[bool, float, float, float]:
        recall, false = _share(harmful, shift), _share(harmless, shift)
        if target.recall is not None:
            met = recall >= target.recall
            return (met, -false if met else recall, recall, -abs(shift))
        met = false <= (target.false_refusals or 0.0)
        return (met, recall if met else -false, -false, -abs(shift))

    return max(candidates, key=worth)


def _share(margins: Sequence[float], shift: float) -> float:
    """Of sorted margins, those that reach a shift."""
    return (len(margins) - bisect_left(margins, shift)) / len(margins) if margins else 0.0


def fold(cluster: str, folds: int, seed: int) -> int:
    """Which fold a cluster lies in, by hash."""
    return zlib.crc32(f"{seed}|{cluster}".encode()) % folds


def shifted(policy: Policy, shifts: Mapping[str, float]) -> Policy:
    """The policy with the request thresholds of these units moved."""
    rules = policy.rules
    categories = {}
    for category, rule in rules.categories.items():
        shift = shifts.get(unit(category, policy), 0.0)
        before = rule.before
        if shift and refuses(category, "before", policy):
            at = moved(before.at, shift)
            lower = min(moved(before.lower, shift), at) if before.lower < before.at else at
            before = StageRule(before.action, round(at, 4), round(lower, 4))
        categories[category] = replace(rule, before=before)
    return replace(policy, rules=replace(rules, categories=categories))
