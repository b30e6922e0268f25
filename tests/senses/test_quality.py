"""Quality verdicts follow what was done to a photo."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from clearsight.reading import Box, Line, Person, Quality, Reading
from clearsight.senses.picture import Picture, Pixels
from clearsight.senses.quality import QualitySense
from tests.senses.photos import photo

PHOTOS = {"astronaut": photo("astronaut"), "coffee": photo("coffee"), "cat": photo("chelsea")}


def look(pixels: Pixels, **parts: object) -> Quality:
    draft = Reading("d", pixels.shape[1], pixels.shape[0], **parts)  # type: ignore[arg-type]
    quality = QualitySense().sense(Picture(np.ascontiguousarray(pixels)), draft).quality
    assert quality is not None
    return quality


def exposed(pixels: Pixels, stops: float) -> Pixels:
    linear = (pixels / 255) ** 2.2 * 2.0**stops
    return np.asarray(np.clip(linear, 0, 1) ** (1 / 2.2) * 255, dtype=np.uint8)


def line(box: Box, text: str = "some words of text") -> Line:
    return Line(text, box, 0.95)


def page(lines: int) -> tuple[Pixels, tuple[Line, ...]]:
    image = Image.new("RGB", (600, 400), "white")
    pen = ImageDraw.Draw(image)
    found = []
    for row in range(lines):
        top = 20 + 40 * row
        pen.text((30, top), "The quick brown dog jumped over the fox", "black",
                 font=ImageFont.load_default(26))  # fmt: skip
        found.append(line(Box(0.05, top / 400, 0.9, (top + 32) / 400)))
    return np.asarray(image, dtype=np.uint8), tuple(found)


@pytest.mark.parametrize("name", PHOTOS)
def test_a_good_photo_has_no_fault(name: str) -> None:
    quality = look(PHOTOS[name])
    faults = (quality.dark, quality.bright, quality.blurred, quality.blank)
    assert (faults, quality.kind) == ((False, False, False, False), "photo")


@pytest.mark.parametrize("name", PHOTOS)
def test_a_blurred_photo_is_called_blurred(name: str) -> None:
    soft = cv2.GaussianBlur(PHOTOS[name], (0, 0), 4)
    assert look(np.asarray(soft, dtype=np.uint8)).blurred


@pytest.mark.parametrize("name", PHOTOS)
def test_a_shaken_photo_is_called_blurred(name: str) -> None:
    shaken = cv2.filter2D(PHOTOS[name], -1, np.full((1, 31), 1 / 31))
    assert look(np.asarray(shaken, dtype=np.uint8)).blurred


@pytest.mark.parametrize("name", PHOTOS)
def test_a_dark_photo_is_called_dark_and_not_bright(name: str) -> None:
    quality = look(exposed(PHOTOS[name], -4.5))
    assert (quality.dark, quality.bright) == (True, False)


def test_an_overexposed_photo_is_called_bright() -> None:
    assert look(exposed(PHOTOS["cat"], 3)).bright


def test_one_even_tone_is_blank_and_a_page_is_not() -> None:
    assert look(np.full((300, 400, 3), 12, np.uint8)).blank
    assert not look(page(8)[0], lines=page(8)[1]).blank


def test_text_and_faces_at_the_edge_are_cut_off() -> None:
    face = Person(0.9, Box(0.4, 0.6, 0.6, 1.0), None, "close")
    quality = look(PHOTOS["cat"], lines=(line(Box(0.0, 0.2, 0.4, 0.3)),), people=(face,))
    assert quality.cut_off == ("left", "bottom")


def test_a_page_of_text_is_a_document() -> None:
    pixels, lines = page(8)
    assert look(pixels, lines=lines).kind == "document"


def test_a_drawing_is_no_photo() -> None:
    image = Image.new("RGB", (300, 300), "white")
    ImageDraw.Draw(image).ellipse((60, 60, 240, 240), fill="red", outline="black", width=6)
    assert look(np.asarray(image, dtype=np.uint8)).kind == "drawing"


@pytest.mark.parametrize(("side", "flip"), [("left", 1), ("right", -1)])
def test_light_comes_from_the_lighter_side(side: str, flip: int) -> None:
    noise = np.random.default_rng(0).integers(120, 220, (200, 300, 3)).astype(np.float64)
    ramp = np.linspace(1, 0.3, 300)[::flip][None, :, None]
    assert look((noise * ramp).astype(np.uint8)).light_from == side
