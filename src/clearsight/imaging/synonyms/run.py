"""A whole file of rows into a file of image synonyms, on processes or on Ray, with equal output."""

import os
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tqdm import tqdm

from clearsight.errors import ClearsightError, UsageError
from clearsight.imaging.index import Index
from clearsight.imaging.synonyms.lines import Chunk, Done, Job, prepare, work
from clearsight.scale import Pool, RayPool

Engine = Literal["local", "ray"]
CHUNK_LINES = 100


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run did.

    Attributes:
        rows: lines of the input that hold anything.   made: those that became image synonyms.
        pictures: different pictures used.
    """

    rows: int
    made: int
    pictures: int
    seconds: float


def run(
    source: Path, target: Path, job: Job, *, engine: Engine = "local", workers: int = 1,
    progress: bool = False,
) -> Ran:  # fmt: skip
    """Every line of `source` as a line of `target`, in order; pictures go to `job.folder`.

    The output is written beside the target and takes its place when it is whole.

    Raises:
        UsageError: the input cannot be read, the output cannot be written, or there is no index.
        MissingExtra: engine "ray" without Ray.
    """
    began = time.perf_counter()
    Index(job.index).close()
    try:
        parts = list(chunks(source))
        if job.folder is not None:
            job.folder.mkdir(parents=True, exist_ok=True)
        half = target.with_name(f"{target.name}.{os.getpid()}.half")
        out = half.open("w", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{source} -> {target}: {error.strerror or error}") from error
    rows = made = 0
    seen: set[str] = set()
    with ExitStack() as stack:
        stack.callback(half.unlink, missing_ok=True)
        stack.enter_context(out)
        bar = stack.enter_context(tqdm(unit="row", disable=not progress))
        for done in stack.enter_context(closing(_mapped(parts, job, engine, workers))):
            out.writelines(line + "\n" for line in done.lines)
            if job.folder is not None:
                for digest in done.pictures.keys() - seen:
                    (job.folder / f"{digest}.png").write_bytes(done.pictures[digest])
            seen |= done.pictures.keys()
            rows, made = rows + len(done.lines), made + done.made
            bar.update(len(done.lines))
        out.flush()
        half.replace(target)
    return Ran(rows, made, len(seen), time.perf_counter() - began)


def _mapped(
    parts: list[Chunk], job: Job, engine: Engine, workers: int
) -> Generator[Done, None, None]:
    if engine == "ray":
        absolute = [Chunk(part.path.resolve(), part.start, part.end) for part in parts]
        return RayPool(work, prepare=prepare, arguments=(job,), workers=workers).map(absolute)
    pool = Pool(work, prepare=prepare, arguments=(job,), workers=workers, lost=_lost)
    return pool.map(parts)


def _lost(chunk: Chunk) -> Done:
    raise ClearsightError(
        f"the worker died twice on bytes {chunk.start} to {chunk.end} of {chunk.path}"
    )


def chunks(path: Path, *, size_lines: int = CHUNK_LINES) -> Iterator[Chunk]:
    """A file's lines by the hundred: where they begin and end, without keeping them."""
    start = end = lines = 0
    with path.open("rb") as file:
        for raw in file:
            end += len(raw)
            lines += 1
            if lines % size_lines == 0:
                yield Chunk(path, start, end)
                start = end
    if end > start:
        yield Chunk(path, start, end)
