"""The vision tower: DINOv2 (Oquab et al. 2023, arXiv:2304.07193), and colour beside it.

Names of the weights are those of the files published for transformers. DINOv2 was trained to ignore
colour jitter and is nearly colour-blind (flags: .54 against .78 with colour beside it), so plain
averages of small squares of the picture travel with its vectors.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from clearsight.models.tiny.sight import MEAN, STD, area_average
from clearsight.models.tiny.sizes import TowerConfig
from clearsight.vlm.features import Features


class _Attention(nn.Module):  # type: ignore[misc]
    """transformers: `Dinov2SelfAttention` and `Dinov2SelfOutput`."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.attention = nn.ModuleDict(
            {name: nn.Linear(width, width) for name in ("query", "key", "value")}
        )
        self.output = nn.ModuleDict({"dense": nn.Linear(width, width)})

    def forward(self, value: Tensor) -> Tensor:
        """[n, p, w] -> [n, p, w]."""
        count, places, width = value.shape
        query, key, kept = (
            self.attention[name](value)
            .view(count, places, self.heads, width // self.heads)
            .transpose(1, 2)  # [n, heads, p, w / heads]
            for name in ("query", "key", "value")
        )
        mixed = functional.scaled_dot_product_attention(query, key, kept)
        return self.output["dense"](mixed.transpose(1, 2).reshape(count, places, width))


class _Scale(nn.Module):  # type: ignore[misc]
    """One learnt factor a channel (LayerScale; Touvron et al. 2021, arXiv:2103.17239)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.lambda1 = nn.Parameter(torch.ones(width))

    def forward(self, value: Tensor) -> Tensor:
        return value * self.lambda1


class _Layer(nn.Module):  # type: ignore[misc]
    """transformers: `Dinov2Layer`."""

    def __init__(self, config: TowerConfig) -> None:
        super().__init__()
        width = config.width
        self.norm1 = nn.LayerNorm(width, config.eps)
        self.attention = _Attention(width, config.heads)
        self.layer_scale1 = _Scale(width)
        self.norm2 = nn.LayerNorm(width, config.eps)
        self.mlp = nn.ModuleDict(
            {"fc1": nn.Linear(width, config.inner), "fc2": nn.Linear(config.inner, width)}
        )
        self.layer_scale2 = _Scale(width)

    def forward(self, value: Tensor) -> Tensor:
        """[n, p, w] -> [n, p, w]."""
        value = value + self.layer_scale1(self.attention(self.norm1(value)))
        inner = functional.gelu(self.mlp["fc1"](self.norm2(value)))
        return value + self.layer_scale2(self.mlp["fc2"](inner))


class _Embeddings(nn.Module):  # type: ignore[misc]
    """transformers: `Dinov2Embeddings`; patches of the picture, the whole before them."""

    def __init__(self, config: TowerConfig) -> None:
        super().__init__()
        self.config = config
        width = config.width
        self.cls_token = nn.Parameter(torch.randn(1, 1, width) * 0.02)
        self.position_embeddings = nn.Parameter(torch.randn(1, config.grid**2 + 1, width) * 0.02)
        self.patch_embeddings = nn.ModuleDict(
            {"projection": nn.Conv2d(3, width, config.patch_px, config.patch_px)}
        )

    def positions(self) -> Tensor:
        """The trained grid, resized to this one: [1, 1 + p, w]."""
        config, table = self.config, self.position_embeddings
        grid = table[:, 1:].reshape(1, config.grid, config.grid, config.width).permute(0, 3, 1, 2)
        size = (config.patches, config.patches)
        resized = functional.interpolate(grid.float(), size=size, mode="bicubic")
        flat = resized.permute(0, 2, 3, 1).reshape(1, -1, config.width)
        return torch.cat([table[:, :1], flat.to(table.dtype)], dim=1)

    def forward(self, pictures: Tensor) -> Tensor:
        """[n, 3, side, side] -> [n, 1 + p, w]."""
        patches = self.patch_embeddings["projection"](pictures)  # [n, w, g, g]
        patches = patches.flatten(2).transpose(1, 2)  # [n, g * g, w]
        whole = self.cls_token.expand(len(pictures), -1, -1)
        return torch.cat([whole, patches], dim=1) + self.positions()


class Tower(nn.Module):  # type: ignore[misc]
    """A picture as vectors: the whole, then its patches row by row, and their colours."""

    def __init__(self, config: TowerConfig) -> None:
        super().__init__()
        self.config = config
        self.embeddings = _Embeddings(config)
        self.encoder = nn.ModuleDict(
            {"layer": nn.ModuleList(_Layer(config) for _ in range(config.layers))}
        )
        self.layernorm = nn.LayerNorm(config.width, config.eps)

    def forward(self, pictures: Tensor) -> Tensor:
        """[n, 3, side, side], RGB 0..1 -> [n, 1 + p, w]."""
        mean, std = (pictures.new_tensor(each).view(1, 3, 1, 1) for each in (MEAN, STD))
        value = self.embeddings((pictures - mean) / std)
        for layer in self.encoder["layer"]:
            value = layer(value)
        return self.layernorm(value)

    def colours(self, pictures: Tensor) -> Tensor:
        """[n, 3, side, side], RGB 0..1 -> [n, p, colour * colour * 3], -1..1, row by row."""
        count, grid, fine = len(pictures), self.config.patches, self.config.colour
        averages = area_average(self.config.side_px, grid * fine)  # [g * c, side]
        averages = torch.from_numpy(averages).to(pictures)
        small = averages @ pictures @ averages.T  # [n, 3, g * c, g * c]
        parts = small.view(count, 3, grid, fine, grid, fine).permute(0, 2, 4, 3, 5, 1)
        return parts.reshape(count, grid * grid, fine * fine * 3) * 2 - 1

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def features(self, pixels: Tensor) -> Features:
        """What a frozen tower says of pictures, to be kept: it is the same in every epoch.

        Args:
            pixels: [n, side, side, 3], uint8, as `clearsight.models.tiny.picture.square` makes it.
        """
        pictures = pixels.permute(0, 3, 1, 2).float() / 255
        return Features(self(pictures).half(), self.colours(pictures).half())
