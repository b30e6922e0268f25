"""Figures of the renderers of text and papers: cost, and how well our own sense reads them back.

    python scripts/measure_rendering.py [--seeds 20] [--worn mild|medium|strong] [NAME ...]

CPU time on one thread. The error is edits over characters of the twin, spaces as one, at most 1.
"""

import argparse
import time
from collections import defaultdict
from statistics import mean, median

import cv2

from clearsight.imaging.item import Item, content_key
from clearsight.imaging.legibility import share
from clearsight.imaging.render import renderer
from clearsight.imaging.wear import wear
from clearsight.reading import Reading
from clearsight.senses.picture import Picture
from clearsight.senses.text import TextSense

NAMES = (
    "screenshot", "typographic", "document", "chat", "meme", "sign", "note", "menu", "receipt",
    "food_label", "medicine_label", "timetable", "table", "letter",
)  # fmt: skip
FIRST = 1000  # seeds that nobody looked at while the renderers were made
PLANS = 2000


def cost(name: str, seeds: int) -> str:
    maker = renderer(name)
    maker.paint(maker.plan(0), 0)
    start = time.process_time()
    for seed in range(PLANS):
        content_key(maker.plan(seed))
    middle = time.process_time()
    for seed in range(seeds):
        maker.paint(maker.plan(seed), seed)
    end = time.process_time()
    return f"{PLANS / (middle - start):.0f} plans/s, {seeds / (end - middle):.0f} pictures/s"


def error(sense: TextSense, item: Item) -> float:
    picture = Picture(item.pixels)
    reading = sense.sense(picture, Reading("", picture.width, picture.height))
    return 1 - share(item.text, "\n".join(line.text for line in reading.lines))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(NAMES))
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--worn", default="")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    sense, by_language = TextSense(), defaultdict(list)
    for name in asked.names or NAMES:
        maker, errors = renderer(name), []
        for seed in range(FIRST, FIRST + asked.seeds):
            item = maker.paint(maker.plan(seed), seed)
            item = wear(item, 0, asked.worn) if asked.worn else item
            errors.append(error(sense, item))
            by_language[item.truth.get("language", "en")].append(errors[-1])
        print(f"{name}: error mean {mean(errors):.3f}, median {median(errors):.3f}, "
              f"n {len(errors)}; {cost(name, asked.seeds)}", flush=True)  # fmt: skip
    for code, errors in sorted(by_language.items()):
        print(f"{code}: error mean {mean(errors):.3f}, n {len(errors)}")


if __name__ == "__main__":
    main()
