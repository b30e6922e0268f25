"""Pictures are drawn here; nothing is read from disk."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image, ImageDraw

from clearsight.ingest import Ingest

Encode = Callable[..., bytes]


@pytest.fixture(scope="session")
def ingest() -> Iterator[Ingest]:
    with Ingest() as opened:
        yield opened


@pytest.fixture(scope="session")
def encode() -> Encode:
    """`encode(image, "PNG", **options)` gives the file's bytes."""

    def encoded(image: Image.Image, name: str, **options: Any) -> bytes:
        out = io.BytesIO()
        image.save(out, name, **options)
        return out.getvalue()

    return encoded


@pytest.fixture(scope="session")
def scene() -> Image.Image:
    """160 x 120 px: red above on the left, blue below on the right, a gradient in between."""
    image = Image.linear_gradient("L").resize((160, 120)).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 59, 39), fill=(220, 20, 20))
    draw.rectangle((100, 80, 159, 119), fill=(20, 20, 220))
    return image
