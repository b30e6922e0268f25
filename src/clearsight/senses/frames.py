"""From pieces as they lie in the picture to cells in an upright frame."""

from collections.abc import Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

from clearsight.senses.layout import Cell
from clearsight.senses.regions import Quad
from clearsight.senses.upright import Piece, Upside

# A gap between letters this wide, in line heights, parts two cells that were found as one box.
CELL_GAP = 1.8
LONG, ENOUGH, SHORT = 3.0, 3, 1.3  # boxes this long, in heights, tell the tilt


def upright(quad: Quad, upside: Upside, *, width: int, height: int) -> NDArray[np.float64]:
    """The quad's corners once the picture is held as the line was read; (4, 2) px."""
    x, y = quad[:, 0].astype(np.float64), quad[:, 1].astype(np.float64)
    if upside.mirrored:
        x = width - x
    turned = {0: (x, y), 90: (height - y, x), 180: (width - x, height - y), 270: (y, width - x)}
    return np.stack(turned[upside.degrees], axis=1)


def cells(pieces: Sequence[Piece], *, width: int, height: int) -> list[Cell]:
    """One cell a piece, or several where a wide gap parts its letters; tilt undone."""
    quads = [upright(p.found.frame, p.upside, width=width, height=height) for p in pieces]
    tilt = _tilt([q for p, q in zip(pieces, quads, strict=True) if p.found.path is None])
    back = np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])
    out: list[Cell] = []
    for index, (piece, quad) in enumerate(zip(pieces, quads, strict=True)):
        level = quad @ back.T
        middle = level.mean(0)
        half_w = (level[:, 0].max() - level[:, 0].min()) / 2
        half_h = piece.found.thickness / 2
        whole = Cell(
            piece.row.text.strip(),
            float(middle[0] - half_w),
            float(middle[1] - half_h),
            float(middle[0] + half_w),
            float(middle[1] + half_h),
            piece.row.confidence,
            (index,),
        )
        out += _parted(whole, piece)
    return out


def _tilt(quads: Sequence[NDArray[np.float64]]) -> float:
    """Median angle of the long boxes, radians, clockwise; of all boxes when few are long."""
    angles: dict[float, list[float]] = {LONG: [], SHORT: []}
    for quad in quads:
        along = quad[np.argsort(quad[:, 0])]
        left, right = along[:2].mean(0), along[2:].mean(0)
        run, rise = right - left
        thick = abs(along[0, 1] - along[1, 1])
        for aspect, fitting in angles.items():
            if run > aspect * thick:
                fitting.append(float(np.arctan2(rise, run)))
    best = angles[LONG] if len(angles[LONG]) >= ENOUGH else angles[SHORT]
    return median(best) if best else 0.0


def _parted(cell: Cell, piece: Piece) -> list[Cell]:
    text, places = piece.row.text, piece.row.places
    if len(places) != len(text):
        return [cell]
    parts: list[list[int]] = [[]]
    last = None
    for index, letter in enumerate(text):
        if letter.isspace():
            continue
        if last is not None and (places[index] - last) * cell.width > CELL_GAP * cell.height:
            parts.append([])
        parts[-1].append(index)
        last = places[index]
    if len(parts) == 1 or not parts[0]:
        return [cell]
    half = cell.height / 4
    return [
        Cell(
            text[part[0] : part[-1] + 1],
            max(cell.left, cell.left + places[part[0]] * cell.width - half),
            cell.top,
            min(cell.right, cell.left + places[part[-1]] * cell.width + half),
            cell.bottom,
            cell.confidence,
            cell.parts,
        )
        for part in parts
    ]
