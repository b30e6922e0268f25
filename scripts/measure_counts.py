"""Measure how right the number of people is, and the colour of their clothes, where it is known.

    CLEARSIGHT_DATA=... python -m scripts.measure_counts --count 150

Drawn groups of two to nine, and official portraits put side by side. By the number that was found:
how often it is the true one, and how often there are at least so many.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from clearsight.imaging.render import render
from clearsight.imaging.wear import wear
from clearsight.reading import Reading
from clearsight.senses.people import PeopleSense
from clearsight.senses.picture import Picture, Pixels
from clearsight.stats import Rate, clustered_rate
from scripts.measures.table import table

_HEIGHT_PX = 360
_SAME_COLOUR = {"dark grey": "black", "dark red": "red", "light grey": "grey", "navy": "blue",
                "dark green": "green"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """A picture: how many are there, how many were found, and colours of clothes said.

    Attributes:
        colours: (said, true) of each person found whose clothes were named; drawn groups only.
    """

    true: int
    found: int
    colours: tuple[tuple[str, str], ...] = ()


def main(argv: Sequence[str] | None = None) -> int:
    """Draw, look, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--count", type=int, default=150, help="pictures of each kind")
    parser.add_argument("--seed", type=int, default=5000)
    place = os.environ.get("CLEARSIGHT_DATA")
    root = Path(__file__).resolve().parents[1].parent / "shared/data"
    parser.add_argument("--data", type=Path, default=Path(place) if place else root)
    given = parser.parse_args(argv)
    sense = PeopleSense()
    drawn = list(_drawn(sense, given.seed, given.count))
    print(f"drawn groups, found -> true\n\n{report(drawn)}\n\n{_clothes(drawn)}\n")
    folder = given.data / "congress_portraits/images"
    if not folder.is_dir():
        print(f"{folder} is missing: portraits were not measured", file=sys.stderr)
        return 0
    rows = list(_rows(sense, sorted(folder.iterdir()), given.seed, given.count))
    print(f"portraits side by side\n\n{report(rows)}")
    return 0


def _look(sense: PeopleSense, pixels: Pixels) -> Reading:
    height, width = pixels.shape[:2]
    return sense.sense(Picture(pixels), Reading("", width, height))


def _drawn(sense: PeopleSense, seed: int, count: int) -> Iterator[Counted]:
    for number in range(seed, seed + count):
        item = wear(render("group", number), number, "mild")
        reading = _look(sense, item.pixels)
        colours = []
        for person in reading.people:
            if person.face is not None and person.clothing:
                x = person.face.centre[0]
                near = min(item.truth["persons"], key=lambda one: abs(one["point"][0] - x))
                colours.append((person.clothing[0].name, str(near["top_colour"])))
        yield Counted(int(item.truth["people"]), len(reading.people), tuple(colours))


def _rows(sense: PeopleSense, paths: list[Path], seed: int, count: int) -> Iterator[Counted]:
    pick = np.random.default_rng(seed)
    for _ in range(count):
        many = int(pick.integers(1, 7))
        chosen = pick.choice(len(paths), many, replace=False)
        yield Counted(many, len(_look(sense, _beside([paths[i] for i in chosen])).people))


def _beside(paths: list[Path]) -> Pixels:
    """Portraits at one height, side by side."""
    shown = [np.asarray(Image.open(path).convert("RGB")) for path in paths]
    scaled = [
        cv2.resize(one, (round(one.shape[1] * _HEIGHT_PX / one.shape[0]), _HEIGHT_PX))
        for one in shown
    ]
    return np.ascontiguousarray(np.hstack(scaled))


def report(counted: Sequence[Counted]) -> str:
    """By the number found."""
    lines = []
    for found in sorted({one.found for one in counted}):
        mine = [one for one in counted if one.found == found]
        exact = Rate(sum(one.true == found for one in mine), len(mine))
        least = Rate(sum(one.true >= found for one in mine), len(mine))
        lines.append([str(found), str(len(mine)), str(exact), str(least)])
    exact = Rate(sum(one.true == one.found for one in counted), len(counted))
    least = Rate(sum(one.true >= one.found for one in counted), len(counted))
    lines.append(["all", str(len(counted)), str(exact), str(least)])
    return table(("found", "pictures", "exactly so many", "at least so many"), lines)


def _clothes(counted: Sequence[Counted]) -> str:
    pairs = [(number, *pair) for number, one in enumerate(counted) for pair in one.colours]
    exact = [said == true for _, said, true in pairs]
    near = [_SAME_COLOUR.get(said, said) == true for _, said, true in pairs]
    of = [str(number) for number, _, _ in pairs]
    return (
        f"Colour of the top, by its exact name: {clustered_rate(exact, of)}; a darker or lighter "
        f"shade's name counted as right: {clustered_rate(near, of)}."
    )


if __name__ == "__main__":
    sys.exit(main())
