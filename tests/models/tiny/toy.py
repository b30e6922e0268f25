"""A toy of the served model, from random numbers: two layers, one token a byte, no downloads.

Its decoder's layers change nothing, and three of its word vectors are made so that it answers "A"
to everything and ends.
"""

from pathlib import Path

import numpy as np

from clearsight.models.tiny.build import Adapter, write
from clearsight.models.tiny.graphs import Kind
from clearsight.models.tiny.packages import Tensors
from clearsight.models.tiny.sizes import Config
from clearsight.models.tiny.tokens import Tokens

NAMES = ("cat", "dog")


def toy_folder(out: Path, kind: Kind = "int8") -> Path:
    tokens = Tokens.bytes()
    sizes = Config.toy(len(tokens))
    rng = np.random.default_rng(4)
    adapter = Adapter(connector(sizes, rng), {"names": list(NAMES), "lora": None}, sizes)
    return write(decoder(sizes, tokens, rng), tower(sizes, rng), tokens, adapter, out, kind)


def decoder(sizes: Config, tokens: Tokens, rng: np.random.Generator) -> Tensors:
    """<norm(e_i), -e_j>: after the line end "A" is likeliest, after "A" the end."""
    own = sizes.decoder
    kept = own.kv_heads * own.head_width
    made: Tensors = {"norm.weight": -np.ones(own.width, np.float32)}
    words = rng.standard_normal((own.vocabulary, own.width)).astype(np.float32) * np.float32(0.01)
    way = rng.standard_normal(own.width).astype(np.float32)
    side = rng.standard_normal(own.width).astype(np.float32)
    words[tokens.encode("\n")[0]] = way
    words[tokens.encode("A")[0]] = -2 * way
    words[tokens.end] = 1.5 * way + side
    made["embed_tokens.weight"] = words
    for layer in range(own.layers):
        shapes = {
            "self_attn.q_proj": (own.width, own.width), "self_attn.k_proj": (kept, own.width),
            "self_attn.v_proj": (kept, own.width), "mlp.gate_proj": (own.inner, own.width),
            "mlp.up_proj": (own.inner, own.width),
        }  # fmt: skip
        for name, shape in shapes.items():
            made[f"layers.{layer}.{name}.weight"] = rng.standard_normal(shape).astype(np.float32)
        for name, shape in (
            ("self_attn.o_proj", (own.width, own.width)),
            ("mlp.down_proj", (own.width, own.inner)),
        ):
            made[f"layers.{layer}.{name}.weight"] = np.zeros(shape, np.float32)
        for name in ("input_layernorm", "post_attention_layernorm"):
            made[f"layers.{layer}.{name}.weight"] = np.ones(own.width, np.float32)
    return made


def tower(sizes: Config, rng: np.random.Generator) -> Tensors:
    own = sizes.tower
    width = own.width
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.cls_token": (1, 1, width),
        "embeddings.position_embeddings": (1, own.grid**2 + 1, width),
        "embeddings.patch_embeddings.projection.weight": (width, 3, own.patch_px, own.patch_px),
        "embeddings.patch_embeddings.projection.bias": (width,),
        "layernorm.weight": (width,),
        "layernorm.bias": (width,),
    }
    for layer in range(own.layers):
        prefix = f"encoder.layer.{layer}"
        for name in ("query", "key", "value"):
            shapes[f"{prefix}.attention.attention.{name}.weight"] = (width, width)
            shapes[f"{prefix}.attention.attention.{name}.bias"] = (width,)
        for name, out, into in (
            ("attention.output.dense", width, width),
            ("mlp.fc1", own.inner, width),
            ("mlp.fc2", width, own.inner),
        ):
            shapes[f"{prefix}.{name}.weight"] = (out, into)
            shapes[f"{prefix}.{name}.bias"] = (out,)
        for name in ("norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias"):
            shapes[f"{prefix}.{name}"] = (width,)
        for name in ("layer_scale1", "layer_scale2"):
            shapes[f"{prefix}.{name}.lambda1"] = (width,)
    return _drawn(shapes, rng)


def connector(sizes: Config, rng: np.random.Generator) -> Tensors:
    width, into = sizes.decoder.width, sizes.tower.width
    merged = 4 * (into + 48)
    inputs = 2 * into + 16 * 16 * 3
    shapes: dict[str, tuple[int, ...]] = {
        "connector.patch_in.weight": (width, merged), "connector.patch_in.bias": (width,),
        "connector.patch_out.weight": (width, width), "connector.patch_out.bias": (width,),
        "connector.whole_in.weight": (width, into), "connector.whole_in.bias": (width,),
        "connector.whole_out.weight": (width, width), "connector.whole_out.bias": (width,),
        "connector.norm.weight": (width,), "tags.mean": (inputs,), "tags.scale": (inputs,),
        "tags.head.weight": (len(NAMES), inputs), "tags.head.bias": (len(NAMES),),
        "connector.patch_mean": (merged,), "connector.patch_scale": (merged,),
        "connector.whole_mean": (into,), "connector.whole_scale": (into,),
    }  # fmt: skip
    made = _drawn(shapes, rng)
    made["tags.threshold"] = np.asarray(0.4, np.float32)
    made["tags.sharpness"] = np.asarray(20.0, np.float32)
    made["tags.name_ids"] = rng.integers(20, 200, (len(NAMES) + 1, 6)).astype(np.float32)
    return made


def _drawn(shapes: dict[str, tuple[int, ...]], rng: np.random.Generator) -> Tensors:
    return {
        n: np.float32(0.2) * rng.standard_normal(shape).astype(np.float32)
        for n, shape in shapes.items()
    }
