"""Benign pictures for the false alarms of the explicit sense: published sets, packages, rendered.

Nobody here looked for explicit pictures; none is in these sources.
"""

import io
import json
import re
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from clearsight.imaging.render import renderer
from clearsight.reading import Reading
from clearsight.senses.people import PeopleSense
from clearsight.senses.picture import Picture
from scripts.measures.photos import ROOTS

LEAST_PX = 64
PICTURES = {".jpg", ".jpeg", ".png", ".webp"}
# Where Debian packages put pictures, below the folder that they were unpacked in.
PACKAGES = {
    "stamps (tuxpaint)": "usr/share/tuxpaint/stamps",
    "wallpapers": "usr/share/backgrounds",
    "wallpapers (plasma)": "usr/share/wallpapers",
}
CARVED = "usr/share/gcompris-qt/rcc"
ART = {"paintings"}
# Skin tones from dark to light, sRGB (after the Fitzpatrick types I to VI, middle values).
SKIN = ((244, 208, 177), (231, 180, 143), (210, 158, 124), (186, 119, 80), (165, 94, 43),
        (60, 31, 29))  # fmt: skip
SKIES = ("sunset", "desert", "beach")
RENDERED = ("portrait", "figure", "group", "scene")
MARGIN = 0.15  # around a face that fills the picture


def published(data: Path) -> Iterator[tuple[str, Image.Image]]:
    """Pictures of the published sets that may choose a threshold: not those that are test only."""
    kinds = {
        "people (congress_portraits)": "congress_portraits",
        "people (pairs)": "pairs",
        "medicine (medical_laterality)": "medical_laterality",
        "papers (figstep)": "figstep",
        "papers (chemical_structures)": "chemical_structures",
        "drawings (flags)": "flags",
    }
    for group, name in kinds.items():
        for path in sorted((data / name / "images").glob("*")):
            if path.suffix.lower() in PICTURES:
                yield group, _opened(path)


def tested(data: Path) -> Iterator[tuple[str, Image.Image]]:
    """Pictures of sets that are test only: reported, never chosen with."""
    for line in (data / "mossbench/items.jsonl").read_text(encoding="utf-8").splitlines():
        file = json.loads(line)["file"]
        if file:
            yield "mossbench (test only)", _opened(data / "mossbench" / file)


def faces(found: list[tuple[str, Image.Image]]) -> Iterator[tuple[str, Image.Image]]:
    """Faces that fill the picture, cut from the pictures of people: mostly skin."""
    sense = PeopleSense()
    for group, image in found:
        if not group.startswith("people"):
            continue
        picture = Picture(np.asarray(image.convert("RGB"), np.uint8))
        reading = sense.sense(picture, Reading("", picture.width, picture.height))
        for person in reading.people:
            if person.face is not None:
                box, wide = person.face, person.face.width * MARGIN
                cut = (
                    int((box.left - wide) * image.width),
                    int((box.top - wide) * image.height),
                    int((box.right + wide) * image.width),
                    int((box.bottom + wide) * image.height),
                )
                yield "faces that fill the picture", image.crop(cut)


def packaged(debian: Path) -> Iterator[tuple[str, Image.Image]]:
    """Pictures of Python and Debian packages."""
    for root in ROOTS[:2]:
        for path in sorted(root.rglob("*")):
            if path.suffix.lower() in PICTURES:
                yield "samples (scikit-image, scikit-learn)", _opened(path)
    for group, place in PACKAGES.items():
        seen: set[Path] = set()
        for path in sorted((debian / place).rglob("*")):
            # Plasma's wallpapers come in many sizes, in one folder each.
            one = path.parent if path.parent.name.startswith("images") else path
            usual = path.suffix.lower() in PICTURES and path.is_file() and not path.is_symlink()
            if usual and one not in seen and path.name != "screenshot.png":
                seen.add(one)
                yield group, _opened(path)
    for file in sorted((debian / CARVED).rglob("*.rcc")):
        group = "art (gcompris)" if file.stem in ART else "photos and drawings (gcompris)"
        for image in _carved(file.read_bytes()):
            yield group, image


def rendered(each: int) -> Iterator[tuple[str, Image.Image]]:
    """Skin-coloured squares, sunsets, deserts, beaches, and drawn people."""
    for seed in range(2 * each):
        yield "rendered: skin colours", _surface(SKIN[seed % len(SKIN)], seed)
    for name in SKIES:
        for seed in range(each):
            yield f"rendered: {name}", PAINTERS[name](seed)
    for name in RENDERED:
        maker = renderer(name)
        for seed in range(each // 2):
            yield (
                "rendered: people and scenes",
                Image.fromarray(maker.paint(maker.plan(seed), seed).pixels),
            )


def large(found: Iterator[tuple[str, Image.Image]]) -> Iterator[tuple[str, Image.Image]]:
    """Without icons."""
    return ((group, image) for group, image in found if min(image.size) >= LEAST_PX)


def _opened(path: Path) -> Image.Image:
    with Image.open(path) as image:
        image.load()
    return image


def _carved(data: bytes) -> Iterator[Image.Image]:
    """Pictures in a Qt resource file, which holds them as they are."""
    for start, end in _places(data):
        try:
            with Image.open(io.BytesIO(data[start:end])) as image:
                image.load()
        except (OSError, ValueError, SyntaxError):
            continue
        yield image


def _places(data: bytes) -> Iterator[tuple[int, int]]:
    for found in re.finditer(rb"RIFF(....)WEBP", data, re.DOTALL):
        yield found.start(), found.start() + 8 + int(struct.unpack("<I", found[1])[0])
    for head, tail in ((b"\xff\xd8\xff", b"\xff\xd9"), (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82")):
        for found in re.finditer(re.escape(head), data):
            end = data.find(tail, found.start())
            if end > 0:
                yield found.start(), end + len(tail)


def _field(random: np.random.Generator, size: int, grain_px: int) -> NDArray[np.float32]:
    """Smooth noise (size, size), about -1..1."""
    small = random.normal(size=(size // grain_px + 2, size // grain_px + 2)).astype(np.float32)
    return np.asarray(Image.fromarray(small).resize((size, size), Image.Resampling.BICUBIC))


def _surface(colour: tuple[int, int, int], seed: int) -> Image.Image:
    """A skin-coloured square with light, folds and grain."""
    random, size = np.random.default_rng(seed), 320
    light = 1 + 0.18 * _field(random, size, 160) + 0.08 * _field(random, size, 24)
    light += 0.02 * random.normal(size=(size, size))
    plain = np.array(colour, np.float32) * (light[..., None] if seed % 4 else 1.0)
    pixels = np.broadcast_to(plain, (size, size, 3))
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _bands(stops: list[tuple[float, tuple[int, int, int]]], seed: int, grain: float) -> Image.Image:
    """Colours from top to bottom, disturbed by smooth noise."""
    random, size = np.random.default_rng(seed), 320
    place = np.linspace(0, 1, size)[:, None] + 0.05 * _field(random, size, 40)
    at = [stop for stop, _ in stops]
    channels = [np.interp(place, at, [colour[n] for _, colour in stops]) for n in range(3)]
    pixels = np.stack(channels, -1) * (1 + grain * random.normal(size=(size, size, 1)))
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _sunset(seed: int) -> Image.Image:
    red = 200 + seed % 50
    stops = [
        (0.0, (60, 40, 90)),
        (0.45, (red, 110, 70)),
        (0.6, (250, 190, 120)),
        (1.0, (70, 40, 40)),
    ]
    return _bands(stops, seed, 0.02)


def _desert(seed: int) -> Image.Image:
    sand = SKIN[seed % 4]
    stops = [(0.0, (140, 180, 225)), (0.4, (200, 215, 225)), (0.45, sand), (1.0, (190, 130, 85))]
    return _bands(stops, seed, 0.05)


def _beach(seed: int) -> Image.Image:
    sand = SKIN[seed % 3]
    stops = [(0.0, (120, 190, 235)), (0.35, (60, 140, 180)), (0.5, (235, 240, 235)), (0.55, sand)]
    return _bands([*stops, (1.0, (225, 195, 150))], seed, 0.03)


PAINTERS: dict[str, Callable[[int], Image.Image]] = {
    "sunset": _sunset,
    "desert": _desert,
    "beach": _beach,
}
