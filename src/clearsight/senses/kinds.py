"""What kind of picture it is: photo, drawing, screenshot or document, from simple statistics."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from clearsight.reading import Line
from clearsight.senses.picture import Picture, Pixels

Kind = Literal["photo", "drawing", "screenshot", "document"]

_LONGEST_PX = 512
_EDGE = 12
_VIVID = 60
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
        pixels = _every(picture.pixels, max(1, max(picture.width, picture.height) // _LONGEST_PX))
        if 1 in pixels.shape[:2]:
            lone = [(0, int(side == 1)) for side in pixels.shape[:2]]
            pixels = np.pad(pixels, (*lone, (0, 0)), mode="edge")
        planes = cv2.split(pixels)
        right = _largest([cv2.absdiff(plane[:-1, 1:], plane[:-1, :-1]) for plane in planes])
        down = _largest([cv2.absdiff(plane[1:, :-1], plane[:-1, :-1]) for plane in planes])
        counts = cv2.calcHist([pixels], [0, 1, 2], None, [16] * 3, [0, 256] * 3).ravel()
        order = np.sort(counts)[::-1]
        total = pixels.shape[0] * pixels.shape[1]
        ground = np.array(np.unravel_index(int(counts.argmax()), (16, 16, 16)))
        rest = cv2.inRange(pixels, ground * 16, ground * 16 + 15)[:-1, :-1] == 0
        spread = cv2.subtract(_largest(planes), cv2.min(cv2.min(*planes[:2]), planes[2]))
        same = cv2.max(right, down) <= _SAME
        edges_across = np.count_nonzero(down > _EDGE, axis=1) > _ROWS_SHARE * down.shape[1]
        edges_along = np.count_nonzero(right > _EDGE, axis=0) > _ROWS_SHARE * right.shape[0]
        return cls(
            flat=_share(same),
            flat_rest=np.count_nonzero(same & rest) / np.count_nonzero(rest) if rest.any() else 1.0,
            ground=float(order[0] / total),
            ground_light=float(ground * 17 / 255 @ np.array([0.299, 0.587, 0.114])),
            few=float(order[:16].sum() / total),
            vivid=_share(spread > _VIVID),
            ruled=(_share(edges_across) + _share(edges_along)) / 2,
            text=min(1.0, sum(line.box.area for line in lines if line.box.height < _TALL_LINE)),
            lines=len(lines),
        )


def _every(pixels: Pixels, step: int) -> Pixels:
    """Every `step`-th pixel of every `step`-th row."""
    if step == 1:
        return pixels
    # As items of three bytes: numpy copies them in half the time of three bytes one by one.
    some = np.ascontiguousarray(pixels.view("V3")[::step, ::step, 0])
    return some.view(np.uint8).reshape(*some.shape, 3)


def _largest(planes: Sequence[MatLike]) -> Pixels:
    """(h, w) the largest of three planes."""
    return np.asarray(cv2.max(cv2.max(planes[0], planes[1]), planes[2]), dtype=np.uint8)


def _share(mask: NDArray[np.bool_]) -> float:
    return np.count_nonzero(mask) / mask.size


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
