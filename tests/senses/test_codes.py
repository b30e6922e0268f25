"""QR codes and barcodes are found with their content and place."""

import numpy as np
import pytest
import zxingcpp
from skimage import data

from clearsight.reading import Reading
from clearsight.senses.codes import CodesSense
from clearsight.senses.picture import Picture, Pixels
from clearsight.senses.sense import Sense


def _sheet(text: str, kind: zxingcpp.BarcodeFormat) -> Pixels:
    code = np.asarray(zxingcpp.create_barcode(text, kind).to_image(scale=4))
    sheet = np.full((500, 800, 3), 255, np.uint8)
    sheet[100 : 100 + code.shape[0], 200 : 200 + code.shape[1]] = code[..., None]
    return sheet


def _read(pixels: Pixels) -> Reading:
    reading = Reading("0", pixels.shape[1], pixels.shape[0])
    return CodesSense().sense(Picture(pixels), reading)


def test_is_a_sense() -> None:
    assert isinstance(CodesSense(), Sense)


@pytest.mark.parametrize("quarters", [0, 1, 2])
def test_reads_a_qr_code(quarters: int) -> None:
    sheet = _sheet("https://example.org/menu", zxingcpp.BarcodeFormat.QRCode)
    codes = _read(np.ascontiguousarray(np.rot90(sheet, quarters))).codes
    assert [(code.format, code.text) for code in codes] == [("QR Code", "https://example.org/menu")]


def test_the_box_lies_on_the_code() -> None:
    box = _read(_sheet("hello", zxingcpp.BarcodeFormat.QRCode)).codes[0].box
    assert 0.25 <= box.left <= 0.3
    assert 0.2 <= box.top <= 0.26


def test_reads_a_barcode() -> None:
    codes = _read(_sheet("4006381333931", zxingcpp.BarcodeFormat.EAN13)).codes
    assert [code.text for code in codes] == ["4006381333931"]


def test_finds_no_code_in_a_photo() -> None:
    photo = np.asarray(getattr(data, "astronaut")())  # noqa: B009
    assert _read(photo).codes == ()
