"""Prints the enforcement matrix: which cells there are, and what became of each.

    python -m scripts.matrix                  a table by route, role and place
    python -m scripts.matrix --cells          every cell
    python -m scripts.matrix --mutants        what disabling each guard call does
    python -m scripts.matrix --judge DATA     a FigStep line through the shipped judge in each cell

Exit code 1 when a cell is not as it must be, or a disabled guard call goes unnoticed.
"""

import argparse
import asyncio
import json
import logging
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from clearsight import gateway
from tests.enforcement import cells, judge, judge_more, mutate
from tests.enforcement.cells import Cell
from tests.enforcement.world import Eyes, world

KINDS = ("judged", "refused", "left out", "answered")


async def tried() -> list[tuple[Cell, str]]:
    """Every cell with what is wrong with it, empty when nothing is."""
    with tempfile.TemporaryDirectory() as folder:
        async with world(Path(folder), eyes=Eyes()) as server:
            return [(one.cell, await one.problem(server)) for one in await mutate.cases(server)]


def rows(found: list[tuple[Cell, str]]) -> dict[tuple[str, str], Counter[str]]:
    """Counts by route and kind of place."""
    out: dict[tuple[str, str], Counter[str]] = {}
    for cell, problem in found:
        place = cell.place.split(".")[0].removesuffix(" x2")
        counts = out.setdefault((cell.path, place), Counter())
        counts["BROKEN" if problem else cell.expected] += 1
    return out


def table(found: list[tuple[Cell, str]]) -> str:
    """The counts as a Markdown table, the sum last."""
    lines = [f"| route | place | {' | '.join(KINDS)} |", "|---|---|" + "---|" * len(KINDS)]
    whole: Counter[str] = Counter()
    for (path, place), counts in rows(found).items():
        whole += counts
        lines.append(_row(path, place, counts))
    return "\n".join([*lines, _row("all", "", whole)])


def _row(path: str, place: str, counts: Mapping[str, int]) -> str:
    numbers = " | ".join(str(counts.get(kind, 0) or "") for kind in KINDS)
    return f"| {path} | {place} | {numbers} |"


def mutants() -> int:
    """Run the mutation in a process of its own and print what it found."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        command = [sys.executable, "-m", "tests.enforcement.mutate", str(out)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        found = json.loads(out.read_text(encoding="utf-8"))
    for one in found["killed"]:
        print(f"{one['site']}\n    {one['cell']}: {one['why'][:100]}")
    for title in ("refused twice", "untried", "survived"):
        print(f"\n{title}:", *found[title], sep="\n    ")
    print(
        f"\n{found['calls']} calls rewritten, {len(found['killed'])} of them judge or refuse and "
    )
    print(f"were disabled one by one; unnoticed: {len(found['survived'])}")
    return int(bool(found["survived"] or found["untried"]))


def main() -> int:
    """Parse and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cells", action="store_true", help="one line a cell")
    parser.add_argument("--mutants", action="store_true", help="disable each guard call")
    parser.add_argument("--judge", metavar="DATA", type=Path, help="folder of the published sets")
    asked = parser.parse_args()
    gateway.configure()
    logging.disable()
    if asked.mutants:
        return mutants()
    if asked.judge:
        print(asyncio.run(judge.table(asked.judge)), end="\n\n")
        print(judge_more.table(asyncio.run(judge_more.judged(judge.line(asked.judge)))))
        return 0
    found = asyncio.run(tried())
    if asked.cells:
        print("\n".join(f"{problem or cell.expected:9} {cell.name}" for cell, problem in found))
    else:
        print(table(found))
    wrong = [f"{cell.name}: {problem}" for cell, problem in found if problem]
    print("\n".join(wrong) or f"\n{len(found)} cells, {len(cells.unclassified())} unclassified")
    return int(bool(wrong or cells.unclassified()))


if __name__ == "__main__":
    sys.exit(main())
