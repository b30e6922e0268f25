"""Text that is struck through: the detector was trained to leave it out, people read it still.

A strike is a thin straight line that many strokes cross, above and below it. Rules of tables and
edges of walls are crossed by few, underlines on one side only. It is painted over from what stands
above and below it, and the picture is looked at again.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from clearsight.senses.picture import Picture, Pixels
from clearsight.senses.regions import Found

# In px of a copy of 512 px: how thick a strike may be, how long it is at least, how far it stands
# out from what is above and below it in grey levels, and how wide a stroke across it is.
THIN, LONG, CONTRAST, STROKE = 7, 64, 24, 7
# Rows beside the line that are looked at, and the steps between ink and paper along them for each
# px of its length: letters of 10 px and more have one in 6.
BESIDE = (3, 6)
STEP, CROSSED = 28, 1 / 8
# Of the pixels beside the line this share is of two neighbouring levels, of eight shades each.
PAPER, LEVELS = 0.4, 3
GOES_ON = 0.9  # of the columns that hold no letter
READ = 0.8  # of a strike: what is in lines that were read needs no other look
CORE = 0.8  # of the fullest row
MOST = 40  # more lines are a texture
Boxes = NDArray[np.int32]  # (n, 4) left, top, width, height


def strikes(picture: Picture, found: Sequence[Found]) -> Boxes:
    """Lines through text that was not read all along them, in px of `picture.small_grey`.

    Args:
        found: lines that were read, in px of the picture.
    """
    grey = picture.small_grey
    upright = np.ones((THIN, 1), np.uint8)
    thin = cv2.max(
        cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, upright),
        cv2.morphologyEx(grey, cv2.MORPH_TOPHAT, upright),
    )
    # Where a stroke crosses it the line does not stand out.
    dark = cv2.morphologyEx(
        (thin > CONTRAST).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, STROKE), np.uint8)
    )
    opened = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, LONG), np.uint8))
    lines = np.asarray(opened, np.uint8)
    if not lines.any():
        return np.zeros((0, 4), np.int32)
    _, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    boxes = [_core(lines, box) for box in stats[1:, :4]]
    thin_ones = [box for box in boxes if box[2] >= LONG and box[3] <= THIN]
    kept = [b for b in thin_ones if _crossed(grey, b) and _covered(picture, found, b) < READ]
    return np.array(kept if len(kept) <= MOST else [], np.int32).reshape(-1, 4)


def _covered(picture: Picture, found: Sequence[Found], box: NDArray[np.int32]) -> float:
    """Share of a strike's length that lies in lines that were read."""
    left, top, width, height = (int(side) for side in box)
    scale = max(picture.small_grey.shape) / max(picture.width, picture.height)
    row = np.zeros((1, width), np.uint8)
    for f in found:
        here = (f.outline * scale - [left, top + height / 2]).astype(np.int32)
        cv2.fillPoly(row, [here], (1,))
    return float(row.mean())


def _core(lines: Pixels, box: NDArray[np.int32]) -> NDArray[np.int32]:
    """The box without rows that only bars of letters belong to."""
    left, top, width, height = (int(side) for side in box)
    filled = lines[top : top + height, left : left + width].sum(1)
    rows = np.flatnonzero(filled >= CORE * filled.max())
    return np.array([left, top + rows[0], width, rows[-1] - rows[0] + 1], np.int32)


def _crossed(grey: Pixels, box: NDArray[np.int32]) -> bool:
    """Whether strokes stand on both sides of a line, close to it."""
    left, top, width, height = (int(side) for side in box)
    near, far = BESIDE
    above = grey[max(0, top - far) : max(0, top - near + 1), left : left + width]
    below = grey[top + height + near - 1 : top + height + far, left : left + width]
    crossed = all(
        len(rows) and _steps(rows) >= CROSSED * width and _paper(rows) >= PAPER
        for rows in (above, below)
    )
    return crossed and _goes_on(grey[top : top + height, left : left + width], above, below)


def _goes_on(line: Pixels, above: Pixels, below: Pixels) -> bool:
    """Whether the line is there between the letters too: bars of letters are not."""
    beside = np.concatenate([above, below]).astype(np.int16)
    # Of two levels the paper is the commoner; where all pixels are alike they are the paper.
    brighter = beside[beside > np.percentile(beside, 30)]
    level = np.int16(np.median(brighter if brighter.size else beside))
    darker = beside[beside < level]
    if beside.mean() <= 96 and darker.size:
        level = np.int16(np.median(darker))
    gap = (np.abs(beside - level) < CONTRAST).all(0)
    drawn = np.abs(line.astype(np.int16) - level).max(0) > CONTRAST
    return bool(gap.sum() >= STROKE and drawn[gap].mean() >= GOES_ON)


def _paper(rows: Pixels) -> float:
    """Share of the commonest level: of the paper between letters, which is flat."""
    counts = np.bincount(rows.ravel() >> LEVELS, minlength=256 >> LEVELS)
    return float((counts[1:] + counts[:-1]).max() / rows.size)


def _steps(rows: Pixels) -> float:
    """Steps between ink and paper along the busiest of a few rows."""
    change = np.abs(np.diff(rows.astype(np.int16), axis=1)) > STEP
    begun = change[:, 1:] & ~change[:, :-1]
    return float(begun.sum(1).max(initial=0))


def mended(picture: Picture, lines: Boxes) -> Pixels:
    """The picture without the lines, (H, W, 3)."""
    small_height, small_width = picture.small_grey.shape
    across, down = picture.width / small_width, picture.height / small_height
    mask = np.zeros((picture.height, picture.width), np.uint8)
    for left, top, width, height in lines:
        start = (int((left - 2) * across), int((top - 1) * down))
        end = (int((left + width + 2) * across), int((top + height + 1) * down))
        cv2.rectangle(mask, start, end, 255, -1)
    return np.asarray(cv2.inpaint(picture.pixels, mask, 3, cv2.INPAINT_TELEA), np.uint8)
