"""Colours of the regions below a face (clothes) and above it (hair), or nothing when unclear."""

import numpy as np
from numpy.typing import NDArray

from clearsight.reading import Box, Colour
from clearsight.senses.colour_names import NAMES, indices, lab, name_of
from clearsight.senses.faces import Face
from clearsight.senses.picture import Picture, Pixels

_LONGEST_PX = 48
_CLOTHING_SHARE = 0.3
_FAMILIES = (
    {"red", "dark red", "orange", "brown"},
    {"green", "dark green"},
    {"blue", "navy"},
    {"white", "light grey"},
)
_COVERED_SHARE = 0.4
_SKIN = 12.0  # CIELAB distance below which a pixel may be bare skin
_ONE_COLOUR = 11.0  # CIELAB: half of the strip lies this near to its median
# Dyed hair and most hats have other colours: left unsaid, because a strip above a face cannot tell
# them apart. Dark grey is left out as well: dark blond, brown and black hair are all read so.
_HAIR_NAMES = frozenset({"black", "grey", "light grey", "white", "brown", "beige", "yellow"})
_UNLIKE_SKIN = 16.0  # CIELAB distance
_UNLIKE_BACKGROUND = 12.0
_LEAST_FACE_PX = 24


def clothing(picture: Picture, face: Face, others: list[Face]) -> tuple[Colour, ...]:
    """Colours of the chest: below the neck, about two faces wide, bare skin left out."""
    box = face.box
    middle, half = box.centre[0], 1.1 * box.width
    top = box.bottom + 0.3 * box.height
    part = _clip(Box(middle - half, top, middle + half, top + 1.1 * box.height))
    if part is None or part.height < 0.12 * box.height or _too_small(picture, box):
        return ()
    if any(_touch(part, other.box) for other in others):
        return ()
    pixels = _cut(picture, part).reshape(-1, 3)
    covered = pixels[np.linalg.norm(lab(pixels) - _skin(picture, box), axis=1) > _SKIN]
    if len(covered) < _COVERED_SHARE * len(pixels):
        return ()
    return _worn(covered)


def _worn(pixels: Pixels) -> tuple[Colour, ...]:
    """Like `dominant`, with the shades that folds make of one cloth taken together."""
    names = np.array(NAMES)[indices(pixels)]
    found: list[Colour] = []
    for family in (*_FAMILIES, *({name} for name in NAMES if name not in set().union(*_FAMILIES))):
        own = pixels[np.isin(names, list(family))]
        share = len(own) / len(pixels)
        if share < _CLOTHING_SHARE:
            continue
        luma = own.sum(1)
        # Folds only darken: the lighter half has the colour of the cloth.
        red, green, blue = (round(float(v)) for v in own[luma >= np.median(luma)].mean(0))
        found.append(Colour(name_of((red, green, blue)), share, (red, green, blue)))
    return tuple(sorted(found, key=lambda colour: -colour.share)[:2])


def hair(picture: Picture, face: Face) -> tuple[Colour, ...]:
    """Colour of the strip above the forehead, when it is one colour, unlike skin and background."""
    box = face.box
    middle = box.centre[0]
    whole = Box(
        middle - 0.3 * box.width, box.top - 0.24 * box.height,
        middle + 0.3 * box.width, box.top - 0.06 * box.height,
    )  # fmt: skip
    if whole.top < 0 or _too_small(picture, box):
        return ()
    strip = _cut(picture, whole).reshape(-1, 3)
    middle_rgb = np.median(strip, axis=0)
    colour = lab(middle_rgb)
    red, green, blue = (int(value) for value in middle_rgb)
    name = name_of((red, green, blue))
    spread = float(np.median(np.linalg.norm(lab(strip) - colour, axis=1)))
    if spread > _ONE_COLOUR or name not in _HAIR_NAMES:
        return ()
    if _gap(colour, _skin(picture, box)) < _UNLIKE_SKIN:
        return ()
    sides = [
        _clip(Box(left, whole.top - 0.25 * box.height, left + 0.4 * box.width, whole.bottom))
        for left in (middle - 1.5 * box.width, middle + 1.1 * box.width)
    ]
    beside = [_mean(_cut(picture, side)) for side in sides if side is not None]
    if not beside or any(_gap(colour, other) < _UNLIKE_BACKGROUND for other in beside):
        return ()
    return (Colour(name, 1.0, (red, green, blue)),)


def _skin(picture: Picture, face: Box) -> NDArray[np.float64]:
    """CIELAB of the middle of the face, to tell what is not skin; it goes nowhere else."""
    middle = face.centre[0]
    part = _clip(
        Box(
            middle - 0.2 * face.width,
            face.top + 0.45 * face.height,
            middle + 0.2 * face.width,
            face.top + 0.7 * face.height,
        )
    )
    return _mean(_cut(picture, part or face))


def _clip(box: Box) -> Box | None:
    clipped = Box(max(box.left, 0.0), max(box.top, 0.0), min(box.right, 1.0), min(box.bottom, 1.0))
    return clipped if clipped.width > 0.005 and clipped.height > 0.005 else None


def _cut(picture: Picture, box: Box) -> Pixels:
    top, bottom = int(box.top * picture.height), round(box.bottom * picture.height)
    left, right = int(box.left * picture.width), round(box.right * picture.width)
    part = picture.pixels[top : max(bottom, top + 1), left : max(right, left + 1)]
    step = max(1, max(part.shape[:2]) // _LONGEST_PX)
    return part[::step, ::step]


def _mean(pixels: Pixels) -> NDArray[np.float64]:
    return lab(pixels.reshape(-1, 3).mean(0))


def _gap(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    return float(np.linalg.norm(one - other))


def _touch(one: Box, other: Box) -> bool:
    return (
        one.left < other.right and other.left < one.right
        and one.top < other.bottom and other.top < one.bottom
    )  # fmt: skip


def _too_small(picture: Picture, face: Box) -> bool:
    return face.height * picture.height < _LEAST_FACE_PX
