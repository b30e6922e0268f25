"""From the tower's vectors to vectors of the language model's kind.

Two by two patches become one vector (as the pixel shuffle of Idefics3, arXiv:2408.12637, and of
InternVL, arXiv:2404.16821), so that a picture of 112 px takes 16 places and not 64; a two-layer
projector as in LLaVA-1.5 (Liu et al. 2023, arXiv:2310.03744) turns them. The vector of the whole
picture has a projector of its own: without it naming falls from .30 to .19.

What goes in is standardised: a few of DINOv2's numbers are many times as large as the others, and
its patches many times as large as the colours beside them.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from clearsight.models.tiny.sizes import MERGE, Config
from clearsight.vlm.decoder import RmsNorm

FLAT = 1e-2  # the least spread that is made 1: what hardly changes is not blown up


class Connector(nn.Module):  # type: ignore[misc]
    """Projects merged patches with their colours, and the whole picture.

    Attributes:
        patch_mean, patch_scale, whole_mean, whole_scale: standardise what goes in; 0 and 1 until
            `fit_scale`.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        tower, width = config.tower, config.decoder.width
        self.grid = tower.patches
        merged = MERGE * MERGE * (tower.width + tower.colour**2 * 3)
        self.patch_in = nn.Linear(merged, width)
        self.patch_out = nn.Linear(width, width)
        self.whole_in = nn.Linear(tower.width, width)
        self.whole_out = nn.Linear(width, width)
        # Vectors of a word's size from the first step on: the decoder is frozen then.
        self.norm = RmsNorm(width, config.decoder.eps)
        for name, size in (("patch", merged), ("whole", tower.width)):
            self.register_buffer(f"{name}_mean", torch.zeros(size))
            self.register_buffer(f"{name}_scale", torch.ones(size))

    def fit_scale(self, patches: Tensor, rgb: Tensor) -> None:
        """Standardise by these pictures: [n, 1 + p, tower], [n, p, 48].

        A patch is treated alike wherever it lies in its square of four.
        """
        both = torch.cat([patches[:, 1:], rgb], dim=-1).flatten(0, 1)  # [n * p, c]
        for name, values, times in (("patch", both, MERGE * MERGE), ("whole", patches[:, 0], 1)):
            getattr(self, f"{name}_mean").copy_(values.mean(0).repeat(times))
            spread = values.std(0).clamp(min=FLAT)
            getattr(self, f"{name}_scale").copy_((1 / spread).repeat(times))

    def start_at(self, embeddings: Tensor) -> None:
        """Give the vectors the size that words have: [vocabulary, w]."""
        with torch.no_grad():
            self.norm.weight.fill_(float(embeddings.float().pow(2).mean().sqrt()))

    def forward(self, patches: Tensor, rgb: Tensor) -> Tensor:
        """[n, 1 + p, tower], [n, p, 48] -> [n, p / 4 + 1, w]; the whole picture is last."""
        whole = (patches[:, :1] - self.whole_mean) * self.whole_scale
        whole = self.whole_out(functional.gelu(self.whole_in(whole)))  # [n, 1, w]
        merged = merge(torch.cat([patches[:, 1:], rgb], dim=-1), self.grid)
        merged = (merged - self.patch_mean) * self.patch_scale
        parts = self.patch_out(functional.gelu(self.patch_in(merged)))  # [n, p / 4, w]
        return self.norm(torch.cat([parts, whole], dim=1))


def merge(patches: Tensor, grid: int) -> Tensor:
    """Neighbours two by two, row by row: [n, grid * grid, c] -> [n, grid * grid / 4, 4 * c]."""
    count, _, width = patches.shape
    half = grid // MERGE
    split = patches.reshape(count, half, MERGE, half, MERGE, width)
    return split.permute(0, 1, 3, 2, 4, 5).reshape(count, half * half, MERGE * MERGE * width)
