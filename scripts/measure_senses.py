"""Figures of the picture senses on the published data sets; see docs/senses.md.

    python scripts/measure_senses.py DATA

DATA holds congress_portraits, pairs, flags, figstep and chemical_structures.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from clearsight.reading import Reading
from clearsight.senses.explicit import ExplicitSense
from clearsight.senses.people import PeopleSense
from clearsight.senses.picture import Picture, Pixels
from clearsight.senses.quality import QualitySense
from clearsight.senses.sense import Sense
from clearsight.stats import Rate

SETS = ("congress_portraits", "pairs", "flags", "figstep", "chemical_structures")
DEGRADED: dict[str, Callable[[Pixels], object]] = {
    "untouched": lambda p: p,
    "blur 2 px": lambda p: cv2.GaussianBlur(p, (0, 0), 2),
    "blur 3 px": lambda p: cv2.GaussianBlur(p, (0, 0), 3),
    "shaken 25 px": lambda p: cv2.filter2D(p, -1, np.full((1, 25), 1 / 25)),
    "-4 stops": lambda p: ((p / 255) ** 2.2 / 16) ** (1 / 2.2) * 255,
}


def pictures(folder: Path) -> Iterator[Picture]:
    for path in sorted((folder / "images").iterdir()):
        with Image.open(path) as opened:
            yield Picture(np.ascontiguousarray(opened.convert("RGB"), dtype=np.uint8))


def run(sense: Sense, picture: Picture) -> tuple[Reading, float]:
    start = time.thread_time()
    reading = sense.sense(picture, Reading("", picture.width, picture.height))
    return reading, (time.thread_time() - start) * 1000


def people_and_explicit(data: Path) -> None:
    people, explicit = PeopleSense(), ExplicitSense()
    for name in SETS:
        counts: Counter[int] = Counter()
        scores, times = [], []
        for picture in pictures(data / name):
            reading, cpu_ms = run(people, picture)
            counts[len(reading.people)] += 1
            scores.append(run(explicit, picture)[0].explicit or 0.0)
            times.append(cpu_ms)
        n = len(times)
        print(f"{name}: one person {Rate(counts[1], n)}, any {Rate(n - counts[0], n)}, "
              f"explicit max {max(scores):.3f}, people {np.median(times):.1f} CPU ms")  # fmt: skip


def degraded(data: Path) -> None:
    sense = QualitySense()
    photos = [p.scaled(512) for name in SETS[:2] for p in pictures(data / name)]
    for name, change in DEGRADED.items():
        found = [
            run(sense, Picture(np.asarray(change(pixels), dtype=np.uint8)))[0].quality
            for pixels in photos
        ]
        blurred = sum(bool(quality and quality.blurred) for quality in found)
        dark = sum(bool(quality and quality.dark) for quality in found)
        print(f"{name}: blurred {Rate(blurred, len(found))}, dark {Rate(dark, len(found))}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    people_and_explicit(Path(sys.argv[1]))
    degraded(Path(sys.argv[1]))
