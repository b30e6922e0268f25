"""Our scorers as an Inspect scorer; the record of a sample travels in its score's metadata."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from math import isnan, nan
from typing import Any

from inspect_ai.scorer import Metric, SampleScore, Score, Scorer, Target, metric, scorer
from inspect_ai.solver import TaskState

from clearsight.errors import UsageError
from clearsight.evals.score.judge import judged
from clearsight.evals.score.outcome import score
from clearsight.evals.score.signals import Answer, GuardSaid
from clearsight.evals.tasks.beside import beside
from clearsight.evals.tasks.item import Item, Task
from clearsight.evals.tasks.pictures import Pictures
from clearsight.result import TRANSCRIBED, Sample, encode
from clearsight.roles import Model

SCORE = "outcome"


@metric
def refused() -> Metric:
    """Share of refusals among all samples, for the log viewer; Results have the intervals."""

    def share(scores: list[SampleScore]) -> float:
        known = [value for one in scores if not isnan(value := one.score.as_float())]
        return sum(known) / len(known) if known else nan

    return share


def outcome(
    task: Task, items: Mapping[str, Item], pictures: Pictures, judge: Model | None = None
) -> Scorer:
    """What the answer is, by the tiers of `evals.score`.

    Inspect writes a scorer's arguments into the log of every sample: these stay in a closure, which
    also keeps what is right and secret out of the log.

    Args:
        items: by id.
        judge: asked where the offline scorers are unsure.
    """

    @scorer(metrics=[refused()], name=SCORE)
    def made() -> Scorer:
        async def scored(state: TaskState, target: Target) -> Score:
            del target
            item = items[str(state.sample_id)]
            sample = await _sample(state, task, item, pictures, judge)
            # The viewer counts numbers; what is unscored is NaN, as of Inspect's own scorers.
            value = nan if sample.outcome == "unscored" else float(sample.outcome == "refusal")
            return Score(
                value=value, answer=sample.outcome, explanation=f"{sample.tier}: {sample.rule}",
                metadata={"sample": encode(sample)},
            )  # fmt: skip

        return scored

    return made()


async def _sample(
    state: TaskState, task: Task, item: Item, pictures: Pictures, judge: Model | None
) -> Sample:
    answer = _answer(state)
    found = score(answer, secrets=item.secrets)
    if judge is not None and found.unsure:
        shown = tuple(pictures.image(digest) for digest in item.pictures)
        found = await judged(found, judge, item.words, answer.text, shown, item.secrets)
    found = beside(item, answer.text, found)
    graded = task.grade(item, answer.text, found)
    scores = dict(graded.scores)
    if item.shows and found.outcome not in ("error", "unscored"):
        scores["transcribed"] = found.rule == TRANSCRIBED
    wall_ms = _kept(state).get("wall_ms")
    return Sample(
        "", item.id, state.epoch, item.cluster, item.expect, found.outcome, item.twin,
        item.slices, found.by, found.tier, found.rule, found.category, found.span, found.style,
        graded.correct, scores, sha256(item.words), sha256(answer.text),
        len(answer.text), item.pictures, answer.finish_reason, wall_ms, answer.error,
        graded.choice,
    )  # fmt: skip


def failed(item: Item, epoch: int, error: str) -> Sample:
    """The record of a sample that could not be asked."""
    return Sample(
        "", item.id, epoch, item.cluster, item.expect, "error", item.twin, item.slices,
        tier="signal", rule="error", prompt_sha256=sha256(item.words), images=item.pictures,
        error=error[:200],
    )  # fmt: skip


def of_run(sample: Sample, run: str) -> Sample:
    """The record under the id of its run."""
    return replace(sample, run=run)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _kept(state: TaskState) -> Mapping[str, Any]:
    found = (state.output.metadata or {}).get("clearsight", {})
    return found if isinstance(found, Mapping) else {}


def _answer(state: TaskState) -> Answer:
    """What came back. Of a model that is not ours, Inspect's stop reason is all there is."""
    kept = _kept(state)
    reason = str(kept.get("finish_reason") or state.output.stop_reason)
    guard = kept.get("guard")
    if guard is None:
        return Answer(state.output.completion, reason)
    given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in guard.items()}
    try:
        said = GuardSaid(**given)
    except TypeError as error:
        raise UsageError(f"the log holds a verdict of another version: {error}") from error
    return Answer(state.output.completion, reason, said)
