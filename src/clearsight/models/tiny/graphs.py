"""Writing ONNX graphs by hand: one node a line, weights as they are or in whole numbers.

Built from arrays, without PyTorch, so that a server can be set up where there is none; that the
graphs do what the network does is tested against it.
"""

from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from clearsight.models.tiny.packages import needed

Kind = Literal["float32", "int8"]
Array = NDArray[Any]

BLOCK = 32  # weights that share a scale
MICROSOFT = "com.microsoft"  # onnxruntime's own operators
_ZERO = 128


def blocks(weight: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """A matrix in whole numbers, 32 of a row to a scale, round 128.

    Args:
        weight: [out, in], `in` a multiple of 32.

    Returns:
        [out, in / 32, 32] and [out, in / 32].
    """
    rows = weight.reshape(len(weight), -1, BLOCK)
    scale = np.abs(rows).max(axis=-1) / (_ZERO - 1)
    steps = rows / np.where(scale == 0, 1, scale)[..., None]
    return (np.rint(steps) + _ZERO).astype(np.uint8), scale.astype(np.float32)


def unblocked(whole: NDArray[np.uint8], scale: NDArray[np.float32]) -> NDArray[np.float32]:
    """Back: [..., in / 32, 32] and [..., in / 32] -> [..., in]."""
    value = (whole.astype(np.float32) - _ZERO) * scale[..., None]
    return value.reshape(*value.shape[:-2], -1)


class Writer:
    """Collects nodes and constants; names are given as they come."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self._onnx = needed("onnx")
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def op(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """One node with one output, which is returned."""
        return self.ops(kind, *inputs, outputs=1, domain=domain, **attributes)[0]

    def ops(
        self, kind: str, *inputs: str, outputs: int, domain: str = "", **attributes: Any
    ) -> list[str]:
        """One node with several outputs."""
        names = [f"{kind}_{len(self._nodes)}_{number}" for number in range(outputs)]
        node = self._onnx.helper.make_node(kind, inputs, names, domain=domain, **attributes)
        self._nodes.append(node)
        return names

    def named(self, output: str, kind: str, *inputs: str, **attributes: Any) -> None:
        """One node whose output has this name: an output of the graph."""
        self._nodes.append(self._onnx.helper.make_node(kind, inputs, [output], **attributes))

    def attention(self, inputs: list[str], outputs: list[str], **heads: int) -> None:
        """onnxruntime's grouped-query attention, with rotation, over a buffer of the past."""
        node = self._onnx.helper.make_node(
            "GroupQueryAttention", inputs, outputs, domain=MICROSOFT, do_rotary=1,
            rotary_interleaved=0, **heads,
        )  # fmt: skip
        self._nodes.append(node)

    def constant(self, value: Array, name: str = "") -> str:
        name = name or f"constant_{len(self._constants)}"
        self._constants[name] = self._onnx.numpy_helper.from_array(np.asarray(value), name)
        return name

    def floats(self, value: Any) -> str:
        return self.constant(np.asarray(value, dtype=np.float32))

    def shaped(self, value: str, *shape: int) -> str:
        return self.op("Reshape", value, self.constant(np.asarray(shape, dtype=np.int64)))

    def cut(self, value: str, start: int, end: int, axis: int) -> str:
        bounds = [self.constant(np.asarray([each], dtype=np.int64)) for each in (start, end, axis)]
        return self.op("Slice", value, *bounds)

    def linear(
        self, value: str, weight: Array, bias: Array | None = None, *, name: str = ""
    ) -> str:
        """[..., in] -> [..., out]; `weight` is [out, in].

        In whole numbers: weights in blocks of 32, the input too, as it comes (accuracy level 4).
        """
        name = name or f"linear_{len(self._constants)}"
        if self.kind == "float32":
            made = self.op("MatMul", value, self.constant(weight.T.copy(), f"{name}.float"))
        else:
            whole, scale = blocks(weight)
            made = self.op(
                "MatMulNBits", value, self.constant(whole, f"{name}.whole"),
                self.constant(scale, f"{name}.scale"), domain=MICROSOFT, K=weight.shape[1],
                N=weight.shape[0], bits=8, block_size=BLOCK, accuracy_level=4,
            )  # fmt: skip
        return made if bias is None else self.op("Add", made, self.floats(bias))

    def rms(self, value: str, weight: Array, eps: float) -> str:
        """Root-mean-square norm over the last axis."""
        return self.op(
            "SimplifiedLayerNormalization", value, self.floats(weight), axis=-1, epsilon=eps
        )

    def save(self, path: Path, inputs: list[Any], outputs: list[Any]) -> None:
        """Write the graph, its weights beside it in `<name>.bin`.

        Args:
            inputs, outputs: (name, numpy type, shape with names of free axes).
        """
        helper, onnx = self._onnx.helper, self._onnx
        values = [
            [helper.make_tensor_value_info(n, helper.np_dtype_to_tensor_dtype(np.dtype(t)), s)
             for n, t, s in side]
            for side in (inputs, outputs)
        ]  # fmt: skip
        graph = helper.make_graph(self._nodes, path.stem, *values, list(self._constants.values()))
        versions = [helper.make_opsetid("", 18), helper.make_opsetid(MICROSOFT, 1)]
        model = helper.make_model(graph, opset_imports=versions, ir_version=9)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".bin").unlink(missing_ok=True)
        onnx.save_model(
            model, path, save_as_external_data=True, all_tensors_to_one_file=True,
            location=f"{path.stem}.bin", size_threshold=1024,
        )  # fmt: skip


def places(path: Path) -> dict[str, tuple[int, tuple[int, ...]]]:
    """Where each weight of a saved graph lies in its `.bin`: offset in bytes, and its shape."""
    graph = needed("onnx").load(path, load_external_data=False).graph
    found = {}
    for tensor in graph.initializer:
        entries = {entry.key: entry.value for entry in tensor.external_data}
        if "offset" in entries:
            found[tensor.name] = (int(entries["offset"]), tuple(tensor.dims))
    return found
