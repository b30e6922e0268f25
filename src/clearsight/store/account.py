"""One line of the ledger: how much was refused, fading with time, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

from clearsight.policy.ledger import LedgerRules, LedgerStep, StepName, Whose

Z = 3.0  # a step is taken after every request: one chance in a thousand each time is little enough
HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of one subject.

    Attributes:
        at_s: when the numbers were true, seconds since 1970.
        asked, stopped: requests, and refused ones that weigh something; both faded.
        weight: of the refused ones, faded.
        step: in force, None for none.
        since_s: when it was taken; until_s: when a suspension ends.
        trusted_until_s: until then a person has said that nothing more than an alert follows.
    """

    at_s: float
    asked: float = 0.0
    stopped: float = 0.0
    weight: float = 0.0
    step: StepName | None = None
    since_s: float = 0.0
    until_s: float = 0.0
    trusted_until_s: float = 0.0

    def faded(self, now_s: float, rules: LedgerRules) -> "Account":
        """The same account now; a suspension that is over is lifted."""
        left = 0.5 ** (max(0.0, now_s - self.at_s) / (rules.half_life_h * HOUR_S))
        over = self.step == "suspend" and now_s >= self.until_s
        return replace(
            self,
            at_s=max(self.at_s, now_s),
            asked=self.asked * left,
            stopped=self.stopped * left,
            weight=self.weight * left,
            step=None if over else self.step,
        )

    def suspended(self, now_s: float) -> bool:
        return self.step == "suspend" and now_s < self.until_s


@dataclass(frozen=True, slots=True)
class Asked:
    """Requests to enter: how many, how many of them were refused, and what these weigh."""

    asked: int = 0
    stopped: int = 0
    weight: float = 0.0

    def plus(self, other: "Asked") -> "Asked":
        return Asked(
            self.asked + other.asked, self.stopped + other.stopped, self.weight + other.weight
        )


def entered(
    account: Account, new: Asked, now_s: float, rules: LedgerRules, whose: Whose
) -> Account:
    """The account after more requests, with the step that follows.

    A suspension stays until it ends or a person lifts it; other steps end when their reason does.
    """
    old = account.faded(now_s, rules)
    numbers = replace(
        old,
        asked=old.asked + new.asked,
        stopped=old.stopped + new.stopped,
        weight=old.weight + new.weight,
    )
    if old.suspended(now_s):
        return numbers
    steps = rules.steps[whose]
    if now_s < account.trusted_until_s:
        steps = tuple(step for step in steps if step.name == "alert")
    found = due(numbers, steps)
    if found is None:
        return replace(numbers, step=None)
    since_s = old.since_s if found.name == old.step else now_s
    until_s = now_s + found.hours * HOUR_S if found.name == "suspend" else 0.0
    return replace(numbers, step=found.name, since_s=since_s, until_s=until_s)


def due(account: Account, steps: Sequence[LedgerStep]) -> LedgerStep | None:
    """The hardest step whose two conditions hold."""
    share = least_share(account.stopped, account.asked)
    fitting = [step for step in steps if account.weight >= step.at and share > step.share]
    return fitting[-1] if fitting else None


def least_share(stopped: float, asked: float) -> float:
    """Lower bound of Wilson's interval of the share of refused requests (Wilson, 1927, eq. 2)."""
    if asked <= 0:
        return 0.0
    share = min(1.0, stopped / asked)
    middle = share + Z * Z / (2 * asked)
    spread = Z * sqrt(share * (1 - share) / asked + Z * Z / (4 * asked * asked))
    return max(0.0, (middle - spread) / (1 + Z * Z / asked))
