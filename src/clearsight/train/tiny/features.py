"""What the frozen tower makes of every picture, computed once and kept on disk.

WORK/features/pictures.json   SHA-256 of each picture, in the order of the arrays; hash of the tower
WORK/features/patches.npy     [n, 65, 384] float16: CLS token first
WORK/features/rgb.npy         [n, 64, 48] float16
WORK/features/done.npy        [n] uint8: which were computed, so that a stopped run goes on
WORK/features/tags.npy        [n, C + 1] float16: written by `perception`
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.lib.format import open_memmap
from numpy.typing import NDArray
from PIL import Image
from tqdm import tqdm

from clearsight.errors import UsageError
from clearsight.models.tiny.picture import square
from clearsight.train.tiny.files import put
from clearsight.train.tiny.rows import read_rows
from clearsight.train.tiny.team import Team
from clearsight.vlm import Features, VisionLanguageModel

_AT_ONCE = 16  # pictures in one call of the tower
_ARRAYS = ("patches", "rgb", "tags")
_DONE: Mapping[str, tuple[Any, tuple[int, ...]]] = {"done": (np.uint8, ())}


def pictures_of(work: Path) -> list[str]:
    """SHA-256 of every picture that is learnt from or measured on, each once, sorted.

    Raises:
        UsageError: there are no rows.
    """
    folders = (work / "rows" / "train", work / "rows" / "dev", work / "measure")
    files = [path for folder in folders for path in sorted(folder.glob("*.jsonl"))]
    if not files:
        raise UsageError(f"{work} holds no rows; make them: clearsight train tiny --work {work}")
    return sorted({digest for path in files for row in read_rows(path) for digest in row.pictures})


def picture_path(work: Path, digest: str) -> Path:
    """Where a picture is kept."""
    return work / "pictures" / digest[:2] / f"{digest}.png"


def pixels(work: Path, digest: str) -> NDArray[np.uint8]:
    """(112, 112, 3) of a kept picture.

    Raises:
        UsageError: it is missing or is no picture.
    """
    path = picture_path(work, digest)
    try:
        with Image.open(path) as image:
            return square(image.convert("RGB"))
    except OSError as error:
        raise UsageError(f"picture {path} of a row cannot be read: {error}") from error


def settle(work: Path, tower: str, wanted: Sequence[str], shapes: Mapping[str, Any]) -> Path:
    """Make the arrays of a cache; what the same tower made of these pictures before is kept.

    Args:
        tower: hash of its weights; shapes: of one picture, by array.
    """
    folder = work / "features"
    index, made = folder / "pictures.json", {"tower": tower, "pictures": list(wanted)}
    before = json.loads(index.read_text(encoding="utf-8")) if index.is_file() else {}
    if before == made:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    # Two lists of places: of the pictures that both caches hold.
    old = {d: at for at, d in enumerate(before["pictures"])} if before.get("tower") == tower else {}
    both = [(at, old[digest]) for at, digest in enumerate(wanted) if digest in old]
    to, of = [at for at, _ in both], [at for _, at in both]
    index.unlink(missing_ok=True)  # a stop in between must not leave places of other arrays
    sizes = {**{name: (np.float16, tuple(shape)) for name, shape in shapes.items()}, **_DONE}
    for name, (kind, shape) in sizes.items():
        path = folder / f"{name}.npy"
        fresh = open_memmap(path.with_suffix(".half"), "w+", kind, (len(wanted), *shape))
        if both:
            fresh[to] = np.load(path, mmap_mode="r")[of]
        fresh.flush()
        path.with_suffix(".half").replace(path)
    (folder / "tags.npy").unlink(missing_ok=True)
    put(index, json.dumps(made))
    return folder


def fill(team: Team, model: VisionLanguageModel, work: Path, tower: str) -> None:
    """Compute what is missing; each process takes every `size`-th group of pictures."""
    wanted = pictures_of(work)
    if team.first:
        one = model.tower.features(torch.from_numpy(np.stack([pixels(work, wanted[0])])))
        shapes = {"patches": one.patches.shape[1:], "rgb": one.rgb.shape[1:]}
        settle(work, tower, wanted, shapes)
    team.wait()
    folder = work / "features"
    arrays = {n: open_memmap(folder / f"{n}.npy", "r+") for n in ("patches", "rgb", "done")}
    left = [at for at in range(len(wanted)) if not arrays["done"][at]]
    groups = [left[at : at + _AT_ONCE] for at in range(0, len(left), _AT_ONCE)]
    team.wait()  # all have read which are left before anybody goes on
    own = groups[team.rank :: team.size]
    for group in tqdm(own, desc="features", unit="group", disable=not team.first, mininterval=5):
        stacked = np.stack([pixels(work, wanted[at]) for at in group])
        with torch.no_grad():
            found = model.tower.features(torch.from_numpy(stacked))
        arrays["patches"][group] = found.patches.numpy()
        arrays["rgb"][group] = found.rgb.numpy()
        arrays["done"][group] = 1
    for array in arrays.values():
        array.flush()
    team.wait()


class Kept:
    """The features of pictures by their SHA-256, read from disk as they are needed."""

    def __init__(self, work: Path, *, tags: bool = True) -> None:
        """`tags`: also the probabilities that `perception` wrote, which then must be there.

        Raises:
            UsageError: the cache is missing.
        """
        folder = work / "features"
        names = _ARRAYS if tags else _ARRAYS[:2]
        try:
            listed = json.loads((folder / "pictures.json").read_text(encoding="utf-8"))
            self._arrays = {n: np.load(folder / f"{n}.npy", mmap_mode="r") for n in names}
        except OSError as error:
            raise UsageError(
                f"{error.filename} is missing: the features of the pictures come first; "
                f"run: clearsight train tiny --work {work}"
            ) from error
        self.digests: list[str] = listed["pictures"]
        self._at = {digest: at for at, digest in enumerate(self.digests)}

    def of(self, pictures: Sequence[str]) -> Features | None:
        """Features of these pictures, stacked in this order; None of none.

        Raises:
            UsageError: a picture that was not there when the features were computed.
        """
        if not pictures:
            return None
        lost = [digest for digest in pictures if digest not in self._at]
        if lost:
            raise UsageError(f"no features of picture {lost[0]}; the rows changed since, run anew")
        return self.numbered([self._at[digest] for digest in pictures])

    def numbered(self, places: Sequence[int]) -> Features:
        """The same by place in `digests`."""
        found = {name: torch.from_numpy(self._arrays[name][list(places)]) for name in self._arrays}
        return Features(found["patches"], found["rgb"], found.get("tags"))
