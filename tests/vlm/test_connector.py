"""The connector: what goes in is standardised, the same by either engine."""

import pytest

pytest.importorskip("torch", reason="the extra train is not installed")

import torch

from clearsight.vlm import Features, VisionLanguageModel
from clearsight.vlm.adapter import adapter_state
from clearsight.vlm.connector import FLAT, Connector


def test_a_fitted_scale_makes_mean_nought_and_spread_one(
    model: VisionLanguageModel, features: Features
) -> None:
    patches, rgb = features.patches.float(), features.rgb.float()
    patches[..., 3] = patches[..., 3] * 100 + 40  # one number far larger than the others
    connector = model.connector
    connector.fit_scale(patches, rgb)
    width = patches.shape[-1] + rgb.shape[-1]
    both = torch.cat([patches[:, 1:], rgb], -1).flatten(0, 1)
    made = (both - connector.patch_mean[:width]) * connector.patch_scale[:width]
    torch.testing.assert_close(made.mean(0), torch.zeros(width), atol=1e-4, rtol=0)
    wide = both.std(0) > FLAT
    torch.testing.assert_close(made.std(0)[wide], torch.ones(int(wide.sum())), atol=1e-4, rtol=0)


def test_the_four_patches_of_a_square_have_one_scale(
    model: VisionLanguageModel, features: Features
) -> None:
    model.connector.fit_scale(features.patches.float(), features.rgb.float())
    parts = model.connector.patch_scale.view(4, -1)
    assert all(torch.equal(parts[0], part) for part in parts[1:])


def test_a_scale_can_be_put_into_the_matrices(
    model: VisionLanguageModel, features: Features
) -> None:
    """As the ONNX graph does it: W' = W * scale, b' = b - W' mean."""
    patches, rgb = features.patches.float(), features.rgb.float()
    fitted = model.connector
    fitted.fit_scale(patches, rgb)
    plain = Connector(model.config)
    plain.load_state_dict(fitted.state_dict())
    with torch.no_grad():
        for name in ("patch", "whole"):
            layer = getattr(plain, f"{name}_in")
            layer.weight.mul_(getattr(fitted, f"{name}_scale"))
            layer.bias.sub_(layer.weight @ getattr(fitted, f"{name}_mean"))
            getattr(plain, f"{name}_mean").zero_()
            getattr(plain, f"{name}_scale").fill_(1.0)
    torch.testing.assert_close(plain(patches, rgb), fitted(patches, rgb), atol=1e-5, rtol=1e-4)


def test_the_scale_ships(model: VisionLanguageModel) -> None:
    assert {"connector.patch_mean", "connector.whole_scale"} <= set(adapter_state(model))
