"""COCO-80 CenterNet: TensorFlow.js graph model -> ONNX, with NumPy and onnx only.

    python -m clearsight.train.convert_centernet MODEL.json WEIGHTS.bin OUT.onnx

The weights state no licence of their own: the user fetches and converts them
(`scripts/install-objects`); they are never part of this repository. Tensors are NHWC in the source
and NCHW here, so that one transpose at each end is enough. The bytes of the result depend on the
two input files alone.
"""

import argparse
import base64
import hashlib
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from clearsight.errors import WeightsError

# Where we cut the graph: peaks are the class scores that are the largest among their 3x3
# neighbours (Zhou et al., arXiv:1904.07850, section 4). What follows in the source is a top-k.
OUTPUTS = {"peaks": ("tower_0/mul_1", 80), "wh": ("tower_0/wh", 4)}
_INPUT = "tower_0/images"
_SIDE_PX, _CELLS = 512, 128
_UNARY = {"Relu": "Relu", "Sigmoid": "Sigmoid", "Identity": "Identity"}
_BINARY = {"Add": "Add", "Mul": "Mul", "Equal": "Equal"}

Node = dict[str, Any]


def read_weights(manifest: list[dict[str, Any]], data: bytes) -> dict[str, NDArray[Any]]:
    """Constants by name; float16 storage is widened to float32.

    Raises:
        WeightsError: a tensor is stored in a way this reader does not know, or bytes are left over.
    """
    tensors: dict[str, NDArray[Any]] = {}
    offset = 0
    for entry in (weight for group in manifest for weight in group["weights"]):
        stored = entry.get("quantization", {}).get("dtype", entry["dtype"])
        if (entry["dtype"], stored) not in {("float32", "float16"), ("int32", "int32")}:
            raise WeightsError(f"{entry['name']}: {entry['dtype']} stored as {stored} is not read")
        count = int(np.prod(entry["shape"], dtype=np.int64))
        raw = np.frombuffer(data, np.dtype(stored).newbyteorder("<"), count, offset)
        offset += raw.nbytes
        tensors[entry["name"]] = raw.reshape(entry["shape"]).astype(entry["dtype"])
    if offset != len(data):
        raise WeightsError(f"the weights file has {len(data)} bytes, its manifest names {offset}")
    return tensors


@dataclass
class Converter:
    """Walks from the outputs back to the input and emits each node once, inputs first."""

    nodes: dict[str, Node]
    weights: dict[str, NDArray[Any]]
    emitted: list[onnx.NodeProto] = field(default_factory=list)
    constants: dict[str, onnx.TensorProto] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)

    def visit(self, name: str) -> str:
        """Emit the node and all it needs; returns the name of its NCHW output."""
        node = self.nodes[name]
        if name in self.done or node["op"] == "Placeholder":
            return name
        if node["op"] == "Const":
            return self.constant(name, _broadcastable(self.weights[name]))
        self.done.add(name)
        self.convert(name, node)
        return name

    def convert(self, name: str, node: Node) -> None:
        op = node["op"]
        if op in _UNARY:
            self.emit(_UNARY[op], [self.visit(node["input"][0])], name)
        elif op in _BINARY:
            self.emit(_BINARY[op], [self.visit(source) for source in node["input"]], name)
        elif "Conv2" in op or "Conv2d" in op:
            self.conv(name, node, depthwise="Depthwise" in op)
        elif op in _RULES:
            _RULES[op](self, name, node)
        else:
            raise WeightsError(f"{name}: no rule for the operation {op!r}; use the pinned package")

    def constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def emit(self, op: str, inputs: list[str], output: str, **attributes: Any) -> None:
        self.emitted.append(helper.make_node(op, inputs, [output], output, **attributes))

    def conv(self, name: str, node: Node, *, depthwise: bool) -> None:
        """Convolution, its bias and its activation. Weights are [h, w, in, out or multiplier]."""
        weight = self.weights[node["input"][1]]
        height, width, channels, out = weight.shape
        axes = (2, 3, 0, 1) if depthwise else (3, 2, 0, 1)
        shape = (channels * out, 1, height, width) if depthwise else (out, channels, height, width)
        inputs = [self.visit(node["input"][0])]
        inputs.append(self.constant(f"{name}/weight", weight.transpose(axes).reshape(shape)))
        fused = _strings(node, "fused_ops")
        if "BiasAdd" in fused:
            inputs.append(self.constant(f"{name}/bias", self.weights[node["input"][2]]))
        activation = next((op for op in fused if op != "BiasAdd"), None)
        target = f"{name}/linear" if activation else name
        self.emit(
            "Conv",
            inputs,
            target,
            auto_pad=_padding(node),
            strides=_integers(node, "strides")[1:3],
            group=channels if depthwise else 1,
        )
        if activation == "Relu6":
            self.clip6(target, name)
        elif activation:
            self.emit(_UNARY[activation], [target], name)

    def clip6(self, source: str, name: str) -> None:
        zero = self.constant("zero", np.array(0, np.float32))
        self.emit("Clip", [source, zero, self.constant("six", np.array(6, np.float32))], name)

    def relu6(self, name: str, node: Node) -> None:
        self.clip6(self.visit(node["input"][0]), name)

    def mean(self, name: str, node: Node) -> None:
        if sorted(self.weights[node["input"][1]].tolist()) != [1, 2]:
            raise WeightsError(f"{name}: only a mean over height and width is converted")
        self.emit("GlobalAveragePool", [self.visit(node["input"][0])], name)

    def concat(self, name: str, node: Node) -> None:
        *sources, axis = node["input"]
        if int(self.weights[axis]) not in {3, -1}:
            raise WeightsError(f"{name}: only a concatenation of channels is converted")
        self.emit("Concat", [self.visit(source) for source in sources], name, axis=1)

    def resize(self, name: str, node: Node) -> None:
        source, size = node["input"]
        height, width = self.weights[size].tolist()
        self.constant(f"{name}/scales", np.array([1, 1, 2, 2], np.float32))
        if height != width or node["attr"]["half_pixel_centers"]["b"]:
            raise WeightsError(f"{name}: only doubling without half-pixel centres is converted")
        self.emit(
            "Resize",
            [self.visit(source), "", f"{name}/scales"],
            name,
            mode="linear",
            coordinate_transformation_mode="asymmetric",
        )

    def max_pool(self, name: str, node: Node) -> None:
        kernel, strides = _integers(node, "ksize")[1:3], _integers(node, "strides")[1:3]
        source = self.visit(node["input"][0])
        options = {"kernel_shape": kernel, "strides": strides, "auto_pad": _padding(node)}
        self.emit("MaxPool", [source], name, **options)

    def cast(self, name: str, node: Node) -> None:
        self.emit("Cast", [self.visit(node["input"][0])], name, to=TensorProto.FLOAT)


_RULES = {
    "Relu6": Converter.relu6,
    "Mean": Converter.mean,
    "ConcatV2": Converter.concat,
    "ResizeBilinear": Converter.resize,
    "MaxPool": Converter.max_pool,
    "Cast": Converter.cast,
}


def _integers(node: Node, key: str) -> list[int]:
    return [int(value) for value in node["attr"][key]["list"]["i"]]


def _strings(node: Node, key: str) -> list[str]:
    values = node["attr"].get(key, {}).get("list", {}).get("s", [])
    return [base64.b64decode(value).decode() for value in values]


def _padding(node: Node) -> str:
    """TensorFlow's SAME puts the odd pixel after, as ONNX's SAME_UPPER does."""
    name = base64.b64decode(node["attr"]["padding"]["s"]).decode()
    return {"SAME": "SAME_UPPER", "VALID": "VALID"}[name]


def _broadcastable(value: NDArray[Any]) -> NDArray[Any]:
    """A per-channel constant [c] as [c, 1, 1]; scalars stay."""
    return value.reshape(-1, 1, 1) if value.ndim == 1 else value


def convert(topology: bytes, data: bytes) -> bytes:
    """The ONNX file: `image` [B,512,512,3] -> `peaks` [B,128,128,80], `wh` [B,128,128,4]."""
    model = json.loads(topology)
    nodes = {node["name"]: node for node in model["modelTopology"]["node"]}
    converter = Converter(nodes, read_weights(model["weightsManifest"], data))
    converter.emit("Transpose", ["image"], _INPUT, perm=[0, 3, 1, 2])
    for output, (source, _) in OUTPUTS.items():
        converter.emit("Transpose", [converter.visit(source)], output, perm=[0, 2, 3, 1])
    return _serialise(converter)


def _serialise(converter: Converter) -> bytes:
    def value(name: str, side: int, channels: int) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["B", side, side, channels])

    graph = helper.make_graph(
        converter.emitted,
        "coco-centernet",
        [value("image", _SIDE_PX, 3)],
        [value(name, _CELLS, channels) for name, (_, channels) in OUTPUTS.items()],
        list(converter.constants.values()),
    )
    opset = [helper.make_opsetid("", 17)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=8, producer_name="clearsight")
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString(deterministic=True))


def main() -> int:
    parser = argparse.ArgumentParser(description="Convert the COCO-80 CenterNet to ONNX.")
    for name in ("topology", "weights", "out"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    data = convert(options.topology.read_bytes(), options.weights.read_bytes())
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_bytes(data)
    sys.stdout.write(f"{hashlib.sha256(data).hexdigest()}  {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
