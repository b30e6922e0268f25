"""The sense of codes: QR codes and barcodes, by ZXing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import cv2
import numpy as np
import zxingcpp

from clearsight.reading import WHOLE, Box, Code, Reading
from clearsight.senses.code_cues import Place, places
from clearsight.senses.picture import Picture, Pixels

LONGEST_PX = 1280  # larger pictures are read whole only where much of them looks like codes
SHORTEST_PX = 256  # narrow strips have no room for cues
MOST_TEXT = 4096
LEAST_ITF = 6  # shorter ones, without a check digit, are read into any stripes
# A cue at each halving finds modules of another size; they are read at twice its size.
HALVINGS = (1, 2, 3)
# Parts of level 1 up to this size are read as fine as they are: what is small has small modules.
FINE_PX = 400
# Reading everything that the cues name costs as much as this share of reading the whole.
WORTH = 0.6
_COST_BY_LEVEL: dict[int, float] = {1: 1.0, 2: 0.65, 3: 0.17}
_COST_BARS, _COST_GRID = 0.4, 0.65

# Tuples of single formats: a module that keeps a BarcodeFormats makes nanobind complain at exit.
_EVERY = (zxingcpp.BarcodeFormat.AllReadable,)
_FINDER = (
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.MicroQRCode,
    zxingcpp.BarcodeFormat.RMQRCode,
)
_BARS = (zxingcpp.BarcodeFormat.AllLinear, zxingcpp.BarcodeFormat.PDF417)
_GRID = (zxingcpp.BarcodeFormat.AllMatrix,)
# Kinds that pieces of other barcodes are taken for: short, with little that checks them.
_WEAK = ("ITF", "UPC-E")


class CodesSense:
    """Fills codes. A code's content is text for the judgement like any other."""

    name = "codes"
    version = "2"
    after: tuple[str, ...] = ()

    def sense(self, picture: Picture, draft: Reading) -> Reading:
        return replace(draft, codes=tuple(_distinct(_look(picture))))


def _look(picture: Picture) -> Iterable[Code]:
    """Every code that is seen, perhaps more than once."""
    sides = picture.height, picture.width
    if max(sides) <= LONGEST_PX or min(sides) < SHORTEST_PX:
        return _read(_shrunk(picture))
    parts = [
        Part(picture, level, place)
        for level in HALVINGS
        for place in places(_grey(picture.halved(level)))
    ]
    if sum(part.cost for part in parts) > WORTH:
        return _read(_shrunk(picture))
    # Symbols with a finder cost a tenth of all kinds together: they need no cue.
    return chain(_read(_grey(picture.halved(1)), formats=_FINDER), *(part.read() for part in parts))


@dataclass(frozen=True, slots=True)
class Part:
    """A place that was found in a halving of the picture, to be read at twice that size."""

    picture: Picture
    level: int
    place: Place

    @property
    def cost(self) -> float:
        """In readings of the whole picture at `LONGEST_PX`."""
        kinds = _COST_BARS * self.place.bars + _COST_GRID * self.place.grid
        pixels = self.picture.width * self.picture.height / 4.0**self.level
        return min(1.0, kinds) * _COST_BY_LEVEL[self.level] * self.place.area / pixels

    def read(self) -> Iterator[Code]:
        whole, place = self.picture.halved(self.level - 1), self.place
        left, top, right, bottom = 2 * place.left, 2 * place.top, 2 * place.right, 2 * place.bottom
        grey = _grey(whole[top:bottom, left:right])
        height, width = whole.shape[:2]
        frame = Box(left / width, top / height, right / width, bottom / height)
        if self.level == 1 and max(grey.shape) > FINE_PX:
            grey = _scaled(grey, LONGEST_PX / max(self.picture.width, self.picture.height))
        formats = _EVERY if place.bars and place.grid else _BARS if place.bars else _GRID
        return _read(grey, frame, formats)


def _read(
    grey: Pixels, frame: Box = WHOLE, formats: Sequence[zxingcpp.BarcodeFormat] = _EVERY
) -> Iterator[Code]:
    """Codes in (h, w) luma that shows the part `frame` of the picture."""
    height, width = grey.shape
    for code in zxingcpp.read_barcodes(grey, zxingcpp.BarcodeFormats(list(formats))):
        corners = [
            code.position.top_left,
            code.position.top_right,
            code.position.bottom_right,
            code.position.bottom_left,
        ]
        xs = [min(1.0, max(0.0, frame.left + frame.width * c.x / width)) for c in corners]
        ys = [min(1.0, max(0.0, frame.top + frame.height * c.y / height)) for c in corners]
        box = Box(min(xs), min(ys), max(xs), max(ys))
        if code.format == zxingcpp.BarcodeFormat.ITF and len(code.text) < LEAST_ITF:
            continue
        yield Code(str(code.format), code.text[:MOST_TEXT], box)


def _distinct(codes: Iterable[Code]) -> list[Code]:
    """Each code once, and no pieces of barcodes that were taken for a code of a weaker kind."""
    kept: list[Code] = []
    for code in sorted(codes, key=lambda code: code.format in _WEAK):
        if not any(_known(code, other) for other in kept):
            kept.append(code)
    return kept


def _known(code: Code, other: Code) -> bool:
    """The other code, seen at another size, or bars of it taken for a code of a weaker kind."""
    x, y = code.box.centre
    inside = other.box.left <= x <= other.box.right and other.box.top <= y <= other.box.bottom
    return inside and (
        code.format in _WEAK or (code.format, code.text) == (other.format, other.text)
    )


def _grey(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _shrunk(picture: Picture) -> Pixels:
    """(h, w) luma; shrinking one channel costs a third of shrinking three."""
    scale = LONGEST_PX / max(picture.width, picture.height)
    return picture.grey if scale >= 1 else _scaled(picture.grey, scale)


def _scaled(grey: Pixels, scale: float) -> Pixels:
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    # Down to the half, bilinear weights leave no pixel out: as many codes for a sixth of the time.
    how = cv2.INTER_LINEAR if scale >= 0.5 else cv2.INTER_AREA
    return np.asarray(cv2.resize(grey, size, interpolation=how), dtype=np.uint8)
