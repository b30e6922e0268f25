"""Photos that come in packages: scikit-image's and scikit-learn's, and Tux Paint's stamps.

The stamps (GPL-2, Debian's tuxpaint-stamps-default, partly photos cut out on a transparent ground)
only measure; nothing of them is shipped or learned from.
"""

import hashlib
import importlib.util
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image

MOST = 200
STAMPS = Path("/usr/share/tuxpaint/stamps")
# Photos among the samples; the rest are textures, diagrams, microscopy and binary pictures.
SAMPLES = {
    "astronaut.png", "camera.png", "chelsea.png", "clock_motion.png", "coffee.png", "coins.png",
    "color.png", "grass.png", "gravel.png", "brick.png", "hubble_deep_field.jpg", "moon.png",
    "motorcycle_left.png", "motorcycle_right.png", "page.png", "rocket.jpg", "text.png",
    "china.jpg", "flower.jpg",
}  # fmt: skip
NO_PHOTOS = {"symbols", "cartoon", "flags"}
MIN_SIDE_PX = 100
# Drawn stamps have fewer colours than this, photographed ones more (looked at on a contact sheet).
MIN_COLOURS = 4500
QUESTIONS = (
    "What is this?",
    "Describe this picture for me.",
    "What does it say?",
    "What colour is it?",
    "How many people are there?",
    "What is on the left?",
    "Is there an animal in it?",
    "Is the picture sharp enough?",
    "What is this used for?",
    "What should I write under this picture in my album?",
)


def _package(name: str, folder: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{name} is not installed; run scripts/measure, which sets it up")
    return Path(spec.origin).parent / folder


ROOTS = (_package("skimage", "data"), _package("sklearn", "datasets/images"), STAMPS)


def sample(name: str) -> Path:
    """One of the sample photos by its file name."""
    return next(root / name for root in ROOTS if (root / name).is_file())


def key(picture: Path) -> str:
    """The picture's name, below the folder of its package."""
    root = next(root for root in ROOTS if picture.is_relative_to(root))
    return f"{root.parts[-2]}/{picture.relative_to(root)}"


def photos(roots: Sequence[Path], most: int = MOST) -> list[Path]:
    """All sample photos, then stamps in the order of their names' hashes.

    Raises:
        SystemExit: the stamps are not installed.
    """
    if not STAMPS.is_dir():
        raise SystemExit(f"{STAMPS} is missing; run: apt-get install tuxpaint-stamps-default")
    samples = [p for root in roots[:2] for p in sorted(root.iterdir()) if p.name in SAMPLES]
    found = samples
    for stamp in sorted(STAMPS.rglob("*.png"), key=_hash):
        if len(found) == most:
            break
        if is_photo(stamp):
            found.append(stamp)
    return found


def _hash(path: Path) -> str:
    return hashlib.sha256(str(path.relative_to(STAMPS)).encode()).hexdigest()


def is_photo(stamp: Path) -> bool:
    """Whether a stamp is a photo: it has the size and the colours of one."""
    if NO_PHOTOS & set(stamp.relative_to(STAMPS).parts):
        return False
    with Image.open(stamp) as picture:
        return min(picture.size) >= MIN_SIDE_PX and len(set(_visible(picture))) >= MIN_COLOURS


def _visible(picture: Image.Image) -> Iterator[tuple[int, ...]]:
    for _, colour in picture.convert("RGBA").getcolors(picture.width * picture.height) or ():
        if isinstance(colour, tuple) and colour[3] > 128:
            yield colour[:3]
