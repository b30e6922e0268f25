"""CPU ms of each turn of a ten-turn conversation, with and without a memory of judged turns.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m scripts.measure_turns -n 20

Request stage alone, all registered detectors, preset `default`, no pictures. Both kinds run in
turn, each conversation with words of its own, so that nothing is known from another one. Median
with the 95 % interval of its order statistics.
"""

import argparse
import asyncio
import time
from collections.abc import Sequence
from statistics import median

from clearsight.content import Conversation, said, user
from clearsight.guard import Guard
from clearsight.guard.memory import TurnMemory
from clearsight.models.scripted import Scripted
from clearsight.policy import Policy
from clearsight.reading import Reading
from clearsight.registry import get_detectors

TURNS = (
    "What should I cook for six friends on Saturday?",
    "Two of them are vegetarian. What would suit everyone?",
    "How long does a lentil stew need on the stove?",
    "Can I prepare it the day before and warm it up?",
    "Which bread goes well with it, and can I bake it myself?",
    "What dessert is light and needs no oven?",
    "Please write a short shopping list for all of this.",
    "What could we drink instead of wine?",
    "How early should I start on Saturday afternoon?",
    "Thank you. How do I keep the left-overs fresh until Monday?",
)
ANSWER = (
    "You could make a lentil stew with carrots, tomatoes and a little cumin; it keeps well and can "
    "be warmed up the next day without losing its taste."
)


class NoPictures:
    """There are none."""

    async def read(self, image: object) -> Reading:
        raise NotImplementedError


async def conversation(guard: Guard, mark: str) -> list[float]:
    """CPU ms of each turn's judgement."""
    talk: Conversation | None = None
    out = []
    for number, question in enumerate(TURNS):
        words = f"{question} ({mark})"
        last = (said("assistant", f"{ANSWER} {mark}-{number}"), said("user", words))
        talk = user(words) if talk is None else talk.then(*last)
        start = time.process_time()
        request = await guard._admitted(talk)
        out.append((time.process_time() - start) * 1000)
        if request.verdict.stops:
            raise SystemExit(f"turn {number + 1} was refused: choose another conversation")
    return out


async def measured(count: int) -> dict[str, list[list[float]]]:
    """By kind the conversations' CPU ms; the first of each warms up and is left out."""
    detectors, policy = get_detectors(), Policy.load()
    found: dict[str, list[list[float]]] = {"without": [], "with": []}
    for number in range(count + 1):
        for kind, rows in found.items():
            memory = TurnMemory() if kind == "with" else None
            guard = Guard(Scripted(), detectors, policy, reader=NoPictures(), memory=memory)
            rows.append(await conversation(guard, f"{kind} {number}"))
    return {kind: rows[1:] for kind, rows in found.items()}


def told(values: Sequence[float]) -> str:
    """Median and the 95 % interval of its order statistics."""
    ordered, n = sorted(values), len(values)
    low = max(0, int(n / 2 - 0.98 * n**0.5))
    return f"{median(values):.1f} [{ordered[low]:.1f}, {ordered[n - 1 - low]:.1f}]"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("-n", type=int, default=20, help="conversations of each kind")
    count = parser.parse_args().n
    found = asyncio.run(measured(count))
    print(f"| turn | without | with | saved (n = {count} each) |\n|---|---|---|---|")
    places: list[tuple[str, slice]] = [(str(n + 1), slice(n, n + 1)) for n in range(len(TURNS))]
    for name, part in [*places, ("all ten", slice(None))]:
        sums = {kind: [sum(row[part]) for row in rows] for kind, rows in found.items()}
        saved = [a - b for a, b in zip(sums["without"], sums["with"], strict=True)]
        print(f"| {name} | {told(sums['without'])} | {told(sums['with'])} | {told(saved)} |")


if __name__ == "__main__":
    main()
