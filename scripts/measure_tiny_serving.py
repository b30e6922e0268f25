"""What serving `tiny` costs: memory, and process time of a picture, a prompt and each token.

    python scripts/measure_tiny_serving.py [FOLDER]

FOLDER is what `clearsight.models.tiny.build` wrote (default: the user's). Weights do not change
what a step costs: an adapter of any training, or none, gives the same figures.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from clearsight.models.tiny.build import default_folder
from clearsight.models.tiny.engine import Built, Engine

PROMPT, ANSWER = 96, 32  # tokens: a picture with a short text in it, and a sentence or two


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure what serving tiny costs.")
    parser.add_argument("folder", type=Path, nargs="?", default=default_folder())
    parser.add_argument("--times", type=int, default=7, help="repetitions of each (7)")
    options = parser.parse_args()
    before = memory_mb()
    start = time.process_time()
    engine = Engine(Built.read(options.folder))
    print(f"load, hashes checked: {time.process_time() - start:.2f} s of CPU")
    print(f"memory: {before:.0f} MB before, {memory_mb():.0f} MB after loading")
    random = np.random.default_rng(0)
    side = engine.sizes.tower.side_px
    pixels = random.integers(0, 256, (side, side, 3), dtype=np.uint8)
    numbers = iter(range(1000))
    show("a picture", repeated(lambda: engine.slots(str(next(numbers)), lambda: pixels), options))
    prompt = random.integers(100, 20_000, PROMPT).tolist()
    first = repeated(lambda: engine.scores(prompt, [], [PROMPT - 1]), options)
    show(f"a prompt of {PROMPT} tokens", first)
    print(f"  {PROMPT / statistics.median(first):.0f} tokens a second")
    whole = repeated(lambda: spoken(engine, prompt), options)
    step = (statistics.median(whole) - statistics.median(first)) / ANSWER
    print(f"an answer: {1 / step:.0f} tokens a second ({1000 * step:.1f} ms each)")
    print(f"memory after answering: {memory_mb():.0f} MB, at most {peak_mb():.0f} MB")
    return 0


def spoken(engine: Engine, prompt: list[int]) -> None:
    """An answer of ANSWER tokens whatever they are: an early end would be no measure."""
    talk = engine.talk(PROMPT + ANSWER)
    talk.step(engine.embed(prompt, []))
    for token in range(ANSWER):
        talk.step(engine.embed([100 + token], []))


def repeated(work: Callable[[], object], options: argparse.Namespace) -> list[float]:
    """Seconds of process time of each run, after one that is not counted."""
    work()
    taken = []
    for _ in range(options.times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return taken


def show(what: str, seconds: list[float]) -> None:
    milliseconds = [1000 * each for each in seconds]
    low, high = min(milliseconds), max(milliseconds)
    middle = statistics.median(milliseconds)
    print(f"{what}: {middle:.0f} ms of CPU (n = {len(seconds)}, {low:.0f} to {high:.0f})")


def memory_mb() -> float:
    return _status("VmRSS")


def peak_mb() -> float:
    return _status("VmHWM")


def _status(field: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field))


if __name__ == "__main__":
    raise SystemExit(main())
