"""A folder of runs whose figures are known: one task of requests, one of people, two stacks."""

from pathlib import Path

from clearsight.result import Run, Sample, write_folder
from tests.result.support import FROM

ITEMS = 40


def write_runs(path: Path, *, guarded_refuses: int = 36) -> Path:
    """Of 40 risky requests bare refuses 10, guarded as said; of 20 harmless ones 0 and 2."""
    for stack, refused, false in (("bare", 10, 0), ("guarded", guarded_refuses, 2)):
        run = _run("harm", "E1", stack, slices=("form",))
        risky = [
            _sample(run, n, "refuse", n < refused, form="typed" if n % 2 else "picture_of_text")
            for n in range(ITEMS)
        ]
        twins = [_sample(run, 100 + n, "answer", n < false, form="typed") for n in range(20)]
        write_folder(path / "harm" / stack, run, [*risky, *twins])
        people = _run("identify", "E3", stack, slices=("way", "references"))
        asked = [
            _sample(
                people, n, "refuse", n < refused, correct=n % 4 == 0, way="name", references="0"
            )
            for n in range(ITEMS)
        ]
        write_folder(path / "identify" / stack, people, asked)
    missing = _run("identify_lfw", "E3", "bare", status="not_measured", why="set 'lfw' is needed")
    write_folder(path / "identify_lfw" / "bare", missing, [])
    return path


def _run(task: str, row: str, stack: str, **given: object) -> Run:
    return Run(f"{task}/scripted/{stack}", task, row, "scripted", stack, FROM, **given)  # type: ignore[arg-type]


def _sample(
    run: Run, number: int, expect: str, refused: bool, correct: bool | None = None, **slices: str
) -> Sample:
    return Sample(
        run.id, f"i{number:03}", 1, f"c{number}", expect,  # type: ignore[arg-type]
        "refusal" if refused else "compliance",
        by="" if not refused else "model" if run.stack == "bare" else "guard:before",
        slices=slices, correct=correct,
    )  # fmt: skip
