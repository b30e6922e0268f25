"""What the frozen tower says of pictures: computed once, kept, and given to the rest each time."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from clearsight.errors import UsageError


@dataclass(frozen=True, slots=True)
class Features:
    """Of n pictures.

    Attributes:
        patches: [n, 1 + p, w]; the whole picture first, then its patches row by row.
        rgb: [n, p, 48]; averages of 4 x 4 squares of each patch, -1..1.
        tags: [n, names + 1]; shares that stand in for the tag head's own, "unknown" last, or
            None. For a picture that the head was fitted on, its own say too much.
    """

    patches: Tensor
    rgb: Tensor
    tags: Tensor | None = None

    def __post_init__(self) -> None:
        counts = {len(part) for part in (self.patches, self.rgb, self.tags) if part is not None}
        if len(counts) != 1:
            raise UsageError(f"the parts are of {sorted(counts)} pictures; expected one number")

    def __len__(self) -> int:
        return len(self.patches)

    def __getitem__(self, index: int | Sequence[int] | slice | Tensor) -> "Features":
        """Of some pictures; of one, it is still a batch."""
        chosen = [index] if isinstance(index, int) else index
        tags = None if self.tags is None else self.tags[chosen]
        return Features(self.patches[chosen], self.rgb[chosen], tags)

    @classmethod
    def cat(cls, parts: Sequence["Features"]) -> "Features":
        """In order.

        Raises:
            UsageError: there is nothing to join, or only some have tags.
        """
        if not parts:
            raise UsageError("no features were given; expected at least those of one picture")
        tags = [part.tags for part in parts if part.tags is not None]
        if tags and len(tags) != len(parts):
            raise UsageError(
                f"{len(tags)} of {len(parts)} pictures come with probabilities of tags; give them "
                "to all or to none"
            )
        return cls(
            torch.cat([part.patches for part in parts]),
            torch.cat([part.rgb for part in parts]),
            torch.cat(tags) if tags else None,
        )

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        parts = {"patches": self.patches, "rgb": self.rgb}
        if self.tags is not None:
            parts["tags"] = self.tags
        save_file({name: part.contiguous() for name, part in parts.items()}, path)

    @classmethod
    def load(cls, path: Path) -> "Features":
        return cls(**load_file(path))
