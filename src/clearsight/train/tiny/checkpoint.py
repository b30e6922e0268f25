"""What a run needs to go on after a power cut: weights, optimiser, place in the data.

A checkpoint is written beside the old one, synced, and only then takes its name. Weights that do
not learn are not in it. Tensors are read back as tensors alone: no pickled code is run.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from torch import Tensor, nn

from clearsight.errors import UsageError
from clearsight.train.tiny.files import put_tensors

NAME = "checkpoint.safetensors"
_PLACE = "place"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run is.

    Attributes:
        step: steps that were taken.
        feed: state of the rows (`batches.Feed.state`).
    """

    step: int
    feed: Any


def save(
    folder: Path, learning: Mapping[str, nn.Parameter], optimiser: torch.optim.Optimizer, at: Place
) -> Path:
    """Write the checkpoint of a run, in place of the one before."""
    tensors: dict[str, Tensor] = {f"weight/{name}": p for name, p in learning.items()}
    for name, parameter in learning.items():
        for key, value in optimiser.state.get(parameter, {}).items():
            tensors[f"optimiser/{name}/{key}"] = value
    path = folder / NAME
    place = json.dumps({"step": at.step, "feed": at.feed})
    put_tensors(path, tensors, {_PLACE: place})
    return path


def load(
    folder: Path, learning: Mapping[str, nn.Parameter], optimiser: torch.optim.Optimizer
) -> Place | None:
    """Put weights and optimiser back as they were; None when there is no checkpoint.

    Raises:
        UsageError: it is the checkpoint of another model.
    """
    path = folder / NAME
    if not path.is_file():
        return None
    with safe_open(path, "pt") as file:
        place = json.loads(file.metadata()[_PLACE])
        held = set(file.keys())
        _check(path, {name.removeprefix("weight/") for name in held if name[0] == "w"}, learning)
        for name, parameter in learning.items():
            parameter.data.copy_(file.get_tensor(f"weight/{name}"))
            prefix = f"optimiser/{name}/"
            optimiser.state[parameter] = {
                key.removeprefix(prefix): file.get_tensor(key)
                for key in held
                if key.startswith(prefix)
            }
    return Place(place["step"], place["feed"])


def _check(path: Path, held: set[str], learning: Mapping[str, nn.Parameter]) -> None:
    if held != set(learning):
        lacks, more = sorted(set(learning) - held), sorted(held - set(learning))
        raise UsageError(
            f"{path} is of another model: it lacks {lacks[:3] or 'nothing'} and holds "
            f"{more[:3] or 'nothing'} besides; delete the stage's folder to train it anew"
        )
