"""What is trained and shipped: connector, tag head and low-rank adapters, without the bases.

On disk: adapter.safetensors (half precision), config.json and adapter.json (names of the tags, rank
and alpha, hash of the weights file).
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from clearsight.errors import WeightsError
from clearsight.models.tiny.sizes import Config
from clearsight.vlm.lora import add_lora, lora_rank
from clearsight.vlm.model import VisionLanguageModel


def adapter_state(model: VisionLanguageModel) -> dict[str, Tensor]:
    """Copies of everything that ships, by name; fp32, or whole numbers."""
    return {
        name: value.detach().clone()
        for name, value in model.state_dict().items()
        if name.startswith(("connector.", "tags.")) or name.endswith(("lora_a", "lora_b"))
    }


def load_adapter(model: VisionLanguageModel, state: Mapping[str, Tensor]) -> None:
    """Put back what `adapter_state` took, into a model of the same tags and adapters.

    Raises:
        WeightsError: names or sizes are of another model.
    """
    wanted = adapter_state(model)
    wrong = sorted(set(wanted) ^ set(state)) or sorted(
        name for name, value in state.items() if value.shape != wanted[name].shape
    )
    if wrong:
        raise WeightsError(
            f"{len(wrong)} tensors do not fit this model, such as {wrong[0]}; give the model the "
            "tags (set_tags) and adapters (add_lora) that the file was made with"
        )
    with torch.no_grad():
        own = model.state_dict()
        for name, value in state.items():
            own[name].copy_(value)


def save_adapter(model: VisionLanguageModel, folder: Path, **notes: Any) -> Path:
    """Write the three files; `notes` (stage, seed, hashes of data) go into adapter.json."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "adapter.safetensors"
    state = adapter_state(model)
    save_file({k: v.half() if v.is_floating_point() else v for k, v in state.items()}, path)
    model.config.write(folder / "config.json")
    rank = lora_rank(model.decoder)
    about = {
        "names": list(model.tags.names),
        "lora": None if rank is None else {"rank": rank[0], "alpha": rank[1]},
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        **notes,
    }
    text = json.dumps(about, indent=1, ensure_ascii=False) + "\n"
    (folder / "adapter.json").write_text(text, encoding="utf-8")
    return path


def read_adapter(model: VisionLanguageModel, folder: Path) -> dict[str, Any]:
    """Make a model of bases what `save_adapter` saved; returns adapter.json.

    Raises:
        WeightsError: a file is missing, damaged, or of another network.
    """
    path = folder / "adapter.safetensors"
    try:
        about = json.loads((folder / "adapter.json").read_text(encoding="utf-8"))
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError) as error:
        raise WeightsError(f"{folder} holds no adapter ({error}); train one first") from error
    if found != about["sha256"]:
        raise WeightsError(f"{path} has sha256 {found}, expected {about['sha256']}; copy it again")
    if Config.read(folder / "config.json") != model.config:
        raise WeightsError(f"{folder} is of a network of other sizes; see its config.json")
    state = load_file(path)
    _shape(model, about, state)
    load_adapter(model, state)
    return dict(about)


def _shape(model: VisionLanguageModel, about: Mapping[str, Any], state: Mapping[str, Any]) -> None:
    if about["names"]:
        model.tags.resize(about["names"], state["tags.name_ids"])
    if about["lora"] is not None and lora_rank(model.decoder) is None:
        add_lora(model.decoder, about["lora"]["rank"], about["lora"]["alpha"])
