"""The language model: Llama (Touvron et al. 2023, arXiv:2302.13971), as SmolLM2 is one.

Names of the weights are those of transformers' `LlamaForCausalLM`; the table that turns tokens
into vectors also turns vectors into tokens (`tie_word_embeddings`).
"""

from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional

from clearsight.models.tiny.sizes import DecoderConfig


@dataclass(slots=True)
class Cache:
    """Keys and values of what was said before, layer by layer: [b, kv_heads, t, head_width]."""

    keys: list[Tensor] = field(default_factory=list)
    values: list[Tensor] = field(default_factory=list)

    def extend(self, layer: int, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        """Everything up to now, the new included."""
        if layer == len(self.keys):
            self.keys.append(key)
            self.values.append(value)
        else:
            self.keys[layer] = torch.cat([self.keys[layer], key], dim=2)
            self.values[layer] = torch.cat([self.values[layer], value], dim=2)
        return self.keys[layer], self.values[layer]


class RmsNorm(nn.Module):  # type: ignore[misc]
    """Zhang and Sennrich 2019, arXiv:1910.07467; transformers: `LlamaRMSNorm`."""

    def __init__(self, width: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, value: Tensor) -> Tensor:
        wide = value.float()
        scale = torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + self.eps)
        return self.weight * (wide * scale).to(value.dtype)


def rotation(positions: Tensor, config: DecoderConfig) -> tuple[Tensor, Tensor]:
    """Cosines and sines of rotary positions (Su et al. 2021, arXiv:2104.09864).

    Args:
        positions: [b, t].

    Returns:
        Two of [b, 1, t, head_width].
    """
    width = config.head_width
    steps = torch.arange(0, width, 2, dtype=torch.int64, device=positions.device).float() / width
    angles = positions[..., None].float() * (1.0 / (config.theta**steps))  # [b, t, width / 2]
    both = torch.cat([angles, angles], dim=-1)[:, None]  # [b, 1, t, width]
    return both.cos(), both.sin()


def _rotated(value: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
    """transformers: `apply_rotary_pos_emb`; the halves of a head are the pairs."""
    left, right = value.chunk(2, dim=-1)
    turned = torch.cat([-right, left], dim=-1)
    return (value * cosines + turned * sines).to(value.dtype)


class _Attention(nn.Module):  # type: ignore[misc]
    """Grouped queries (Ainslie et al. 2023, arXiv:2305.13245); transformers: `LlamaAttention`."""

    def __init__(self, config: DecoderConfig, layer: int) -> None:
        super().__init__()
        self.config, self.layer = config, layer
        width, kept = config.width, config.kv_heads * config.head_width
        self.q_proj = nn.Linear(width, width, bias=False)
        self.k_proj = nn.Linear(width, kept, bias=False)
        self.v_proj = nn.Linear(width, kept, bias=False)
        self.o_proj = nn.Linear(width, width, bias=False)

    def forward(
        self, value: Tensor, turn: tuple[Tensor, Tensor], mask: Tensor | None, cache: Cache | None
    ) -> Tensor:
        """[b, t, w] -> [b, t, w]."""
        batch, time, width = value.shape
        config = self.config
        query, key, kept = (
            made.view(batch, time, heads, config.head_width).transpose(1, 2)  # [b, heads, t, h]
            for made, heads in (
                (self.q_proj(value), config.heads),
                (self.k_proj(value), config.kv_heads),
                (self.v_proj(value), config.kv_heads),
            )
        )
        query, key = _rotated(query, *turn), _rotated(key, *turn)
        if cache is not None:
            key, kept = cache.extend(self.layer, key, kept)
        mixed = functional.scaled_dot_product_attention(
            query, key, kept, attn_mask=mask, is_causal=mask is None, enable_gqa=True
        )
        return self.o_proj(mixed.transpose(1, 2).reshape(batch, time, width))


class _Mlp(nn.Module):  # type: ignore[misc]
    """SwiGLU (Shazeer 2020, arXiv:2002.05202); transformers: `LlamaMLP`."""

    def __init__(self, config: DecoderConfig) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(config.width, config.inner, bias=False)
        self.up_proj = nn.Linear(config.width, config.inner, bias=False)
        self.down_proj = nn.Linear(config.inner, config.width, bias=False)

    def forward(self, value: Tensor) -> Tensor:
        return self.down_proj(functional.silu(self.gate_proj(value)) * self.up_proj(value))


class Layer(nn.Module):  # type: ignore[misc]
    """transformers: `LlamaDecoderLayer`."""

    def __init__(self, config: DecoderConfig, layer: int) -> None:
        super().__init__()
        self.input_layernorm = RmsNorm(config.width, config.eps)
        self.self_attn = _Attention(config, layer)
        self.post_attention_layernorm = RmsNorm(config.width, config.eps)
        self.mlp = _Mlp(config)

    def forward(
        self, value: Tensor, turn: tuple[Tensor, Tensor], mask: Tensor | None, cache: Cache | None
    ) -> Tensor:
        value = value + self.self_attn(self.input_layernorm(value), turn, mask, cache)
        return value + self.mlp(self.post_attention_layernorm(value))


class Decoder(nn.Module):  # type: ignore[misc]
    """Vectors in, vectors out; `logits` turns them into tokens."""

    def __init__(self, config: DecoderConfig) -> None:
        super().__init__()
        self.config = config
        self.embed_tokens = nn.Embedding(config.vocabulary, config.width)
        nn.init.normal_(self.embed_tokens.weight, std=0.02)
        self.layers = nn.ModuleList(Layer(config, number) for number in range(config.layers))
        self.norm = RmsNorm(config.width, config.eps)

    def forward(
        self,
        embedded: Tensor,
        attention_mask: Tensor | None = None,
        *,
        positions: Tensor | None = None,
        cache: Cache | None = None,
    ) -> Tensor:
        """[b, t, w] -> [b, t, w].

        Args:
            embedded: vectors of the new tokens.
            attention_mask: [b, past + t], 1 where something is said; None: everywhere.
            positions: [b, t]; None: counted from what is cached.
            cache: what was said before; it grows.
        """
        batch, time, _ = embedded.shape
        past = cache.keys[0].shape[2] if cache is not None and cache.keys else 0
        if positions is None:
            positions = torch.arange(past, past + time, device=embedded.device)
            positions = positions[None].expand(batch, -1)  # [b, t]
        turn = rotation(positions, self.config)
        mask = _allowed(attention_mask, time, past, embedded.device)
        for layer in self.layers:
            embedded = layer(embedded, turn, mask, cache)
        return self.norm(embedded)

    def logits(self, value: Tensor) -> Tensor:
        """[..., w] -> [..., vocabulary]."""
        return functional.linear(value, self.embed_tokens.weight)


def _allowed(said: Tensor | None, time: int, past: int, device: torch.device) -> Tensor | None:
    """Which tokens a token may look at: [b or 1, 1, t, past + t]; None: plainly those before it."""
    # Padding behind what is said needs no mask: nothing that is said looks ahead.
    if past == 0 and (said is None or bool((said[:, 1:] <= said[:, :-1]).all())):
        return None
    shape = (time, past + time)
    before = torch.ones(shape, dtype=torch.bool, device=device).tril(past)[None, None]
    if said is None:
        return before
    allowed = before & said.bool()[:, None, None, :]
    # A token that may look at nothing at all (the padding before a prompt) looks at itself:
    # attention over nothing is not a number.
    own = torch.eye(time, dtype=torch.bool, device=device)
    own = functional.pad(own, (past, 0))[None, None]
    return allowed | (own & ~allowed.any(-1, keepdim=True))
