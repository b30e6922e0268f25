"""How much of a forbidden passage leaves a stream before it is found, and what the window costs.

    python -m scripts.measure_streams [--cuts 10000] [--seed 0]

Answers in five kinds of script, with one or two marked passages, cut at random into single
characters, tokens, lines or all at once. A detector finds a passage once its end has arrived, which
is the hardest case: a real one may find it sooner. Delay is counted in characters that the model
was ahead of the reader; a model of 30 tokens a second sends about 120 characters a second.
"""

import argparse
import asyncio
import random
import sys
from collections.abc import Sequence
from statistics import fmean

from clearsight.policy import Policy
from scripts.measures.streams import Case, Run, case, run, under
from scripts.measures.table import table

WINDOWS = (60, 120, 240, 480, 960)
LENGTHS = (1.0, 1.25, 1.5, 2.0, 4.0)


def main(argv: Sequence[str] | None = None) -> int:
    """Print both tables; exit code 1 when something leaked that must not."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cuts", type=int, default=10_000, help="random cuts of each mode")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args(argv)
    policy = Policy.load()
    print(f"seed {arguments.seed}, {arguments.cuts} cuts of each mode\n")
    wrong = _proof(policy, arguments.cuts, arguments.seed)
    _curve(policy, max(20, arguments.cuts // 50), arguments.seed)
    return 1 if wrong else 0


def _proof(policy: Policy, cuts: int, seed: int) -> int:
    """Whole answers, and spans that fit the window: nothing may leave."""
    rows, wrong = [], 0
    usual = policy.window_chars
    for name, window, span in (("buffered", None, (2, 2000)), ("windowed", usual, (2, usual))):
        rng = random.Random(f"{seed} {name}")
        cases = [case(rng, span=span, violating=rng.random() < 0.8) for _ in range(cuts)]
        runs = asyncio.run(_all(cases, policy, window))
        leaked = sum(one.leaked for one in runs)
        unjudged = sum(not one.judged for one in runs)
        other = sum(one.refused != bool(c.spans) for one, c in zip(runs, cases, strict=True))
        wrong += leaked + unjudged + other
        passages = sum(bool(c.spans) for c in cases)
        rows.append([name, *map(str, (len(runs), passages, leaked, unjudged, other))])
    head = ["mode", "streams", "with a passage", "characters leaked", "unjudged", "wrong verdict"]
    print(table(head, rows))
    return wrong


def _curve(policy: Policy, cuts: int, seed: int) -> None:
    """Windows against delay, and against what leaks of passages that do not fit."""
    rows = []
    for window in WINDOWS:
        rng = random.Random(f"{seed} {window}")
        quiet = [case(rng, span=(2, 2), violating=False) for _ in range(cuts)]
        said = asyncio.run(_all(quiet, policy, window))
        behind = sorted(n for one in said for n in one.behind)
        leaks = []
        for length in LENGTHS:
            size = round(window * length)
            cases = [case(rng, span=(size, size)) for _ in range(cuts)]
            lost = [one.leaked for one in asyncio.run(_all(cases, policy, window))]
            leaks.append(f"{fmean(lost):.0f} ({max(lost)}) of {size}")
        mean, late = fmean(behind), behind[int(len(behind) * 0.95)]
        looks = fmean(one.looks for one in said)
        rows.append([str(window), f"{mean:.0f}", str(late), f"{looks:.1f}", *leaks])
    head = ["window", "behind, mean", "behind, 95 %", "looks"]
    print(table([*head, *(f"leaked, {length:g} windows long" for length in LENGTHS)], rows))


async def _all(cases: Sequence[Case], policy: Policy, window: int | None) -> list[Run]:
    rules = under(policy, window=window)
    return [await run(one, rules) for one in cases]


if __name__ == "__main__":
    sys.exit(main())
