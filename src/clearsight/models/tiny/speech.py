"""The language model as an ONNX graph with a key-value cache: vectors in, logits out.

The same graph reads a prompt and makes one token after another. Keys and values are kept in
buffers of fixed length that the operator fills in place, so that a token costs the same at the end
of an answer as at its start (onnxruntime's `GroupQueryAttention`, past and present in one buffer).
"""

from pathlib import Path

import numpy as np

from clearsight.models.tiny.graphs import Kind, Writer
from clearsight.models.tiny.packages import Tensors
from clearsight.models.tiny.sizes import DecoderConfig

POSITIONS = 2048  # of the rotation table: the longest conversation
HEAD = "head"


def decoder_graph(weights: Tensors, sizes: DecoderConfig, path: Path, kind: Kind = "int8") -> None:
    """Write the graph.

    Inputs: `embedded` [1, t, w]; `rows` [m], the places whose logits are wanted; `said` [1] int32
    and `total` int32, places filled after this step, less one and in all; `past_key_N`,
    `past_value_N` [1, kv_heads, room, head_width].
    Outputs: `logits` [m, vocabulary]; `key_N`, `value_N`, to be bound to the same buffers.

    Args:
        weights: the decoder's, by transformers' names, adapters merged.
        kind: "int8" keeps matrices in whole numbers, the one of words too.
    """
    out = Writer(kind)
    tables = [out.floats(table) for table in _rotation(sizes)]
    value = "embedded"
    for layer in range(sizes.layers):
        value = _layer(out, weights, sizes, layer, value, tables)
    chosen = out.op("Gather", out.op("Squeeze", value, _axis(out, 0)), "rows", axis=0)  # [m, w]
    normed = out.rms(chosen, weights["norm.weight"], sizes.eps)
    logits = out.linear(normed, weights["embed_tokens.weight"], name=HEAD)
    out.named("logits", "Identity", logits)
    kept = [1, sizes.kv_heads, "room", sizes.head_width]
    inputs = [("embedded", "f4", [1, "t", sizes.width]), ("rows", "i8", ["m"])]
    inputs += [("said", "i4", [1]), ("total", "i4", [])]
    outputs = [("logits", "f4", ["m", sizes.vocabulary])]
    for layer in range(sizes.layers):
        inputs += [(f"past_{what}_{layer}", "f4", kept) for what in ("key", "value")]
        outputs += [(f"{what}_{layer}", "f4", kept) for what in ("key", "value")]
    out.save(path, inputs, outputs)


def _layer(
    out: Writer, weights: Tensors, sizes: DecoderConfig, layer: int, value: str, tables: list[str]
) -> str:
    own = {n.split(".", 2)[2]: w for n, w in weights.items() if n.startswith(f"layers.{layer}.")}
    normed = out.rms(value, own["input_layernorm.weight"], sizes.eps)
    packed = np.concatenate([own[f"self_attn.{kind}_proj.weight"] for kind in "qkv"])
    turned = out.linear(normed, packed)  # [1, t, (heads + 2 * kv_heads) * h]
    past = [f"past_key_{layer}", f"past_value_{layer}"]
    mixed = f"mixed_{layer}"
    out.attention(
        [turned, "", "", *past, "said", "total", *tables],
        [mixed, f"key_{layer}", f"value_{layer}"],
        num_heads=sizes.heads,
        kv_num_heads=sizes.kv_heads,
    )
    value = out.op("Add", value, out.linear(mixed, own["self_attn.o_proj.weight"]))
    normed = out.rms(value, own["post_attention_layernorm.weight"], sizes.eps)
    both = np.concatenate([own["mlp.gate_proj.weight"], own["mlp.up_proj.weight"]])
    gate, up = out.ops("Split", out.linear(normed, both), outputs=2, axis=-1, num_outputs=2)
    silu = out.op("Mul", gate, out.op("Sigmoid", gate))
    inner = out.op("Mul", silu, up)
    return out.op("Add", value, out.linear(inner, own["mlp.down_proj.weight"]))


def _rotation(sizes: DecoderConfig) -> list[np.ndarray]:
    """Cosines and sines of each position, of half a head's width."""
    steps = np.arange(0, sizes.head_width, 2, dtype=np.float32) / sizes.head_width
    angles = np.arange(POSITIONS, dtype=np.float32)[:, None] * (1.0 / sizes.theta**steps)
    return [np.cos(angles), np.sin(angles)]


def _axis(out: Writer, axis: int) -> str:
    return out.constant(np.asarray([axis], dtype=np.int64))
