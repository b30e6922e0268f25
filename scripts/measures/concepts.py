"""Pictures that only measure the concept sense: named ones, and photos of all kinds.

None of them was trained on: OpenMoji (CC BY-SA), Tux Paint's stamps (GPL), gcompris' pictures
(mixed licences), samples and wallpapers of packages, and the published sets.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from pathlib import Path

import numpy as np
from PIL import Image

from clearsight.imaging.index.packs import PACKS, pictures_folder
from clearsight.imaging.index.words import normal
from clearsight.senses.picture import Pixels
from clearsight.train.concepts.drawn import drawn
from clearsight.train.concepts.naming import Named
from clearsight.train.concepts.sources import MEASURED_ONLY, TRAINED_PHOTOS, read
from scripts.measures.benign import PACKAGES, PICTURES
from scripts.measures.photos import ROOTS, SAMPLES, STAMPS, is_photo
from scripts.measures.rcc import files

RCC = "usr/share/gcompris-qt/rcc"
# Photos and drawings of one thing each, called after it.
_GCOMPRIS = {
    "categorization": "photos", "explore_monuments": "photos", "explore_world_animals": "photos",
    "explore_farm_animals": "photos", "lang": "drawings",
}  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|\d+")
_MOST_PX = 1024


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture.

    Attributes:
        key: which picture of its set.
        named: what it is called; None where nothing is known about it.
        pixels: (H, W, 3) sRGB.
    """

    set: str
    key: str
    named: Named | None
    pixels: Pixels = field(repr=False)


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the pictures are: published sets; a folder that Debian packages were unpacked in.

    Attributes:
        each: every so manieth of OpenMoji's drawings and of Tux Paint's stamps is looked at.
    """

    data: Path
    debian: Path
    each: int = 1


Source = Callable[[Folders], Iterator[Shown]]


def openmoji(folders: Folders) -> Iterator[Shown]:
    """Drawings of a family that no head saw, on white."""
    pack = PACKS[MEASURED_ONLY]
    for source in islice(read(pictures_folder(), (pack,)), 0, None, folders.each):
        png = drawn(source)
        if png is not None:
            yield Shown("OpenMoji", source.named.id, source.named, _flat(png))


def stamps(folders: Folders) -> Iterator[Shown]:
    """Tux Paint's stamps by their English captions, photos and drawings apart."""
    for file in islice(sorted(STAMPS.rglob("*.png")), 0, None, folders.each):
        caption = file.with_suffix(".txt")
        if "_mirror" in file.stem or not caption.is_file():
            continue
        said = caption.read_text(encoding="utf-8", errors="replace").splitlines()[0]
        folder = file.parent.relative_to(STAMPS)
        first = re.split(r"[.!?](?:\s|$)", said)[0]
        words = (normal(first), normal(file.stem.replace("-", " ").replace("_", " ")))
        kinds = tuple(normal(part) for part in folder.parts)
        kind = "photos" if is_photo(file) else "drawings"
        named = Named(f"{folder}/{file.stem}", "stamps", words, kinds)
        yield Shown(f"Tux Paint, {kind}", named.id, named, _flat(file.read_bytes()))


def gcompris(folders: Folders) -> Iterator[Shown]:
    """gcompris' pictures by their file names."""
    for name, kind in _GCOMPRIS.items():
        for path, body in files(folders.debian / RCC / f"{name}.rcc"):
            if Path(path).suffix.lower() not in PICTURES:
                continue
            stem = Path(path).stem
            called = normal(_CAMEL.sub(" ", stem).replace("_", " ").replace("-", " "))
            folder = normal(Path(path).parent.name)
            named = Named(f"gcompris/{path}", "gcompris", (called,), (folder,))
            yield Shown(f"gcompris, {kind}", path, named, _flat(body))


def samples(folders: Folders) -> Iterator[Shown]:
    """The photos among the samples of scikit-image and scikit-learn."""
    for root in ROOTS[:2]:
        for file in sorted(path for path in root.iterdir() if path.name in SAMPLES):
            yield Shown("samples", file.name, None, _flat(file.read_bytes()))


def wallpapers(folders: Folders) -> Iterator[Shown]:
    """Wallpapers of Debian packages but those that were grounds in training, one of each size."""
    seen: set[Path] = set()
    for place in PACKAGES.values():
        if "tuxpaint" in place:
            continue
        for file in sorted((folders.debian / place).rglob("*")):
            one = file.parent if file.parent.name.startswith("images") else file
            usual = file.suffix.lower() in PICTURES and file.is_file() and not file.is_symlink()
            known = file.stem in TRAINED_PHOTOS or file.name == "screenshot.png"
            if usual and not known and one not in seen:
                seen.add(one)
                key = str(file.relative_to(folders.debian / place))
                yield Shown("wallpapers", key, None, _flat(file.read_bytes()))


def published(name: str) -> Source:
    """The pictures of a published set."""

    def shown(folders: Folders) -> Iterator[Shown]:
        folder = folders.data / name
        for row in map(json.loads, (folder / "items.jsonl").read_text("utf-8").splitlines()):
            if row.get("file"):
                yield Shown(name, row["file"], None, _flat((folder / row["file"]).read_bytes()))

    return shown


NAMED: tuple[Source, ...] = (openmoji, stamps, gcompris)
UNNAMED: tuple[Source, ...] = (
    samples, wallpapers, published("congress_portraits"), published("pairs"),
    published("mossbench"),
)  # fmt: skip


def _flat(data: bytes) -> Pixels:
    with Image.open(BytesIO(data)) as opened:
        opened.draft("RGB", (_MOST_PX, _MOST_PX))
        picture = opened.convert("RGBA")
    picture.thumbnail((_MOST_PX, _MOST_PX))
    page = Image.new("RGBA", picture.size, "white")
    page.alpha_composite(picture)
    return np.ascontiguousarray(page.convert("RGB"), dtype=np.uint8)
