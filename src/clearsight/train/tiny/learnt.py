"""Which parameters learn, and learnt weights put into a model."""

from collections.abc import Sequence
from pathlib import Path

from safetensors.torch import load_file
from torch import nn

from clearsight.errors import UsageError
from clearsight.vlm import VisionLanguageModel


def chosen(model: VisionLanguageModel, groups: Sequence[str]) -> dict[str, nn.Parameter]:
    """Let these groups of parameters learn, and no others.

    Raises:
        UsageError: a group the model does not have.
    """
    found = {}
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(group(name) in groups)
        if parameter.requires_grad:
            found[name] = parameter
    lost = set(groups) - {group(name) for name in found}
    if lost:
        raise UsageError(f"the model has no parameters of {sorted(lost)}; were adapters added?")
    return found


def group(name: str) -> str:
    """The group of a parameter: "tower", "connector", "tags", "lora" or "decoder"."""
    return "lora" if ".lora_" in name else name.partition(".")[0]


def load_into(model: VisionLanguageModel, path: Path) -> None:
    """Put learnt weights into a model that has the same adapters.

    Raises:
        UsageError: the file holds weights that the model has no place for.
    """
    missing = model.load_state_dict(load_file(path), strict=False)
    if missing.unexpected_keys:
        raise UsageError(
            f"{path} holds {missing.unexpected_keys[:3]}, which this model has no place for"
        )
