"""The encoder as an ONNX graph: BERT with post-layer-norm, int8 products, 4-bit word vectors.

Word vectors stay in the 4-bit blocks of the source file (GatherBlockQuantized reads the same
layout), so they lose nothing. Linear layers become int8: weights with one scale per output,
activations with one scale per call, chosen while running (DynamicQuantizeMatMul). Weights use
64 of the 127 steps: on CPUs without VNNI the int8 product adds pairs in 16 bits, and
2 * 255 * 64 is the most that fits, so every CPU computes the same integers.

Later layers sit in nested If branches behind the scalar input `depth`: ONNX Runtime computes
every node that is not behind an If, whichever outputs are asked for.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from clearsight.train.e5_decode import BLOCK, Q4, E5File

OPSET = 20
IR_VERSION = 10
MS = "com.microsoft"
STEPS = 64.0
# Chosen on 503 texts by agreement with the same network in fp32, before fine-tuning: 1 - cosine
# .0042 with three equal groups of inner channels, .0019 with the 64 largest apart, .0013 eased.
LARGE = 64
EASE = 0.7
DEVIATIONS = 3
_FLOAT = TensorProto.FLOAT

Array = NDArray[np.float32]


class Scope:
    """Nodes of one (sub)graph; all scopes share the initialisers of the main graph."""

    def __init__(self, initialisers: dict[str, onnx.TensorProto]) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initialisers = initialisers

    def add(self, op: str, inputs: Iterable[str], *outputs: str, **attributes: Any) -> str:
        """One node, named by its first output; returns that name."""
        domain = str(attributes.pop("domain", ""))
        name = outputs[0]
        node = helper.make_node(op, list(inputs), list(outputs), name, domain=domain, **attributes)
        self.nodes.append(node)
        return name

    def constant(self, name: str, value: Any, kind: Any = np.float32) -> str:
        """An initialiser; the same name twice means the same value."""
        array = np.ascontiguousarray(value, dtype=kind).reshape(np.shape(value))
        self.initialisers.setdefault(name, numpy_helper.from_array(array, name))
        return name

    def indices(self, *values: int) -> str:
        """A vector of int64, such as the axes of a reduction."""
        return self.constant("i" + "_".join(map(str, values)), values, np.int64)


class Network:
    """Writes parts of the encoder into a scope. Shapes: B texts, T tokens, H width."""

    def __init__(self, e5: E5File) -> None:
        self.e5 = e5

    def embedding(self, scope: Scope, words: Q4) -> str:
        """Word, position and type vectors, summed and normalised: [B, T] to [B, T, H]."""
        vectors, width = self.e5.vectors, self.e5.width
        # 0x88 turns offset binary into two's complement in both nibbles of a byte.
        signed = (words.packed() ^ 0x88).tobytes()
        scope.initialisers["word.q4"] = helper.make_tensor(
            "word.q4", TensorProto.INT4, words.nibbles.shape, signed, raw=True
        )
        scales = scope.constant("word.scale", words.scales, np.float16)
        layout = {"block_size": BLOCK, "gather_axis": 0, "quantize_axis": 1}
        inputs = ["word.q4", "input_ids", scales]
        word = scope.add("GatherBlockQuantized", inputs, "word.half", domain=MS, **layout)
        word = scope.add("Cast", [word], "word", to=_FLOAT)
        table = vectors["emb.pos"].reshape(-1, width) + vectors["emb.type"][:width]
        table_name = scope.constant("position", table)
        length = scope.add("Shape", ["input_ids"], "length", start=1, end=2)
        inputs = [table_name, scope.indices(0), length, scope.indices(0)]
        total = scope.add("Add", [word, scope.add("Slice", inputs, "position.used")], "summed")
        return self.norm(scope, total, source="emb.ln")

    def norm(self, scope: Scope, value: str, *, source: str) -> str:
        """Layer normalisation over the last axis, weights `source`.w and `source`.b."""
        names = [f"{source}.w", f"{source}.b"]
        inputs = [value, *(scope.constant(name, self.e5.vectors[name]) for name in names)]
        return scope.add("LayerNormalization", inputs, source, axis=-1, epsilon=self.e5.eps)

    def linear(
        self, scope: Scope, value: str, *, name: str, weight: Array, bias: Array | None
    ) -> str:
        """value @ weight.T + bias: [B, T, in] to [B, T, out], weight [out, in]."""
        scale = np.abs(weight).max(axis=1) / np.float32(STEPS)  # [out]
        steps = np.rint(weight / scale[:, None]).T
        inputs = [value, scope.constant(f"{name}.int8", steps, np.int8)]
        inputs += [scope.constant(f"{name}.scale", scale), ""]
        inputs += [] if bias is None else [scope.constant(f"{name}.bias", bias)]
        return scope.add("DynamicQuantizeMatMul", inputs, name, domain=MS)

    def dense(self, *parts: str) -> tuple[Array, Array]:
        """Weights [out, in] and biases [out] of the named parts, stacked."""
        weights = [self.e5.matrices[f"{part}.w"].dense() for part in parts]
        return np.concatenate(weights), np.concatenate([self.e5.vectors[f"{p}.b"] for p in parts])

    def attention(self, scope: Scope, value: str, at: str) -> str:
        """Softmax attention over all tokens: [B, T, H] to [B, T, H]."""
        names = [f"{at}.{part}" for part in "qkv"]
        weight, bias = self.dense(*names)
        joined = self.linear(scope, value, name=f"{at}.qkv", weight=weight, bias=bias)
        scope.add("Split", [joined, scope.indices(*[self.e5.width] * 3)], *names, axis=-1)
        heads = {"num_heads": self.e5.heads}
        context = scope.add("MultiHeadAttention", names, f"{at}.heads", domain=MS, **heads)
        weight, bias = self.dense(f"{at}.ao")
        return self.linear(scope, context, name=f"{at}.ao", weight=weight, bias=bias)

    def feed_forward(self, scope: Scope, value: str, at: str) -> str:
        """Two linear layers around a GELU: [B, T, H] to [B, T, H]."""
        wide, wide_bias = self.dense(f"{at}.fi")
        narrow, bias = self.dense(f"{at}.fo")
        weight, shift = (self.e5.vectors[f"{at}.aln.{part}"] for part in "wb")
        # A few inner channels are far larger than the rest and would coarsen a shared scale:
        # those that are expected to be the largest are multiplied apart.
        size = wide @ shift + wide_bias + DEVIATIONS * np.linalg.norm(wide * weight, axis=1)
        order = np.argsort(-size, kind="stable")
        eased, wide = self.eased(scope, value, wide, at=at)
        inner = self.linear(
            scope, eased, name=f"{at}.fi", weight=wide[order], bias=wide_bias[order]
        )
        inner = scope.add("Gelu", [inner], f"{at}.gelu")
        parts = [f"{at}.large", f"{at}.rest"]
        counts = scope.indices(LARGE, len(order) - LARGE)
        scope.add("Split", [inner, counts], *parts, axis=-1)
        columns = np.split(narrow[:, order], [LARGE], axis=1)
        products = [
            self.linear(scope, part, name=f"{part}.fo", weight=columns_of, bias=given)
            for part, columns_of, given in zip(parts, columns, [bias, None], strict=True)
        ]
        return scope.add("Add", products, f"{at}.fo")

    def eased(self, scope: Scope, value: str, wide: Array, *, at: str) -> tuple[str, Array]:
        """Large channels of `value` made smaller and their weights larger by as much.

        SmoothQuant (Xiao et al. 2023, arXiv:2211.10438), with the size of a channel expected from
        the layer norm before it in place of measured.
        """
        weight, shift = (self.e5.vectors[f"{at}.aln.{part}"] for part in "wb")
        reach = np.abs(shift) + DEVIATIONS * np.abs(weight)  # [H]
        by = reach**EASE / np.abs(wide).max(axis=0) ** (1 - EASE)
        by = (by / np.exp(np.log(by).mean())).astype(np.float32)
        eased = scope.add("Mul", [value, scope.constant(f"{at}.ease", 1 / by)], f"{at}.eased")
        return eased, wide * by

    def layer(self, scope: Scope, value: str, number: int) -> str:
        """One transformer layer: [B, T, H] to [B, T, H]."""
        at = f"l{number}"
        mixed = self.attention(scope, value, at)
        value = scope.add("Add", [value, mixed], f"{at}.attended")
        value = self.norm(scope, value, source=f"{at}.aln")
        narrow = self.feed_forward(scope, value, at)
        value = scope.add("Add", [value, narrow], f"{at}.sum")
        return self.norm(scope, value, source=f"{at}.oln")

    def pool(self, scope: Scope, value: str, output: str) -> str:
        """The mean over tokens, scaled to length 1: [B, T, H] to [B, H]."""
        # The sum points the same way as the mean, and the scaling drops the difference.
        inputs = [value, scope.indices(1)]
        total = scope.add("ReduceSum", inputs, f"{output}.total", keepdims=0)
        return scope.add("LpNormalization", [total], output, axis=-1, p=2)

    def deeper(self, scope: Scope, value: str, exits: tuple[int, ...]) -> list[str]:
        """Layers exits[0]+1 onwards, each stretch behind an If on `depth`.

        Returns:
            In `scope`, the pooled output of every later exit: [B, H], or [0, H] if not reached.
        """
        first, *later = exits
        if not later:
            return []
        inner = Scope(scope.initialisers)
        for number in range(first, later[0]):
            value = self.layer(inner, value, number)
        found = [self.pool(inner, value, f"layer{later[0]}.in{first}")]
        found += self.deeper(inner, value, tuple(later))
        skipped = Scope(scope.initialisers)
        nothing = numpy_helper.from_array(np.zeros((0, self.e5.width), np.float32))
        missing = [
            skipped.add("Constant", [], f"layer{stop}.skip{first}", value=nothing) for stop in later
        ]
        limit = scope.constant(f"depth{first}", first, np.int64)
        condition = scope.add("Greater", ["depth", limit], f"beyond{first}")
        outputs = [f"layer{stop}.from{first}" for stop in later]
        branches = {
            "then_branch": self.branch(inner, f"beyond{first}.yes", found),
            "else_branch": self.branch(skipped, f"beyond{first}.no", missing),
        }
        scope.add("If", [condition], *outputs, **branches)
        return outputs

    def branch(self, scope: Scope, name: str, outputs: list[str]) -> onnx.GraphProto:
        """A subgraph without inputs that returns pooled outputs."""
        return helper.make_graph(scope.nodes, name, [], self.pooled(outputs))

    def pooled(self, names: list[str]) -> list[onnx.ValueInfoProto]:
        """Declarations of pooled outputs; 0 rows where `depth` stopped earlier."""
        return [helper.make_tensor_value_info(n, _FLOAT, [None, self.e5.width]) for n in names]


def build(e5: E5File, words: Q4, exits: tuple[int, ...]) -> onnx.ModelProto:
    """The model with one pooled output `layer<n>` for each n of `exits`, in rising order.

    Inputs: `input_ids` int64 [B, T], texts of one length, since a mask would cost 6 % and one text
    a run needs none; with several exits also `depth` int64 []: layers computed.
    Outputs: [B, H] of length 1 for exits up to `depth`, [0, H] beyond it.
    """
    network, main = Network(e5), Scope({})
    value = network.embedding(main, words)
    for number in range(exits[0]):
        value = network.layer(main, value, number)
    names = [f"layer{stop}" for stop in exits]
    network.pool(main, value, names[0])
    later = network.deeper(main, value, exits)
    for inner, outer in zip(later, names[1:], strict=True):
        main.add("Identity", [inner], outer)
    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])]
    if len(exits) > 1:
        inputs.append(helper.make_tensor_value_info("depth", TensorProto.INT64, []))
    outputs = network.pooled(names)
    graph = helper.make_graph(main.nodes, "e5-small", inputs, outputs)
    graph.initializer.extend(main.initialisers.values())
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MS, 1)]
    return helper.make_model(
        graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="clearsight"
    )
