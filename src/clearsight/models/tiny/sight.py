"""Tower, connector and tags as an ONNX graph: a picture in, the vectors of its places out."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clearsight.models.tiny.graphs import MICROSOFT, Kind, Writer
from clearsight.models.tiny.packages import Tensors
from clearsight.models.tiny.sizes import MERGE, Config, TowerConfig

MEAN = (0.485, 0.456, 0.406)  # of ImageNet, as DINOv2 was trained
STD = (0.229, 0.224, 0.225)


def picture_graph(
    tower: Tensors, adapter: Tensors, words: NDArray[np.float32], sizes: Config, path: Path,
    kind: Kind = "int8",
) -> None:  # fmt: skip
    """Write the graph.

    Input: `pixels` uint8 [side, side, 3], as `picture.square` makes it.
    Outputs: `slots` [slots, w]; `shares` [names + 1], of each tag and, last, of "unknown".

    Args:
        tower: by the names of the published files.
        adapter: connector and tags, as `vlm.adapter.save_adapter` wrote them, in float32.
        words: the decoder's word vectors, [vocabulary, w].
    """
    out = Writer(kind)
    pixels = out.op("Div", out.op("Cast", "pixels", to=1), out.floats(255))
    picture = out.op("Unsqueeze", out.op("Transpose", pixels, perm=[2, 0, 1]), _axes(out, 0))
    patches = _tower(out, tower, sizes.tower, picture)  # [1, 1 + p, tower]
    rgb = _colours(out, sizes.tower, picture)  # [1, p, 48]
    parts = _connector(out, adapter, sizes, patches, rgb)  # [1, p / 4 + 1, w]
    shares, named = _tags(out, adapter, words, sizes, patches, rgb)
    whole = out.op("Concat", parts, named, axis=1)
    out.named("slots", "Squeeze", whole, _axes(out, 0))
    out.named("shares", "Squeeze", shares, _axes(out, 0))
    side, names = sizes.tower.side_px, len(adapter["tags.name_ids"])
    out.save(
        path,
        [("pixels", "u1", [side, side, 3])],
        [("slots", "f4", [sizes.slots, sizes.decoder.width]), ("shares", "f4", [names])],
    )


def _tower(out: Writer, weights: Tensors, sizes: TowerConfig, picture: str) -> str:
    scaled = out.op("Sub", picture, out.floats(np.reshape(MEAN, (1, 3, 1, 1))))
    scaled = out.op("Div", scaled, out.floats(np.reshape(STD, (1, 3, 1, 1))))
    kernel = [
        out.floats(weights[f"embeddings.patch_embeddings.projection.{what}"])
        for what in ("weight", "bias")
    ]
    steps = [sizes.patch_px, sizes.patch_px]
    value = out.op("Conv", scaled, *kernel, kernel_shape=steps, strides=steps)  # [1, w, g, g]
    value = out.op("Transpose", out.shaped(value, 1, sizes.width, -1), perm=[0, 2, 1])
    value = out.op("Concat", out.floats(weights["embeddings.cls_token"]), value, axis=1)
    value = out.op("Add", value, out.floats(positions(weights, sizes)))  # [1, 1 + p, w]
    for layer in range(sizes.layers):
        prefix = f"encoder.layer.{layer}."
        own = {n.removeprefix(prefix): w for n, w in weights.items() if n.startswith(prefix)}
        value = _block(out, own, sizes, value)
    return _norm(out, value, weights, "layernorm", sizes.eps)


def _block(out: Writer, own: Tensors, sizes: TowerConfig, value: str) -> str:
    """One layer; the factors of LayerScale are put into the matrices before them."""
    normed = _norm(out, value, own, "norm1", sizes.eps)
    kinds = [f"attention.attention.{kind}" for kind in ("query", "key", "value")]
    packed = [np.concatenate([own[f"{k}.{w}"] for k in kinds]) for w in ("weight", "bias")]
    head = sizes.width // sizes.heads
    split = out.shaped(out.linear(normed, *packed), 1, -1, 3, sizes.heads, head)
    kinds = [out.constant(np.asarray(number, dtype=np.int64)) for number in range(3)]
    query, key, kept = (out.op("Gather", split, each, axis=2) for each in kinds)  # [1, p, heads, h]
    query, kept = (out.op("Transpose", each, perm=[0, 2, 1, 3]) for each in (query, kept))
    scores = out.op("MatMul", query, out.op("Transpose", key, perm=[0, 2, 3, 1]))
    scores = out.op("Mul", scores, out.floats(head**-0.5))
    mixed = out.op("MatMul", out.op("Softmax", scores, axis=-1), kept)  # [1, heads, p, h]
    mixed = out.shaped(out.op("Transpose", mixed, perm=[0, 2, 1, 3]), 1, -1, sizes.width)
    turned = _scaled(out, mixed, own, "attention.output.dense", "layer_scale1")
    value = out.op("Add", value, turned)
    normed = _norm(out, value, own, "norm2", sizes.eps)
    inner = out.linear(normed, own["mlp.fc1.weight"], own["mlp.fc1.bias"])
    inner = out.op("Gelu", inner, domain=MICROSOFT)
    return out.op("Add", value, _scaled(out, inner, own, "mlp.fc2", "layer_scale2"))


def _scaled(out: Writer, value: str, own: Tensors, name: str, scale: str) -> str:
    factor = own[f"{scale}.lambda1"]
    return out.linear(value, own[f"{name}.weight"] * factor[:, None], own[f"{name}.bias"] * factor)


def _norm(out: Writer, value: str, weights: Tensors, name: str, eps: float) -> str:
    parts = [out.floats(weights[f"{name}.{what}"]) for what in ("weight", "bias")]
    return out.op("LayerNormalization", value, *parts, axis=-1, epsilon=eps)


def _colours(out: Writer, sizes: TowerConfig, picture: str) -> str:
    """Averages of small squares, -1..1: [1, p, 48]."""
    grid, fine = sizes.patches, sizes.colour
    averages = area_average(sizes.side_px, grid * fine)
    small = out.op("MatMul", out.floats(averages), picture)
    small = out.op("MatMul", small, out.floats(averages.T))  # [1, 3, g * c, g * c]
    parts = out.shaped(small, 1, 3, grid, fine, grid, fine)
    parts = out.op("Transpose", parts, perm=[0, 2, 4, 3, 5, 1])
    flat = out.shaped(parts, 1, grid * grid, fine * fine * 3)
    return out.op("Sub", out.op("Mul", flat, out.floats(2)), out.floats(1))


def _connector(out: Writer, adapter: Tensors, sizes: Config, patches: str, rgb: str) -> str:
    grid, width = sizes.tower.patches, sizes.tower.width + sizes.tower.colour**2 * 3
    half = grid // MERGE
    apart = out.op("Concat", out.cut(patches, 1, 1 << 30, 1), rgb, axis=2)
    apart = out.shaped(apart, 1, half, MERGE, half, MERGE, width)
    apart = out.op("Transpose", apart, perm=[0, 1, 3, 2, 4, 5])
    merged = out.shaped(apart, 1, half * half, MERGE * MERGE * width)
    both = []
    for value, name in ((merged, "patch"), (out.cut(patches, 0, 1, 1), "whole")):
        for step in ("in", "out"):
            weight, bias = (
                adapter[f"connector.{name}_{step}.{what}"] for what in ("weight", "bias")
            )
            if step == "in":  # the standardising is put into the matrix: (x - mean) * scale
                weight = weight * adapter[f"connector.{name}_scale"]
                bias = bias - weight @ adapter[f"connector.{name}_mean"]
            value = out.linear(value, weight, bias)
            if step == "in":
                value = out.op("Gelu", value, domain=MICROSOFT)
        both.append(value)
    joined = out.op("Concat", *both, axis=1)
    return out.rms(joined, adapter["connector.norm.weight"], sizes.decoder.eps)


def _tags(
    out: Writer, adapter: Tensors, words: NDArray[np.float32], sizes: Config, patches: str, rgb: str
) -> tuple[str, str]:
    """Shares [1, names + 1], and the words of the likeliest [1, 6, w]."""
    ids = adapter["tags.name_ids"].astype(np.int64)  # [names + 1, 6]
    if len(ids) == 1:
        shares = out.op("Identity", out.floats([[1.0]]))
    else:
        shares = _shares(out, adapter, sizes, patches, rgb)
    likeliest = out.op("ArgMax", shares, axis=1, keepdims=0)  # [1]
    return shares, out.op("Gather", out.floats(words[ids]), likeliest, axis=0)


def _shares(out: Writer, adapter: Tensors, sizes: Config, patches: str, rgb: str) -> str:
    grid, fine = sizes.tower.patches, sizes.tower.colour // 2
    whole = out.shaped(out.cut(patches, 0, 1, 1), 1, -1)
    mean = out.op("ReduceMean", out.cut(patches, 1, 1 << 30, 1), _axes(out, 1), keepdims=0)
    split = out.shaped(rgb, 1, grid, grid, fine, 2, fine, 2, 3)
    coarse = out.shaped(out.op("ReduceMean", split, _axes(out, 4, 6), keepdims=0), 1, -1)
    inputs = out.op("Concat", whole, mean, coarse, axis=1)
    # The standardising is put into the matrix: (x - mean) * scale.
    weight = adapter["tags.head.weight"] * adapter["tags.scale"]
    bias = adapter["tags.head.bias"] - weight @ adapter["tags.mean"]
    logits = out.op("Add", out.op("MatMul", inputs, out.floats(weight.T)), out.floats(bias))
    probability = out.op("Softmax", logits, axis=-1)
    best = out.op("ReduceMax", probability, _axes(out, 1))  # [1, 1]
    above = out.op("Sub", best, out.floats(adapter["tags.threshold"]))
    known = out.op("Sigmoid", out.op("Mul", above, out.floats(adapter["tags.sharpness"])))
    unknown = out.op("Sub", out.floats(1), known)
    return out.op("Concat", out.op("Mul", probability, known), unknown, axis=1)


def positions(weights: Tensors, sizes: TowerConfig) -> NDArray[np.float32]:
    """The trained table of places, resized to this grid as PyTorch does: [1, 1 + p, w]."""
    table = weights["embeddings.position_embeddings"]
    grid = table[0, 1:].reshape(sizes.grid, sizes.grid, -1)
    resize = _bicubic(sizes.grid, sizes.patches)
    small = np.einsum("ai,bj,ijw->abw", resize, resize, grid).reshape(1, -1, table.shape[-1])
    return np.concatenate([table[:, :1], small.astype(np.float32)], axis=1)


def _bicubic(old: int, new: int) -> NDArray[np.float64]:
    """[new, old]: cubic convolution with a = -0.75, edges repeated, no smoothing first."""
    a = -0.75
    centre = (np.arange(new) + 0.5) * old / new - 0.5
    made = np.zeros((new, old))
    for step in range(-1, 3):
        place = np.floor(centre).astype(int) + step
        x = np.abs(centre - place)
        near = ((a + 2) * x - (a + 3)) * x * x + 1
        far = ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
        weight = np.where(x <= 1, near, far)
        np.add.at(made, (np.arange(new), place.clip(0, old - 1)), weight)
    return made


def area_average(pixels: int, cells: int) -> NDArray[np.float32]:
    """[cells, pixels]: the mean of each cell, with shares of the pixels that a border cuts."""
    edges = np.arange(cells + 1) * pixels / cells
    places = np.arange(pixels)
    low = np.maximum(edges[:-1, None], places)
    high = np.minimum(edges[1:, None], places + 1)
    return ((high - low).clip(min=0) * cells / pixels).astype(np.float32)


def _axes(out: Writer, *axes: int) -> str:
    return out.constant(np.asarray(axes, dtype=np.int64))
