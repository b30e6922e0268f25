"""Files that hold the old content or the new, never half of one, whenever the power goes."""

import os
from collections.abc import Mapping
from pathlib import Path

from safetensors.torch import save_file
from torch import Tensor


def put(path: Path, text: str) -> None:
    """Write a text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.half")
    half.write_text(text, encoding="utf-8")
    _settle(half, path)


def put_tensors(path: Path, tensors: Mapping[str, Tensor], about: Mapping[str, str]) -> None:
    """Write tensors as safetensors, with a few words about them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.half")
    save_file({n: t.detach().contiguous() for n, t in tensors.items()}, half, metadata=dict(about))
    _settle(half, path)


def _settle(half: Path, path: Path) -> None:
    with half.open("rb") as file:
        os.fsync(file.fileno())
    half.replace(path)
