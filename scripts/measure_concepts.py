"""Measure the concept sense on pictures that nothing was trained on.

    python -m scripts.measure_concepts DATA --debian FOLDER [--out FILE] [--only SET] [--each N]

Recall and precision by kind of concept on named pictures (OpenMoji, Tux Paint's stamps, gcompris),
and what is told on samples, wallpapers, portraits, pairs and mossbench. Rows that a name leaves
open count neither way. --out writes a JSON line a picture with what was told and whether the name
says otherwise, to be looked at and for measure_concept_guard. FOLDER: Debian packages unpacked in
one (see measure_explicit).
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from clearsight.reading import Reading, Tag
from clearsight.senses.concepts import SOURCE, heads
from clearsight.senses.network import Network
from clearsight.senses.people import PeopleSense
from clearsight.senses.picture import ROOM, Picture
from clearsight.senses.quality import QualitySense
from clearsight.senses.tags import SIDE_PX, TagsSense, prepare, tags_of
from clearsight.stats import Rate
from clearsight.train.concepts.naming import Namer
from clearsight.train.concepts.vocabulary import load
from scripts.measures.concepts import NAMED, UNNAMED, Folders, Shown, Source


@dataclass
class Tally:
    """Counts of one set and kind of concept; `open`: the name does not say."""

    shown: int = 0
    found: int = 0
    right: int = 0
    wrong: int = 0
    open: int = 0


@dataclass
class Look:
    """The senses as they run in the guard, without text."""

    quality: QualitySense = field(default_factory=QualitySense)
    people: PeopleSense = field(default_factory=PeopleSense)
    tags: TagsSense = field(default_factory=TagsSense)
    network: Network = field(default_factory=lambda: Network("efficientnet-lite0"))

    def __call__(self, shown: Shown) -> tuple[Reading, tuple[Tag, ...]]:
        """The Reading, and the tags that it would have without concepts."""
        height, width = shown.pixels.shape[:2]
        picture = Picture(shown.pixels)
        reading = self.quality.sense(picture, Reading("", width, height))
        reading = self.tags.sense(picture, reading)
        if all(tag.source != SOURCE for tag in reading.tags):
            return reading, reading.tags
        logits = self.network(prepare(picture.at_least(0, ROOM * SIDE_PX)), ["logits"])[0][0]
        bare = tags_of(logits, may_speak=True)  # concepts are told only where this holds
        return self.people.sense(picture, reading), bare


class Measure:
    """Looks at pictures and keeps the counts."""

    def __init__(self) -> None:
        self.concepts = load()
        self.namer = Namer(self.concepts)
        self.place = {one.name: n for n, one in enumerate(self.concepts)}
        self.carried = frozenset(heads().names)
        self.look = Look()
        self.tallies: dict[tuple[str, str], Tally] = {}
        self.pictures: Counter[str] = Counter()
        self.told: Counter[str] = Counter()
        self.words: dict[str, Counter[str]] = {}

    def count(self, shown: Shown) -> dict[str, Any]:
        """Count one picture; the line about it."""
        reading, bare = self.look(shown)
        tags = [tag for tag in reading.tags if tag.source == SOURCE]
        self.pictures[shown.set] += 1
        self.told[shown.set] += bool(tags)
        self.words.setdefault(shown.set, Counter()).update(tag.label for tag in tags)
        line: dict[str, Any] = {"set": shown.set, "key": shown.key}
        line["shows"] = self._named(shown, tags) if shown.named else {}
        if tags:
            line |= {
                "tags": [asdict(tag) for tag in reading.tags],
                "bare": [asdict(tag) for tag in bare],
                "people": len(reading.people),
                "kind": reading.quality.kind if reading.quality else "photo",
                "size": [reading.width_px, reading.height_px],
            }
        return line

    def _named(self, shown: Shown, tags: Sequence[Tag]) -> dict[str, int]:
        """Count by kind; what the name says of each concept that it shows or that was told."""
        assert shown.named is not None
        labels = self.namer.labels([shown.named])[0]
        said = {word for tag in tags for word in (tag.label, *tag.broader)}
        out = {}
        for concept, label in zip(self.concepts, labels, strict=True):
            if label == 1:
                out[concept.name] = 1
            if label == 1 and concept.name in self.carried:
                for tally in self._tallies(shown.set, concept.kind):
                    tally.shown += 1
                    tally.found += int(concept.name in said)
        for tag in tags:
            label = out[tag.label] = int(labels[self.place[tag.label]])
            for tally in self._tallies(shown.set, self.concepts[self.place[tag.label]].kind):
                tally.right += int(label == 1)
                tally.wrong += int(label == 0)
                tally.open += int(label == -1)
        return out

    def _tallies(self, name: str, kind: str) -> list[Tally]:
        return [self.tallies.setdefault((name, one), Tally()) for one in (kind, "all")]

    def report(self) -> str:
        """Both tables."""
        lines = ["| set | kind | found | right of what is told | open |", "|---|---|---|---|---|"]
        for (name, kind), one in sorted(self.tallies.items()):
            cells = (_rate(one.found, one.shown), _rate(one.right, one.right + one.wrong))
            lines.append(f"| {name} | {kind} | {' | '.join(cells)} | {one.open} |")
        lines += ["", "| set | pictures with a concept | concepts |", "|---|---|---|"]
        for name, n in self.pictures.items():
            what = ", ".join(f"{word} {count}" for word, count in self.words[name].most_common(30))
            lines.append(f"| {name} | {_rate(self.told[name], n)} | {what} |")
        return "\n".join(lines)


def _rate(count: int, n: int) -> str:
    return str(Rate(count, n)) if n else "none"


def shown(folders: Folders, only: Sequence[str]) -> Iterator[Shown]:
    """All pictures, or those of sources whose first set begins with one of `only`."""
    sources: tuple[Source, ...] = (*NAMED, *UNNAMED)
    for source in sources:
        for picture in source(folders):
            if only and not picture.set.startswith(tuple(only)):
                break
            yield picture


def main(argv: Sequence[str] | None = None) -> None:
    """Parse, look, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--debian", type=Path, default=Path("/"))
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", nargs="*", default=[], help="sets whose names begin so")
    parser.add_argument("--each", type=int, default=1, help="every so manieth drawing or stamp")
    given = parser.parse_args(argv)
    measure = Measure()
    folders = Folders(given.data, given.debian, given.each)
    lines = [measure.count(one) for one in shown(folders, given.only)]
    if given.out:
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        given.out.write_text(text, encoding="utf-8")
    print(measure.report())


if __name__ == "__main__":
    main()
