"""Colours get the names that people use, under white and under warm light."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from clearsight.reading import Quality, Reading
from clearsight.senses.colour_names import NAMES, dominant, name_of
from clearsight.senses.colours import ColoursSense, WhiteBalance
from clearsight.senses.picture import Picture, Pixels

PATCHES = {
    (220, 20, 30): "red", (110, 10, 20): "dark red", (250, 130, 20): "orange",
    (110, 70, 40): "brown", (235, 215, 180): "beige", (250, 225, 40): "yellow",
    (50, 160, 60): "green", (15, 75, 30): "dark green", (150, 200, 235): "light blue",
    (30, 90, 210): "blue", (15, 25, 80): "navy", (120, 40, 150): "purple",
    (250, 160, 190): "pink", (250, 250, 250): "white", (130, 130, 130): "grey",
    (15, 15, 15): "black", (40, 190, 180): "turquoise",
}  # fmt: skip
WARM = np.array([1.0, 0.86, 0.66])


def checkered(colours: list[tuple[int, int, int]]) -> Pixels:
    picture = Image.new("RGB", (60 * len(colours), 120))
    pen = ImageDraw.Draw(picture)
    for index, colour in enumerate(colours):
        pen.rectangle((60 * index, 0, 60 * index + 59, 119), fill=colour)
    return np.asarray(picture, dtype=np.uint8)


@pytest.mark.parametrize("rgb", PATCHES)
def test_a_patch_has_its_plain_name(rgb: tuple[int, int, int]) -> None:
    assert name_of(rgb) == PATCHES[rgb]


def test_every_name_is_the_name_of_some_colour() -> None:
    cube = np.stack(np.meshgrid(*[np.arange(0, 256, 5)] * 3), -1).reshape(-1, 3).astype(np.uint8)
    named = {colour.name for colour in dominant(cube, at_least=0, most=len(NAMES))}
    assert named == set(NAMES)


def test_shares_are_of_the_region_and_small_ones_are_left_out() -> None:
    pixels = np.array([[255, 255, 255]] * 70 + [[220, 20, 30]] * 25 + [[0, 0, 0]] * 5, np.uint8)
    found = dominant(pixels)
    assert [(colour.name, colour.share) for colour in found] == [("white", 0.7), ("red", 0.25)]


def test_regions_are_told_apart() -> None:
    picture = Picture(checkered([(220, 20, 30), (250, 250, 250), (30, 90, 210)]))
    reading = ColoursSense().sense(picture, Reading("d", picture.width, picture.height))
    first = {region.region: region.colours[0].name for region in reading.colours}
    assert (first["left"], first["centre"], first["right"]) == ("red", "white", "blue")


def test_warm_light_is_taken_off_a_photo_of_several_colours() -> None:
    seen = checkered([(245, 245, 245), (180, 180, 180), (200, 30, 30), (60, 60, 60), (30, 90, 190)])
    lit = (seen * WARM).astype(np.uint8)
    assert name_of(tuple(lit[0, 0].tolist())) == "beige"
    corrected = WhiteBalance.of(lit).apply(lit)
    assert [name_of(tuple(corrected[0, x].tolist())) for x in (30, 150, 270)] == [
        "white", "red", "blue",
    ]  # fmt: skip


def test_a_beige_wall_stays_beige() -> None:
    wall = checkered([(228, 208, 172), (222, 203, 168)])
    assert WhiteBalance.of(wall) == WhiteBalance()


def test_drawn_colours_are_never_corrected() -> None:
    seen = checkered([(245, 245, 245), (180, 180, 180), (200, 30, 30), (60, 60, 60), (30, 90, 190)])
    picture = Picture((seen * WARM).astype(np.uint8))
    draft = Reading("d", 300, 120, quality=Quality(0.5, 0.2, 100, kind="drawing"))
    left = ColoursSense().sense(picture, draft).colours[1]
    assert left.colours[0].name == "beige"
