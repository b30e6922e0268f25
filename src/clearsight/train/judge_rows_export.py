"""The judge's published rows as labelled JSON lines for `clearsight bench judge` (docs/bench.md).

    python -m clearsight.train.judge_rows_export DATA -o rows.jsonl [--fold 4]
    python -m clearsight.train.judge_rows_export DATA --splits split.csv.gz

By default only the fold that the shipped heads never saw, and the sets that are test only. The
lines hold texts of published sets, harmful ones among them: they are for measuring, not for
release.
"""

import argparse
import gzip
import hashlib
import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from clearsight.train.judge_rows import DEV_FOLD, training_rows
from clearsight.train.judgement_row import Row, half_of, read

# How training rows say what a picture shows; on the bench that is the row's tag.
_PICTURE = re.compile(r"\s*\[picture: ([^\]]*)\]\s*")
# Some sets name languages in English.
_CODES = {
    "arabic": "ar", "chinese": "zh", "farsi": "fa", "french": "fr", "german": "de", "hindi": "hi",
    "italian": "it", "korean": "ko", "russian": "ru", "spanish": "es",
}  # fmt: skip
_PEOPLE = {
    "identify": "people/identify",
    "trait": "people/sensitive_trait",
    "ungrounded": "people/ungrounded",
}


def lines(data: Path, fold: int | None = DEV_FOLD) -> Iterator[dict[str, Any]]:
    """All lines in a fixed order.

    Args:
        data: the folder of the published sets.
        fold: of the training rows; None for all, most of which the shipped heads have seen.
    """
    for row in training_rows(data):
        if fold is None or row.fold == fold:
            yield from _of(row)
    yield from _mossbench(data)
    for x in read(data / "self_instruct_user/items.jsonl"):
        yield {
            "id": x["id"], "text": x["text"], "label": 0, "set": "self_instruct_user",
            "lang": x["lang"], "cluster": f"self_instruct_user:{x['topic']}",
        }  # fmt: skip


def _of(row: Row) -> Iterator[dict[str, Any]]:
    """Rows that ask for something: harm is known, or they ask about a person shown."""
    asked = [category for name, category in _PEOPLE.items() if getattr(row, name) == 1]
    about_people = row.dataset == "people_questions"
    if row.refusal is not None or (row.harm is None and not asked):
        return
    shown = _PICTURE.findall(row.text)
    label: object = asked or ([row.kind] if row.harm and row.kind else int(row.harm or 0))
    out: dict[str, Any] = {
        "text": _PICTURE.sub(" ", row.text).strip(), "label": label, "set": row.dataset,
        "lang": _CODES.get(row.lang, row.lang), "cluster": f"{row.family}:{row.cluster}",
    }  # fmt: skip
    if about_people:
        out["category"] = "people/*"
    if shown:
        out["tag"] = "; ".join(shown)
    yield out


def _mossbench(data: Path) -> Iterator[dict[str, Any]]:
    """Harmless questions about pictures that models over-refuse, and their harmful twins."""
    for x in read(data / "mossbench/items.jsonl"):
        people = "1 person" if x["has_human"] else "no people"
        base = {
            "set": "mossbench", "lang": "en", "cluster": f"mossbench:{x['id']}",
            "tag": f"{x['image_description'].replace(';', ',')}; {people}",
        }  # fmt: skip
        yield {"id": x["id"], "text": x["question"], "label": 0, **base}
        if x["contrast_question"]:
            yield {"id": f"{x['id']}_contrast", "text": x["contrast_question"], "label": 1, **base}


def splits(data: Path) -> Iterator[str]:
    """Which part of the split each row is in, without a word of it, as lines of CSV.

    Columns: the first 12 hexadecimal digits of the SHA-1 of the row's text, its set, and "train",
    "calibration", "measure" or "test only".
    """
    yield "sha1,set,part"
    for row in training_rows(data):
        part = half_of(row.cluster) if row.fold == DEV_FOLD else "train"
        yield f"{_hash(row.text)},{row.dataset},{part}"
    for line in _mossbench(data):
        yield f"{_hash(line['text'])},mossbench,test only"
    for x in read(data / "self_instruct_user/items.jsonl"):
        yield f"{_hash(x['text'])},self_instruct_user,test only"


def _hash(text: str) -> str:
    return hashlib.sha1(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:12]


def few(items: Sequence[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """At most so many lines, chosen by hash of their text; order kept."""
    ranked = sorted(items, key=lambda item: zlib.crc32(item["text"].encode("utf-8", "replace")))
    chosen = {id(item) for item in ranked[:most]}
    return [item for item in items if id(item) in chosen]


def main(argv: Sequence[str] | None = None) -> int:
    """Write the lines; sizes go to stderr."""
    parser = argparse.ArgumentParser(prog="judge_rows_export", description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path, metavar="DATA", help="folder of the published sets")
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument("-o", "--output", type=Path, metavar="ROWS.jsonl")
    wanted.add_argument("--splits", type=Path, metavar="SPLIT.csv.gz", help="parts, no words")
    parser.add_argument("--fold", type=int, choices=range(5), default=DEV_FOLD)
    every = "all folds: figures on rows that the heads were fitted on say little"
    parser.add_argument("--all", dest="fold", action="store_const", const=None, help=every)
    parser.add_argument("--most", type=int, help="so many lines, chosen by hash")
    given = parser.parse_args(argv)
    if given.splits:
        text = "\n".join([*splits(given.data), ""])
        given.splits.write_bytes(gzip.compress(text.encode(), mtime=0))
        return 0
    items = list(lines(given.data, given.fold))
    if given.most is not None:
        items = few(items, given.most)
    text = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
    given.output.write_text(text, encoding="utf-8", errors="replace")
    sizes = Counter(item["set"] for item in items)
    print(", ".join(f"{name} {n}" for name, n in sorted(sizes.items())), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
