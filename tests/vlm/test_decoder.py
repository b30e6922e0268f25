"""The language model alone."""

import pytest

pytest.importorskip("torch", reason="the extra train is not installed")

import torch

from clearsight.vlm import VisionLanguageModel
from clearsight.vlm.decoder import Cache


def test_cached_and_whole_agree(model: VisionLanguageModel) -> None:
    value = torch.randn(2, 9, 64)
    cache = Cache()
    pieces = [
        model.decoder(value[:, start:end], cache=cache) for start, end in ((0, 4), (4, 5), (5, 9))
    ]
    torch.testing.assert_close(torch.cat(pieces, dim=1), model.decoder(value), atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("side", ["before", "behind"])
def test_padding_changes_nothing(model: VisionLanguageModel, side: str) -> None:
    value, noise = torch.randn(1, 6, 64), torch.randn(1, 3, 64)
    parts = [noise, value] if side == "before" else [value, noise]
    said = torch.tensor([[0] * 3 + [1] * 6 if side == "before" else [1] * 6 + [0] * 3])
    positions = (said.cumsum(1) - 1).clamp(min=0)
    padded = model.decoder(torch.cat(parts, dim=1), said, positions=positions)
    torch.testing.assert_close(padded[said.bool()], model.decoder(value)[0], atol=1e-6, rtol=1e-5)


def test_nothing_looks_ahead(model: VisionLanguageModel) -> None:
    value = torch.randn(1, 6, 64)
    changed = value.clone()
    changed[:, 4:] = 0
    before, after = model.decoder(value), model.decoder(changed)
    torch.testing.assert_close(before[:, :4], after[:, :4])
    assert (before[:, 4:] - after[:, 4:]).abs().max() > 0.01
