"""The sense of text: where it stands, what it says, and what could not be read."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from clearsight.reading import Box, Line, Reading, Unread
from clearsight.senses import tesseract
from clearsight.senses.ocr import Networks, Quad
from clearsight.senses.passes import faint, look, raised, uncovered
from clearsight.senses.picture import Picture
from clearsight.senses.script import could_be_cyrillic, script_of
from clearsight.senses.upright import Piece, read_all

KEEP = 0.6  # right letters average .97, a reader led astray by another script below .6
FEW_KEEP = 0.85  # one or two letters are what texture is mistaken for
# Letters per line height: known scripts .5 to 3, a script the reader lacks gives fewer than .2.
MIN_DENSITY = 0.25
# Boxes less sure than this, or shorter, are texture more often than text.
TEXT_SCORE = 0.62
MIN_ASPECT = 1.5
# A box is this much higher than the capitals in it (measured on DejaVu at 12 to 40 px).
CAPITALS_PER_BOX = 0.6
# Unscannable: capitals of 12 px are read by any person on a screen, and a line that covers a
# 300th of the picture is there to be read; smaller is background.
UNSCANNABLE_GLYPH_PX = 12.0
UNSCANNABLE_AREA = 1 / 300
TWIN_SURE = 0.97


class TextSense:
    """Fills lines, blocks and unread."""

    name = "text"
    version = "1"
    after: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._networks = Networks()

    def sense(self, picture: Picture, draft: Reading) -> Reading:
        pieces = self._pieces(picture)
        pieces = second_reader(pieces)
        good = [piece for piece in pieces if is_read(piece)]
        good.sort(key=lambda p: (round(p.found.quad[:, 1].mean() / 12), p.found.quad[0, 0]))
        lines = tuple(_line(piece, picture) for piece in good)
        unread = tuple(_unread(p, picture) for p in pieces if not is_read(p) and is_text(p))
        return replace(draft, lines=lines, unread=unread)

    def _pieces(self, picture: Picture) -> list[Piece]:
        first = look(self._networks, picture.pixels)
        pieces = read_all(self._networks, picture.pixels, first.found)
        if not first.blurry and not faint(picture.grey, first.found):
            return pieces
        lifted = raised(picture.grey)
        done = [piece for piece in pieces if is_read(piece)]
        more = uncovered(look(self._networks, lifted).found, [piece.found for piece in done])
        again = [p for p in read_all(self._networks, lifted, more) if is_read(p)]
        covered = [piece.found for piece in again]
        left = [p for p in pieces if not is_read(p) and uncovered([p.found], covered)]
        return done + again + left


def is_read(piece: Piece) -> bool:
    """Whether the text can be trusted to be what stands there."""
    if piece.density < MIN_DENSITY:
        return False
    return piece.row.confidence >= (FEW_KEEP if piece.letters <= 2 else KEEP)


def is_text(piece: Piece) -> bool:
    """Whether the box is a line of text rather than texture, whatever was read."""
    height, width = piece.crop.shape[:2]
    return piece.found.score >= TEXT_SCORE and width >= MIN_ASPECT * height


def second_reader(pieces: Sequence[Piece]) -> list[Piece]:
    """Give lines in scripts that the first reader lacks to tesseract."""
    missed = [p for p in pieces if not is_read(p) and is_text(p)]
    if not missed or not tesseract.languages():
        return list(pieces)
    # Beside a line in another script, a word of twin letters may belong to it as well.
    doubted = missed + [
        p
        for p in pieces
        if is_read(p) and could_be_cyrillic(p.row.text) and p.row.confidence < TWIN_SURE
    ]
    rows = tesseract.read([piece.crop for piece in doubted])
    missing = {id(piece) for piece in missed}
    known = {
        id(piece): replace(piece, row=row, reader="tesseract")
        for piece, row in zip(doubted, rows, strict=True)
        if row.text and (id(piece) in missing or script_of(row.text) == "Cyrillic")
    }
    return [known.get(id(piece), piece) for piece in pieces]


def _line(piece: Piece, picture: Picture) -> Line:
    return Line(
        text=piece.row.text.strip(),
        box=box_of(piece.found.quad, picture),
        confidence=round(piece.row.confidence, 3),
        reader=piece.reader,
        script=script_of(piece.row.text),
        upside=piece.upside.degrees,
    )


def _unread(piece: Piece, picture: Picture) -> Unread:
    glyph = piece.found.thickness * CAPITALS_PER_BOX
    area = piece.found.width * piece.found.height / (picture.width * picture.height)
    return Unread(
        box_of(piece.found.quad, picture),
        round(glyph, 1),
        unscannable=glyph >= UNSCANNABLE_GLYPH_PX and area >= UNSCANNABLE_AREA,
    )


def box_of(quad: Quad, picture: Picture) -> Box:
    """The upright box around a quad, in fractions."""
    size = [picture.width, picture.height]
    left, top = np.clip(quad.min(0) / size, 0, 1)
    right, bottom = np.clip(quad.max(0) / size, 0, 1)
    return Box(float(left), float(top), float(right), float(bottom))
