"""What every registered sense promises: it only adds its own part, on any picture."""

from dataclasses import fields

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from clearsight.reading import Box, Reading
from clearsight.senses import Picture, Sense, get_senses

OWN = {
    "codes": {"codes"},
    "colours": {"colours"},
    "explicit": {"explicit"},
    "people": {"people"},
    "quality": {"quality"},
    "tags": {"tags"},
    "text": {"lines", "blocks", "unread"},
    "things": {"things"},
}
SENSES = {sense.name: sense for sense in get_senses()}


def written() -> np.ndarray:
    picture = Image.new("RGB", (500, 160), "white")
    pen = ImageDraw.Draw(picture)
    pen.text((20, 50), "Platform 4 to Leeds", fill="black", font=ImageFont.load_default(40))
    return np.asarray(picture, dtype=np.uint8)


PICTURES = {
    "one pixel": np.full((1, 1, 3), 128, np.uint8),
    "thin": np.full((1, 700, 3), 200, np.uint8),
    "tall": np.full((900, 3, 3), 20, np.uint8),
    "white": np.full((300, 400, 3), 255, np.uint8),
    "black": np.zeros((300, 400, 3), np.uint8),
    "noise": np.random.default_rng(7).integers(0, 256, (240, 320, 3), dtype=np.uint8),
    "written": written(),
}


@pytest.fixture(params=sorted(SENSES))
def sense(request: pytest.FixtureRequest) -> Sense:
    return SENSES[request.param]


@pytest.mark.parametrize("name", PICTURES)
def test_it_adds_only_its_own_part(sense: Sense, name: str) -> None:
    pixels = PICTURES[name]
    draft = Reading("digest", pixels.shape[1], pixels.shape[0])
    reading = sense.sense(Picture(pixels), draft)
    changed = {
        f.name for f in fields(Reading) if getattr(reading, f.name) != getattr(draft, f.name)
    }
    assert changed <= OWN.get(sense.name, changed)
    for box in boxes(reading):
        assert 0 <= box.left <= box.right <= 1
        assert 0 <= box.top <= box.bottom <= 1


def test_the_same_pixels_give_the_same_reading(sense: Sense) -> None:
    picture, draft = Picture(PICTURES["written"]), Reading("digest", 500, 160)
    assert sense.sense(picture, draft) == sense.sense(picture, draft)


def test_it_fulfils_the_protocol(sense: Sense) -> None:
    assert isinstance(sense, Sense)
    assert sense.version


def boxes(reading: Reading) -> list[Box]:
    found = [line.box for line in reading.lines] + [block.box for block in reading.blocks]
    found += [code.box for code in reading.codes] + [spot.box for spot in reading.unread]
    found += [thing.box for thing in reading.things]
    return found + [b for p in reading.people for b in (p.face, p.body) if b is not None]
