"""Objects, where the optional weights are installed; a clear error where they are not."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clearsight.errors import MissingExtra
from clearsight.ingest import open_bytes
from clearsight.reading import Reading
from clearsight.senses import Senses, get_senses
from clearsight.senses.picture import Picture
from clearsight.senses.things import ThingsSense, _decode
from tests.senses.photos import photo


def png(name: str) -> bytes:
    out = io.BytesIO()
    Image.fromarray(photo(name)).save(out, "PNG")
    return out.getvalue()


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


@pytest.mark.usefixtures("optional_weights")
def test_the_astronaut_is_a_person() -> None:
    picture = Picture(photo("astronaut"))
    things = ThingsSense().sense(picture, Reading("d", picture.width, picture.height)).things
    assert things[0].label == "person"


@pytest.mark.usefixtures("optional_weights")
async def test_a_body_and_its_face_are_one_person() -> None:
    senses = Senses(get_senses("people", "things"))
    reading = await senses.read(open_bytes(png("astronaut")))
    senses.close()
    (person,) = reading.people
    assert person.face is not None
    assert person.body is not None
