"""Lines that are not straight: arcs, waves, rings; and what is bent but no text."""

import cv2
import numpy as np
import pytest

from clearsight.imaging.transform.disguises import wave
from clearsight.imaging.transform.layout import curved
from clearsight.imaging.transform.made import bare, plain
from clearsight.senses.curves import is_bent, strip_of
from clearsight.senses.paths import gentle, length_of, outlined, trimmed, unrolled
from tests.senses.text_pages import read, wrong_letters

SAID = "Steps to grow tomatoes on a small balcony in the city"


@pytest.mark.parametrize("sweep", [30.0, 60.0, 110.0, 150.0])
def test_reads_lines_on_an_arc_in_order(sweep: float) -> None:
    item = curved(bare(SAID, 3), 3, sweep_degrees=sweep)
    assert wrong_letters(read(item.pixels).text, SAID) <= 0.06


def test_reads_an_arc_that_is_mirrored() -> None:
    item = curved(bare(SAID, 3), 3, sweep_degrees=60.0)
    assert wrong_letters(read(item.pixels[:, ::-1]).text, SAID) <= 0.08


@pytest.mark.parametrize("seed", [1, 2])
def test_reads_lines_on_a_wave(seed: int) -> None:
    item = wave(plain(SAID, seed), seed)
    assert wrong_letters(read(item.pixels).text, SAID) <= 0.06


def test_boxes_lie_around_the_bow() -> None:
    (line,) = read(curved(bare("A walk along the river", 1), 1).pixels).lines
    assert line.box.left < 0.1 < 0.9 < line.box.right


def test_a_drawn_bow_is_no_text() -> None:
    pixels = np.full((400, 600, 3), 240, np.uint8)
    cv2.ellipse(pixels, (300, 380), (250, 250), 0, 200, 340, (20, 20, 20), 24)
    reading = read(pixels)
    assert reading.lines == ()
    assert not any(u.unscannable for u in reading.unread)


def _arc(thickness: int = 12, sweep: tuple[int, int] = (200, 340)) -> np.ndarray:
    mask = np.zeros((400, 400), np.uint8)
    cv2.ellipse(mask, (200, 220), (150, 150), 0, *sweep, 1, thickness)
    return mask


def test_the_middle_of_an_arc_is_its_circle() -> None:
    strip = strip_of(_arc())
    assert strip is not None
    radii = np.hypot(*(strip.points - [200, 220]).T)
    assert np.abs(radii - 150).max() < 3
    assert strip.thickness == pytest.approx(12, abs=2)
    assert strip.points[0, 0] < strip.points[-1, 0]


def test_a_ring_is_cut_open() -> None:
    strip = strip_of(_arc(sweep=(0, 360)))
    assert strip is not None
    assert length_of(strip.points) == pytest.approx(2 * np.pi * 150, rel=0.08)


@pytest.mark.parametrize("shape", ["straight", "tilted", "disc"])
def test_lines_and_blobs_are_not_bent(shape: str) -> None:
    mask = np.zeros((300, 400), np.uint8)
    if shape == "disc":
        cv2.circle(mask, (200, 150), 80, 1, -1)
    else:
        cv2.line(mask, (40, 150), (360, 150 if shape == "straight" else 40), 1, 14)
    (contour,), _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    assert not is_bent(contour, min(cv2.minAreaRect(contour)[1]))


def test_what_branches_is_no_line() -> None:
    mask = _arc()
    cv2.line(mask, (200, 70), (200, 290), 1, 12)
    assert strip_of(mask) is None


def test_unrolling_makes_the_strip_straight() -> None:
    strip = strip_of(_arc())
    assert strip is not None
    pixels = np.repeat(_arc()[..., None] * 255, 3, axis=2).astype(np.uint8)
    flat = unrolled(pixels, strip.points, 30.0)
    inside = flat[:, 20:-20, 0] > 128
    assert flat.shape[0] == 30
    assert np.abs(inside.sum(0) - 12).max() <= 3
    assert inside[13:17].all()


def test_a_line_that_folds_is_not_gentle() -> None:
    corner = np.array([[0, 0], [10, 0], [20, 0], [20, 10], [20, 20]], np.float32)
    assert not gentle(corner)
    assert len(trimmed(corner, 5)) == 5
    assert length_of(trimmed(corner, 5)) == pytest.approx(30, abs=4)
    assert cv2.contourArea(outlined(corner[:3], 6)) == pytest.approx(120)
