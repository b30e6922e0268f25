"""Budgets of whole processes: memory, start, bulk work."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from clearsight.bulk import Job, moderate
from clearsight.senses.senses import REST_S
from scripts.benches.pictures import drawn, enlarged, jpeg, photos
from scripts.benches.rows import Row
from scripts.cpu import memory_mb

BULK_SETS = (
    ("xstest/prompts.jsonl", "prompt"),
    ("advbench/behaviors.jsonl", "prompt"),
    ("self_instruct_seeds/items.jsonl", "text"),
    ("clinc150/items.jsonl", "text"),
)
WORKERS = 2
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1"}


def memory() -> list[Row]:
    """Memory of a process with everything loaded, idle and with eight pictures at once."""
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "large.jpg"
        large.write_bytes(jpeg(enlarged(photos()[1])))
        with subprocess.Popen(
            [sys.executable, "-m", "scripts.benches.resident", large],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT,
        ) as process:  # fmt: skip
            if process.stdout is None or process.stdin is None or not process.stdout.readline():
                reason = f"the process ended with exit code {process.wait()}"
                return [Row("resident memory at rest", 400, unit="MB", note=reason)]
            time.sleep(REST_S + 1)
            rest = memory_mb(process.pid)
            peak = _peak(process)
    note = "everything loaded and used once, with the decoding process; serve: docs/gateway.md"
    return [
        Row("resident memory at rest", 400, (rest,), "MB", note),
        Row("resident memory under load", 900, (peak,), "MB", "8 pictures at once, one of 12 MP"),
    ]


def _peak(process: "subprocess.Popen[str]") -> float:
    """Highest of the samples, 20 a second, until the process says that it is done."""
    assert process.stdin is not None
    assert process.stdout is not None
    said: list[str] = []
    reader = threading.Thread(target=lambda: said.append(process.stdout.readline()))  # type: ignore[union-attr]
    process.stdin.write("go\n")
    process.stdin.flush()
    reader.start()
    highest = 0.0
    while reader.is_alive():
        highest = max(highest, memory_mb(process.pid))
        reader.join(0.05)
    return highest


def start(n: int) -> Row:
    """Seconds on the clock from starting the command to its answer about a drawn picture."""
    command = Path(sys.executable).parent / "clearsight"
    seconds: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "drawn.png"
        drawn(0).save(picture)
        for _ in range(n + 1):
            began = time.perf_counter()
            done = subprocess.run(
                [command, "ask", str(picture), "What does it say?"],
                capture_output=True, text=True, env=ENVIRONMENT, check=False,
            )  # fmt: skip
            seconds.append(time.perf_counter() - began)
    note = f"`clearsight ask`, last exit code {done.returncode}; other work on the machine counts"
    return Row("start to first answer", 5, tuple(seconds[1:]), "s", note)


def bulk(data: Path, lines: int, cores: int) -> Row:
    """Lines a second of `moderate` over mixed typed lines, the processes' start included."""
    name = "bulk `moderate`, text only, 2 cores"
    if not data.is_dir():
        return Row(name, 150, unit="lines/s", note=f"no data in {data}", least=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        few = _bulk(place / "few", _mixed(data, WORKERS), place)
        many = _bulk(place / "many", _mixed(data, lines), place)
    steady = (lines - WORKERS) / max(many - few, 1e-9)
    note = f"{lines} lines in {many:.1f} s; {steady:.0f} lines/s without the start of {few:.1f} s"
    if cores < WORKERS:
        note += f"; only {cores} core here"
    return Row(name, 150, (lines / many,), "lines/s", note, least=True)


def _bulk(name: Path, rows: Iterator[str], folder: Path) -> float:
    source = name.with_suffix(".jsonl")
    source.write_text("".join(rows), encoding="utf-8")
    job = Job("default", folder, files=False)
    began = time.perf_counter()
    moderate(source, name.with_suffix(".out"), job, workers=WORKERS, progress=False)
    return time.perf_counter() - began


def _mixed(data: Path, lines: int) -> Iterator[str]:
    """Lines of all sets in turn, harmful and harmless."""
    files = [(data / path, field) for path, field in BULK_SETS]
    share = -(-lines // len(files))
    texts = [[json.loads(line)[field] for line in islice(path.open(encoding="utf-8"), share)]
             for path, field in files]  # fmt: skip
    mixed = [text for row in zip(*texts, strict=False) for text in row]
    # Sets shorter than their share are made up for by the last one.
    longest = json_texts(files[-1], lines)
    mixed += longest[share : share + lines - len(mixed)]
    for number, text in enumerate(mixed[:lines]):
        message = {"role": "user", "content": text}
        yield json.dumps({"id": number, "messages": [message]}) + "\n"


def json_texts(file: tuple[Path, str], most: int) -> list[str]:
    with file[0].open(encoding="utf-8") as lines:
        return [json.loads(line)[file[1]] for line in islice(lines, 2 * most)]
