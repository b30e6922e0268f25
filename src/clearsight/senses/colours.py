"""Dominant colours of the whole picture and of its parts, by plain names."""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from clearsight.reading import Reading, RegionColours
from clearsight.senses.colour_names import dominant, indices, lab
from clearsight.senses.picture import Picture, Pixels

_LONGEST_PX = 96
_THIRD = 1 / 3
# Fractions (left, top, right, bottom) of the picture.
_REGIONS: dict[str, tuple[float, float, float, float]] = {
    "whole": (0, 0, 1, 1),
    "left": (0, 0, _THIRD, 1),
    "centre": (_THIRD, _THIRD, 1 - _THIRD, 1 - _THIRD),
    "right": (1 - _THIRD, 0, 1, 1),
    "top": (0, 0, 1, _THIRD),
    "bottom": (0, 1 - _THIRD, 1, 1),
}


@dataclass(frozen=True)
class WhiteBalance:
    """What makes the picture's lightest parts neutral; (1, 1, 1) when nothing suggests a tint.

    Von Kries scaling of the brightest pixels ("white patch"), limited to pictures that look lit
    by a warm or cool lamp: the lightest pixels are tinted along blue-orange, nothing at all is
    neutral, and there are several colours (a wall painted beige must stay beige).
    """

    gains: tuple[float, float, float] = (1.0, 1.0, 1.0)

    brightest: ClassVar[float] = 0.03
    tint: ClassVar[tuple[float, float]] = (7.0, 38.0)  # CIELAB chroma of what may be a tinted white
    neutral_chroma: ClassVar[float] = 6.0
    neutral_share: ClassVar[float] = 0.01

    @classmethod
    def of(cls, pixels: Pixels) -> "WhiteBalance":
        """Estimate from (h, w, 3) pixels, best at about 96 px."""
        flat = pixels.reshape(-1, 3)
        luma = flat @ np.array([0.299, 0.587, 0.114])
        light = flat[luma >= np.quantile(luma, 1 - cls.brightest)].mean(0)
        colours = lab(flat)
        chroma = np.hypot(colours[:, 1], colours[:, 2])
        seen = colours[:, 0] > 25
        neutral = float(np.mean(chroma[seen] < cls.neutral_chroma)) if seen.any() else 1.0
        tint = float(np.hypot(*lab(light)[1:]))
        red, green, blue = (float(value) for value in light)
        lamp = red >= green >= blue or blue >= green >= red
        several = (np.bincount(indices(flat), minlength=1) > 0.03 * len(flat)).sum() >= 4
        if not (lamp and several and neutral < cls.neutral_share):
            return cls()
        if not cls.tint[0] <= tint <= cls.tint[1] or light.max() < 100:
            return cls()
        top = float(light.max())
        return cls((top / red, top / green, top / blue))

    def apply(self, pixels: Pixels) -> Pixels:
        """The pixels under white light; shape kept."""
        if self.gains == (1.0, 1.0, 1.0):
            return pixels
        scaled: NDArray[np.float64] = pixels * np.array(self.gains)
        return np.clip(scaled, 0, 255).astype(np.uint8)


def crop(pixels: Pixels, part: tuple[float, float, float, float]) -> Pixels:
    """(n, 3) pixels of a part given in fractions (left, top, right, bottom); at least one pixel."""
    height, width = pixels.shape[:2]
    left, top = int(part[0] * width), int(part[1] * height)
    right, bottom = round(part[2] * width), round(part[3] * height)
    cut = pixels[top : max(bottom, top + 1), left : max(right, left + 1)]
    return cut.reshape(-1, 3)


class ColoursSense:
    """Names the colours that cover at least a tenth of the picture or of a part of it."""

    name = "colours"
    version = "1"
    after = ("quality", "people")

    def sense(self, picture: Picture, draft: Reading) -> Reading:
        """Fill `colours`, six regions. Only photos are white-balanced: drawn colours are meant."""
        small = picture.scaled(_LONGEST_PX)
        photo = draft.quality is None or draft.quality.kind == "photo"
        # Skin is warm and often the lightest thing: near faces would pass for lamp light.
        if photo and all(person.nearness == "far" for person in draft.people):
            small = WhiteBalance.of(small).apply(small)
        regions = tuple(
            RegionColours(region, dominant(crop(small, part))) for region, part in _REGIONS.items()
        )
        return replace(draft, colours=regions)
