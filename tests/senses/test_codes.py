"""QR codes and barcodes are found with their content and place, in small and in large pictures."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
import zxingcpp
from skimage import data

from clearsight.reading import Box, Code, Reading
from clearsight.senses import codes
from clearsight.senses.code_cues import places
from clearsight.senses.codes import CodesSense, Part
from clearsight.senses.picture import Picture, Pixels
from clearsight.senses.sense import Sense
from tests.senses.photos import photo

QR, EAN, MATRIX = (
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.EAN13,
    zxingcpp.BarcodeFormat.DataMatrix,
)
TEXTS = {QR: "https://example.org/menu", EAN: "4006381333931", MATRIX: "lot 7, best before May"}


def drawn(text: str, kind: zxingcpp.BarcodeFormat, module_px: int) -> Pixels:
    """(h, w) with a quiet zone; bars a third as high as they are long."""
    code = np.asarray(zxingcpp.create_barcode(text, kind).to_image(scale=1), dtype=np.uint8)
    if kind == EAN:
        code = np.repeat(code[len(code) // 3 :][:1], code.shape[1] // 3, axis=0)
    return code.repeat(module_px, axis=0).repeat(module_px, axis=1)


def sheet(text: str, kind: zxingcpp.BarcodeFormat) -> Pixels:
    ground = np.full((500, 800, 3), 255, np.uint8)
    return laid(ground, [(drawn(text, kind, 4), (200, 100))])


def laid(ground: Pixels, pieces: Sequence[tuple[Pixels, tuple[int, int]]]) -> Pixels:
    """The pieces (h, w) on the ground, each with its (left, top)."""
    out = ground.copy()
    for piece, (left, top) in pieces:
        out[top : top + piece.shape[0], left : left + piece.shape[1]] = piece[..., None]
    return out


def large(name: str = "coffee") -> Pixels:
    """A photo without codes as wide as ingest lets pictures through, with a camera's noise."""
    enlarged = cv2.resize(photo(name), (2000, 1500), interpolation=cv2.INTER_CUBIC)
    noise = np.random.default_rng(0).integers(0, 8, (1500, 2000, 1), dtype=np.uint8)
    return np.asarray(cv2.add(enlarged, np.repeat(noise, 3, axis=2)), dtype=np.uint8)


def read(pixels: Pixels) -> tuple[Code, ...]:
    reading = Reading("0", pixels.shape[1], pixels.shape[0])
    return CodesSense().sense(Picture(np.ascontiguousarray(pixels)), reading).codes


def test_is_a_sense() -> None:
    assert isinstance(CodesSense(), Sense)


@pytest.mark.parametrize("quarters", [0, 1, 2])
def test_reads_a_qr_code(quarters: int) -> None:
    found = read(np.rot90(sheet(TEXTS[QR], QR), quarters))
    assert [(code.format, code.text) for code in found] == [("QR Code", TEXTS[QR])]


def test_the_box_lies_on_the_code() -> None:
    box = read(sheet("hello", QR))[0].box
    assert 0.25 <= box.left <= 0.3
    assert 0.2 <= box.top <= 0.26


def test_reads_a_barcode() -> None:
    assert [code.text for code in read(sheet(TEXTS[EAN], EAN))] == [TEXTS[EAN]]


def test_finds_no_code_in_a_photo() -> None:
    assert read(np.asarray(getattr(data, "astronaut")())) == ()  # noqa: B009


@pytest.mark.parametrize("name", ["coffee", "chelsea"])
def test_finds_no_code_in_a_large_photo(name: str) -> None:
    assert read(large(name)) == ()


@pytest.mark.parametrize("quarters", [0, 1])
@pytest.mark.parametrize("module_px", [3, 9])
@pytest.mark.parametrize("kind", TEXTS)
def test_reads_small_and_large_codes_in_a_large_photo(
    kind: zxingcpp.BarcodeFormat, module_px: int, quarters: int
) -> None:
    piece = np.rot90(drawn(TEXTS[kind], kind, module_px), quarters)
    (code,) = read(laid(large(), [(piece, (640, 320))]))
    assert code.text == TEXTS[kind]
    high, wide = piece.shape
    x, y = code.box.centre
    assert x * 2000 == pytest.approx(640 + wide / 2, abs=0.1 * wide)
    assert y * 1500 == pytest.approx(320 + high / 2, abs=0.1 * high)


def test_two_codes_of_one_text_are_two_codes() -> None:
    piece = drawn(TEXTS[MATRIX], MATRIX, 6)
    found = read(laid(large(), [(piece, (300, 300)), (piece, (1300, 900))]))
    assert [code.text for code in found] == [TEXTS[MATRIX]] * 2
    assert abs(found[0].box.left - found[1].box.left) > 0.4


def test_a_large_sheet_full_of_codes_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Part, "read", lambda _: pytest.fail("it was read in parts"))
    texts = [f"shelf {number}, row {number % 5}" for number in range(24)]
    spots = [(60 + 320 * (n % 6), 60 + 350 * (n // 6)) for n in range(24)]
    pieces = [drawn(text, MATRIX, 12) for text in texts]
    found = read(
        laid(np.full((1500, 2000, 3), 255, np.uint8), list(zip(pieces, spots, strict=True)))
    )
    assert sorted(code.text for code in found) == sorted(texts)


def test_a_strip_too_narrow_for_cues_is_read_whole() -> None:
    ground = np.full((200, 2000, 3), 255, np.uint8)
    assert [c.text for c in read(laid(ground, [(drawn("lane", QR, 5), (900, 20))]))] == ["lane"]


def test_pieces_of_a_barcode_are_no_codes_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, beside = Box(0.3, 0.3, 0.31, 0.4), Box(0.8, 0.3, 0.81, 0.4)
    whole = Code("EAN-13", TEXTS[EAN], Box(0.2, 0.2, 0.5, 0.5))
    told = [whole, Code("ITF", "809911", inside), Code("ITF", "809911", beside), whole]
    monkeypatch.setattr(Part, "read", lambda _: iter(told))
    pixels = laid(large("moon"), [(drawn(TEXTS[EAN], EAN, 6), (500, 400))])
    assert read(pixels) == (whole, told[2])


def test_cues_stand_on_the_code_and_name_its_kind() -> None:
    ground = np.full((1500, 2000, 3), 120, np.uint8)
    pieces = [
        (drawn(TEXTS[EAN], EAN, 6), (200, 200)),
        (drawn(TEXTS[MATRIX], MATRIX, 6), (1500, 1000)),
    ]
    grey = cv2.cvtColor(Picture(laid(ground, pieces)).halved(1), cv2.COLOR_RGB2GRAY)
    bars, grid = sorted(places(np.asarray(grey, np.uint8)), key=lambda place: place.left)
    assert (bars.bars, grid.grid) == (True, True)
    for place, (piece, (left, top)) in zip((bars, grid), pieces, strict=True):
        assert 2 * place.left <= left + 24
        assert 2 * place.top <= top + 24
        assert 2 * place.right >= left + piece.shape[1] - 24
        assert 2 * place.bottom >= top + piece.shape[0] - 24


def _edge() -> Pixels:
    return np.where(np.add.outer(np.arange(750), np.arange(1000)) < 800, 30, 220).astype(np.uint8)


@pytest.mark.parametrize(
    "grey",
    [
        np.full((750, 1000), 200, np.uint8),
        np.tile(np.linspace(0, 255, 1000).astype(np.uint8), (750, 1)),
        np.random.default_rng(1).normal(128, 12, (750, 1000)).astype(np.uint8),
        _edge(),
        np.zeros((12, 900), np.uint8),
    ],
    ids=["blank", "ramp", "noise", "edge", "strip"],
)
def test_what_is_no_code_gives_no_cue(grey: Pixels) -> None:
    assert places(grey) == []


def test_a_kind_that_anything_is_taken_for_must_be_long_enough() -> None:
    assert read(sheet("1234", zxingcpp.BarcodeFormat.ITF)) == ()
    assert [c.text for c in read(sheet("123456", zxingcpp.BarcodeFormat.ITF))] == ["123456"]
    assert codes.LEAST_ITF == 6
