"""What the packaged image network makes of the pictures: the inputs of every head."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from clearsight.errors import UsageError
from clearsight.senses.network import Network
from clearsight.train.concepts.drawn import SIDE_PX, Cutout, cutout
from clearsight.train.concepts.naming import Named

Pixels = NDArray[np.uint8]
PHOTOS = "photos"
_BATCH = 16
_FLAGS = "emoji:flags/"
_SEED = 20261125
# Flags, people and faces are hundreds in every set, icons without a concept thousands: a part of
# them is enough.
_FLAG_SHARE = 0.2
_CROWD_SHARE = 0.3
_CROWDED = frozenset({"person", "face", "hand", "heart", "game", "document", "flag"})
_PARTS = 20  # of every photo, which show no concept


@dataclass(frozen=True, slots=True)
class Features:
    """Network outputs of pictures, and what is known about each.

    Attributes:
        values: (N, 1280) float32 features.
        labels: (N, concepts) int8: 1 shown, 0 not shown, -1 open.
        families: (N,) str, "photos" for parts of photos.
    """

    values: NDArray[np.float32]
    labels: NDArray[np.int8]
    families: NDArray[np.str_]

    def chosen(self, index: NDArray[np.bool_] | NDArray[np.int64]) -> "Features":
        """The chosen rows."""
        return Features(*(getattr(self, name)[index] for name in self.__slots__))

    def save(self, path: Path) -> None:
        """Write an .npz; `outputs` left no more than half precision, so nothing is lost."""
        values = self.values.astype(np.float16)
        np.savez(path, values=values, labels=self.labels, families=self.families)

    @classmethod
    def load(cls, path: Path) -> "Features":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as file:
            return cls(file["values"].astype(np.float32), file["labels"], file["families"])


def keep(
    pictures: Sequence[Named], labels: NDArray[np.int8], names: Sequence[str]
) -> NDArray[np.int64]:
    """Indices of the pictures that are used; crowded kinds are thinned out, by hash of the name.

    Args:
        labels: (pictures, concepts).   names: of the concepts.
    """
    rare = np.array([name not in _CROWDED for name in names])
    rarely = (labels[:, rare] == 1).any(1)
    kept = []
    for number, picture in enumerate(pictures):
        share = 1.0 if rarely[number] else _CROWD_SHARE
        if picture.id.startswith(_FLAGS) or picture.family == "flag-icons":
            share = _FLAG_SHARE
        if _fraction(picture.id) < share:
            kept.append(number)
    return np.array(kept, dtype=np.int64)


def _fraction(name: str) -> float:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") / 2**32


def extract(
    drawings: Sequence[bytes],
    labels: NDArray[np.int8],
    families: Sequence[str],
    photos: Sequence[Pixels],
    *,
    progress: Callable[[int], object] = lambda done: None,
) -> Features:
    """Every drawing as its collection has it, and parts of the photos, which show nothing.

    Args:
        drawings: PNG with alpha, as `drawn` makes them.
        labels: (drawings, concepts).
        families: of each drawing.
        progress: is told how many pictures are done.
    """
    if not drawings:
        raise UsageError("no picture to learn from; run scripts/install-pictures concepts")
    rng = np.random.default_rng(_SEED)
    parts = [part_of(photo, rng) for photo in photos for _ in range(_PARTS)]

    def all_() -> Iterator[Pixels]:
        yield from (plain(cutout(png)) for png in drawings)
        yield from parts

    nothing = np.zeros((len(parts), labels.shape[1]), dtype=np.int8)
    return Features(
        outputs(all_(), progress), np.concatenate([labels, nothing]),
        np.array([*families, *[PHOTOS] * len(parts)]),
    )  # fmt: skip


def plain(picture: Cutout) -> Pixels:
    """On white, stretched to 224 x 224: as the sense sees a file of a collection."""
    alpha = picture[..., 3:].astype(np.float32) / 255
    flat = picture[..., :3] * alpha + 255 * (1 - alpha)
    stretched = cv2.resize(
        flat.astype(np.uint8), (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR
    )  # fmt: skip
    return np.asarray(stretched, dtype=np.uint8)


def part_of(photo: Pixels, rng: np.random.Generator) -> Pixels:
    """A square of a quarter of the shorter side or more, 224 x 224; now and then mirrored."""
    side = int(min(photo.shape[:2]) * rng.uniform(0.25, 1))
    top, left = (int(rng.integers(0, length - side + 1)) for length in photo.shape[:2])
    part = cv2.resize(photo[top : top + side, left : left + side], (SIDE_PX, SIDE_PX),
                      interpolation=cv2.INTER_AREA)  # fmt: skip
    return np.asarray(part[:, ::-1] if rng.random() < 0.5 else part, dtype=np.uint8)


def outputs(
    pixels: Iterator[Pixels], progress: Callable[[int], object] = lambda done: None
) -> NDArray[np.float32]:
    """(N, 1280) features of (224, 224, 3) pictures, rounded to half precision.

    Rounded so that heads made from a kept file of features are those made without it.
    """
    network = Network("efficientnet-lite0")
    found: list[NDArray[np.float32]] = []
    batch: list[Pixels] = []

    def flush() -> None:
        if batch:
            scaled = (np.stack(batch).astype(np.float32) - 127) / 128
            rows = np.ascontiguousarray(scaled.transpose(0, 3, 1, 2), dtype=np.float32)
            found.append(network(rows, ["features"])[0])
            progress(len(batch))
            batch.clear()

    for one in pixels:
        batch.append(one)
        if len(batch) == _BATCH:
            flush()
    flush()
    return np.concatenate(found).astype(np.float16).astype(np.float32)
