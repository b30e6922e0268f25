"""The sizes of the network, as one value that is saved beside the weights."""

import json
from dataclasses import asdict, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from clearsight.errors import UsageError, WeightsError

MERGE = 2  # patches merged along each side
NAME_TOKENS = 6  # tokens of a tag's name


@dataclass(frozen=True, slots=True)
class TowerConfig:
    """A vision transformer of the DINOv2 kind (Oquab et al. 2023, arXiv:2304.07193)."""

    side_px: int = 112
    patch_px: int = 14
    grid: int = 37  # of the position table, as it was trained
    width: int = 384
    layers: int = 12
    heads: int = 6
    inner: int = 1536
    eps: float = 1e-6
    colour: int = 4  # averages along each side of a patch

    @property
    def patches(self) -> int:
        """Along each side."""
        return self.side_px // self.patch_px


@dataclass(frozen=True, slots=True)
class DecoderConfig:
    """A decoder of the Llama kind (Touvron et al. 2023, arXiv:2302.13971)."""

    vocabulary: int = 49152
    width: int = 576
    layers: int = 30
    heads: int = 9
    kv_heads: int = 3
    inner: int = 1536
    eps: float = 1e-5
    theta: float = 100_000.0
    positions: int = 8192

    @property
    def head_width(self) -> int:
        return self.width // self.heads


@dataclass(frozen=True, slots=True)
class Config:
    """The whole network.

    Attributes:
        image: the token that stands for one vector of a picture.
        end: the token that ends a turn.
        pad: the token that fills a batch and ends a document.
    """

    tower: TowerConfig = TowerConfig()
    decoder: DecoderConfig = DecoderConfig()
    image: int = 16
    end: int = 2
    pad: int = 0

    def __post_init__(self) -> None:
        tower, decoder = self.tower, self.decoder
        if tower.side_px % (tower.patch_px * MERGE):
            raise UsageError(
                f"side_px is {tower.side_px}; expected a multiple of {tower.patch_px * MERGE}, so "
                f"that patches of {tower.patch_px} px can be merged {MERGE} by {MERGE}"
            )
        for name, width, heads in (
            ("tower", tower.width, tower.heads),
            ("decoder", decoder.width, decoder.heads),
            ("decoder", decoder.heads, decoder.kv_heads),
        ):
            if width % heads:
                raise UsageError(f"{name}: {width} cannot be shared by {heads} heads; change one")

    @classmethod
    def smollm(cls) -> "Config":
        """DINOv2-S/14 and SmolLM2-135M: the sizes of `tiny`."""
        return cls()

    @classmethod
    def toy(cls, vocabulary: int = 273) -> "Config":
        """Two layers each, for tests and rehearsals: random weights, seconds on a CPU."""
        return cls(
            TowerConfig(grid=9, width=32, layers=2, heads=2, inner=64),
            DecoderConfig(
                vocabulary=vocabulary, width=64, layers=2, heads=4, kv_heads=2, inner=128,
                positions=1024,
            ),
        )  # fmt: skip

    @property
    def slots(self) -> int:
        """Vectors that one picture becomes: merged patches, the whole, a name."""
        return (self.tower.patches // MERGE) ** 2 + 1 + NAME_TOKENS

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Config":
        """From a file that `write` wrote.

        Raises:
            WeightsError: the file is missing or holds something else.
        """
        try:
            return sized(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise WeightsError(
                f"{path} holds no configuration of the network ({error}); expected the config.json "
                "that a training stage wrote beside its weights"
            ) from error


def sized(values: dict[str, Any]) -> Config:
    """From the mapping that `dataclasses.asdict` makes; an unknown key is a TypeError."""
    config: Config = _build(Config, values)
    return config


def _build(kind: type[Any], values: dict[str, Any]) -> Any:
    """A dataclass from a mapping; an unknown key is a TypeError of the constructor."""
    inner: dict[str, Any] = {f.name: f.type for f in fields(kind) if is_dataclass(f.type)}
    return kind(**{k: _build(inner[k], v) if k in inner else v for k, v in values.items()})
