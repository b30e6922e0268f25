"""Measure the picture index and image synonyms on published harmful rows; no prompt is printed.

Usage: python -m scripts.measure_synonyms DATA [--index FILE] [--sample FILE.jsonl]
Prints near-duplicate distances, look-ups a second, and by set rows, rows converted and phrases a
row. --sample writes 100 converted rows, drawn with a seed, for a person to label.
"""

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

from clearsight.imaging.index import Index
from clearsight.imaging.index.looks import MOST_BITS, MOST_COLOUR, bits_apart, colour_apart, look
from clearsight.imaging.synonyms import Maker, Row, Synonym, grams

SAMPLE_SEED = 1
SETS = (
    ("advbench", "advbench/behaviors.jsonl", "prompt"),
    ("harmbench_text", "harmbench_text/val.jsonl", "prompt"),
    ("red_instruct", "red_instruct/items.jsonl", "text"),
    ("xstest unsafe", "xstest/prompts.jsonl", "prompt"),
    ("aart", "aart/prompts.jsonl", "prompt"),
    ("msts typed", "msts/prompts.jsonl", "text_only_prompt"),
    ("figstep typed", "figstep/items.jsonl", "question"),
)

BENIGN = (
    ("xstest safe", "xstest/prompts.jsonl", "prompt"),
    ("self_instruct_seeds", "self_instruct_seeds", "text"),
    ("fastchat_questions", "fastchat_questions", "text"),
)


@dataclass(frozen=True, slots=True)
class Given:
    """One row of a set; red_instruct is told apart by language."""

    set: str
    row: Row


def rows(data: Path) -> Iterator[Given]:
    """All harmful text rows; lyrics and the like are left out, xstest's safe rows too."""
    for name, file, key in SETS:
        for line in (data / file).read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            copyright = record.get("functional_category") == "copyright"
            if copyright or record.get("label", "unsafe") == "safe":
                continue
            language = record.get("lang", "en")
            group = f"{name} {language}" if name == "red_instruct" else name
            yield Given(group, Row(record["id"], record[key], language))


def benign(data: Path) -> Iterator[Given]:
    """Harmless rows, by the same route."""
    for name, file, key in BENIGN:
        path = data / file
        files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
        for line in (line for f in files for line in f.read_text("utf-8").splitlines()):
            record = json.loads(line)
            if record.get("label", "safe") == "safe":
                yield Given(name, Row(record["id"], record[key], "en", harmful=False))


def duplicates(index: Index, count: int = 300) -> None:
    """Distances of changed copies, and of pictures of other concepts, at the thresholds."""
    rng = np.random.default_rng(0)
    ids = [name for (name,) in index._rows("SELECT id FROM picture ORDER BY id", ())]
    chosen = [index.get(ids[n]) for n in rng.choice(len(ids), min(count, len(ids)), False)]
    for name, change in (("half the size", _half), ("JPEG 60", _jpeg), ("cut by 2 %", _cut)):
        pairs = [(look(index.data(p)), look(change(index.data(p)))) for p in chosen]
        near = [bits_apart(a.dhash, b.dhash) <= MOST_BITS for a, b in pairs]
        both = [
            n and colour_apart(a.colours, b.colours) <= MOST_COLOUR
            for n, (a, b) in zip(near, pairs, strict=True)
        ]
        print(f"{name}: {sum(near)} by hash, {sum(both)} with colour, of {len(pairs)}")
    found = index._rows("SELECT dhash, colours, concept FROM picture", ())
    hashes = np.array([row[0] for row in found], np.int64).view(np.uint64)
    colours = np.stack([np.frombuffer(row[1], np.uint8) for row in found]).astype(np.int16)
    concepts = np.array([row[2] for row in found])
    by_hash = with_colour = total = 0
    for n in range(len(found)):
        other = concepts[n + 1 :] != concepts[n]
        near = other & (np.bitwise_count(hashes[n + 1 :] ^ hashes[n]) <= MOST_BITS)
        alike = np.abs(colours[n + 1 :][near] - colours[n]).mean(axis=1) <= MOST_COLOUR
        total, by_hash = total + int(other.sum()), by_hash + int(near.sum())
        with_colour += int(alike.sum())
    print(f"other concepts: {by_hash} by hash, {with_colour} with colour, of {total} pairs")


def _half(png: bytes) -> bytes:
    return _changed(png, lambda p: p.resize((p.width // 2, p.height // 2)), "PNG")


def _jpeg(png: bytes) -> bytes:
    return _changed(png, lambda p: p, "JPEG")


def _cut(png: bytes) -> bytes:
    return _changed(png, lambda p: p.crop((5, 5, p.width, p.height)), "PNG")


def _changed(png: bytes, change, kind: str) -> bytes:  # type: ignore[no-untyped-def]
    out = BytesIO()
    with Pillow.open(BytesIO(png)) as picture:
        change(picture).save(out, kind, quality=60)
    return out.getvalue()


def look_ups(index: Index) -> None:
    """Look-ups a CPU second, none asked before."""
    terms = sorted(index.vocabulary("en"))
    random.Random(0).shuffle(terms)
    start = time.process_time()
    for term in terms[:3000]:
        index.find(f"the {term}", "en")
    print(f"look-ups: {len(terms[:3000]) / (time.process_time() - start):.0f} a CPU second")


def convert(index: Index, data: Path, sample: Path | None) -> None:
    """The table by set, and the sample."""
    maker, given = Maker(index, grams()), [*rows(data), *benign(data)]
    asked: Counter[str] = Counter()
    slots: Counter[str] = Counter()
    made: list[tuple[str, Synonym]] = []
    start = time.process_time()
    for one in given:
        outcome = maker.make(one.row)
        asked[one.set] += 1
        if isinstance(outcome, Synonym):
            made.append((one.set, outcome))
            slots[one.set] += len(outcome.slots)
    seconds = time.process_time() - start
    converted = Counter(name for name, _ in made)
    for name, count in asked.items():
        done = converted[name]
        print(f"| {name} | {count} | {done} | {slots[name] / max(1, done):.2f} |")
    kinds = Counter(slot.kind for _, synonym in made for slot in synonym.slots)
    for label in (True, False):
        names = {one.set for one in given if one.row.harmful == label}
        count, done = (sum(of[name] for name in names) for of in (asked, converted))
        pictures = sum(slots[name] for name in names) / max(1, done)
        print(f"| all {'harmful' if label else 'harmless'} | {count} | {done} | {pictures:.2f} |")
    print(f"{len(given) / seconds:.0f} rows a CPU second; phrases by kind: {dict(kinds)}")
    if sample:
        harmful = [pair for pair in made if pair[1].harmful]
        drawn = random.Random(SAMPLE_SEED).sample(harmful, min(100, len(harmful)))
        lines = [json.dumps({"set": name, **synonym.to_json()}) for name, synonym in drawn]
        sample.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Parse and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--sample", type=Path)
    arguments = parser.parse_args()
    with Index(arguments.index) as index:
        print(f"{len(index)} pictures in {index.path.name}")
        duplicates(index)
        look_ups(index)
        convert(index, arguments.data, arguments.sample)


if __name__ == "__main__":
    main()
