"""EfficientNet-lite0 checkpoint -> ONNX, with NumPy and onnx only.

Architecture: Tan and Le, arXiv:1905.11946, in its "lite" form (ReLU6, no squeeze-and-excite, stem
and head not scaled). Each batch norm is folded into the convolution before it, in float64, so the
bytes of the result depend on the checkpoint alone.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from clearsight.train.torch_file import read_state

_SIDE_PX = 224
_EPSILON = 1e-3
_OPSET = 17
_IR_VERSION = 8


@dataclass(frozen=True)
class Stage:
    """One row of the architecture table: repeats, kernel, first stride, expansion, width out."""

    repeats: int
    kernel: int
    stride: int
    expand: int
    width: int


STAGES = (
    Stage(1, 3, 1, 1, 16),
    Stage(2, 3, 2, 6, 24),
    Stage(2, 5, 2, 6, 40),
    Stage(3, 3, 2, 6, 80),
    Stage(3, 5, 1, 6, 112),
    Stage(4, 5, 2, 6, 192),
    Stage(1, 3, 1, 6, 320),
)


@dataclass
class _Graph:
    """The ONNX graph as it grows; `side` is the current height and width in cells."""

    state: dict[str, NDArray[Any]]
    side: int = _SIDE_PX
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    tensors: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, name: str, value: NDArray[Any]) -> str:
        self.tensors.append(numpy_helper.from_array(value, name))
        return name

    def node(self, op: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(op, inputs, [output], output, **attributes))
        return output

    def conv(
        self, x: str, conv: str, norm: str, *, stride: int = 1, depthwise: bool = False
    ) -> str:
        """Convolution with its batch norm folded in and TensorFlow's SAME padding."""
        weight, bias = _fold(self.state, conv, norm)
        kernel = weight.shape[2]
        out = -(-self.side // stride)
        pad = max((out - 1) * stride + kernel - self.side, 0)
        before, after = pad // 2, pad - pad // 2
        self.side = out
        return self.node(
            "Conv",
            [x, self.constant(f"{conv}.weight", weight), self.constant(f"{conv}.bias", bias)],
            conv,
            kernel_shape=[kernel, kernel],
            strides=[stride, stride],
            pads=[before, before, after, after],
            group=weight.shape[0] if depthwise else 1,
        )

    def relu6(self, x: str) -> str:
        return self.node("Clip", [x, "zero", "six"], f"{x}.relu6")


def _fold(
    state: dict[str, NDArray[Any]], conv: str, norm: str
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weight [out, in, k, k] and bias [out] that equal convolution followed by batch norm."""
    gamma, beta, mean, var = (
        state[f"{norm}.{part}"].astype(np.float64)
        for part in ("weight", "bias", "running_mean", "running_var")
    )
    scale = gamma / np.sqrt(var + _EPSILON)
    weight = state[f"{conv}.weight"].astype(np.float64) * scale[:, None, None, None]
    return weight.astype(np.float32), (beta - mean * scale).astype(np.float32)


def _block(graph: _Graph, x: str, prefix: str, *, stage: Stage, first: bool) -> str:
    """Inverted bottleneck: expand, depthwise, project; skip where shapes agree."""
    inputs = x
    if stage.expand != 1:
        x = graph.relu6(graph.conv(x, f"{prefix}._expand_conv", f"{prefix}._bn0"))
    stride = stage.stride if first else 1
    x = graph.conv(x, f"{prefix}._depthwise_conv", f"{prefix}._bn1", stride=stride, depthwise=True)
    x = graph.conv(graph.relu6(x), f"{prefix}._project_conv", f"{prefix}._bn2")
    return x if first else graph.node("Add", [x, inputs], f"{prefix}.skip")


def convert(checkpoint: bytes) -> bytes:
    """The ONNX file: `image` [B,3,224,224] -> `logits` [B,1000] and `features` [B,1280]."""
    graph = _Graph(read_state(checkpoint))
    graph.constant("zero", np.array(0, np.float32))
    graph.constant("six", np.array(6, np.float32))
    x = graph.relu6(graph.conv("image", "_conv_stem", "_bn0", stride=2))
    index = 0
    for stage in STAGES:
        for repeat in range(stage.repeats):
            x = _block(graph, x, f"_blocks.{index}", stage=stage, first=repeat == 0)
            index += 1
    x = graph.relu6(graph.conv(x, "_conv_head", "_bn1"))
    x = graph.node("GlobalAveragePool", [x], "pool")
    graph.node("Flatten", [x], "features", axis=1)
    weight = graph.constant("_fc.weight", graph.state["_fc.weight"])
    bias = graph.constant("_fc.bias", graph.state["_fc.bias"])
    graph.node("Gemm", ["features", weight, bias], "logits", transB=1)
    return _serialise(graph)


def _serialise(graph: _Graph) -> bytes:
    def value(name: str, shape: list[str | int]) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "efficientnet-lite0",
            [value("image", ["B", 3, _SIDE_PX, _SIDE_PX])],
            [value("logits", ["B", 1000]), value("features", ["B", 1280])],
            graph.tensors,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=_IR_VERSION,
        producer_name="clearsight",
    )
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString(deterministic=True))
