"""What is served is what was trained: ONNX against PyTorch, on a toy with adapters."""

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the extra train is not installed")
pytest.importorskip("safetensors", reason="the extra train is not installed")
pytest.importorskip("tokenizers", reason="the extra train is not installed")

import numpy as np
import torch
from safetensors.torch import save_file

from clearsight.errors import UsageError
from clearsight.models.tiny.engine import Built, Engine
from clearsight.models.tiny.prompt import Processor
from clearsight.models.tiny.sizes import Config
from clearsight.models.tiny.tokens import Tokens
from clearsight.train.tiny.export import Sample, agreement, asked, serve, trained
from clearsight.train.tiny.rows import Turn
from clearsight.vlm import VisionLanguageModel
from clearsight.vlm.adapter import save_adapter
from clearsight.vlm.lora import add_lora, lora_parameters


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Bases and an adapter as training leaves them."""
    torch.manual_seed(5)
    tokens = Tokens.bytes()
    model = VisionLanguageModel(Config.toy(len(tokens)))
    for each in model.parameters():
        each.data.add_(0.03 * torch.randn_like(each))
    (tmp_path / "bases").mkdir()
    for part in ("tower", "decoder"):
        state = {n: v.contiguous() for n, v in getattr(model, part).state_dict().items()}
        save_file(state, tmp_path / f"bases/{part}.safetensors")
    model.set_tags(["cat", "a red apple"], tokens)
    model.tags.head.weight.data.normal_(std=0.3)
    add_lora(model.decoder, rank=4, alpha=8)
    for each in lora_parameters(model.decoder):
        each.data.normal_(std=0.1)
    save_adapter(model, tmp_path / "adapter")
    return tmp_path


def samples(count: int = 4) -> list[Sample]:
    rng = np.random.default_rng(1)
    processor = Processor(Tokens.bytes(), Config.toy().slots)
    return [
        Sample(
            processor.prompt((Turn("user", "<image>\n" * pictures + f"What is it? {number}"),)),
            [rng.integers(0, 256, (112, 112, 3), dtype=np.uint8) for _ in range(pictures)],
        )
        for number, pictures in enumerate([0, 1, 2, 1][:count])
    ]


def test_onnx_in_float32_is_pytorch(work: Path) -> None:
    folder = serve(work / "bases", work / "adapter", Tokens.bytes(), work / "out", "float32")
    model = trained(work / "bases", work / "adapter")
    found = agreement(model, Engine(Built.read(folder)), samples())
    assert (found.samples, found.pictures) == (4, 4)
    assert found.tokens > 20
    assert found.slots_relative < 1e-5
    assert found.logits_most < 1e-4
    assert (found.same_token, found.same_answer) == (1.0, 1.0)


def test_onnx_in_int8_is_close(work: Path) -> None:
    folder = serve(work / "bases", work / "adapter", Tokens.bytes(), work / "out")
    model = trained(work / "bases", work / "adapter")
    found = agreement(model, Engine(Built.read(folder)), samples())
    assert 0 < found.slots_relative < 0.05
    assert 0 < found.divergence < 0.01
    assert found.same_token > 0.8


def test_the_comparison_notices_another_adapter(work: Path) -> None:
    folder = serve(work / "bases", work / "adapter", Tokens.bytes(), work / "out", "float32")
    model = trained(work / "bases", work / "adapter")
    for each in model.decoder.layers[1].mlp.parameters():
        each.data.mul_(1.5)
    found = agreement(model, Engine(Built.read(folder)), samples(2))
    assert found.logits_most > 0.01


def test_without_dev_rows_nothing_is_compared(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no questions"):
        list(asked(tmp_path, Processor(Tokens.bytes())))
