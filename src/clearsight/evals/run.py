"""A suite asked of models in stacks, into a folder that Results, comparisons and the card read.

OUT/runs/TASK/MODEL/STACK/   run.json, samples.jsonl, results.jsonl (docs/evals.md)
OUT/logs/TASK/               the runner's logs: what was asked and answered, never published
OUT/pictures/                pictures by content
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from clearsight.errors import MissingExtra, UsageError
from clearsight.evals import stack
from clearsight.evals.stack import Stacked
from clearsight.evals.tasks.data import Data, NotMeasured
from clearsight.evals.tasks.item import Item, Task, data_hash, few_clusters
from clearsight.evals.tasks.pictures import Pictures
from clearsight.evals.tasks.table import chosen
from clearsight.result import (
    Comparison,
    Folder,
    Provenance,
    Run,
    Sample,
    compare,
    read_folder,
    write_folder,
    write_lines,
)
from clearsight.roles import Model

if TYPE_CHECKING:
    from clearsight.evals.bridge.run import Asked

# Models that answer elsewhere, and how many samples are in flight.
REMOTE = ("http:", "gateway:", "reader:")
AT_ONCE, AT_ONCE_REMOTE = 4, 32
RUNS, LOGS, PICTURES, COMPARISONS = "runs", "logs", "pictures", "comparisons.jsonl"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask.

    Attributes:
        suite: "smoke", "card" or the name of a task.
        models: specs, such as "describer".
        stacks: names, such as "bare" and "guarded".
        clusters: at most so many of each task, by hash; None for what the suite says.
        at_once: samples in flight; None for what suits where the models answer.
        judge: asked where the offline scorers are unsure.
        note: kept in every run that asks a published set; remark: in every run.
    """

    suite: str
    models: tuple[str, ...]
    stacks: tuple[str, ...]
    data: Data
    out: Path
    clusters: int | None = None
    at_once: int | None = None
    epochs: int = 1
    api_key: str | None = None
    judge: Model | None = None
    display: Literal["rich", "plain", "none"] = "none"
    fresh: bool = False
    note: str = ""
    remark: str = ""


def run(plan: Plan, tell: Callable[[str], None]) -> list[Folder]:
    """Ask everything that is not asked yet; a run that was killed goes on where it stopped.

    Args:
        tell: is given a line about every task that cannot be measured.

    Raises:
        MissingExtra: without the extra `[evals]`.
        UsageError: a model, stack, suite or set that cannot be used as named.
    """
    if find_spec("inspect_ai") is None:
        raise MissingExtra(
            "evaluations run on Inspect AI, which is not installed; "
            "run: pip install 'clearsight[evals]'"
        )
    from clearsight.evals.bridge.run import Asked, How, ask

    if plan.fresh:
        shutil.rmtree(plan.out / LOGS, ignore_errors=True)
    stacks = [stack.make(s, m, plan.api_key) for m, s in product(plan.models, plan.stacks)]
    pictures = Pictures(plan.out / PICTURES)
    ready: list[Asked] = []
    folders: list[Folder] = []
    try:
        for task in chosen(plan.suite):
            try:
                items = _items(task, plan, pictures)
            except NotMeasured as missing:
                tell(f"{task.name}: not measured: {missing}")
                folders += [_missing(task, one, plan, str(missing)) for one in stacks]
                continue
            ready.append(Asked(task, items, tuple(one.name for one in stacks)))
    finally:
        pictures.close()
    far = all(model.startswith(REMOTE) for model in plan.models)
    at_once = plan.at_once or (AT_ONCE_REMOTE if far else AT_ONCE)
    how = How(plan.out / LOGS, pictures, plan.epochs, plan.judge, plan.display, at_once=at_once)
    for asked in ready:
        found = ask([asked], how)
        folders += [_written(asked, one, plan, found[asked.task.name, one.name]) for one in stacks]
    return folders


def _most(task: Task, plan: Plan) -> int | None:
    return plan.clusters or (task.smoke if plan.suite == "smoke" else None)


def _notes(asked: "Asked", plan: Plan) -> str:
    """What a reader of the figures must know: which set was asked, and how much of it."""
    clusters = {item.cluster for item in asked.items}
    cut = f"a sample: {len(clusters)} clusters, drawn by the SHA-256 of their names"
    return "; ".join(filter(None, (
        plan.note if asked.task.card.sets else "",
        cut if len(clusters) == _most(asked.task, plan) else "",
        plan.remark,
    )))  # fmt: skip


def _items(task: Task, plan: Plan, pictures: Pictures) -> list[Item]:
    most = _most(task, plan)
    items = list(task.items(replace(plan.data, clusters=most), pictures))
    _check(task, items)
    return few_clusters(items, most)


def _check(task: Task, items: Sequence[Item]) -> None:
    ids = {item.id for item in items}
    if len(ids) != len(items) or not items:
        raise UsageError(f"task {task.name!r} has no items, or two of one id")
    lost = [item.id for item in items if item.twin and item.twin not in ids]
    if lost:
        raise UsageError(f"task {task.name!r}: the twin of {lost[0]!r} is not among its items")


def _written(asked: "Asked", one: Stacked, plan: Plan, samples: list[Sample]) -> Folder:
    from clearsight.evals.bridge.run import RUNNER

    made = _run(asked.task, one, one.provenance(data_hash(asked.items), RUNNER))
    made = replace(made, epochs=plan.epochs, note=_notes(asked, plan))
    own = [replace(sample, run=made.id) for sample in samples]
    return write_folder(_place(plan.out, asked.task, one), made, own)


def _missing(task: Task, one: Stacked, plan: Plan, why: str) -> Folder:
    # Records are published: where the sets lie on this machine is nobody's business.
    for place, name in ((plan.data.root, "DATA"), (Path.home(), "~")):
        why = why.replace(str(place), name) if place is not None else why
    made = _run(task, one, Provenance("", stack.code_version(), one.spec))
    return write_folder(
        _place(plan.out, task, one), replace(made, status="not_measured", why=why), []
    )


def _run(task: Task, one: Stacked, provenance: Provenance) -> Run:
    name = f"{task.name}/{one.spec}/{one.stack}"
    return Run(name, task.name, task.row, one.spec, one.stack, provenance, slices=task.slices)


def _place(out: Path, task: Task, one: Stacked) -> Path:
    return out / RUNS / task.name / stack.short(one.spec) / stack.short(one.stack)


def folders(out: Path) -> Iterator[Folder]:
    """Every run of a folder, checked, in the order of their names.

    Raises:
        UsageError: there is none, or one is damaged.
    """
    found = sorted((out / RUNS).rglob("run.json"))
    if not found:
        raise UsageError(f"no runs in {out}; expected a folder that clearsight eval run wrote")
    for path in found:
        yield read_folder(path.parent)


def compared(out: Path, first: str, second: str, metrics: Sequence[str]) -> list[Comparison]:
    """The runs of two models, task by task; also written to OUT/comparisons.jsonl.

    Args:
        first, second: "STACK/MODEL", such as "bare/describer".

    Raises:
        UsageError: no task was asked of both.
    """
    by_name: dict[str, dict[str, Folder]] = {}
    for folder in folders(out):
        name = f"{folder.run.stack}/{folder.run.model}"
        if folder.run.status == "measured":
            by_name.setdefault(name, {})[folder.run.task] = folder
    for name in (first, second):
        if name not in by_name:
            raise UsageError(f"no run of {name!r} in {out}; there are: {', '.join(by_name)}")
    shared = sorted(set(by_name[first]) & set(by_name[second]))
    if not shared:
        raise UsageError(f"no task was asked of both {first} and {second}")
    pairs = [(by_name[first][task], by_name[second][task]) for task in shared]
    found = compare([((a.run, a.samples), (b.run, b.samples)) for a, b in pairs], metrics)
    write_lines(out / COMPARISONS, found)
    return found
