"""Runs one fuzz target for a while.

    python -m scripts.fuzzing.run TARGET --seconds 600 [--plain]

With Atheris (coverage tells it which changes are worth keeping), or with `--plain` by our own
random changes alone. `decoder` is no target of Atheris: it sends changed pictures through the real
confined process and watches its deaths, its time and its memory. A finding is written to
fuzz-TARGET-N and ends the run with exit code 1.
"""

import argparse
import os
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from clearsight.errors import IngestError
from clearsight.ingest import Ingest
from scripts.fuzzing.seeds import changed, moved, pictures, seeds
from scripts.fuzzing.targets import TARGETS

JSON = ("chat", "messages", "responses")
MOST_GROWTH_BYTES = 300 << 20
MOST_WALL_S = 12.0  # the pool's own limit is 10 s on the clock, and a killed worker takes a moment


def main(argv: Sequence[str] | None = None) -> int:
    """Run; exit code 1 with a finding."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("target", choices=[*TARGETS, "decoder"])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plain", action="store_true", help="without Atheris")
    arguments = parser.parse_args(argv)
    if arguments.target == "decoder":
        return decoder(arguments.seconds, arguments.seed)
    if arguments.plain:
        return plain(arguments.target, arguments.seconds, arguments.seed)
    return guided(arguments.target, arguments.seconds, arguments.seed)


def plain(name: str, seconds: float, seed: int) -> int:
    """Random changes of the seeds."""
    rng, starts, rounds = random.Random(f"{name} {seed}"), seeds()[name], 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        start = rng.choice(starts)
        move = name in JSON and rng.random() < 0.6
        data = moved(rng, start) if move else changed(rng, start, starts)
        rounds += 1
        try:
            TARGETS[name](data)
        except Exception:  # noqa: BLE001  whatever it is, it is a finding
            return _found(name, data)
    print(f"{name}: {rounds} inputs in {seconds:g} s, no finding")
    return 0


def guided(name: str, seconds: float, seed: int) -> int:
    """Atheris; its own process ends with the run."""
    atheris = import_module("atheris")  # in an environment of its own: see scripts/fuzz

    folder = Path(f".fuzz/{name}")
    folder.mkdir(parents=True, exist_ok=True)
    for number, start in enumerate(seeds()[name]):
        (folder / f"seed-{number}").write_bytes(start)
    atheris.instrument_all()
    limits = [f"-max_total_time={int(seconds)}", f"-seed={seed + 1}", "-max_len=4096"]
    atheris.Setup(
        [name, str(folder), *limits, f"-artifact_prefix=fuzz-{name}-", "-print_final_stats=1"],
        TARGETS[name],
    )
    atheris.Fuzz()
    return 0


def decoder(seconds: float, seed: int) -> int:
    """Changed pictures through the confined process: errors by code, deaths, time, memory."""
    rng, starts = random.Random(f"decoder {seed}"), pictures()
    counts: Counter[str] = Counter()
    slowest = grown = 0.0
    ingest = Ingest()
    try:
        first = ingest.open_bytes(starts[0])
        assert first
        base = _worker_rss()
        assert base, "the confined process was not found"
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            data = changed(rng, rng.choice(starts), starts)
            began = time.monotonic()
            try:
                ingest.open_bytes(data)
                counts["picture"] += 1
            except IngestError as error:
                counts[error.code] += 1
            took = time.monotonic() - began
            slowest, grown = max(slowest, took), max(grown, _worker_rss() - base)
            if took > MOST_WALL_S or grown > MOST_GROWTH_BYTES:
                return _found("decoder", data)
    finally:
        ingest.close()
    told = ", ".join(f"{code} {count}" for code, count in counts.most_common())
    print(f"decoder: {sum(counts.values())} pictures in {seconds:g} s: {told}")
    print(f"decoder: slowest {slowest:.2f} s, grew by at most {grown / (1 << 20):.0f} MB")
    return 1 if counts["worker_died"] else 0


def _worker_rss() -> float:
    """Resident bytes of this process's children together."""
    mine, total = str(os.getpid()), 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if fields[1] == mine:
            total += int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
    return total


def _found(name: str, data: bytes) -> int:
    number = len(list(Path().glob(f"fuzz-{name}-*")))
    place = Path(f"fuzz-{name}-{number}")
    place.write_bytes(data)
    traceback.print_exc()
    print(f"{name}: finding in {place} ({len(data)} bytes)", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
