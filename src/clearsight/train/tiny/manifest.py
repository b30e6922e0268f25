"""What a run was made of: hashes of code, data and earlier weights, settings, versions."""

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from clearsight.errors import UsageError
from clearsight.train.tiny.files import put
from clearsight.train.tiny.recipe import Recipe

NAME = "manifest.json"
_PACKAGES = ("torch", "numpy", "safetensors", "pillow")
_ROOT = Path(__file__).resolve().parents[2]
# Everything that decides what a run does, below the package.
_CODE = ("train/tiny", "vlm")


def manifest(recipe: Recipe, seed: int, data: Mapping[str, str]) -> dict[str, Any]:
    """Everything that decides what a run will do.

    Args:
        data: hash by name of each file the run reads: rows, pictures, earlier weights.
    """
    return {
        "recipe": asdict(recipe),
        "seed": seed,
        "code": files_hash(sorted(path for at in _CODE for path in (_ROOT / at).rglob("*.py"))),
        "data": dict(sorted(data.items())),
        "versions": {name: version(name) for name in _PACKAGES},
        "machine": f"{platform.machine()} {platform.system()}",
    }


def settle(folder: Path, made: Mapping[str, Any]) -> None:
    """Write the manifest of a new run; of one that goes on, check that nothing changed.

    Raises:
        UsageError: the run was begun with other code, data or settings.
    """
    path = folder / NAME
    if not path.is_file():
        put(path, json.dumps(made, indent=1) + "\n")
        return
    before = json.loads(path.read_text(encoding="utf-8"))
    now = json.loads(json.dumps(made))
    changed = sorted(key for key in {*before, *now} if before.get(key) != now.get(key))
    if changed:
        raise UsageError(
            f"{folder} was begun with another {' and '.join(changed)}; its steps so far would not "
            f"fit. Delete the folder to train the stage anew, or go back to what it was begun with"
        )


def begun(folder: Path) -> float | None:
    """Minutes that a run in this folder was begun with; None when there is none."""
    path = folder / NAME
    if not path.is_file():
        return None
    return float(json.loads(path.read_text(encoding="utf-8"))["recipe"]["minutes"])


def forget(folder: Path) -> None:
    """Remove the manifest of a run that never took a step; nothing was made that it holds for."""
    (folder / NAME).unlink(missing_ok=True)


def files_hash(paths: Iterable[Path]) -> str:
    """SHA-256 over the contents of files, in the order given; names do not count."""
    found = hashlib.sha256()
    for path in paths:
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()
