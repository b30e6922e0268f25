"""What kind of picture it is: photo, drawing, screenshot or document, from simple statistics."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from clearsight.reading import Line
from clearsight.senses.picture import Picture

Kind = Literal["photo", "drawing", "screenshot", "document"]

_LONGEST_PX = 512
_SAME = 3  # of 255: neighbours this near are one flat surface, JPEG noise included
_ROWS_SHARE = 0.25
_ROUGH = 0.3  # cut-outs of photos on white are as flat as drawings, but not inside
_TALL_LINE = 0.4  # of the picture: a "line" that fills it is a misread shape


@dataclass(frozen=True, slots=True)
class Look:
    """Statistics of a picture, each 0..1.

    Attributes:
        flat: share of pixels that equal their right and lower neighbours.
        flat_rest: the same among pixels of other than the commonest colour; 1 without any.
        ground: share of the commonest colour (4 bits a channel).
        ground_light: its luma.
        few: share of the 16 commonest colours together.
        vivid: share of pixels that are clearly coloured.
        ruled: share of rows and columns with a straight edge over a quarter of the picture.
        text: share of the picture's area inside lines of text.
        lines: how many lines of text there are.
    """

    flat: float
    flat_rest: float
    ground: float
    ground_light: float
    few: float
    vivid: float
    ruled: float
    text: float
    lines: int

    @classmethod
    def at(cls, picture: Picture, lines: tuple[Line, ...]) -> "Look":
        # Every n-th pixel, not an average: averaging would invent colours that nobody drew.
        step = max(1, max(picture.width, picture.height) // _LONGEST_PX)
        pixels = np.ascontiguousarray(picture.pixels[::step, ::step])
        signed = pixels.astype(np.int16)
        right = np.abs(signed[:-1, 1:] - signed[:-1, :-1]).max(2)
        down = np.abs(signed[1:, :-1] - signed[:-1, :-1]).max(2)
        code = (pixels >> 4).astype(np.int32)
        code = (code[..., 0] << 8) | (code[..., 1] << 4) | code[..., 2]
        counts = np.bincount(code.ravel())
        order = np.sort(counts)[::-1]
        total = code.shape[0] * code.shape[1]
        top = int(counts.argmax())
        ground = np.array([top >> 8, (top >> 4) & 15, top & 15]) * 17 / 255
        spread = signed.max(2) - signed.min(2)
        same = (right <= _SAME) & (down <= _SAME)
        rest = code[:-1, :-1] != top
        edges_across = (down > 12).mean(1) > _ROWS_SHARE
        edges_along = (right > 12).mean(0) > _ROWS_SHARE
        return cls(
            flat=float(same.mean()) if right.size else 1.0,
            flat_rest=float(same[rest].mean()) if rest.any() else 1.0,
            ground=float(order[0] / total),
            ground_light=float(ground @ np.array([0.299, 0.587, 0.114])),
            few=float(order[:16].sum() / total),
            vivid=float((spread > 60).mean()),
            ruled=float((edges_across.mean() + edges_along.mean()) / 2) if right.size else 0.0,
            text=min(1.0, sum(line.box.area for line in lines if line.box.height < _TALL_LINE)),
            lines=len(lines),
        )


def kind_of(look: Look) -> Kind:
    """The kind; `docs/senses.md` has the confusion table of these rules."""
    written = look.lines >= 4 and look.text >= 0.05
    cut_out = look.flat_rest < _ROUGH and look.few < 0.97
    if look.flat < 0.68 or cut_out:
        scanned = written and look.text >= 0.2 and look.vivid < 0.15 and look.ground_light > 0.5
        return "document" if scanned else "photo"
    if not written:
        return "drawing" if look.few >= 0.9 else "photo"
    page = look.ground_light >= 0.8 and look.ground >= 0.6 and look.vivid < 0.06
    if page and look.text >= 0.2 and (look.ruled < 0.02 or look.ground >= 0.8):
        return "document"
    if look.ground < 0.8 or look.ground_light < 0.8:
        return "screenshot"
    return "drawing"
