"""Fine-tunes the judge's network end to end. PyTorch, bf16 autocast, one seed, no framework.

Each head's loss is binary cross-entropy over the rows that carry its label; the kind of a harmful
request is one softmax; and of a harmful row and its harmless twin, which stand in one batch, the
twin must score lower by a margin (a pairwise ranking loss, Burges et al. 2005, RankNet).
"""

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from clearsight.train.judge_example import Example, Recipe
from clearsight.train.judge_net import JudgeNet

_LOG = logging.getLogger("clearsight.train")
_UNKNOWN = 3  # <unk>; the tokens below it are marks
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of some examples: ids and mask (B, T), labels (B, heads), the rest (B,)."""

    ids: Tensor
    mask: Tensor
    labels: Tensor
    kind: Tensor
    weight: Tensor
    pair: Tensor


def collate(rows: Sequence[Example]) -> Batch:
    """Pad to the longest; <pad> is token 1."""
    longest = max(len(row.ids) for row in rows)
    ids = torch.ones(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest)
    for number, row in enumerate(rows):
        ids[number, : len(row.ids)] = torch.tensor(row.ids)
        mask[number, : len(row.ids)] = 1
    return Batch(
        ids,
        mask,
        torch.tensor([row.labels for row in rows]),
        torch.tensor([row.kind for row in rows]),
        torch.tensor([row.weight for row in rows]),
        torch.tensor([row.pair for row in rows]),
    )


def batches(
    rows: Sequence[Example], size_tokens: int, random: np.random.Generator
) -> Iterator[list[Example]]:
    """Rows of like length together, twins always in one batch, order shuffled by the seed."""
    groups: dict[tuple[int, int], list[Example]] = {}
    for number, row in enumerate(rows):
        groups.setdefault((0, row.pair) if row.pair >= 0 else (1, number), []).append(row)
    units = list(groups.values())
    jitter = random.uniform(0.8, 1.25, len(units))
    order = np.argsort([max(len(r.ids) for r in u) * j for u, j in zip(units, jitter, strict=True)])
    found: list[list[Example]] = [[]]
    longest = 0
    for index in order:
        unit = units[index]
        longest = max(longest, *(len(row.ids) for row in unit))
        if found[-1] and (len(found[-1]) + len(unit)) * longest > size_tokens:
            found.append([])
            longest = max(len(row.ids) for row in unit)
        found[-1] += unit
    for index in random.permutation(len(found)):
        yield found[index]


def blanked(batch: Batch, share: float) -> Batch:
    """The batch with a share of its tokens made unknown, so that no single word decides."""
    if not share:
        return batch
    hit = (torch.rand(batch.ids.shape) < share) & (batch.ids > _UNKNOWN)
    return replace(batch, ids=batch.ids.masked_fill(hit, _UNKNOWN))


def loss_of(logits: Tensor, batch: Batch, recipe: Recipe) -> Tensor:
    """The three losses together, a scalar."""
    heads = batch.labels.shape[1]
    known = ~torch.isnan(batch.labels)
    wanted = torch.nan_to_num(batch.labels) * (1 - 2 * recipe.smooth) + recipe.smooth
    each = nn.functional.binary_cross_entropy_with_logits(
        logits[:, :heads], wanted, reduction="none"
    )
    weight = known * batch.weight[:, None]
    total = (each * weight).sum() / weight.sum().clamp(min=1)
    named = batch.kind >= 0
    if named.any():
        kinds = nn.functional.cross_entropy(logits[named, heads:], batch.kind[named])
        total = total + 0.3 * kinds * named.float().mean()
    if recipe.twin_loss and (batch.pair >= 0).any():
        total = total + recipe.twin_loss * _twins(logits[:, 0], batch, recipe.margin)
    return total


def _twins(harm: Tensor, batch: Batch, margin: float) -> Tensor:
    same = (batch.pair[:, None] == batch.pair[None, :]) & (batch.pair[:, None] >= 0)
    label = batch.labels[:, 0]
    pairs = same & (label[:, None] > 0.5) & (label[None, :] < 0.5)  # (B, B): harmful, harmless
    if not pairs.any():
        return harm.sum() * 0
    gap = harm[:, None] - harm[None, :]
    return nn.functional.softplus(margin - gap)[pairs].mean()


def fit(net: JudgeNet, epochs: Sequence[Sequence[Example]], recipe: Recipe) -> JudgeNet:
    """Train in place on one list of examples per epoch.

    The learning rate rises over the warm-up and then falls to nothing.
    """
    torch.manual_seed(recipe.seed)
    random = np.random.default_rng(recipe.seed)
    plan = [b for rows in epochs for b in batches(rows, recipe.batch_tokens, random)]
    optimiser, schedule = _optimiser(net, recipe, steps=len(plan))
    net.train()
    started, mean = time.monotonic(), 0.0
    for step, chosen in enumerate(plan, 1):
        batch = blanked(collate(chosen), recipe.word_dropout)
        with torch.autocast("cpu", torch.bfloat16):
            logits, _ = net(batch.ids, batch.mask)
        loss = loss_of(logits.float(), batch, recipe)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        mean += (loss.item() - mean) / min(step, 100)
        if step % 50 == 0 or step == len(plan):
            spent = time.monotonic() - started
            _LOG.info("step %d/%d loss %.4f %.0f s", step, len(plan), mean, spent)
    return net


def _optimiser(net: JudgeNet, recipe: Recipe, *, steps: int) -> tuple[Any, Any]:
    for layer in net.layers[: recipe.frozen_layers]:
        layer.requires_grad_(False)
    body = [p for n, p in net.named_parameters() if p.requires_grad and not n.startswith("head")]
    groups = [
        {"params": body, "lr": recipe.rate},
        {"params": list(net.head.parameters()), "lr": recipe.head_rate},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=recipe.decay)
    warm = max(1, int(steps * recipe.warm_up))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, (steps - step) / max(1, steps - warm))
    )
    return optimiser, schedule


@torch.no_grad()  # type: ignore[untyped-decorator]
def vectors(net: JudgeNet, ids: Sequence[list[int]], *, size_tokens: int = 4096) -> Floats:
    """Unit vectors (N, H) in the given order."""
    net.eval()
    order = sorted(range(len(ids)), key=lambda index: len(ids[index]))
    out: Floats = np.zeros((len(ids), net.head.in_features), np.float32)
    chosen: list[int] = []
    for position, index in enumerate(order):
        chosen.append(index)
        last = position + 1 == len(order)
        if last or (len(chosen) + 1) * len(ids[order[position + 1]]) > size_tokens:
            batch = collate([Example(ids[i], (0.0,)) for i in chosen])
            with torch.autocast("cpu", torch.bfloat16):
                found = net.pooled(batch.ids, batch.mask)
            out[chosen] = found.float().numpy()
            chosen = []
    return out / np.float32(np.sqrt(out.shape[1]))
