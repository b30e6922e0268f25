"""Low-rank adapters (Hu et al. 2021, arXiv:2106.09685): what is trained of the language model.

W x becomes W x + (alpha / rank) B A x with W frozen. B starts at zero, so that nothing changes at
first; merged into W, nothing is left to pay for.
"""

import math
from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional

from clearsight.errors import UsageError

KINDS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


class LoraLinear(nn.Linear):  # type: ignore[misc]
    """A linear layer with its low-rank part; the name of its weight stays what it was."""

    def __init__(self, base: nn.Linear, rank: int, alpha: float, dropout: float) -> None:
        super().__init__(base.in_features, base.out_features, bias=False, device="meta")
        self.weight = base.weight
        self.weight.requires_grad_(False)
        self.factor = alpha / rank
        self.dropout = dropout
        self.lora_a = nn.Parameter(torch.empty(rank, base.in_features))
        self.lora_b = nn.Parameter(torch.zeros(base.out_features, rank))
        nn.init.kaiming_uniform_(self.lora_a, a=math.sqrt(5))

    def forward(self, value: Tensor) -> Tensor:
        """[..., in] -> [..., out]."""
        low = value
        if self.dropout and self.training:
            low = functional.dropout(low, self.dropout)
        low = functional.linear(functional.linear(low, self.lora_a), self.lora_b)
        return functional.linear(value, self.weight) + low * self.factor

    def merged(self) -> nn.Linear:
        """A plain layer that does the same."""
        plain = nn.Linear(self.in_features, self.out_features, bias=False, device="meta")
        low = self.factor * (self.lora_b.detach() @ self.lora_a.detach())
        plain.weight = nn.Parameter(self.weight.detach() + low, requires_grad=False)
        return plain


def add_lora(
    module: nn.Module, rank: int = 32, alpha: float = 64.0, dropout: float = 0.0
) -> list[LoraLinear]:
    """Give every linear layer of the seven kinds its low-rank part, in place.

    Raises:
        UsageError: some have one already.
    """
    if any(isinstance(layer, LoraLinear) for layer in module.modules()):
        raise UsageError("the model has adapters already; merge them with merge_lora first")
    made = []
    for parent, name, layer in list(_linear(module)):
        made.append(LoraLinear(layer, rank, alpha, dropout))
        setattr(parent, name, made[-1])
    return made


def merge_lora(module: nn.Module) -> None:
    """Put the low-rank parts into the weights, in place: what it answers stays the same."""
    for parent, name, layer in list(_linear(module)):
        if isinstance(layer, LoraLinear):
            setattr(parent, name, layer.merged())


def lora_parameters(module: nn.Module) -> list[nn.Parameter]:
    """What an optimiser trains, in a fixed order."""
    return [p for name, p in module.named_parameters() if name.endswith(("lora_a", "lora_b"))]


def lora_rank(module: nn.Module) -> tuple[int, float] | None:
    """Rank and alpha of the adapters, or None."""
    for layer in module.modules():
        if isinstance(layer, LoraLinear):
            return len(layer.lora_a), layer.factor * len(layer.lora_a)
    return None


def _linear(module: nn.Module) -> Iterator[tuple[nn.Module, str, nn.Linear]]:
    for parent in module.modules():
        for name, child in parent.named_children():
            if name in KINDS and isinstance(child, nn.Linear):
                yield parent, name, child
