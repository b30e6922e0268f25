"""One decoded picture and its smaller copies."""

import io

import numpy as np
import pytest
from PIL import Image as Pillow

from clearsight.content import Image
from clearsight.errors import UsageError
from clearsight.senses.picture import Picture, Pixels


def noise(width: int, height: int) -> Pixels:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "P")])
def test_decoding_gives_the_pixels_that_pillow_gives(kind: str, mode: str) -> None:
    out = io.BytesIO()
    Pillow.fromarray(noise(37, 53)).convert(mode).save(out, kind)
    image = Image(out.getvalue(), f"image/{kind.lower()}", 37, 53, "0")
    with Pillow.open(out) as opened:
        assert np.array_equal(Picture.decode(image).pixels, np.asarray(opened.convert("RGB")))


@pytest.mark.parametrize("data", [b"", b"no picture"])
def test_bytes_that_are_no_picture_are_an_error(data: bytes) -> None:
    with pytest.raises(UsageError, match=r"no picture.*fix"):
        Picture.decode(Image(data, "image/png", 1, 1, "0"))


def test_the_smallest_halving_that_is_large_enough_is_taken() -> None:
    picture = Picture(noise(801, 400))
    assert picture.at_least(200).shape == (100, 200, 3)
    assert picture.at_least(201).shape == (200, 400, 3)
    assert picture.at_least(0, 150).shape == (200, 400, 3)
    assert picture.at_least(900) is picture.pixels


def test_a_halving_is_made_once_and_averages() -> None:
    pixels = noise(64, 32)
    picture = Picture(pixels)
    half = picture.at_least(32)
    assert picture.at_least(32) is half
    means = pixels.reshape(16, 2, 32, 2, 3).mean(axis=(1, 3))
    assert np.abs(half - means).max() <= 1


def test_scaling_keeps_the_shape_and_never_enlarges() -> None:
    picture = Picture(noise(1000, 500))
    assert picture.scaled(320).shape == (160, 320, 3)
    assert picture.scaled(2000) is picture.pixels
    assert picture.small_grey.shape == (256, 512)
