"""Files of records: JSON lines, and the folder of a run.

A run's folder holds run.json (one line), samples.jsonl and results.jsonl; the runner's own logs
stand beside them. Files are written whole: a reader never meets half of one.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from clearsight.errors import UsageError
from clearsight.result.decode import decode, encode
from clearsight.result.measure import measure
from clearsight.result.values import Comparison, Record, Result, Run, Sample

T = TypeVar("T", Run, Sample, Result, Comparison)
RUN, SAMPLES, RESULTS = "run.json", "samples.jsonl", "results.jsonl"


@dataclass(frozen=True, slots=True)
class Folder:
    """What a run's folder holds."""

    path: Path
    run: Run
    samples: tuple[Sample, ...]
    results: tuple[Result, ...]


def read_lines(path: Path, kind: type[T]) -> Iterator[T]:
    """The records of a file.

    Raises:
        UsageError: no such file, or a line that is no such record.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield decode(line, kind, f"{path}:{number}")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error


def write_lines(path: Path, records: Iterable[Record]) -> str:
    """Write the file whole, or leave the old one; returns the SHA-256 of its bytes."""
    data = "".join(f"{encode(record)}\n" for record in records).encode()
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_bytes(data)
    aside.replace(path)
    return hashlib.sha256(data).hexdigest()


def write_folder(path: Path, run: Run, samples: Sequence[Sample]) -> Folder:
    """A run with its samples, in the order of items, and the Results that follow from them.

    Returns:
        What a reader finds: numbers have six decimals.
    """
    path.mkdir(parents=True, exist_ok=True)
    ordered = tuple(sorted(samples, key=lambda one: (one.item, one.epoch)))
    digest = write_lines(path / SAMPLES, ordered)
    run = replace(run, samples=len(ordered), samples_sha256=digest)
    write_lines(path / RESULTS, measure(run, ordered))
    write_lines(path / RUN, [run])
    return read_folder(path)


def read_folder(path: Path) -> Folder:
    """A run's folder, checked: samples as they were hashed, Results as they follow from them.

    Raises:
        UsageError: a file is missing, damaged, or was changed after the run.
    """
    runs = list(read_lines(path / RUN, Run))
    if len(runs) != 1:
        raise UsageError(f"{path / RUN} holds {len(runs)} runs, expected one")
    run = runs[0]
    samples = tuple(read_lines(path / SAMPLES, Sample))
    found = hashlib.sha256((path / SAMPLES).read_bytes()).hexdigest()
    if found != run.samples_sha256 or len(samples) != run.samples:
        raise UsageError(
            f"{path / SAMPLES} is not the file that the run wrote: {len(samples)} samples with "
            f"hash {found[:12]}, expected {run.samples} with {run.samples_sha256[:12]}"
        )
    results = tuple(read_lines(path / RESULTS, Result))
    fresh = [encode(one) for one in measure(run, samples)]
    if [encode(one) for one in results] != fresh:
        raise UsageError(
            f"{path / RESULTS} does not follow from the samples; it was edited, or written by "
            "another version; put the file back or run the evaluation again"
        )
    return Folder(path, run, samples, results)
