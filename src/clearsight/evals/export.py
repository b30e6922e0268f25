"""All records of a folder of runs as one file a kind: Parquet, or JSON lines."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, TypeVar

from clearsight.evals.run import COMPARISONS, folders
from clearsight.result import (
    Comparison,
    Result,
    Run,
    Sample,
    read_lines,
    write_lines,
    write_parquet,
)

T = TypeVar("T", Run, Sample, Result, Comparison)
Format = Literal["parquet", "jsonl"]


def export(out: Path, to: Path | None, how: Format) -> Iterator[tuple[Path, int]]:
    """Write runs, samples, results, and comparisons if there are any; yields each file's count.

    Args:
        out: a folder that `clearsight eval run` wrote; every run is checked as it is read.
        to: folder to write, OUT/export when None.

    Raises:
        UsageError: no runs, or a damaged one.
        MissingExtra: Parquet without pyarrow.
    """
    found = list(folders(out))
    place = out / "export" if to is None else to
    place.mkdir(parents=True, exist_ok=True)
    samples = [sample for one in found for sample in one.samples]
    yield _written(place / f"runs.{how}", Run, [one.run for one in found], how)
    yield _written(place / f"samples.{how}", Sample, samples, how)
    yield _written(
        place / f"results.{how}", Result, [one for run in found for one in run.results], how
    )
    if (out / COMPARISONS).is_file():
        compared = list(read_lines(out / COMPARISONS, Comparison))
        yield _written(place / f"comparisons.{how}", Comparison, compared, how)


def _written(path: Path, kind: type[T], records: Sequence[T], how: Format) -> tuple[Path, int]:
    if how == "parquet":
        write_parquet(path, records, kind)
    else:
        write_lines(path, records)
    return path, len(records)
