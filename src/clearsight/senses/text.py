"""The sense of text: where it stands, what it says, and what could not be read."""

import subprocess
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from clearsight.reading import Block, Box, Line, Reading, Unread
from clearsight.senses import tesseract
from clearsight.senses.faint import faint, pale, raised
from clearsight.senses.frames import cells
from clearsight.senses.layout import Cell, arrange
from clearsight.senses.letters import set_in_lines
from clearsight.senses.loose import alone, weak, with_narrow
from clearsight.senses.ocr import Networks
from clearsight.senses.passes import look, uncovered
from clearsight.senses.picture import Picture, Pixels
from clearsight.senses.regions import Found, Quad
from clearsight.senses.script import could_be_cyrillic, script_of
from clearsight.senses.struck import mended, strikes
from clearsight.senses.tables import blocks_of
from clearsight.senses.upright import Piece, Upside, read_all

KEEP = 0.6  # right letters average .97, a reader led astray by another script below .6
FEW_KEEP = 0.85  # one or two letters are what texture is mistaken for
# With no word beside them they need more: rings, necklines and coins look like 8, Y and 0 (212
# portraits: .87 to .972 and a score of .55 to .85; true letters alone .99 and .72 or more).
# A cup seen from above fills the picture from edge to edge and reads as a sure 8.
ALONE_KEEP, ALONE_SCORE, ALONE_HEIGHT = 0.98, 0.7, 0.9
# Letters per line height: known scripts .5 to 3, a script the reader lacks gives fewer than .2.
MIN_DENSITY = 0.25
# Boxes less sure than this, or shorter, are texture more often than text.
TEXT_SCORE = 0.62
MIN_ASPECT = 1.5
# A short box that fills the picture is its composition: collars and ties look like letters.
BLOB_ASPECT, BLOB_SIDE = 2.5, 0.4
# A box is this much higher than the capitals in it (measured on DejaVu at 12 to 40 px).
CAPITALS_PER_BOX = 0.6
# Rims, petals and stripes are bent as well: of what was read on them in 290 photos and flags little
# was above .6, bent lines of words are .86 or more. Where nothing was read they have to be long.
BENT_KEEP, BENT_LETTERS = 0.75, 3
BENT_SCORE, BENT_ASPECT = 0.85, 6.0
# Unscannable: capitals of 12 px are read by any person on a screen, and a line that covers a
# 300th of the picture is there to be read; smaller is background.
UNSCANNABLE_GLYPH_PX = 12.0
UNSCANNABLE_AREA = 1 / 300
UNSCANNABLE_ASPECT = 3.0  # about four letters; patterns on money and cloth are shorter
SECOND_GLYPH_PX = 7.5  # tesseract reads nothing smaller
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
        pieces = second_reader(pieces, picture)
        good = without_marks([piece for piece in pieces if is_read(piece)], picture)
        lines, blocks = written(good, picture)
        unread = tuple(
            _unread(p, picture) for p in pieces if not is_read(p) and is_text(p, picture)
        )
        return replace(draft, lines=lines, blocks=blocks, unread=unread)

    def _pieces(self, picture: Picture) -> list[Piece]:
        first = look(self._networks, picture)
        pixels = picture.pixels
        if weak(picture.grey, first.found):
            lifted = Picture(raised(picture.grey))
            more = look(self._networks, lifted)
            if len(alone(more.found)) > len(alone(first.found)):
                first, pixels = more, lifted.pixels
        pieces = self._read(pixels, first.found)
        done = [piece.found for piece in pieces if is_read(piece)]
        if lines := strikes(picture, done):
            # Only the detector is led astray: the recogniser reads the letters with their strike.
            clean = look(self._networks, Picture(mended(picture, lines)))
            again = self._read(picture.pixels, clean.found)
            pieces = _instead(pieces, [piece for piece in again if is_read(piece)])
            done = [piece.found for piece in pieces if is_read(piece)]
        if first.blurry or faint(picture, done) or (not done and pale(picture)):
            lifted = Picture(raised(picture.grey))
            again = self._read(lifted.pixels, uncovered(look(self._networks, lifted).found, done))
            pieces = _instead(pieces, [piece for piece in again if is_read(piece)])
        return pieces

    def _read(self, pixels: Pixels, found: Sequence[Found]) -> list[Piece]:
        """Every line; letters that stand alone as one text, where they give one."""
        letters = alone(found)
        whole = None
        if letters:
            grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
            whole = set_in_lines(self._networks, pixels, with_narrow(grey, letters))
        if whole is None:
            return read_all(self._networks, pixels, found)
        rest = [f for f in found if not any(f is letter for letter in letters)]
        return [whole, *read_all(self._networks, pixels, rest)]


def _instead(pieces: Sequence[Piece], again: Sequence[Piece]) -> list[Piece]:
    """What was read in another look, and what it did not cover."""
    covered = [piece.found for piece in again]
    return [*(p for p in pieces if uncovered([p.found], covered)), *again]


def is_read(piece: Piece) -> bool:
    """Whether the text can be trusted to be what stands there."""
    if piece.density < MIN_DENSITY:
        return False
    if piece.found.path is not None:
        enough = sum(letter.isalnum() for letter in piece.row.text) >= BENT_LETTERS
        return enough and piece.row.confidence >= BENT_KEEP
    return piece.row.confidence >= (FEW_KEEP if piece.letters <= 2 else KEEP)


def is_text(piece: Piece, picture: Picture) -> bool:
    """Whether the box is a line of text rather than texture, whatever was read."""
    height, width = piece.crop.shape[:2]
    if piece.found.path is not None:
        enough = piece.density >= MIN_DENSITY or width >= BENT_ASPECT * height
        return enough and piece.found.score >= BENT_SCORE
    if width < BLOB_ASPECT * height and height > BLOB_SIDE * min(picture.width, picture.height):
        return False
    return piece.found.score >= TEXT_SCORE and width >= MIN_ASPECT * height


def glyph_px(piece: Piece) -> float:
    """Height of the capitals in a line, px of the picture."""
    return piece.found.thickness * CAPITALS_PER_BOX


def without_marks(pieces: Sequence[Piece], picture: Picture) -> list[Piece]:
    """Drop one or two letters that stand without any word and are likely no letters."""
    if any(piece.letters > 2 for piece in pieces):
        return list(pieces)
    return [
        p
        for p in pieces
        if p.row.confidence >= ALONE_KEEP
        and p.found.score >= ALONE_SCORE
        and p.crop.shape[0] < ALONE_HEIGHT * picture.height
    ]


def second_reader(pieces: Sequence[Piece], picture: Picture) -> list[Piece]:
    """Give lines in scripts that the first reader lacks to tesseract."""
    missed = [
        p
        for p in pieces
        if not is_read(p) and is_text(p, picture) and glyph_px(p) >= SECOND_GLYPH_PX
    ]
    if not missed or not tesseract.languages():
        return list(pieces)
    # Beside a line in another script, a word of twin letters may belong to it as well.
    doubted = missed + [
        p
        for p in pieces
        if is_read(p) and could_be_cyrillic(p.row.text) and p.row.confidence < TWIN_SURE
    ]
    try:
        rows = tesseract.read([piece.crop for piece in doubted])
    except subprocess.SubprocessError:
        return list(pieces)  # they stay unread, and unscannable where they are large
    missing = {id(piece) for piece in missed}
    known = {
        id(piece): replace(piece, row=row, reader="tesseract")
        for piece, row in zip(doubted, rows, strict=True)
        if row.text and (id(piece) in missing or script_of(row.text) == "Cyrillic")
    }
    return [known.get(id(piece), piece) for piece in pieces]


def written(
    pieces: Sequence[Piece], picture: Picture
) -> tuple[tuple[Line, ...], tuple[Block, ...]]:
    """Lines in reading order and their blocks; the way up that holds most letters comes first."""
    ways: dict[Upside, list[Piece]] = {}
    for piece in pieces:
        ways.setdefault(piece.upside, []).append(piece)
    lines: list[Line] = []
    blocks: list[Block] = []
    for group in sorted(ways.values(), key=lambda g: -sum(p.letters for p in g)):
        laid = arrange(cells(group, width=picture.width, height=picture.height))
        for draft in (draft for zone in laid for draft in blocks_of(zone)):
            own = [_line(cell, group, picture) for row in draft.rows for cell in row]
            indices = tuple(range(len(lines), len(lines) + len(own)))
            blocks.append(Block(draft.kind, indices, _around([x.box for x in own]), draft.table))
            lines += own
    return tuple(lines), tuple(blocks)


def _around(boxes: Sequence[Box]) -> Box:
    return Box(
        min(b.left for b in boxes),
        min(b.top for b in boxes),
        max(b.right for b in boxes),
        max(b.bottom for b in boxes),
    )


def _line(cell: Cell, group: Sequence[Piece], picture: Picture) -> Line:
    parts = [group[index] for index in cell.parts]
    return Line(
        text=cell.text,
        box=_around([box_of(part.found.quad, picture) for part in parts]),
        confidence=round(cell.confidence, 3),
        reader=parts[0].reader,
        script=script_of(cell.text),
        upside=parts[0].upside.degrees,
    )


def _unread(piece: Piece, picture: Picture) -> Unread:
    glyph = glyph_px(piece)
    area = piece.found.width * piece.found.height / (picture.width * picture.height)
    height, width = piece.crop.shape[:2]
    return Unread(
        box_of(piece.found.quad, picture),
        round(glyph, 1),
        unscannable=glyph >= UNSCANNABLE_GLYPH_PX
        and area >= UNSCANNABLE_AREA
        and width >= UNSCANNABLE_ASPECT * height,
    )


def box_of(quad: Quad, picture: Picture) -> Box:
    """The upright box around a quad, in fractions."""
    size = [picture.width, picture.height]
    left, top = np.clip(quad.min(0) / size, 0, 1)
    right, bottom = np.clip(quad.max(0) / size, 0, 1)
    return Box(float(left), float(top), float(right), float(bottom))
