"""Photographic wear."""

from collections.abc import Callable

import numpy as np
import pytest

from clearsight.errors import UnknownName, UsageError
from clearsight.imaging import wear as worn
from clearsight.imaging.fonts import family
from clearsight.imaging.item import Item
from clearsight.imaging.lettering import Pen
from clearsight.imaging.page import Page

STEPS: dict[str, Callable[[Item], Item]] = {
    "perspective": lambda item: worn.perspective(item, 1, tilt=0.1),
    "falloff": lambda item: worn.falloff(item, 1, depth=0.5),
    "shadow": lambda item: worn.shadow(item, 1, depth=0.5),
    "cast": lambda item: worn.cast(item, warmth=0.2),
    "defocus": lambda item: worn.defocus(item, sigma_px=2),
    "motion": lambda item: worn.motion(item, length_px=6, angle_deg=20),
    "noise": lambda item: worn.noise(item, 1, sigma=6),
    "low_resolution": lambda item: worn.low_resolution(item, scale=0.5),
    "jpeg": lambda item: worn.jpeg(item, quality=30),
}


@pytest.fixture(scope="module")
def item() -> Item:
    page = Page.blank(600, 400, (255, 255, 255))
    page.write("Harbour", Pen(family("DejaVu Sans"), 60, (0, 0, 0)), (180, 150), width=400)
    return page.item("note", 3, {"parts": [{"point": [0.5, 0.5]}]})


@pytest.mark.parametrize("name", STEPS)
def test_a_step_changes_the_pixels_and_is_recorded(item: Item, name: str) -> None:
    out = STEPS[name](item)
    assert [step["step"] for step in out.steps] == [name]
    assert not np.array_equal(out.pixels, item.pixels)
    assert out.text == item.text


@pytest.mark.parametrize("name", STEPS)
def test_a_step_gives_the_same_bytes_each_time(item: Item, name: str) -> None:
    assert np.array_equal(STEPS[name](item).pixels, STEPS[name](item).pixels)


def test_boxes_go_along_with_the_perspective(item: Item) -> None:
    out = worn.perspective(item, 5, tilt=0.15)
    inside = (out.pixels < 40).all(2)
    rows, columns = np.nonzero(inside)
    left, top, right, bottom = out.truth["lines"][0]["box"]
    assert left * 600 - 3 <= columns.min()
    assert columns.max() <= right * 600 + 3
    assert top * 400 - 3 <= rows.min()
    assert rows.max() <= bottom * 400 + 3
    assert out.truth["lines"][0]["box"] != item.truth["lines"][0]["box"]


def test_points_deep_in_the_truth_go_along_too(item: Item) -> None:
    out = worn.perspective(item, 5, tilt=0.15)
    assert out.truth["parts"][0]["point"] != [0.5, 0.5]


def test_no_tilt_leaves_boxes_where_they_are(item: Item) -> None:
    assert worn.perspective(item, 5, tilt=0).truth["lines"] == item.truth["lines"]


def test_low_resolution_makes_the_picture_smaller(item: Item) -> None:
    assert worn.low_resolution(item, scale=0.5).pixels.shape == (200, 300, 3)


def test_motion_blurs_along_its_line_only(item: Item) -> None:
    bar = np.full((80, 80, 3), 255, np.uint8)
    bar[:, 39:41] = 0
    along = worn.motion(Item(bar, "bar", 0, {}), length_px=9, angle_deg=90).pixels
    across = worn.motion(Item(bar, "bar", 0, {}), length_px=9, angle_deg=0).pixels
    assert along[40, 20].min() > 250
    assert along[40, 40].max() < 60
    assert across[40, 40].min() > 120


@pytest.mark.parametrize("strength", worn.PRESETS)
def test_wear_of_one_seed_is_always_the_same(item: Item, strength: str) -> None:
    one, other = worn.wear(item, 9, strength), worn.wear(item, 9, strength)
    assert one.png() == other.png()
    assert one.steps == other.steps


def test_wear_differs_between_seeds(item: Item) -> None:
    assert worn.wear(item, 1, "medium").steps != worn.wear(item, 2, "medium").steps


def test_stronger_wear_leaves_less_sharpness(item: Item) -> None:
    def edge(strength: str) -> float:
        return float(
            np.mean(
                [
                    np.abs(
                        np.diff(worn.wear(item, seed, strength).pixels[..., 1].astype(int))
                    ).max()
                    for seed in range(6)
                ]
            )
        )

    assert edge("mild") > edge("medium") > edge("strong")


def test_an_unknown_strength_lists_those_known(item: Item) -> None:
    with pytest.raises(UnknownName, match="medium"):
        worn.wear(item, 1, "extreme")


def test_a_tilt_beyond_reason_is_an_error(item: Item) -> None:
    with pytest.raises(UsageError, match="tilt is 2"):
        worn.perspective(item, 1, tilt=2)
