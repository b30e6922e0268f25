"""The whole bench: rows in, a folder of table, figures, values and released scores out."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clearsight.errors import UsageError
from clearsight.evals.judge import figures
from clearsight.evals.judge.cells import Cell, cells
from clearsight.evals.judge.forms import Task, tasks, wanted_forms
from clearsight.evals.judge.rows import Rows, read_rows
from clearsight.evals.judge.run import How, run, weights_digest
from clearsight.evals.judge.score import ANY, Scored, released, scored
from clearsight.evals.judge.systems import Spec, make
from clearsight.evals.judge.table import as_json, markdown
from clearsight.policy import Policy


@dataclass(frozen=True, slots=True)
class Job:
    """What is measured.

    Attributes:
        forms: names of forms; "read" stands for the four that are read aloud.
        times: bootstrap resamples.
        seed: of the bootstrap.
    """

    paths: tuple[Path, ...]
    specs: tuple[Spec, ...]
    policy: Policy
    forms: tuple[str, ...] = ("typed",)
    times: int = 1000
    seed: int = 0
    how: How = field(default_factory=How)


@dataclass(frozen=True, slots=True)
class Report:
    """What came out.

    Attributes:
        rows: as read, with the lines that are none.
        failed: rows in a form that a system could not judge.
        text: the table with what it rests on, Markdown.
        files: that were written.
    """

    rows: Rows
    cells: tuple[Cell, ...]
    failed: int
    text: str
    files: tuple[Path, ...]


def bench(job: Job, folder: Path) -> Report:
    """Judge all rows and write `folder`.

    Raises:
        UsageError: the rows, the names or the folder cannot be used.
    """
    forms = wanted_forms(job.forms)
    rows = read_rows(job.paths)
    todo = tasks(rows.rows, forms)
    if not todo:
        raise UsageError(f"no row can be judged in the forms {', '.join(forms)}; add typed")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"folder {folder} cannot be made: {error.strerror}") from error
    found = run(job.specs, todo, folder=folder, how=job.how)
    judged = scored(todo, found, job.policy)
    measured = cells(judged, times=job.times, seed=job.seed)
    basis = _basis(job, rows, todo, judged)
    text = f"{_prose(basis)}\n\n{markdown(measured)}\n"
    written = {
        "table.md": text,
        "results.json": json.dumps(
            {**basis, "cells": [as_json(cell) for cell in measured]}, indent=1, ensure_ascii=False
        ) + "\n",
        "scores.jsonl": "".join(
            json.dumps(released(one), ensure_ascii=False) + "\n" for one in judged
        ),
        **_drawn(measured, basis),
    }  # fmt: skip
    _forget(folder, written)
    for name, content in written.items():
        (folder / name).write_text(content, encoding="utf-8")
    failed = sum(one.error is not None for one in judged)
    return Report(rows, tuple(measured), failed, text, tuple(folder / name for name in written))


def _forget(folder: Path, written: Mapping[str, str]) -> None:
    """Remove figures of an earlier run that this one does not make."""
    for pattern in ("roc*.svg", "tradeoff*.svg", "curves*.csv"):
        for path in folder.glob(pattern):
            if path.name not in written:
                path.unlink()


def _basis(
    job: Job, rows: Rows, todo: Sequence[Task], judged: Sequence[Scored]
) -> Mapping[str, Any]:
    """What the figures rest on; the same rows and seed give the same bytes."""
    why = Counter(one.error for one in judged if one.error is not None)
    return {
        "policy": f"{job.policy.name}@{job.policy.digest}",
        "detectors": {one.name: one.version for one in make(job.specs)},
        "weights": weights_digest(),
        "rows": len(rows.rows),
        "bad_lines": [str(bad) for bad in rows.bad],
        "unknown_keys": dict(rows.unknown),
        "judgements": dict(Counter(task.form for task in todo)),
        "failed": dict(why.most_common()),
        "seed": job.seed,
        "resamples": job.times,
    }


def _prose(basis: Mapping[str, Any]) -> str:
    detectors = "; ".join(f"{name} ({version})" for name, version in basis["detectors"].items())
    lines = [
        f"{basis['rows']} rows; {len(basis['bad_lines'])} bad lines left out; "
        f"{sum(basis['failed'].values())} judgements failed and are in no rate. Policy "
        f"{basis['policy']}, seed {basis['seed']}, {basis['resamples']} resamples, weights "
        f"{basis['weights']}. Detectors: {detectors}. Brackets are 95 % intervals over clusters; "
        "docs/bench.md says how to read them."
    ]
    lines += [f"Failed, {count} times: {why}" for why, count in list(basis["failed"].items())[:5]]
    return "\n\n".join(lines)


def _drawn(measured: Sequence[Cell], basis: Mapping[str, Any]) -> dict[str, str]:
    out: dict[str, str] = {}
    for end, curves in figures.sheets(measured).items():
        first = curves[0].cell
        alone = len(basis["detectors"]) == 1
        who = f"{first.system}, by form" if alone else f"form {first.form}, by detectors"
        counted = "any category that is refused" if first.counted == ANY else first.counted
        about = f"{who}; counted: {counted}; policy {basis['policy']}"
        out[f"roc{end}.svg"] = figures.roc(curves, about)
        out[f"tradeoff{end}.svg"] = figures.tradeoff(curves, about)
        out[f"curves{end}.csv"] = figures.csv(curves)
    return out
