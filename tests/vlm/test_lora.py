"""Adapters: nothing at first, the same when merged, saved and read."""

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the extra train is not installed")

import torch

from clearsight.errors import UsageError, WeightsError
from clearsight.models.tiny.tokens import Tokens
from clearsight.vlm import Config, Features, VisionLanguageModel
from clearsight.vlm.adapter import adapter_state, load_adapter, read_adapter, save_adapter
from clearsight.vlm.lora import add_lora, lora_parameters, lora_rank, merge_lora

IDS = torch.arange(20, 60)[None]


def trained(model: VisionLanguageModel) -> VisionLanguageModel:
    """With adapters that do something."""
    add_lora(model.decoder, rank=4, alpha=8)
    for parameter in lora_parameters(model.decoder):
        parameter.data.normal_(std=0.1)
    return model


def test_fresh_adapters_change_nothing(model: VisionLanguageModel) -> None:
    before = model(IDS)
    add_lora(model.decoder, rank=4)
    assert torch.equal(model(IDS), before)


def test_merged_is_unmerged(model: VisionLanguageModel) -> None:
    base = model(IDS)
    unmerged = trained(model)(IDS)
    merge_lora(model.decoder)
    torch.testing.assert_close(model(IDS), unmerged, atol=2e-6, rtol=1e-5)
    assert (unmerged - base).abs().max() > 0.01
    assert lora_rank(model.decoder) is None


def test_only_the_low_rank_parts_are_trained(model: VisionLanguageModel) -> None:
    model.freeze()
    trained(model)
    model(IDS).sum().backward()
    with_gradient = {name for name, each in model.named_parameters() if each.grad is not None}
    assert with_gradient
    assert all(name.endswith(("lora_a", "lora_b")) for name in with_gradient)
    assert len(lora_parameters(model.decoder)) == 2 * 7 * 2


def test_adapters_are_not_put_on_adapters(model: VisionLanguageModel) -> None:
    add_lora(model.decoder, rank=2)
    with pytest.raises(UsageError, match="merge_lora"):
        add_lora(model.decoder, rank=2)


def test_what_is_taken_is_put_back(model: VisionLanguageModel) -> None:
    trained(model)
    taken, before = adapter_state(model), model(IDS)
    for parameter in lora_parameters(model.decoder):
        parameter.data.zero_()
    assert not torch.equal(model(IDS), before)
    load_adapter(model, taken)
    assert torch.equal(model(IDS), before)


def test_a_saved_adapter_makes_the_same_model_of_the_bases(
    model: VisionLanguageModel, features: Features, tokens: Tokens, tmp_path: Path
) -> None:
    other = VisionLanguageModel(model.config).eval()
    for part in ("tower", "decoder"):
        getattr(other, part).load_state_dict(getattr(model, part).state_dict())
    trained(model)
    model.tags.head.weight.data.normal_()
    save_adapter(model, tmp_path, stage="sft")
    about = read_adapter(other, tmp_path)
    assert about["stage"] == "sft"
    assert other.tags.names == ("red apple", "cat", "dog")
    torch.testing.assert_close(other(IDS), model(IDS), atol=2e-3, rtol=0)  # half precision
    torch.testing.assert_close(
        other.pictures(features), model.pictures(features), atol=2e-3, rtol=0
    )


def test_a_damaged_adapter_is_not_read(model: VisionLanguageModel, tmp_path: Path) -> None:
    path = save_adapter(model, tmp_path)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(WeightsError, match="sha256"):
        read_adapter(model, tmp_path)


def test_an_adapter_of_other_sizes_is_not_read(model: VisionLanguageModel, tmp_path: Path) -> None:
    save_adapter(model, tmp_path)
    with pytest.raises(WeightsError, match="other sizes"):
        read_adapter(VisionLanguageModel(Config.toy(300)), tmp_path)


def test_a_folder_without_an_adapter_says_so(model: VisionLanguageModel, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="holds no adapter"):
        read_adapter(model, tmp_path)
