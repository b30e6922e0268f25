"""The perceptual hash: as the reference computes it, and steady under small changes."""

import io
from pathlib import Path

import numpy as np
import pytest
import skimage
from PIL import Image

from clearsight.hashes.pdq import hashes, perceptual
from tests.hashes.support import drawn, encoded, pdq

# By pdqhash 0.2.8 (Meta's C++ code) of the same luma, pictures of scikit-image 0.26.
REFERENCE = {
    "astronaut.png": ("2d6b1af3a956c529e79ca3d2526fa834d4196c81cedd04de0a26b855fc99b724", 100),
    "coffee.png": ("04629e779e66365cb98338668827f27c21a679e61e36e1f8c79927e67c8299e0", 100),
    "clock_motion.png": ("26cc3ccc933373334c34d778acc94cccb326f3394c932666934cd99d25337674", 34),
    "coins.png": ("8ee552196df86aa552b514e6e505e0319aeb1aaea4a5d935dd4a675a1a56a555", 100),
}


def distance(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


def luma(name: str) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    image = Image.open(Path(skimage.__path__[0]) / "data" / name).convert("L")
    image.thumbnail((512, 512), Image.Resampling.BOX)
    return np.asarray(image, np.float32)


@pytest.mark.parametrize("name", REFERENCE)
def test_it_is_the_hash_of_the_reference(name: str) -> None:
    found = hashes(luma(name))
    assert found is not None
    assert (found.hash, found.quality) == REFERENCE[name]


@pytest.mark.parametrize("turn", list(Image.Transpose))
def test_turns_and_mirror_images_are_known_from_one_picture(turn: Image.Transpose) -> None:
    found = perceptual(encoded(drawn(3)))
    assert found is not None
    turned = pdq(drawn(3).transpose(turn))
    assert min(distance(turned, one) for one in found.turned) <= 2


@pytest.mark.parametrize(
    "changed",
    [
        encoded(drawn(5), "JPEG", quality=40),
        encoded(drawn(5).resize((240, 180))),
        encoded(drawn(5).resize((1920, 1440)), "JPEG"),
        encoded(drawn(5).crop((5, 4, 475, 356))),
    ],
    ids=["poor JPEG", "half", "large", "cut by 1 %"],
)
def test_small_changes_stay_within_the_distance(changed: bytes) -> None:
    found = perceptual(changed)
    assert found is not None
    assert distance(found.hash, pdq(drawn(5))) <= 31


def test_other_pictures_are_far_away() -> None:
    hashes_ = [pdq(drawn(seed)) for seed in range(12)]
    pairs = [(a, b) for n, a in enumerate(hashes_) for b in hashes_[:n]]
    assert min(distance(a, b) for a, b in pairs) > 60


def test_a_plain_surface_has_no_quality_and_a_tiny_picture_no_hash() -> None:
    plain = perceptual(encoded(Image.new("RGB", (200, 200), "red")))
    assert plain is not None
    assert plain.quality == 0
    assert perceptual(encoded(Image.new("RGB", (4, 90), "red"))) is None


def test_only_our_own_formats_are_opened() -> None:
    gif = io.BytesIO()
    drawn().save(gif, "GIF")
    with pytest.raises(OSError, match="cannot identify"):
        perceptual(gif.getvalue())
