"""Where things stand in a scene: boxes as fractions of the picture, with little overlap."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clearsight.imaging.render.pick import Pick

Box = tuple[float, float, float, float]

_TRIES = 8
_OVERLAP = 0.14
_MOST_WIDTH = 0.4
# Columns and rows of the cells in which things lie on a plain ground.
_GRIDS = ((3, 3), (4, 3), (4, 2), (3, 2))


@dataclass(frozen=True, slots=True)
class Body:
    """A thing to be placed.

    Attributes:
        label, colour: what it is; colour "" where none is known.
        aspect: width by height, in pixels.
        height: share of the picture's height at a middle distance.
        sky: whether it is up in the air.
        far: whether it belongs to the back, as houses and trees do.
    """

    label: str
    colour: str
    aspect: float
    height: float
    sky: bool = False
    far: bool = False


def place(
    pick: Pick, bodies: Sequence[Body], size: tuple[int, int], band: tuple[float, float] | None
) -> list[dict[str, Any]]:
    """Objects with boxes, the furthest first; those for which no room was found are left out.

    `band` is the part of the height where things stand; None scatters them over a plain ground,
    apart from one another.
    """
    placed = _scattered(pick, bodies, size) if band is None else _standing(pick, bodies, size, band)
    placed.sort(key=lambda one: (not one[1].sky, one[0][3]))
    return [
        {
            "label": body.label,
            "colour": body.colour,
            "box": [round(value, 4) for value in box],
            "mirrored": pick.chance(0.5),
        }
        for box, body in placed
    ]


def _scattered(pick: Pick, bodies: Sequence[Body], size: tuple[int, int]) -> list[tuple[Box, Body]]:
    columns, rows = pick.one([grid for grid in _GRIDS if grid[0] * grid[1] >= len(bodies)])
    cells = pick.some(range(columns * rows), len(bodies))
    placed = []
    for cell, body in zip(cells, bodies, strict=True):
        ratio = body.aspect * size[1] / size[0]
        most_high, most_wide = 0.92 / rows, 0.94 / columns
        high = min(most_high, most_wide / ratio, 0.34) * pick.amid(0.68, 0.96)
        wide = high * ratio
        left = 0.03 + (cell % columns) * most_wide + pick.number() * (most_wide - wide)
        top = 0.025 + (cell // columns) * most_high + pick.number() * (most_high - high)
        placed.append(((left, top, left + wide, top + high), body))
    return placed


def _standing(
    pick: Pick, bodies: Sequence[Body], size: tuple[int, int], band: tuple[float, float]
) -> list[tuple[Box, Body]]:
    slots = pick.some(range(len(bodies)), len(bodies))
    placed: list[tuple[Box, Body]] = []
    for slot, body in zip(slots, bodies, strict=True):
        for turn in range(_TRIES):
            middle = (slot + pick.number()) / len(bodies) if turn < 4 else pick.number()
            box = _at(pick, body, middle, size, band)
            for other, _ in placed:
                if not _fits(box, other):
                    break
            else:
                placed.append((box, body))
                break
    return placed


def _at(
    pick: Pick, body: Body, middle: float, size: tuple[int, int], band: tuple[float, float]
) -> Box:
    ratio = body.aspect * size[1] / size[0]
    high = body.height
    if body.sky:
        foot = pick.amid(high + 0.02, max(high + 0.03, band[0] - 0.18))
    else:
        near = pick.number() * (0.15 if body.far else 1.0)
        foot = band[0] + near * (band[1] - band[0])
        high = min(high * (0.72 + 0.5 * near), _MOST_WIDTH / ratio, foot - 0.02)
    wide = high * ratio
    left = min(max(0.015, middle - wide / 2), 0.985 - wide)
    return left, foot - high, left + wide, foot


def _fits(box: Box, other: Box) -> bool:
    if box[2] <= other[0] or other[2] <= box[0] or box[3] <= other[1] or other[3] <= box[1]:
        return True
    # Things that stand equally near would seem to merge.
    if abs(box[3] - other[3]) < 0.03:
        return False
    across = min(box[2], other[2]) - max(box[0], other[0])
    along = min(box[3], other[3]) - max(box[1], other[1])
    return across * along <= _OVERLAP * min(_area(box), _area(other))


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
