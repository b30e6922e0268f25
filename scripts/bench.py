"""Print the budget table: CPU time measured beside what was promised. Never a test.

One core, one thread each; CPU time of all processes together (user and system). Memory is the
proportional share (Pss). The seconds to the first answer are on the clock.
"""

import argparse
import asyncio
import json
import os
import platform
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from clearsight.errors import ClearsightError
from clearsight.ingest.heap import keep
from scripts.benches import pictures, process, text
from scripts.benches.rows import Row, markdown

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("onnxruntime", "rapidocr", "opencv-python-headless", "numpy", "pillow", "sentencepiece")
ROOMS = ("text", "pictures", "memory", "start", "bulk")


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; exit code 0 also when a budget is broken, because it is a measurement."""
    keep()  # as the commands do
    given = _parser().parse_args(argv)
    cores = os.sched_getaffinity(0)
    # The last core: the first often serves interrupts.
    os.sched_setaffinity(0, {max(cores)})
    work: dict[str, Callable[[], list[Row]]] = {
        "text": lambda: asyncio.run(text.rows(given.n)),
        "pictures": lambda: asyncio.run(pictures.rows(given.n)),
        "memory": process.memory,
        "start": lambda: [process.start(max(1, given.n // 6))],
        "bulk": lambda: [process.bulk(given.data, given.lines, len(cores))],
    }
    rows: list[Row] = []
    for room in given.only:
        if room == "bulk":
            os.sched_setaffinity(0, cores)
        rows += _measured(room, work[room])
    if given.json:
        found = {"machine": machine(len(cores)), "rows": [row.plain() for row in rows]}
        print(json.dumps(found, indent=1))
    else:
        print(f"{machine(len(cores))}\n\n{markdown(rows)}")
    return 0


def _measured(room: str, work: Callable[[], list[Row]]) -> list[Row]:
    if room not in ("text", "pictures"):
        print(f"bench: {room}", file=sys.stderr)
    try:
        return work()
    except (ClearsightError, OSError) as error:
        return [Row(room, 0, note=f"not measured: {type(error).__name__}: {error}")]


def machine(cores: int) -> str:
    """Processor, cores, versions."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in lines if "model name" in line), "?")
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    load = os.getloadavg()[0]
    return (
        f"{model}, {cores} cores, {platform.system()} {platform.release()}, Python "
        f"{platform.python_version()}, {packages}; load average at the end {load:.1f}"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__.split("\n")[0])
    place = os.environ.get("CLEARSIGHT_DATA")
    data = Path(place) if place else ROOT.parent / "shared/data"
    parser.add_argument("--data", type=Path, default=data, help="published sets, for bulk")
    parser.add_argument("--only", nargs="+", choices=ROOMS, default=list(ROOMS))
    parser.add_argument("-n", type=int, default=30, help="repetitions of each row")
    parser.add_argument("--lines", type=int, default=1000, help="lines of the bulk run")
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
