"""The loop under every stage: seeded, resumable, within a time budget, stopped by the first NaN.

Each step is a function of the seed, the number of the step and the weights before it, so a run that
was killed and goes on from its checkpoint ends with the weights of a run that was not.

FOLDER/manifest.json       code, data, settings; a run goes on only where nothing changed
FOLDER/plan.json           how many steps, and the speed they were planned by
FOLDER/checkpoint.safetensors, curves.jsonl, curves.svg, tensorboard/
FOLDER/final.safetensors   what was learnt; a run that has it is done
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import torch
from torch import nn
from tqdm import tqdm

from clearsight.errors import ClearsightError
from clearsight.train.tiny import checkpoint, manifest
from clearsight.train.tiny.batches import Feed, part
from clearsight.train.tiny.checkpoint import Place
from clearsight.train.tiny.curves import Curves
from clearsight.train.tiny.files import put_tensors
from clearsight.train.tiny.job import Job, Loss, backward, planned
from clearsight.train.tiny.learnt import chosen, group, load_into
from clearsight.train.tiny.recipe import Recipe
from clearsight.train.tiny.team import Team
from clearsight.vlm import VisionLanguageModel
from clearsight.vlm.adapter import adapter_state

FINAL = "final.safetensors"
SAVE_S = 60.0  # between checkpoints
LOOKS = 5  # at the development rows, the first before anything is learnt


class Diverged(ClearsightError):
    """The loss or its gradient is not a number any more. The last checkpoint is whole."""


def fit(model: VisionLanguageModel, job: Job, team: Team) -> Path:
    """Train to the end of the schedule, from the last checkpoint if there is one.

    Returns:
        The file of what was learnt; the model holds it too.

    Raises:
        Diverged: a loss or gradient that is not finite.
        UsageError: the folder was begun with other code, data or settings.
    """
    final = job.folder / FINAL
    learning = chosen(model, job.recipe.learns)
    if team.first:
        manifest.settle(job.folder, manifest.manifest(job.recipe, job.seed, job.data))
    team.wait()
    if final.is_file():
        load_into(model, final)
        return final
    steps = planned(model, job, learning, team)
    optimiser = optimiser_of(job.recipe, learning)
    feed, place = job.feed(), checkpoint.load(job.folder, learning, optimiser)
    if place is not None:
        feed.restore(place.feed)
    run = _Run(model, job, team, learning, optimiser, feed)
    run.to(steps, place.step if place else 0)
    if team.first:
        put_tensors(final, {**adapter_state(model), **learning}, {"run": job.recipe.name})
        (job.folder / checkpoint.NAME).unlink(missing_ok=True)
    team.wait()
    return final


def optimiser_of(recipe: Recipe, learning: Mapping[str, nn.Parameter]) -> torch.optim.AdamW:
    """AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101), the connector at a rate of its own."""
    own = [p for name, p in learning.items() if group(name) == "connector"]
    rest = [p for name, p in learning.items() if group(name) != "connector"]
    groups = [{"params": own, "faster": recipe.faster}, {"params": rest, "faster": 1.0}]
    return torch.optim.AdamW(
        [one for one in groups if one["params"]],
        lr=recipe.rate, betas=(0.9, 0.95), weight_decay=recipe.decay,
    )  # fmt: skip


@dataclass(slots=True)
class _Run:
    """A run that is under way."""

    model: VisionLanguageModel
    job: Job
    team: Team
    learning: Mapping[str, nn.Parameter]
    optimiser: torch.optim.Optimizer
    feed: Feed

    def to(self, steps: int, start: int) -> None:
        """Take the steps from `start` on; the first process writes curves and checkpoints."""
        if not self.team.first:
            for step in range(start, steps):
                self._values(step, steps)
            return
        saved = begun = time.monotonic()
        with Curves(self.job.folder, start) as curves:
            for step in self._progress(start, steps):
                values = self._values(step, steps)
                curves.add(step, {**values, "seconds": time.monotonic() - begun})
                if time.monotonic() - saved > SAVE_S and step < steps - 1:
                    saved = time.monotonic()
                    curves.flush()
                    place = Place(step + 1, self.feed.state())
                    checkpoint.save(self.job.folder, self.learning, self.optimiser, place)
            curves.draw(f"Learning curve of {self.job.recipe.name}")

    def _values(self, step: int, steps: int) -> dict[str, float]:
        """Take a step; what is told of it."""
        torch.manual_seed(self.job.seed * 1_000_003 + step)
        looks = {round(at * (steps - 1) / (LOOKS - 1)) for at in range(LOOKS)}
        last = step == steps - 1
        before = self._dev() if step in looks and not last else {}
        values = {**before, **self._step(step, steps)}
        return {**values, **(self._dev() if last else {})}

    def _progress(self, start: int, steps: int) -> Iterator[int]:
        name, taken = self.job.recipe.name, range(start, steps)
        yield from tqdm(taken, desc=name, initial=start, total=steps, mininterval=5)

    def _step(self, step: int, steps: int) -> dict[str, float]:
        rate = self.job.recipe.rate_at(step, steps)
        for grouped in self.optimiser.param_groups:
            grouped["lr"] = rate * grouped["faster"]
        drawn = self.feed.draw()
        loss = self.job.loss(self.model, part(drawn, self.team.rank, self.team.size))
        backward(loss)
        mean = self._together(loss)
        norm = float(nn.utils.clip_grad_norm_(self.learning.values(), self.job.recipe.clip))
        if not (isfinite(mean["loss"]) and isfinite(norm)):
            rows = ", ".join(made[0].row for made in drawn[:4])
            raise Diverged(
                f"{self.job.recipe.name}, step {step}: loss {mean['loss']}, gradient norm {norm}; "
                f"rows {rows} ...; lower the rate ({rate:.1e}) and start with --resume"
            )
        self.optimiser.step()
        self.optimiser.zero_grad()
        return {**mean, "norm": norm, "rate": rate}

    def _together(self, loss: Loss) -> dict[str, float]:
        """Sum gradients and losses over the processes and divide by what was counted."""
        names = ["loss", *loss.told]
        grads = [torch.zeros_like(p) if p.grad is None else p.grad for p in self.learning.values()]
        sums = torch.tensor([float(loss.total.detach()), *loss.told.values(), float(loss.count)])
        flat = torch.cat([*(grad.flatten() for grad in grads), sums])
        self.team.add(flat)
        flat[:-1] /= flat[-1]
        at = 0
        for parameter in self.learning.values():
            parameter.grad = flat[at : at + parameter.numel()].view_as(parameter)
            at += parameter.numel()
        return dict(zip(names, flat[at:-1].tolist(), strict=True))

    def _dev(self) -> dict[str, float]:
        """Mean loss on the development rows, all and by family, each process on its part."""
        sums = {}
        for name, batches in self.job.dev.items():
            sums[name] = torch.zeros(2)
            with torch.no_grad():
                for batch in batches:
                    own = part(batch, self.team.rank, self.team.size)
                    if own:
                        loss = self.job.loss(self.model, own)
                        sums[name] += torch.tensor([float(loss.total), float(loss.count)])
            self.team.add(sums[name])
        found = {f"dev/{name}": float(total[0] / total[1]) for name, total in sums.items()}
        if sums:
            whole = torch.stack(list(sums.values())).sum(0)
            found["loss_dev"] = float(whole[0] / whole[1])
        return found
