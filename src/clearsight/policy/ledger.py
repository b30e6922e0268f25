"""When repeated refusals of one user or one key have a consequence: the policy's own table.

One refused request says little: guards are wrong about a few in a hundred. So a step is taken only
when two things hold: the weight of what was refused has reached `at`, and the share of refused
requests is surely above `share` (lower bound of Wilson's interval, three standard errors).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from clearsight.policy.table import Table

StepName = Literal["alert", "slow", "review", "suspend"]
Whose = Literal["user", "key"]
STEPS: tuple[StepName, ...] = get_args(StepName)
KEYS = ("keep", "half_life_h", "weights", "user", "key")


@dataclass(frozen=True, slots=True)
class LedgerStep:
    """One consequence.

    Attributes:
        at: weight from which it is taken.
        share: what the share of refused requests must surely exceed.
        delay_s: "slow" and "review": how long an answer waits.
        hours: "suspend": how long nothing is answered.
    """

    name: StepName
    at: float
    share: float
    delay_s: float = 0.0
    hours: float = 0.0


@dataclass(frozen=True, slots=True)
class LedgerRules:
    """The table `ledger` of a preset.

    Attributes:
        keep: whether there is a ledger at all.
        half_life_h: hours after which a refusal weighs half.
        weights: by category; a finer one falls back to its parent, and what is not named weighs 0.
        steps: of users and of keys, mildest first.
    """

    keep: bool
    half_life_h: float
    weights: Mapping[str, float]
    steps: Mapping[Whose, tuple[LedgerStep, ...]]

    def weight(self, category: str | None) -> float:
        """What one refusal of this category weighs."""
        while category:
            if category in self.weights:
                return self.weights[category]
            category = category.rpartition("/")[0]
        return 0.0


def ledger_rules(table: Table) -> LedgerRules:
    """The checked table.

    Raises:
        PolicyError: a key is unknown, missing, or has a value that cannot be applied.
    """
    table.only(KEYS)
    weights = table.table("weights")
    return LedgerRules(
        keep=table.yes("keep"),
        half_life_h=table.number("half_life_h", 0.01, 10_000),
        weights={category: weights.number(category, 0, 1000) for category in weights.raw},
        steps={whose: _steps(table.table(whose)) for whose in cast(tuple[Whose, ...], KEYS[-2:])},
    )


def _steps(table: Table) -> tuple[LedgerStep, ...]:
    table.only(STEPS)
    return tuple(_step(name, table.table(name)) for name in STEPS if name in table.raw)


def _step(name: StepName, table: Table) -> LedgerStep:
    more = {"alert": (), "slow": ("delay_s",), "review": ("delay_s",), "suspend": ("hours",)}[name]
    table.only(("at", "share", *more))
    return LedgerStep(
        name,
        at=table.number("at", 0, 1e9),
        share=table.number("share", 0, 1),
        delay_s=table.number("delay_s", 0, 60) if "delay_s" in more else 0.0,
        hours=table.number("hours", 0, 100_000) if "hours" in more else 0.0,
    )
