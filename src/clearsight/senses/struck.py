"""Text that is struck through: the detector was trained to leave it out, people read it still.

A strike is a thin straight line that many strokes cross, above and below it. Rules of tables and
edges of walls are crossed by few, underlines on one side only. It is painted over from what stands
above and below it, and the picture is looked at again.
"""

from collections.abc import Sequence
from typing import NamedTuple

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
# A slanted line leaves the row of letters at its ends, so that fewer stand above or below it.
SLANTED_LONG, SLANTED_CROSSED = 128, 1 / 12
# Of the pixels beside the line this share is of two neighbouring levels, of eight shades each.
PAPER, LEVELS = 0.4, 3
GOES_ON = 0.9  # of the columns that hold no letter
READ = 0.8  # of a strike: what is in lines that were read needs no other look
CORE = 0.8  # of the fullest row
MOST = 40  # more lines are a texture
# Px down for each px to the right that are tried: a line three px thick is level over 64 px up to
# .03.
SLOPES = (0.0, -0.035, 0.035, -0.07, 0.07, -0.105, 0.105)


class Strike(NamedTuple):
    """A line through text, in px of `picture.small_grey` sheared so that it lies level.

    Attributes:
        slope: px down for each px to the right; the shear leaves the middle column where it is.
    """

    left: int
    top: int
    width: int
    height: int
    slope: float = 0.0

    def band(self, middle: float, more: tuple[float, float] = (0.0, 0.0)) -> NDArray[np.float64]:
        """Its four corners (4, 2) in the picture as it is, widened by `more` px across and down.

        Args:
            middle: the column that the shear leaves where it is.
        """
        across, down = more
        xs = np.array([self.left - across, self.left + self.width + across])
        ys = self.slope * (xs - middle)
        top, bottom = self.top - down, self.top + self.height + down
        ends = [(xs[0], top + ys[0]), (xs[1], top + ys[1])]
        return np.array([*ends, (xs[1], bottom + ys[1]), (xs[0], bottom + ys[0])])


def strikes(picture: Picture, found: Sequence[Found]) -> list[Strike]:
    """Lines through text that was not read all along them.

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
    crossed = (thin > CONTRAST).astype(np.uint8)
    dark = np.asarray(
        cv2.morphologyEx(crossed, cv2.MORPH_CLOSE, np.ones((1, STROKE), np.uint8)), np.uint8
    )
    sheared: dict[float, Pixels] = {}
    kept: list[Strike] = []
    for one in _lines(dark):
        if one.slope not in sheared:
            sheared[one.slope] = _sheared(grey, one.slope)
        share = SLANTED_CROSSED if one.slope else CROSSED
        new = all(not _meet(one, other, grey.shape[1] / 2) for other in kept)
        if (
            new
            and _crossed(sheared[one.slope], one, share)
            and _covered(picture, found, one) < READ
        ):
            kept.append(one)
    return kept if len(kept) <= MOST else []


def _lines(dark: Pixels) -> list[Strike]:
    """Long thin lines at all slopes, the longest first: a slope that fits badly finds pieces."""
    lines = [
        Strike(int(left), int(top), int(width), int(height), slope)
        for slope in SLOPES
        for left, top, width, height in _level(
            _sheared(dark, slope), SLANTED_LONG if slope else LONG
        )
    ]
    return sorted(lines, key=lambda line: -line.width)


def _level(dark: Pixels, long: int) -> list[NDArray[np.int32]]:
    """Boxes of thin level lines of at least `long` px."""
    lines = np.zeros_like(dark)
    enough = cv2.reduce(dark, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[:, 0] >= long
    if enough.any():
        rows = np.ascontiguousarray(dark[enough])
        lines[enough] = cv2.morphologyEx(rows, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    if not lines.any():
        return []
    _, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    boxes = [_core(lines, box) for box in stats[1:, :4]]
    return [box for box in boxes if box[2] >= long and box[3] <= THIN]


def _sheared(grey: Pixels, slope: float) -> Pixels:
    """Moved up and down so that lines of that slope lie level; the middle column stays."""
    if not slope:
        return grey
    height, width = grey.shape
    turn = np.array([[1, 0, 0], [-slope, 1, slope * width / 2]], np.float64)
    moved = cv2.warpAffine(
        grey, turn, (width, height), flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(moved, np.uint8)


def _meet(one: Strike, other: Strike, middle: float) -> bool:
    """Whether the middle of either lies on the other: one line found at two slopes."""
    for a, b in ((one, other), (other, one)):
        centre = a.band(middle).mean(0)
        around = b.band(middle, (0, THIN)).astype(np.float32)
        if cv2.pointPolygonTest(around, centre.tolist(), measureDist=False) >= 0:
            return True
    return False


def _covered(picture: Picture, found: Sequence[Found], strike: Strike) -> float:
    """Share of a strike's length that lies in lines that were read."""
    middle = picture.small_grey.shape[1] / 2
    scale = max(picture.small_grey.shape) / max(picture.width, picture.height)
    row = np.zeros((1, strike.width), np.uint8)
    for f in found:
        here = f.outline * scale
        level = here[:, 1] - strike.slope * (here[:, 0] - middle)
        rel = np.stack([here[:, 0] - strike.left, level - strike.top - strike.height / 2], 1)
        cv2.fillPoly(row, [rel.astype(np.int32)], (1,))
    return float(row.mean())


def _core(lines: Pixels, box: NDArray[np.int32]) -> NDArray[np.int32]:
    """The box without rows that only bars of letters belong to."""
    left, top, width, height = (int(side) for side in box)
    filled = lines[top : top + height, left : left + width].sum(1)
    rows = np.flatnonzero(filled >= CORE * filled.max())
    return np.array([left, top + rows[0], width, rows[-1] - rows[0] + 1], np.int32)


def _crossed(grey: Pixels, line: Strike, share: float) -> bool:
    """Whether strokes stand on both sides of a line, close to it: `share` of its length each."""
    left, top, width, height, _ = line
    near, far = BESIDE
    above = grey[max(0, top - far) : max(0, top - near + 1), left : left + width]
    below = grey[top + height + near - 1 : top + height + far, left : left + width]
    crossed = all(
        len(rows) and _steps(rows) >= share * width and _paper(rows) >= PAPER
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


def mended(picture: Picture, lines: Sequence[Strike]) -> Pixels:
    """The picture without the lines, (H, W, 3)."""
    small_height, small_width = picture.small_grey.shape
    scale = [picture.width / small_width, picture.height / small_height]
    mask = np.zeros((picture.height, picture.width), np.uint8)
    for line in lines:
        band = line.band(small_width / 2, (2, 1)) * scale
        cv2.fillPoly(mask, [band.astype(np.int32)], (255,))
    return np.asarray(cv2.inpaint(picture.pixels, mask, 3, cv2.INPAINT_TELEA), np.uint8)
