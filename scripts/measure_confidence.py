"""How often a line that the reader is so sure of is right, and how many photos are held back.

Run from the repository: python -m scripts.measure_confidence --count 12. Papers with known text are
rendered and worn as photos are; a line is right when it equals a line of the truth, blanks and case
aside. Prints one table; docs/page.md quotes it.
"""

import argparse
import asyncio
import io
import itertools
from collections import Counter

from PIL import Image as Pillow

from clearsight.app.talk import advice
from clearsight.imaging.render import render
from clearsight.imaging.wear import wear
from clearsight.ingest import Ingest
from clearsight.reading import Reading
from clearsight.senses import Senses
from clearsight.stats import Rate

KINDS = ("menu", "letter", "receipt", "food_label", "medicine_label", "timetable", "sign", "note")
EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)
STRENGTHS = ("mild", "strong")


def bare(text: str) -> str:
    return "".join(text.casefold().split())


async def read(
    senses: Senses, ingest: Ingest, kind: str, seed: int, strength: str
) -> tuple[Reading, str]:
    """A worn paper's Reading, and its true text without blanks."""
    item = wear(render(kind, seed), seed, strength)
    out = io.BytesIO()
    Pillow.fromarray(item.pixels).save(out, "JPEG", quality=90)
    image = (await ingest.from_bytes(out.getvalue()))[0]
    return await senses.read(image), bare(str(item.truth["text"]))


async def measure(count: int) -> tuple[Counter[tuple[int, bool]], Counter[tuple[str, bool]]]:
    """Lines by bin and whether they are right; photos by strength and whether they are held."""
    lines: Counter[tuple[int, bool]] = Counter()
    held: Counter[tuple[str, bool]] = Counter()
    senses = Senses()
    with Ingest() as ingest:
        for strength in STRENGTHS:
            for kind in KINDS:
                for seed in range(count):
                    reading, truth = await read(senses, ingest, kind, seed, strength)
                    held[strength, bool(advice(reading.quality))] += 1
                    for line in reading.lines:
                        step = sum(line.confidence >= edge for edge in EDGES) - 1
                        lines[step, bare(line.text) in truth] += 1
    return lines, held


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=12, help="papers of each kind and strength")
    lines, held = asyncio.run(measure(parser.parse_args().count))
    print("| confidence | right |\n|---|---|")
    for step, (low, high) in enumerate(itertools.pairwise(EDGES)):
        right, wrong = lines[step, True], lines[step, False]
        if right + wrong:
            print(f"| {low:g} to {min(high, 1):g} | {Rate(right, right + wrong)} |")
    for strength in STRENGTHS:
        n = held[strength, True] + held[strength, False]
        print(f"held back, wear {strength}: {Rate(held[strength, True], n)}")


if __name__ == "__main__":
    main()
