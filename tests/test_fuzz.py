"""A short run of every fuzz target; scripts/fuzz runs them for as long as one likes."""

import random

import pytest

from scripts.fuzzing.seeds import changed, moved, seeds
from scripts.fuzzing.targets import TARGETS

SEEDS = seeds()
ROUNDS = {"events": 300, "picture": 1500, "address": 1500}


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_holds_its_promises(name: str) -> None:
    chance = random.Random(f"fuzz {name}")
    target, starts = TARGETS[name], SEEDS[name]
    for start in starts:
        target(start)
    for number in range(ROUNDS.get(name, 1000)):
        start = chance.choice(starts)
        if name in ("chat", "messages", "responses") and number % 2:
            data = moved(chance, start)
        else:
            data = changed(chance, start, starts)
        target(data)
