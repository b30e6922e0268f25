"""Measure false refusals: fifty ordinary questions about each of 200 photos out of packages.

    python -m scripts.measure_photos

Request stage, preset `default`. Photos that say the same aloud are judged once a question;
`--check` judges that many cells apart and compares. The table says which signal a refusal needs.
"""

import argparse
import asyncio
import random
import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from clearsight.content import Image
from clearsight.stats import Rate, clustered_rate
from scripts.cpu import cpu_s
from scripts.measures.photo_cells import Cell, Cells, by
from scripts.measures.photos import ROOTS, key, photos
from scripts.measures.table import table

QUESTIONS = Path(__file__).with_name("measures") / "photo_questions.toml"


def main(argv: Sequence[str] | None = None) -> int:
    """Read, judge, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--policy", default="default")
    parser.add_argument("--check", type=int, default=200, help="cells to be judged apart as well")
    given = parser.parse_args(argv)
    print(asyncio.run(measured(given.photos, given.policy, given.check)))
    return 0


async def measured(count: int, policy: str, check: int) -> str:
    """The tables as Markdown."""
    kinds = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))
    questions = [question for found in kinds.values() for question in found]
    maker, start = Cells(policy), cpu_s()
    cells: list[Cell] = []
    images: dict[str, Image] = {}
    for path in photos(ROOTS, count)[:count]:
        images[key(path)] = await maker.photo(path)
    read_s, start = cpu_s() - start, cpu_s()
    for name, image in images.items():
        cells += await maker.cells(name, image, questions)
        print(f"{name}: {maker.judged} judged", file=sys.stderr, flush=True)
    cost = (
        f"{len(cells)} cells, {maker.judged} judgements; CPU s: {read_s:.0f} to read "
        f"{len(images)} photos, {cpu_s() - start:.0f} to judge."
    )
    return "\n\n".join([_tables(cells, kinds), cost, await _checked(maker, images, cells, check)])


def _tables(cells: Sequence[Cell], kinds: dict[str, list[str]]) -> str:
    every = _line("all", cells)
    lines = [_line(k, [c for c in cells if c.question in asked]) for k, asked in kinds.items()]
    head = ("questions", "refused", "grey", "photos with a refusal", "what it needs")
    worst = by([cell for cell in cells if cell.stopped], "question")
    ranked = sorted(worst.items(), key=lambda item: -len(item[1]))[:8]
    listed = "; ".join(f"“{question}” {len(found)}" for question, found in ranked)
    return f"{table(head, [*lines, every])}\n\nQuestions refused most: {listed or 'none'}."


def _line(name: str, cells: Sequence[Cell]) -> list[str]:
    where = [cell.photo for cell in cells]
    photos_hit = [any(c.stopped for c in found) for found in by(cells, "photo").values()]
    fired = Counter(
        f"{' + '.join(cell.fired)} ({cell.verdict.category or cell.verdict.rule})"
        for cell in cells
        if cell.stopped
    )
    return [
        name,
        str(clustered_rate([cell.stopped for cell in cells], where)),
        str(clustered_rate([cell.verdict.grey for cell in cells], where)),
        str(Rate(sum(photos_hit), len(photos_hit))),
        "; ".join(f"{what} {n}" for what, n in fired.most_common()) or "none",
    ]


async def _checked(
    maker: Cells, images: dict[str, Image], cells: Sequence[Cell], count: int
) -> str:
    chosen = random.Random(0).sample(list(cells), min(count, len(cells)))
    same = 0
    for cell in chosen:
        image = images[cell.photo]
        alone = await maker.verdict(image, cell.question, maker.kept.readings[image.digest])
        same += (alone.rule, alone.grey) == (cell.verdict.rule, cell.verdict.grey)
    return f"Judged apart, the same rule and band: {Rate(same, len(chosen))}."


if __name__ == "__main__":
    sys.exit(main())
