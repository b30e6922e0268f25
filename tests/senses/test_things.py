"""Objects, where the optional weights are installed; a clear error where they are not."""

from pathlib import Path

import numpy as np
import pytest

from clearsight.errors import MissingExtra
from clearsight.reading import Reading
from clearsight.senses.picture import Picture
from clearsight.senses.things import ThingsSense, _decode
from clearsight.weights import installed
from tests.senses.photos import photo


def test_without_the_weights_the_error_says_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CLEARSIGHT_WEIGHTS", str(tmp_path))
    with pytest.raises(MissingExtra, match="scripts/install-objects"):
        ThingsSense()


def test_a_peak_becomes_a_box_in_fractions_of_the_unpadded_picture() -> None:
    peaks, sides = np.zeros((128, 128, 80), np.float32), np.zeros((128, 128, 4), np.float32)
    peaks[32, 64, 0], sides[32, 64] = 0.8, (128, 64, 128, 64)
    (thing,) = _decode(peaks, sides, np.array([512, 256], np.float32))
    assert (thing.label, thing.source) == ("person", "coco-centernet")
    edges = (thing.box.left, thing.box.top, thing.box.right, thing.box.bottom)
    assert edges == pytest.approx((0.25, 0.25, 0.75, 0.75))


@pytest.mark.skipif(not installed("coco-centernet"), reason="optional weights not installed")
def test_the_astronaut_is_a_person() -> None:
    picture = Picture(photo("astronaut"))
    things = ThingsSense().sense(picture, Reading("d", picture.width, picture.height)).things
    assert things[0].label == "person"
