"""The judge's network in PyTorch: the first layers of multilingual-e5-small under several heads.

Source: intfloat/multilingual-e5-small (MIT), Wang et al. 2024, arXiv:2402.05672, a BERT with
post-layer-norm (Devlin et al. 2019). Its 4-bit word vectors stay as they are: they hold the
languages together, and what is trained on English rows then holds in the others as well.
Dropping the upper layers before fine-tuning follows Sajjad et al. 2023, arXiv:2004.03844.
"""

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from clearsight.train.e5_decode import E5File

LAYERS = 6
DROPOUT = 0.1
_MASKED = -1e4


class Layer(nn.Module):  # type: ignore[misc]
    """Attention, then two linear layers around a GELU; each followed by its layer norm."""

    def __init__(self, width: int, inner: int, heads: int, eps: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.ao = nn.Linear(width, width)
        self.aln = nn.LayerNorm(width, eps)
        self.fi = nn.Linear(width, inner)
        self.fo = nn.Linear(inner, width)
        self.oln = nn.LayerNorm(width, eps)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, value: Tensor, bias: Tensor) -> Tensor:
        """(B, T, H), (B, 1, 1, T) -> (B, T, H)."""
        batch, tokens, width = value.shape
        split = self.qkv(value).view(batch, tokens, 3, self.heads, width // self.heads)
        query, key, kept = split.permute(2, 0, 3, 1, 4)  # each (B, heads, T, H / heads)
        mixed = nn.functional.scaled_dot_product_attention(query, key, kept, attn_mask=bias)
        mixed = mixed.transpose(1, 2).reshape(batch, tokens, width)
        value = self.aln(value + self.drop(self.ao(mixed)))
        return self.oln(value + self.drop(self.fo(nn.functional.gelu(self.fi(value)))))


class JudgeNet(nn.Module):  # type: ignore[misc]
    """Tokens in, one logit per head out."""

    def __init__(
        self, e5: E5File, words: NDArray[np.float32], heads: int, *, layers: int = LAYERS
    ) -> None:
        """`words` are the kept word vectors (V, H); `heads` is the number of logits."""
        super().__init__()
        self.word = nn.Embedding.from_pretrained(torch.from_numpy(words), freeze=True)
        table = e5.vectors["emb.pos"].reshape(-1, e5.width) + e5.vectors["emb.type"][: e5.width]
        self.register_buffer("position", torch.tensor(table))
        self.norm = nn.LayerNorm(e5.width, e5.eps)
        self.norm.weight.data.copy_(torch.tensor(e5.vectors["emb.ln.w"]))
        self.norm.bias.data.copy_(torch.tensor(e5.vectors["emb.ln.b"]))
        self.norm.requires_grad_(False)
        self.layers = nn.ModuleList(
            Layer(e5.width, e5.inner, e5.heads, e5.eps) for _ in range(layers)
        )
        for number, layer in enumerate(self.layers):
            _load(layer, e5, f"l{number}")
        self.drop = nn.Dropout(DROPOUT)
        self.head = nn.Linear(e5.width, heads)
        nn.init.normal_(self.head.weight, std=1 / math.sqrt(e5.width))
        nn.init.zeros_(self.head.bias)

    def pooled(self, ids: Tensor, mask: Tensor, *, depth: int | None = None) -> Tensor:
        """(B, T) token numbers and (B, T) of 1 and 0 -> (B, H) of length sqrt(H)."""
        value = self.norm(self.word(ids) + self.position[: ids.shape[1]])
        bias = ((1 - mask) * _MASKED)[:, None, None, :].to(value.dtype)  # (B, 1, 1, T)
        for layer in self.layers[:depth]:
            value = layer(value, bias)
        summed = (value * mask[..., None]).sum(1)
        return nn.functional.normalize(summed.float(), dim=-1) * math.sqrt(summed.shape[-1])

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Logits (B, heads) and the pooled vectors (B, H) that they are made from."""
        vector = self.pooled(ids, mask)
        return self.head(self.drop(vector)), vector


def _load(layer: Layer, e5: E5File, at: str) -> None:
    def put(module: nn.Module, *parts: str) -> None:
        weight = np.concatenate([e5.matrices[f"{at}.{part}.w"].dense() for part in parts])
        bias = np.concatenate([e5.vectors[f"{at}.{part}.b"] for part in parts])
        module.weight.data.copy_(torch.from_numpy(weight))
        module.bias.data.copy_(torch.from_numpy(bias))

    put(layer.qkv, "q", "k", "v")
    put(layer.ao, "ao")
    put(layer.fi, "fi")
    put(layer.fo, "fo")
    for name in ("aln", "oln"):
        norm = getattr(layer, name)
        norm.weight.data.copy_(torch.tensor(e5.vectors[f"{at}.{name}.w"]))
        norm.bias.data.copy_(torch.tensor(e5.vectors[f"{at}.{name}.b"]))


class Dense:
    """A float matrix where the graph builder expects one in 4-bit blocks."""

    def __init__(self, weight: NDArray[np.float32]) -> None:
        self._weight = weight

    def dense(self) -> NDArray[np.float32]:
        return self._weight


def tuned(e5: E5File, state: Mapping[str, Tensor], *, layers: int = LAYERS) -> E5File:
    """The file with the trained layers in place of its first ones, for `e5_graph.build`."""
    vectors, matrices = dict(e5.vectors), dict(e5.matrices)
    for number in range(layers):
        at = f"l{number}"

        def get(name: str, layer: int = number) -> NDArray[np.float32]:
            value: NDArray[np.float32] = state[f"layers.{layer}.{name}"].float().numpy()
            return value

        for part, weight, bias in zip(
            "qkv", np.split(get("qkv.weight"), 3), np.split(get("qkv.bias"), 3), strict=True
        ):
            matrices[f"{at}.{part}.w"] = Dense(weight)  # type: ignore[assignment]
            vectors[f"{at}.{part}.b"] = bias
        for part in ("ao", "fi", "fo"):
            matrices[f"{at}.{part}.w"] = Dense(get(f"{part}.weight"))  # type: ignore[assignment]
            vectors[f"{at}.{part}.b"] = get(f"{part}.bias")
        for part in ("aln", "oln"):
            vectors[f"{at}.{part}.w"] = get(f"{part}.weight")
            vectors[f"{at}.{part}.b"] = get(f"{part}.bias")
    return replace(e5, layers=layers, vectors=vectors, matrices=matrices)
