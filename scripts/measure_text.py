"""Measure requests in pictures under every disguise, and false alarms on harmless pictures of text.

FigStep's illicit rows (topics 1 to 7), HarmBench's behaviours of the fold that the judge of words
never learned from, and harmless requests of the same form, with FigStep's prompt and without words;
pages of ten kinds and albums with ordinary questions. Request stage, preset `default`. Rows go to
out/text/rows.jsonl; an interrupted run goes on where it stopped, by turns, so that a run that is
cut short has about the same n everywhere.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from scripts.measure_transforms import described, read_rows
from scripts.measures.disguised import DISGUISES, PUBLISHED, behaviours, harmless
from scripts.measures.pages import EACH, Page, albums, hidden_pages, pages
from scripts.measures.table_text import DEV_FOLD, report
from scripts.measures.textual import Asker, Row, fold_of
from scripts.measures.told import ToldReader
from scripts.measures.transforms import Words, prompt, texts

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("requests", "twins", "pages", "hidden", "albums")
EVERY = 1000  # more than FigStep has


def main(argv: Sequence[str] | None = None) -> int:
    """Ask what is left to ask, then print the tables."""
    given = _parser().parse_args(argv)
    if not given.data.is_dir():
        print(f"{given.data} is missing; set CLEARSIGHT_DATA or --data", file=sys.stderr)
        return 1
    given.out.mkdir(parents=True, exist_ok=True)
    run, path = given.out / "run.json", given.out / "rows.jsonl"
    if given.fresh:
        path.unlink(missing_ok=True)
        run.unlink(missing_ok=True)
    made = described(given, run)
    asyncio.run(_ask(given, path))
    text = report(read_rows(path), made)
    (given.out / "report.md").write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


async def _ask(given: argparse.Namespace, path: Path) -> None:
    known = {_key(row) for row in read_rows(path)}
    end = time.monotonic() + given.minutes * 60
    about = given.policy, prompt(given.data), given.data, given.seed, given.readings
    asker = Asker(*about, ToldReader()) if given.told else Asker(*about)
    with path.open("a", encoding="utf-8") as out:
        for part in given.parts:
            async for row in _PARTS[part](given, asker, known):
                out.write(json.dumps(row) + "\n")
                out.flush()
                if time.monotonic() > end:
                    return


async def _requests(
    given: argparse.Namespace, asker: Asker, known: set[tuple[str, ...]]
) -> AsyncIterator[Row]:
    files = _files(given.data)
    for one, disguise in _by_turns(_bad(given), given.disguises):
        if disguise == PUBLISHED and one.name not in files:
            continue
        if ("requests", one.name, disguise, "empty", "", "0") not in known:
            for row in await asker.requests(one, disguise, files.get(one.name)):
                yield row


def _bad(given: argparse.Namespace) -> list[Words]:
    """Those that the judge never learned from come first: a run that is cut short has no others."""
    asked = texts(given.data, given.fold, EVERY, given.seed)
    figstep = [words for words in asked if words.group == "illicit"]
    more = [words for words in behaviours(given.data) if fold_of(words) == DEV_FOLD]
    both = [*figstep, *(more if given.fold in (None, DEV_FOLD) else ())]
    return sorted(both, key=lambda words: fold_of(words) != DEV_FOLD)[: given.limit]


async def _twins(
    given: argparse.Namespace, asker: Asker, known: set[tuple[str, ...]]
) -> AsyncIterator[Row]:
    for one, disguise in _by_turns(harmless(given.twins), given.disguises):
        if ("requests", one.name, disguise, "empty", "", "0") not in known:
            for row in await asker.requests(one, disguise, None):
                yield row


async def _shown(
    pages_of: Callable[[argparse.Namespace], Iterator[Page]],
    given: argparse.Namespace,
    asker: Asker,
    known: set[tuple[str, ...]],
) -> AsyncIterator[Row]:
    for page in pages_of(given):
        question = "asked" if page.question else "empty"
        if ("pages", page.name, page.kind, question, page.disguise, str(page.nth)) not in known:
            yield await asker.page(page)


_Part = Callable[[argparse.Namespace, Asker, set[tuple[str, ...]]], AsyncIterator[Row]]
_PARTS: dict[str, _Part] = {
    "requests": _requests,
    "twins": _twins,
    "pages": partial(_shown, lambda given: pages(given.each, given.seed, given.questions)),
    "hidden": partial(_shown, lambda given: hidden_pages(given.each, given.seed)),
    "albums": partial(_shown, lambda given: albums(given.each, given.seed)),
}


def _by_turns(words: Sequence[Words], disguises: Sequence[str]) -> Iterator[tuple[Words, str]]:
    return ((one, disguise) for one in words for disguise in disguises)


def _files(data: Path) -> dict[str, Path]:
    lines = (data / "figstep/items.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return {row["id"]: data / "figstep" / row["file"] for row in rows}


def _key(row: Row) -> tuple[str, ...]:
    nth = str(row.get("nth", 0))
    return row["part"], row["name"], row["kind"], row["question"], row.get("disguise", ""), nth


def _parser() -> argparse.ArgumentParser:
    about = (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog="scripts/measure_text.py", description=about)
    place = os.environ.get("CLEARSIGHT_DATA")
    data = Path(place) if place else ROOT.parent / "shared/data"
    parser.add_argument("--data", type=Path, default=data)
    parser.add_argument("--out", type=Path, default=ROOT / "out/text")
    limit = "harmful texts, fold 4 first: 50 of FigStep's by hash, 11 of HarmBench's"
    parser.add_argument("--limit", type=int, default=61, help=limit)
    fold = "only this fold of FigStep; the shipped heads never saw 4"
    parser.add_argument("--fold", type=int, choices=range(5), help=fold)
    parser.add_argument("--twins", type=int, default=60, help="harmless requests of that form")
    parser.add_argument("--each", type=int, default=EACH, help="pages of each kind")
    parser.add_argument("--questions", type=int, default=1, help="questions about each page")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--disguises", nargs="+", choices=DISGUISES, default=list(DISGUISES))
    parser.add_argument("--minutes", type=float, default=600.0, help="stop asking after this")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--policy", default="default")
    kept = "file of readings to use and to add to: another judge is then measured in minutes"
    parser.add_argument("--readings", type=Path, help=kept)
    told = "judge what the pictures say by their truth, without reading them; not for tiles"
    parser.add_argument("--told", action="store_true", help=told)
    parser.add_argument("--fresh", action="store_true", help="forget the rows of earlier runs")
    return parser


if __name__ == "__main__":
    sys.exit(main())
