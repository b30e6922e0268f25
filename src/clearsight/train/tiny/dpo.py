"""Preference: the better of two answers becomes likelier, the worse one less likely.

Direct preference optimisation (Rafailov et al. 2023, arXiv:2305.18290, equation 7), with three
kinds of pairs: faithful over invented, a short right refusal over a lecture or over compliance, an
answer over a needless refusal. The last two pull in both directions, so that refusing is no way to
win. Pairs are made by rules: this is rule feedback, nobody's preference was asked. The reference is
the model that the stage starts from.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from clearsight.train.tiny.batches import Taken
from clearsight.train.tiny.features import Kept
from clearsight.train.tiny.job import Loss
from clearsight.train.tiny.learnt import chosen
from clearsight.train.tiny.loop import fit
from clearsight.train.tiny.losses import Looking, log_probabilities
from clearsight.train.tiny.recipe import Recipe
from clearsight.train.tiny.stage import Setting, before, job, ship, taking
from clearsight.train.tiny.team import Team
from clearsight.vlm import VisionLanguageModel


def run(team: Team, setting: Setting, recipes: tuple[Recipe, ...]) -> None:
    """Train, or go on training; see `loop.fit` for what is written."""
    rig, kept = before(setting, "dpo"), Kept(setting.work)
    rows, start = taking(setting, rig), setting.final("safety")
    for recipe in recipes:
        learning = chosen(rig.model, recipe.learns)
        reference = {name: parameter.detach().clone() for name, parameter in learning.items()}
        loss = Preference(Looking(kept, rig.tokens.pad, recipe.half), recipe, reference)
        start = fit(rig.model, job(setting, recipe, kept, rows.pair, loss, start), team)
    ship(team, setting, "dpo", rig)


@dataclass(frozen=True, slots=True)
class Preference:
    """The loss of pairs; sequences come as better, worse, better, worse, ...

    Attributes:
        recipe: `beta`, `normalised` and `anchor` of it.
        reference: weights of the reference model, where they differ from the model's.
    """

    looking: Looking
    recipe: Recipe
    reference: Mapping[str, Tensor]

    def __call__(self, model: VisionLanguageModel, taken: Sequence[Taken]) -> Loss:
        with torch.no_grad(), exchanged(model, self.reference):
            before_it, _ = log_probabilities(self.looking(model, taken), len(taken))
        now, tokens = log_probabilities(self.looking(model, taken), len(taken))
        total, margin = preference(now, before_it, tokens, self.recipe)
        # The better answer must not lose probability too: Pang et al. 2024, arXiv:2404.19733.
        total = total - self.recipe.anchor * (now / tokens)[0::2].sum()
        told = {"margin": float(margin.sum()), "accuracy": float((margin > 0).sum())}
        return Loss(total, len(margin), told)


def preference(
    now: Tensor, reference: Tensor, tokens: Tensor, recipe: Recipe
) -> tuple[Tensor, Tensor]:
    """Sum of the losses of all pairs, and the margin (pairs,) of each.

    Length normalisation divides each log-probability by its number of tokens (Lambert et al. 2024,
    Tulu 3, arXiv:2411.15124, section 5.1.2): a long answer then does not lose for its length.

    Args:
        now, reference: (2 x pairs,) log-probabilities of whole answers, better and worse in turn.
        tokens: (2 x pairs,) tokens of each answer.
    """
    reward = now - reference
    if recipe.normalised:
        reward = reward / tokens
    margin = recipe.beta * (reward[0::2] - reward[1::2])
    return -nn.functional.logsigmoid(margin).sum(), margin.detach()


@contextmanager
def exchanged(model: VisionLanguageModel, weights: Mapping[str, Tensor]) -> Iterator[None]:
    """The model with other weights for a while; no number is copied."""
    own = {name: p for name, p in model.named_parameters() if name in weights}
    kept = {name: parameter.data for name, parameter in own.items()}
    try:
        for name, parameter in own.items():
            parameter.data = weights[name]
        yield
    finally:
        for name, parameter in own.items():
            parameter.data = kept[name]
