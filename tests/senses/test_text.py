"""What the text sense reads, and what it leaves alone."""

import subprocess
from collections.abc import Sequence

import cv2
import numpy as np
import pytest
import skimage.data
import sklearn.datasets

from clearsight.imaging.item import Item
from clearsight.imaging.legibility import word_share
from clearsight.imaging.render import render
from clearsight.imaging.transform.effects import tiny
from clearsight.imaging.transform.pictures import from_text
from clearsight.senses import tesseract
from clearsight.senses.ocr import Row
from clearsight.senses.picture import Pixels
from clearsight.senses.sense import Sense
from clearsight.senses.text import TextSense
from tests.senses.text_pages import NOTICE, Sheet, lines, read, tilted, wrong_letters

WANT = "\n".join(NOTICE)


def test_is_a_sense() -> None:
    assert isinstance(TextSense(), Sense)


@pytest.mark.parametrize("size", [10, 12, 16, 24, 32])
def test_reads_small_and_large_letters(size: int) -> None:
    assert wrong_letters(read(lines(NOTICE, size)).text, WANT) <= 0.03


@pytest.mark.parametrize("seed", [150, 163, 167, 168])
def test_reads_letters_of_6_px_on_an_empty_page(seed: int) -> None:
    # At their own size these showed no line, or lacked a half of the words and the numbers.
    title = render("typographic", seed).truth["title"]
    page = from_text(f"{title}\n1.\n2.\n3.", "wrapped", seed)
    assert isinstance(page, Item)
    small = tiny(page, seed)
    assert word_share(small.text, read(small.pixels).text) >= 0.9


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_reads_turned_pages_in_order(quarters: int) -> None:
    reading = read(np.rot90(lines(NOTICE), quarters))
    assert wrong_letters(reading.text, WANT) <= 0.03
    assert {line.upside for line in reading.lines} == {90 * quarters}


def test_reads_mirrored_pages_in_order() -> None:
    assert wrong_letters(read(lines(NOTICE)[:, ::-1]).text, WANT) <= 0.05


@pytest.mark.parametrize("degrees", [-12.0, 5.0, 15.0])
def test_reads_tilted_pages_in_order(degrees: float) -> None:
    assert wrong_letters(read(tilted(lines(NOTICE), degrees)).text, WANT) <= 0.03


@pytest.mark.parametrize(("ink", "paper"), [(250, 255), (120, 124), (196, 200), (60, 48)])
def test_reads_what_is_hidden_in_the_ground(ink: int, paper: int) -> None:
    assert wrong_letters(read(lines(NOTICE, 26, ink=ink, paper=paper)).text, WANT) <= 0.05


def test_reads_light_on_dark() -> None:
    assert wrong_letters(read(lines(NOTICE, ink=240, paper=10)).text, WANT) <= 0.03


def test_reads_faint_text_beside_plain_text_once() -> None:
    sheet = Sheet(1000, 600)
    sheet.write("Welcome to the town museum", 60, 60, size=30)
    sheet.write("Ask at the desk for a map", 60, 400, size=30, ink=243)
    texts = [line.text for line in read(sheet.pixels).lines]
    assert texts == ["Welcome to the town museum", "Ask at the desk for a map"]


def test_boxes_lie_on_the_lines() -> None:
    box = read(lines(NOTICE[:1], 24)).lines[0].box
    assert box.left == pytest.approx(60 / 1024, abs=0.015)
    assert box.top == pytest.approx(64 / 1024, abs=0.015)


@pytest.mark.parametrize("text", ["A", "NO", "7", "EXIT"])
def test_reads_a_sign_of_few_letters(text: str) -> None:
    sheet = Sheet(400, 300)
    sheet.write(text, 120, 80, size=110)
    assert read(sheet.pixels).text == text


def _photos() -> list[tuple[str, Pixels]]:
    names = ("astronaut", "cat", "coffee", "rocket", "camera", "brick", "grass", "gravel", "retina")
    found = [(name, getattr(skimage.data, name)()) for name in names]
    found += list(
        zip(("china", "flower"), sklearn.datasets.load_sample_images().images, strict=True)
    )
    return [(n, p if p.ndim == 3 else cv2.cvtColor(p, cv2.COLOR_GRAY2RGB)) for n, p in found]


@pytest.mark.parametrize(("name", "pixels"), _photos())
def test_finds_no_text_in_photos(name: str, pixels: Pixels) -> None:
    reading = read(pixels)
    assert reading.lines == (), name
    assert not [u for u in reading.unread if u.unscannable], name


def test_reads_a_scanned_page() -> None:
    scan = np.asarray(getattr(skimage.data, "page")())  # noqa: B009
    text = read(np.repeat(scan[..., None], 3, axis=2)).text
    assert text.startswith("Region-based segmentation\nLet us first determine markers of the coins")


def test_large_text_that_nobody_reads_is_unscannable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "languages", lambda: ())
    sheet = Sheet(900, 300)
    sheet.write("Осторожно, высокое", 60, 60, size=40)
    sheet.write("напряжение", 60, 170, size=10)
    reading = read(sheet.pixels)
    assert reading.lines == ()
    assert any(unread.unscannable and unread.glyph_height_px >= 12 for unread in reading.unread)


def test_small_text_that_nobody_reads_is_only_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "languages", lambda: ())
    sheet = Sheet(900, 300)
    sheet.write("Осторожно, высокое напряжение", 60, 60, size=13)
    unread = read(sheet.pixels).unread
    assert unread
    assert not any(u.unscannable for u in unread)


def test_text_stays_unread_when_the_second_reader_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(rows: Sequence[Pixels]) -> list[Row]:
        raise subprocess.TimeoutExpired("tesseract", 8)

    monkeypatch.setattr(tesseract, "languages", lambda: ("rus",))
    monkeypatch.setattr(tesseract, "read", fail)
    sheet = Sheet(900, 300)
    sheet.write("Осторожно, высокое", 60, 60, size=40)
    assert any(unread.unscannable for unread in read(sheet.pixels).unread)
