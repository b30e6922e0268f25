"""Tasks x models through Inspect's eval_set, then its logs as records.

Resuming, retries, concurrency and progress are Inspect's: the same call again goes on where it was
killed. Logs hold what was asked and answered, and no picture; records hold neither.
"""

import gc
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from inspect_ai import eval_set
from inspect_ai.log import EvalLog, EvalSample, read_eval_log
from inspect_ai.model import get_model
from inspect_ai.util import DisplayType

from clearsight.errors import ClearsightError
from clearsight.evals.bridge.provider import PICTURES
from clearsight.evals.bridge.registry import built
from clearsight.evals.bridge.scoring import SCORE, failed, of_run, sha256
from clearsight.evals.tasks.item import Item, Task
from clearsight.evals.tasks.pictures import Pictures
from clearsight.result import Sample, decode
from clearsight.roles import Model

# Samples between two writes of the log: what a kill can lose beside those in flight.
FLUSH = 4
# Inspect's options of every run.
OPTIONS: dict[str, Any] = {
    "fail_on_error": False, "retry_attempts": 1, "retry_wait": 1, "log_images": False,
    "log_realtime": False, "log_buffer": FLUSH, "log_model_api": False,
    "log_dir_allow_dirty": True, "log_level": "warning", "max_tasks": 1,
}  # fmt: skip
RUNNER = f"inspect_ai {version('inspect_ai')}"


@dataclass(frozen=True, slots=True)
class Asked:
    """One task with its items, and the names of the models that it is asked of.

    Attributes:
        models: such as "guarded/describer".
    """

    task: Task
    items: list[Item]
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class How:
    """How a run is made.

    Attributes:
        logs: folder of Inspect's logs; the same folder again resumes.
        pictures: the store.
        epochs: how often each item is asked.
        judge: asked where the offline scorers are unsure.
        display: Inspect's: "rich", "plain", "log" or "none".
        tries: of an item whose model failed.
        at_once: samples in flight; work in this process is CPU, an endpoint waits.
    """

    logs: Path
    pictures: Pictures
    epochs: int = 1
    judge: Model | None = None
    display: DisplayType = "none"
    tries: int = 2
    at_once: int = 4


def ask(all_asked: Sequence[Asked], how: How) -> dict[tuple[str, str], list[Sample]]:
    """Ask everything; returns the records by (task, model name), without a run's id.

    Raises:
        ClearsightError: a log is missing or cannot be read: nothing is made up for it.
    """
    os.environ[PICTURES] = str(how.pictures.folder)
    found: dict[tuple[str, str], list[Sample]] = {}
    with _seldom_collected():
        for asked in all_asked:
            by_model = _logs(asked, how)
            for name in asked.models:
                if name not in by_model:
                    raise ClearsightError(
                        f"no log of {asked.task.name} for {name}; see {how.logs / asked.task.name}"
                    )
                found[asked.task.name, name] = records(asked, by_model[name], how.epochs)
    return found


def _logs(asked: Asked, how: How) -> dict[str, EvalLog]:
    """The logs of a task, by the model's name: written before, or now."""
    models = [get_model(f"clearsight/{name}") for name in asked.models]
    _, logs = eval_set(
        [built(asked.task, asked.items, how.pictures, how.judge, ours=True)],
        log_dir=str(how.logs / asked.task.name), model=models, epochs=how.epochs,
        retry_on_error=how.tries, max_connections=how.at_once, max_samples=how.at_once,
        display=how.display, **OPTIONS,
    )  # fmt: skip
    return {log.eval.model.removeprefix("clearsight/"): log for log in logs}


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Garbage is collected less often, and never what is loaded already: 2 of 10 ms a sample."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def records(asked: Asked, log: EvalLog, epochs: int) -> list[Sample]:
    """A record for every item and epoch: of the log's sample, or of its error."""
    whole = log if log.samples else read_eval_log(log.location)
    by_key = {(str(one.id), one.epoch): one for one in whole.samples or []}
    found = list(_records(asked.items, by_key, epochs))
    return found if asked.task.across is None else list(asked.task.across(found))


def _records(
    items: Sequence[Item], by_key: Mapping[tuple[str, int], EvalSample], epochs: int
) -> Iterator[Sample]:
    for item in items:
        for epoch in range(1, epochs + 1):
            sample = by_key.get((item.id, epoch))
            made = _record(sample, item) if sample is not None else None
            if made is not None:
                yield made
            else:
                yield failed(item, epoch, _why(sample))


def _record(sample: EvalSample, item: Item) -> Sample | None:
    score = (sample.scores or {}).get(SCORE)
    raw = (score.metadata or {}).get("sample") if score is not None else None
    if raw is None:
        return None
    made = decode(str(raw), Sample, f"log sample {sample.id}")
    if (made.prompt_sha256, made.images) != (sha256(item.words), item.pictures):
        raise ClearsightError(
            f"item {item.id!r} in the log was asked in other words than it has now; begin anew in "
            "another folder, or with --fresh"
        )
    return made


def _why(sample: EvalSample | None) -> str:
    if sample is None:
        return "never asked"
    if sample.error is None:
        return "no score"
    # The type and the first line: a message may quote what was asked.
    return sample.error.message.splitlines()[0] if sample.error.message else "error"


__all__ = ["RUNNER", "Asked", "How", "ask", "of_run", "records"]
