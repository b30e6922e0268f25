"""The sense of text: where it stands, what it says, and what could not be read."""

from dataclasses import replace

import numpy as np

from clearsight.reading import Box, Line, Reading
from clearsight.senses.ocr import Networks, Quad
from clearsight.senses.passes import Piece, locate, read_all
from clearsight.senses.picture import Picture

KEEP = 0.5


class TextSense:
    """Fills lines, blocks and unread."""

    name = "text"
    version = "1"
    after: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._networks = Networks()

    def sense(self, picture: Picture, draft: Reading) -> Reading:
        found = locate(self._networks, picture.pixels)
        pieces = read_all(self._networks, picture.pixels, found)
        pieces = [p for p in pieces if p.row.text.strip() and p.row.confidence >= KEEP]
        pieces.sort(key=lambda p: (round(p.found.quad[:, 1].mean() / 12), p.found.quad[0, 0]))
        lines = tuple(_line(p, picture.width, picture.height) for p in pieces)
        return replace(draft, lines=lines)


def _line(piece: Piece, width: int, height: int) -> Line:
    return Line(
        text=piece.row.text.strip(),
        box=box_of(piece.found.quad, width, height),
        confidence=round(piece.row.confidence, 3),
        upside=piece.upside.degrees,
    )


def box_of(quad: Quad, width: int, height: int) -> Box:
    """The upright box around a quad, in fractions."""
    left, top = np.clip(quad.min(0) / [width, height], 0, 1)
    right, bottom = np.clip(quad.max(0) / [width, height], 0, 1)
    return Box(float(left), float(top), float(right), float(bottom))
