"""All that `tiny` learns from and is measured on, from one seed.

    python -m clearsight.train.tiny.data --work WORK [--seed 7] [--quick]
        [--pictures FOLDER] [--sets FOLDER] [--workers 2] [--side 224] [--no-read]

Writes below WORK: pictures/, rows/SPLIT/FAMILY.jsonl, measure/CELL.jsonl, base/FAMILY.jsonl (rows
that the base model has yet to answer: `clearsight.train.tiny.replay`), tags.json, and data.json
with counts, licences and hashes. The full build needs the picture collections
(scripts/install-pictures) and the published sets; --quick draws everything itself and needs
neither.
"""

import argparse
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from clearsight.errors import UsageError
from clearsight.imaging.index import pictures_folder
from clearsight.scale import Pool
from clearsight.train.tiny import easel, settle, tags
from clearsight.train.tiny.draft import Draft, Drawing
from clearsight.train.tiny.families.charts import charts
from clearsight.train.tiny.families.chores import as_twins, chores
from clearsight.train.tiny.families.documents import documents
from clearsight.train.tiny.families.menus import menus
from clearsight.train.tiny.families.names import names
from clearsight.train.tiny.families.people import people
from clearsight.train.tiny.families.prefer import prefer
from clearsight.train.tiny.families.prompts import prompts
from clearsight.train.tiny.families.refused import refused
from clearsight.train.tiny.families.safety import safety
from clearsight.train.tiny.families.scenes import scenes
from clearsight.train.tiny.families.shapes import shapes
from clearsight.train.tiny.families.unseen import unseen
from clearsight.train.tiny.families.words import words
from clearsight.train.tiny.report import Report, write_report
from clearsight.train.tiny.stock import Stock

_SEEN = (names, shapes, words, charts, menus, unseen, scenes, people)


@dataclass(frozen=True, slots=True)
class How:
    """How pictures are kept.

    Attributes:
        side: longer side of a stored picture, px; larger for models that see more.
        read: False leaves the text in pictures unread (`seen` says so).
        progress: a bar, where a person looks on.
    """

    side: int = easel.SIDE_PX
    read: bool = True
    progress: bool = False


def build(
    work: Path, *, seed: int = 7, quick: bool = False, pictures: Path | None = None,
    sets: Path | None = None, workers: int = 2, how: How | None = None,
) -> Report:  # fmt: skip
    """Fill a folder; what is there from an earlier build is written anew, what was read is kept.

    Args:
        quick: a small build of our own drawings, without collections and published sets.
        pictures: where scripts/install-pictures unpacked; None is the default place.
        sets: the folder of published sets.
        workers: processes that draw and read.

    Raises:
        UsageError: a full build without collections or sets.
    """
    began = time.perf_counter()
    how = how or How()
    stock = _stock(seed, quick, pictures, sets)
    drafts = list(plan(stock))
    work.mkdir(parents=True, exist_ok=True)
    means = easel.Means(work, stock.pictures, how.side, how.read)
    made = dict(drawn(_drawings(drafts), means, workers, progress=how.progress))
    settled = settle.settle(drafts, made, work)
    settle.write(settled, work)
    tags.write(stock, made, work)
    return write_report(stock, settled, work, time.perf_counter() - began)


def _stock(seed: int, quick: bool, pictures: Path | None, sets: Path | None) -> Stock:
    if quick:
        return Stock(seed, quick=True)
    folder = pictures or pictures_folder()
    if sets is None:
        raise UsageError(
            "the full build needs the published sets; name their folder with --sets (docs/tiny.md "
            "lists them), or build with --quick"
        )
    if not (folder / "index.sqlite").is_file():
        raise UsageError(
            f"{folder} holds no picture index; run scripts/install-pictures, or build with --quick"
        )
    return Stock(seed, pictures=folder, sets=sets)


def plan(stock: Stock) -> Iterator[Draft]:
    """Every draft of a build; nothing is drawn yet."""
    seen: list[Draft] = []
    for family in _SEEN:
        seen += family(stock)
    yield from seen
    yield from documents(stock, seen)
    chat = list(chores(stock)) if stock.quick else list(prompts(stock))
    yield from chat
    harmful = list(refused(stock)) if stock.quick else list(safety(stock))
    yield from harmful
    if stock.quick:
        yield from as_twins(chat)
    yield from prefer(stock, [*seen, *harmful])


def _drawings(drafts: Iterable[Draft]) -> list[Drawing]:
    """Every picture once, in the order in which it is first shown."""
    return list(dict.fromkeys(drawing for draft in drafts for drawing in draft.drawings))


def drawn(
    drawings: list[Drawing], means: easel.Means, workers: int, *, progress: bool = False
) -> Iterator[tuple[Drawing, easel.Made]]:
    """Each drawing with what became of it."""
    from tqdm import tqdm

    # None: only where a person looks on.
    bar = tqdm(drawings, unit="picture", disable=None if progress else True)
    if workers <= 1:
        easel.prepare(means)
        for drawing in bar:
            yield drawing, easel.work(drawing)
        return
    pool = Pool(
        easel.work, prepare=easel.prepare, arguments=(means,), workers=workers, lost=easel.lost
    )
    yield from zip(drawings, _counted(pool.map(drawings), bar), strict=True)


def _counted(results: Iterator[easel.Made], bar: "Iterable[Drawing]") -> Iterator[easel.Made]:
    for result, _ in zip(results, bar, strict=True):
        yield result


def main() -> None:
    """Build as the command line says, and print the counts."""
    parser = argparse.ArgumentParser(description="Build the data of tiny.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--sets", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--side", type=int, default=easel.SIDE_PX)
    parser.add_argument("--no-read", dest="read", action="store_false")
    given = vars(parser.parse_args())
    try:
        how = How(given.pop("side"), given.pop("read"), progress=True)
        report = build(given.pop("work"), how=how, **given)
    except UsageError as error:
        raise SystemExit(f"clearsight.train.tiny.data: {error}") from error
    print(report.table())


if __name__ == "__main__":
    main()
