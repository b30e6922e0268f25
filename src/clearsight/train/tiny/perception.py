"""The tag head: which of a closed list of names a picture shows, and when it had better not say.

A linear probe on the frozen features. What the language model is shown of a training picture comes
from a head that never saw a picture of its art style (cross-fitting; styles are dealt into three
folds): a head names its own training pictures almost always right, and a model that learns from
such names trusts them too much.
Pictures that show none of the names are pushed towards no name in particular (outlier exposure,
Hendrycks et al. 2019, arXiv:1812.04606), and the chance that the likeliest name is right is fitted
on the cross-fitted probabilities (Platt 1999): the less likely, the more the head says "unknown".

WORK/stages/tags/final.safetensors   the head that ships, fitted on all styles
WORK/stages/tags/report.json         how often it is right on styles it did not see
WORK/features/silent.json            named pictures of training of which it says nothing: their
                                     rows are learnt as "I cannot tell what this is."
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from clearsight.stats import Rate
from clearsight.train.tiny.features import Kept
from clearsight.train.tiny.files import put, put_tensors
from clearsight.train.tiny.tagged import NO_NAME, Tagged
from clearsight.vlm import VisionLanguageModel
from clearsight.vlm.adapter import adapter_state

FOLDER, SILENT = "tags", "silent.json"
_EPOCHS, _BATCH, _RATE, _DECAY = 15, 256, 2e-3, 0.05
_SNAKE = (0, 1, 2, 2, 1, 0)  # folds of the styles, from the one with most pictures on
_BLOCK = 512  # pictures looked at together
_RIDGE = 1e-6
# Below this gate "I cannot tell" is learnt and no name. The gate counts pictures of other things as
# wrong; of pictures that do show a name, the likeliest is right in 3 of 10 there.
SPEAKS = 0.2
ALWAYS_SILENT = (2.0, 50.0)  # no confidence reaches this threshold


@dataclass(frozen=True, slots=True)
class Looked:
    """Inputs of the head with what is known of them.

    Attributes:
        inputs: (n, F), as the head takes them.
        names: class of each, NO_NAME of a picture of something else.
        styles: art style of each; a fold leaves one out.
    """

    inputs: Tensor
    names: Tensor
    styles: Sequence[str]


def learn(model: VisionLanguageModel, work: Path, seed: int) -> None:
    """Fit the head of the model, and write every picture's probabilities to the cache."""
    tagged, kept = Tagged.read(work), Kept(work, tags=False)
    pictures = tagged.training(kept.digests, seed)
    inputs = _inputs(model, kept, [p.digest for p in pictures])
    model.tags.fit_scale(inputs)
    looked = Looked(
        (inputs - model.tags.mean) * model.tags.scale,
        torch.tensor([p.name for p in pictures]),
        [p.style for p in pictures],
    )
    crossed = cross_fitted(looked, len(tagged.names), seed)
    fair = _fair(looked, folds_of(looked.styles))
    threshold, sharpness = calibrated(crossed[fair], looked.names[fair])
    weight, bias = fitted(looked, len(tagged.names), seed)
    with torch.no_grad():
        model.tags.head.weight.copy_(weight)
        model.tags.head.bias.copy_(bias)
        model.tags.threshold.fill_(threshold)
        model.tags.sharpness.fill_(sharpness)
    known = {p.digest: crossed[at] for at, p in enumerate(pictures) if fair[at]}
    shares = _every(model, kept, known)
    np.save(work / "features" / "tags.npy", shares)
    at = {digest: number for number, digest in enumerate(kept.digests)}
    named = [p.digest for p in pictures if p.digest in known and p.name != NO_NAME]
    silent = [digest for digest in named if shares[at[digest], -1] > 1 - SPEAKS]
    put(work / "features" / SILENT, json.dumps(sorted(silent)))
    told: dict[str, Any] = {
        "names": len(tagged.names),
        "pictures": len(pictures),
        "silent": len(silent),
    }
    told |= {"threshold": threshold, "sharpness": sharpness, **report(crossed, looked, fair)}
    folder = work / "stages" / FOLDER
    put(folder / "report.json", json.dumps(told | _held_out(model, kept, tagged), indent=1) + "\n")
    state = {n: v for n, v in adapter_state(model).items() if n.startswith("tags.")}
    put_tensors(folder / "final.safetensors", state, {"run": FOLDER})


def folds_of(styles: Sequence[str]) -> Tensor:
    """(n,) fold of each picture: one style lies in one fold, the folds hold about as many."""
    ranked = sorted(Counter(styles).items(), key=lambda one: (-one[1], one[0]))
    fold = {style: _SNAKE[at % len(_SNAKE)] for at, (style, _) in enumerate(ranked)}
    return torch.tensor([fold[style] for style in styles])


def _fair(looked: Looked, folds: Tensor) -> Tensor:
    """(n,) whether a head that did not see the fold can know the name: other folds show it too."""
    seen: dict[int, set[int]] = {}
    for fold, name in zip(folds.tolist(), looked.names.tolist(), strict=True):
        seen.setdefault(name, set()).add(fold)
    return torch.tensor([n == NO_NAME or len(seen[n]) > 1 for n in looked.names.tolist()])


def cross_fitted(looked: Looked, count: int, seed: int) -> Tensor:
    """(n, count) probabilities, each by a head that saw no picture of that one's fold."""
    found, folds = torch.zeros(len(looked.styles), count), folds_of(looked.styles)
    for fold in range(max(_SNAKE) + 1):
        out = folds == fold
        rest = Looked(looked.inputs[~out], looked.names[~out], ())
        if out.any() and len(rest.names):
            weight, bias = fitted(rest, count, seed)
            found[out] = _softmax(looked.inputs[out], weight, bias)
    return found


def fitted(looked: Looked, count: int, seed: int) -> tuple[Tensor, Tensor]:
    """Weights (count, F) and bias of multinomial logistic regression with outlier exposure."""
    made = torch.Generator().manual_seed(seed)
    head = nn.Linear(looked.inputs.shape[1], count)
    nn.init.zeros_(head.weight)
    nn.init.zeros_(head.bias)
    optimiser = torch.optim.AdamW(head.parameters(), lr=_RATE, weight_decay=_DECAY)
    for epoch in range(_EPOCHS):
        for group in optimiser.param_groups:
            group["lr"] = _RATE * (1 - epoch / _EPOCHS)
        for chosen in torch.randperm(len(looked.names), generator=made).split(_BATCH):
            names = looked.names[chosen]
            logs = head(looked.inputs[chosen]).log_softmax(-1)
            shown = names != NO_NAME
            told = -logs[shown].gather(1, names[shown, None]).sum()
            silent = -logs[~shown].mean(-1).sum()  # cross-entropy against the even distribution
            optimiser.zero_grad()
            ((told + silent) / len(chosen)).backward()
            optimiser.step()
    return head.weight.detach(), head.bias.detach()


def calibrated(probabilities: Tensor, names: Tensor) -> tuple[float, float]:
    """Threshold and sharpness: sigmoid(sharpness x (confidence - threshold)) is P(name is right).

    Where confidence says nothing about being right (pictures of one style alone, say), the head
    always abstains.
    """
    confidence, guess = probabilities.max(-1)
    right = (guess == names).float()
    slope, shift = torch.tensor(5.0, requires_grad=True), torch.tensor(-2.5, requires_grad=True)
    optimiser = torch.optim.LBFGS([slope, shift], max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        wrong = nn.functional.binary_cross_entropy_with_logits(slope * confidence + shift, right)
        loss = wrong + _RIDGE * slope**2  # without it a clean cut would be infinitely sharp
        loss.backward()
        return loss

    optimiser.step(closure)
    sharpness = float(slope.detach())
    return (float(-shift.detach()) / sharpness, sharpness) if sharpness > 0 else ALWAYS_SILENT


def report(probabilities: Tensor, looked: Looked, fair: Tensor) -> dict[str, Any]:
    """How often the likeliest name is right by a head that did not see the style.

    Args:
        fair: (n,) which pictures count: those whose name other styles show too.
    """
    found = {}
    guesses = probabilities.topk(min(5, probabilities.shape[1])).indices
    for style in sorted(set(looked.styles)):
        of = torch.tensor([s == style for s in looked.styles]) & (looked.names >= 0) & fair
        if of.any():
            right = guesses[of] == looked.names[of, None]
            five = Rate(int(right.any(1).sum()), len(right))
            first = Rate(int(right[:, 0].sum()), len(right))
            found[style] = {"first": str(first), "first_five": str(five)}
    return {"cross_fitted": found}


def _held_out(model: VisionLanguageModel, kept: Kept, tagged: Tagged) -> dict[str, Any]:
    """The shipped head on pictures it never saw: kept back styles, and names it does not know."""
    seen, new = tagged.held(kept.digests), tagged.unknown(kept.digests)
    found = {}
    if seen:
        confident, guess = _probabilities(model, kept, [p.digest for p in seen]).max(-1)
        right = guess == torch.tensor([p.name for p in seen])
        says = confident > model.tags.threshold
        found["new_style"] = str(Rate(int(right.sum()), len(seen)))
        found["new_style_where_it_says"] = str(Rate(int((right & says).sum()), int(says.sum())))
    if new:
        silent = _probabilities(model, kept, new).max(-1).values <= model.tags.threshold
        found["new_name_abstains"] = str(Rate(int(silent.sum()), len(new)))
    return found


def _every(
    model: VisionLanguageModel, kept: Kept, known: Mapping[str, Tensor]
) -> NDArray[np.float16]:
    """(n, C + 1) of all pictures of the cache, the last of "unknown".

    Cross-fitted where the head learnt from the picture.
    """
    found = _probabilities(model, kept, kept.digests)
    for at, digest in enumerate(kept.digests):
        found[at] = known.get(digest, found[at])
    return np.asarray(model.tags.gated(found).numpy(), np.float16)


def _probabilities(model: VisionLanguageModel, kept: Kept, digests: Sequence[str]) -> Tensor:
    with torch.no_grad():
        found: Tensor = model.tags.logits(_inputs(model, kept, digests)).softmax(-1)
    return found


def _softmax(inputs: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return (inputs @ weight.T + bias).softmax(-1)


def _inputs(model: VisionLanguageModel, kept: Kept, digests: Sequence[str]) -> Tensor:
    def blocks() -> Iterable[Tensor]:
        for at in range(0, len(digests), _BLOCK):
            features = kept.of(digests[at : at + _BLOCK])
            if features is not None:
                yield model.tags.inputs(features)

    with torch.no_grad():
        return torch.cat(list(blocks())).float()
