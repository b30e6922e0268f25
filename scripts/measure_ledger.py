"""A planted abuser among simulated users: when the ledger finds them, and whom else it touches.

    python -m scripts.measure_ledger [--users 1000] [--days 30] [--seeds 20]

Nothing is judged here: refusals are drawn. Honest users ask log-normally many questions a day
(median 8, one in twenty more than 60) and are refused falsely as often as the measured sets say:
nine in ten of them in .3 % to 2 % of requests, one in ten, who works on touchy topics, in 5 % to
12 %. An abuser asks 40 questions a day, from a day on; the guard refuses 75 % of the harmful ones.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from clearsight.policy import Policy
from clearsight.policy.ledger import STEPS, LedgerRules, StepName
from clearsight.stats import Rate
from clearsight.store.account import Account, Asked, entered
from scripts.measures.table import table

DAY_S = 86_400.0
SHARES = (1.0, 0.75, 0.5, 0.3, 0.2, 0.1)
RECALL = 0.75
# Of false refusals, by the categories that fired on harmless published rows.
FALSELY = (("illicit", 0.7), ("hate", 0.1), ("harassment", 0.1), ("people/identify", 0.1))


@dataclass
class Person:
    """One simulated user.

    Attributes:
        a_day: questions on an average day.
        refused: chance that one is refused, and the categories it is refused for.
        first_day: day of the first question.
        reached: time of the first question at which each step was in force.
    """

    a_day: float
    refused: float
    kinds: Sequence[tuple[str, float]]
    first_day: float = 0.0
    reached: dict[StepName, float] = field(default_factory=dict)

    def times(self, rng: random.Random, days: int) -> Iterator[float]:
        """Seconds of the questions; most come in a day's twelve waking hours."""
        for day in range(int(self.first_day), days):
            count = int(rng.expovariate(1 / self.a_day) + rng.random())
            yield from sorted(day * DAY_S + rng.random() * DAY_S / 2 for _ in range(count))

    def live(self, rng: random.Random, rules: LedgerRules, days: int) -> None:
        account = Account(at_s=0.0)
        names, weights = zip(*self.kinds, strict=True)
        for now in self.times(rng, days):
            if account.suspended(now):
                continue
            stopped = rng.random() < self.refused
            kind = rng.choices(names, weights)[0] if stopped else None
            weight = rules.weight(kind)
            account = entered(account, Asked(1, int(weight > 0), weight), now, rules, "user")
            if account.step is not None:
                for step in STEPS[: STEPS.index(account.step) + 1]:
                    self.reached.setdefault(step, now)


def honest(rng: random.Random) -> Person:
    touchy = rng.random() < 0.1
    rate = rng.uniform(0.05, 0.12) if touchy else rng.uniform(0.003, 0.02)
    return Person(min(400.0, rng.lognormvariate(2.08, 1.2)), rate, FALSELY)


def abuser(share: float) -> Person:
    return Person(40.0, share * RECALL + (1 - share) * 0.01, (("illicit", 1.0),), first_day=10)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; exit code 1 when an honest user was suspended."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--users", type=int, default=1000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--policy", default="default", help="preset")
    arguments = parser.parse_args(argv)
    rules = Policy.load(preset=arguments.policy).rules.ledger
    touched: Counter[StepName] = Counter()
    users = 0
    for seed in range(arguments.seeds):
        rng = random.Random(f"honest {seed}")
        for _ in range(arguments.users - 1):
            one = honest(rng)
            one.live(rng, rules, arguments.days)
            touched.update(one.reached.keys())
            users += 1
    print(f"{users} honest users over {arguments.days} days:")
    print(table(["step", "users it touched"], [[s, str(Rate(touched[s], users))] for s in STEPS]))
    print("\nThe abuser, by the share of harmful questions; hours from the first question:")
    print(table(["harmful", *STEPS], [_row(s, rules, arguments) for s in SHARES]))
    return 1 if touched["suspend"] else 0


def _row(share: float, rules: LedgerRules, arguments: argparse.Namespace) -> list[str]:
    found: list[Person] = []
    for seed in range(10 * arguments.seeds):
        rng = random.Random(f"abuser {share} {seed}")
        one = abuser(share)
        one.live(rng, rules, arguments.days)
        found.append(one)
    cells = []
    for step in STEPS:
        hours = [(p.reached[step] - 10 * DAY_S) / 3600 for p in found if step in p.reached]
        late = f", {median(hours):.0f} h" if hours else ""
        cells.append(f"{len(hours)}/{len(found)}{late}")
    return [f"{share:.0%}", *cells]


if __name__ == "__main__":
    sys.exit(main())
