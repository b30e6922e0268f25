"""What one run of the loop does, and how many steps its time budget holds on this machine."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from clearsight.errors import UsageError
from clearsight.train.tiny.batches import BLOCK, Feed, Taken, part
from clearsight.train.tiny.files import put
from clearsight.train.tiny.recipe import Recipe
from clearsight.train.tiny.team import Team
from clearsight.vlm import VisionLanguageModel

PLAN = "plan.json"
FEWEST = 20  # steps; a budget too small for them is an error
_TRIED = 4  # batches that are timed
_REST = 1.4  # optimiser, summing over processes, development rows, checkpoints


@dataclass(frozen=True, slots=True)
class Loss:
    """Sum of a loss over what it counts (tokens by weight, or pairs), divided over all processes.

    Attributes:
        told: further sums for the curves, divided by `count` as well; always of the same names.
    """

    total: Tensor
    count: float
    told: Mapping[str, float]


Objective = Callable[[VisionLanguageModel, Sequence[Taken]], Loss]


@dataclass(frozen=True, slots=True)
class Job:
    """What one run of the loop does.

    Attributes:
        feed: makes the stream of batches from its start.
        dev: batches that are only looked at, by the name of their curve.
        loss: of some sequences.
        data: hash by name of what was read, for the manifest.
    """

    recipe: Recipe
    folder: Path
    seed: int
    feed: Callable[[], Feed]
    dev: Mapping[str, Sequence[Sequence[tuple[Taken, ...]]]]
    loss: Objective
    data: Mapping[str, str]


def backward(loss: Loss) -> None:
    """Gradients of a loss; none where nothing that learns had a part in it (text, say)."""
    if loss.total.requires_grad:
        loss.total.backward()


def planned(
    model: VisionLanguageModel, job: Job, learning: Mapping[str, nn.Parameter], team: Team
) -> int:
    """How many steps the budget holds; measured once, so that a run that goes on keeps to it.

    Raises:
        UsageError: the budget is too small for this machine.
    """
    path = job.folder / PLAN
    if not path.is_file():
        seconds, steps = 0.0, job.recipe.steps
        if not steps:
            seconds = _step_seconds(model, job, learning, team)
            steps = int(60 * job.recipe.minutes / seconds)
        if steps < FEWEST:
            raise UsageError(
                f"{job.recipe.name}: {job.recipe.minutes:.1f} minutes hold {steps} steps of "
                f"{seconds:.1f} s here, at least {FEWEST} are needed; give more --minutes"
            )
        team.wait()
        if team.first:
            made = {"steps": steps, "seconds_a_step": seconds, "minutes": job.recipe.minutes}
            put(path, json.dumps(made) + "\n")
    team.wait()
    return int(json.loads(path.read_text(encoding="utf-8"))["steps"])


def _step_seconds(
    model: VisionLanguageModel, job: Job, learning: Mapping[str, nn.Parameter], team: Team
) -> float:
    """Of a step, over batches from short to long, as the mean over the processes."""
    feed = job.feed()
    drawn = sorted((feed.draw() for _ in range(BLOCK)), key=_tokens)
    tried = [drawn[len(drawn) * at // (2 * _TRIED)] for at in range(1, 2 * _TRIED, 2)]
    taken = []
    for batch in (tried[-1], *tried):  # the first one warms up and does not count
        start = time.monotonic()
        backward(job.loss(model, part(batch, team.rank, team.size)))
        taken.append(time.monotonic() - start)
    for parameter in learning.values():
        parameter.grad = None
    mean = torch.tensor([_REST * sum(taken[1:]) / _TRIED / team.size])
    team.add(mean)  # the same number in every process
    return float(mean)


def _tokens(batch: Sequence[tuple[Taken, ...]]) -> int:
    return max(len(one) for made in batch for one in made)
