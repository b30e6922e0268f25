"""Colours and the order of patches; the equality with transformers is in test_stock."""

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the extra train is not installed")

import numpy as np
import torch

from clearsight.models.tiny.sight import area_average
from clearsight.vlm import Features, VisionLanguageModel
from clearsight.vlm.connector import merge


def test_averages_are_means_where_cells_are_whole_pixels() -> None:
    row = np.arange(8.0)
    assert (area_average(8, 4) @ row).tolist() == [0.5, 2.5, 4.5, 6.5]


def test_a_cut_pixel_counts_by_its_share() -> None:
    assert (area_average(3, 2) @ [0.0, 3.0, 6.0]).tolist() == pytest.approx([1.0, 5.0])


def test_colours_stand_with_their_patch(model: VisionLanguageModel) -> None:
    pixels = torch.full((1, 112, 112, 3), 255, dtype=torch.uint8)
    pixels[0, 14:28, 28:42] = torch.tensor([255, 0, 0], dtype=torch.uint8)  # row 1, column 2
    rgb = model.tower.features(pixels).rgb[0].view(64, 16, 3)
    assert rgb[1 * 8 + 2].unique(dim=0).tolist() == [[1.0, -1.0, -1.0]]
    assert (rgb == 1).all(dim=(1, 2)).sum() == 63


def test_neighbours_are_merged_two_by_two() -> None:
    places = torch.arange(16.0).view(1, 16, 1)
    assert merge(places, 4)[0].tolist() == [
        [0, 1, 4, 5], [2, 3, 6, 7], [8, 9, 12, 13], [10, 11, 14, 15],
    ]  # fmt: skip


def test_what_is_kept_is_what_is_computed_again(
    model: VisionLanguageModel, features: Features, tmp_path: Path
) -> None:
    features.save(tmp_path / "f.safetensors")
    again = Features.load(tmp_path / "f.safetensors")
    assert torch.equal(again.patches, features.patches)
    assert torch.equal(Features.cat([again[0], again[1:]]).rgb, features.rgb)
    assert again.tags is None
