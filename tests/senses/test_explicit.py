"""Benign pictures score low; what the network sees is what its authors fed it."""

import numpy as np
import pytest

from clearsight.reading import Reading
from clearsight.senses.explicit import ExplicitSense, prepare
from clearsight.senses.picture import Picture
from tests.senses.photos import photo


@pytest.fixture(scope="module")
def sense() -> ExplicitSense:
    return ExplicitSense()


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee", "retina", "rocket"])
def test_benign_photos_score_below_a_third(sense: ExplicitSense, name: str) -> None:
    picture = Picture(photo(name))
    score = sense.sense(picture, Reading("d", picture.width, picture.height)).explicit
    assert score is not None
    assert 0 <= score < 0.3


def test_channels_are_blue_green_red_minus_the_mean() -> None:
    red = prepare(np.full((300, 500, 3), (255, 0, 0), np.uint8))
    assert red.shape == (1, 224, 224, 3)
    assert np.allclose(red[0, 112, 112], [0 - 104, 0 - 117, 255 - 123], atol=3)
