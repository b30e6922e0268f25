"""Measure how much disguised text comes back whole, and how often ordinary text is changed.

    python -m scripts.measure_obfuscation

Whole: harmless sentences of train/benign that the table of common words never saw, through every
transform of words. Ordinary: published harmless texts for which `decoded` or `revealed` gives other
words than the text has; thresholds were set on one half of them, by a hash of the id.
"""

import argparse
import hashlib
import json
import os
import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from clearsight.detect.fold import decoded, plain
from clearsight.detect.hidden import revealed
from clearsight.imaging.legibility import undone
from clearsight.imaging.transform.words import TEXT_TRANSFORMS, speak
from clearsight.stats import Rate
from clearsight.train.common_words import MOST, held_out, rows
from scripts.measures.table import table

ROOT = Path(__file__).resolve().parents[1]
ORDINARY = ("clinc150", "nextqa", "screen_qa", "spacy_examples", "chatterbot_corpus",
            "self_instruct_seeds", "self_instruct_user", "fastchat_questions", "arena_hard",
            "chemical_structures")  # fmt: skip
SENTENCES = 60
LANGUAGES = (*MOST, "zh", "ja")


def main(argv: Sequence[str] | None = None) -> int:
    """Print both tables."""
    given = _parser().parse_args(argv)
    print(_whole(given.seed, given.start, given.languages), "\n")
    if not given.data.is_dir():
        print(f"{given.data} is missing; set CLEARSIGHT_DATA or --data", file=sys.stderr)
        return 1
    print(_ordinary(given.data, given.half, given.show))
    return 0


def sentences(languages: Iterable[str], seed: int, start: int = 0) -> list[str]:
    """Held-out sentences of the banks: `SENTENCES` of each language from `start`, or all left."""
    chosen: list[str] = []
    for language in languages:
        found = [text for text in rows(language) if held_out(text)]
        random.Random(seed).shuffle(found)
        chosen += found[start : start + SENTENCES]
    return chosen


def _whole(seed: int, start: int, languages: Sequence[str]) -> str:
    english, others = sentences(["en"], seed, start), sentences(languages, seed)
    lines = []
    for name in TEXT_TRANSFORMS:
        counts = []
        for texts in (english, others):
            whole = sum(undone(speak(text, name, seed + n)).whole for n, text in enumerate(texts))
            counts.append(str(Rate(whole, len(texts))))
        lines.append([name, *counts])
    return table(("transform", "undone whole, English", "undone whole, other languages"), lines)


def _ordinary(data: Path, half: str, show: int) -> str:
    lines = []
    for name in ORDINARY:
        texts = [text for key, text in _texts(data / name) if half in ("both", _half(key))]
        changed, cpu = [], time.process_time()
        for text in texts:
            others = {decoded(text), plain(revealed(text))} - {plain(text)}
            changed += [(text, other) for other in sorted(others)[:1]]
        cpu = (time.process_time() - cpu) * 1e5 / max(1, sum(map(len, texts)))
        lines.append([name, str(Rate(len(changed), len(texts))), f"{cpu:.3f}"])
        for text, other in changed[:show]:
            print(f"{name}:\n  {_differs(text, other)}")
    return table(("set", "changed", "CPU ms for 100 characters"), lines)


def _differs(text: str, other: str) -> str:
    was, now = plain(text).split(), other.split()
    start = next((n for n, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), 0)
    return "\n  ".join(repr(" ".join(words[start : start + 9])[:150]) for words in (was, now))


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    for line in (folder / "items.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "text" in row:
            yield row["id"], row["text"]
        else:
            yield row["file"], f"{row['smiles']} {row['inchi']}"


def _half(key: str) -> str:
    return "tuned" if hashlib.sha256(key.encode()).digest()[0] < 128 else "other"


def _parser() -> argparse.ArgumentParser:
    place = os.environ.get("CLEARSIGHT_DATA")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(place or ROOT.parent / "shared/data"))
    parser.add_argument("--half", choices=("tuned", "other", "both"), default="other")
    parser.add_argument("--show", type=int, default=0, help="changed texts of each set to print")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--start", type=int, default=SENTENCES, help="of the English ones")
    parser.add_argument("--languages", nargs="+", default=[n for n in LANGUAGES if n != "en"])
    return parser


if __name__ == "__main__":
    sys.exit(main())
