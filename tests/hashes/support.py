"""Rendered pictures that stand for known ones, and lists that name them."""

import hashlib
import io
from pathlib import Path

from PIL import Image, ImageDraw

from clearsight import content
from clearsight.hashes import Prints
from clearsight.hashes.pdq import perceptual


def drawn(seed: int = 0) -> Image.Image:
    """A picture of shapes; every seed another one."""
    image = Image.new("RGB", (480, 360), (40 * seed % 256, 90, 160))
    pen = ImageDraw.Draw(image)
    for number in range(14):
        x, y = (seed * 67 + number * 97) % 440, (seed * 41 + number * 53) % 320
        size = 30 + (seed * 13 + number * 29) % 130
        colour = tuple((seed * 71 + number * step) % 256 for step in (37, 83, 151))
        (pen.ellipse if (seed + number) % 2 else pen.rectangle)((x, y, x + size, y + size), colour)
    return image


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def pdq(image: Image.Image) -> str:
    found = perceptual(encoded(image))
    assert found is not None
    return found.hash


def listed(path: Path, *rows: tuple[str, str]) -> Path:
    """A list file with (kind, hash) rows."""
    lines = [f"test-list,entry-{n},{kind},{digest}" for n, (kind, digest) in enumerate(rows)]
    path.write_text("\n".join(["list,entry,kind,hash", *lines]) + "\n", encoding="utf-8")
    return path


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def prints(image: Image.Image, **options: object) -> Prints:
    """As if the picture had been uploaded as a JPEG and had left ingest unchanged."""
    data = encoded(image, "JPEG", **options)
    seen = content.Image(data, "image/jpeg", *image.size, sha256(data))
    return Prints.of(data).seen([seen])
