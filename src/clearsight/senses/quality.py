"""How well a picture can be seen: light, sharpness, what is cut off, what kind of picture it is.

Thresholds were chosen on photos that were degraded step by step; `docs/senses.md` has the rates.
"""

from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from clearsight.reading import Box, Quality, Reading
from clearsight.senses.kinds import Kind, Look, kind_of
from clearsight.senses.picture import Picture, Pixels

Side = Literal["left", "top", "right", "bottom"]
Light = Literal["left", "right", "above", "below"]

_DARK_MEAN, _DARK_HIGHLIGHT, _DARK_TOP = 0.2, 0.45, 0.6
_BRIGHT_MEAN, _BRIGHT_SHADOW, _CLIPPED = 0.75, 0.4, 0.35
_WHITE_BORDER = 0.75
_CLIP = 250
_BLANK_CONTRAST, _BLANK_RANGE = 0.03, 0.06
_EDGE_SHARPNESS = 22.0
_ONE_WAY_SHARPNESS = 4.0
_TILES = 8
_LIGHT_STEP = 0.25
_TOUCH = 0.004
_TOUCH_PX = 2


@dataclass(frozen=True, slots=True)
class Tones:
    """Luma statistics, 0..1.

    Attributes:
        shadow, highlight, top: 2nd, 95th and 99th percentiles.
        clipped, border: share above 250 of 255, of the whole picture and of its outermost pixels.
    """

    mean: float
    deviation: float
    shadow: float
    highlight: float
    top: float
    clipped: float
    border: float

    @classmethod
    def of(cls, grey: Pixels) -> "Tones":
        # Everything follows from how often each of the 256 levels occurs.
        counts, levels = _counts(grey), np.arange(256)
        mean = float(counts @ levels) / grey.size
        deviation = float(counts @ (levels - mean) ** 2 / grey.size) ** 0.5
        shadow, highlight, top = (level / 255 for level in _levels(counts, (0.02, 0.95, 0.99)))
        border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
        return cls(
            mean / 255, deviation / 255, shadow, highlight, top,
            float(counts[_CLIP + 1 :].sum()) / grey.size, float((border > _CLIP).mean()),
        )  # fmt: skip


class QualitySense:
    """Fills `quality`."""

    name = "quality"
    version = "1"
    after = ("people", "text")

    def sense(self, picture: Picture, draft: Reading) -> Reading:
        grey = picture.small_grey
        tones, kind = Tones.of(grey), kind_of(Look.at(picture, draft.lines))
        blank = is_blank(tones) and not draft.lines
        dark, edges = is_dark(tones), Edges.of(grey)
        if kind == "drawing" and (edges.soft or (dark and tones.top < _DARK_TOP)):
            # Blur and darkness make a photo as smooth as a drawing; a drawing has sharp edges.
            kind = "photo"
        quality = Quality(
            brightness=tones.mean,
            contrast=tones.deviation,
            sharpness=float(cv2.Laplacian(grey, cv2.CV_32F).var()),
            dark=dark and kind == "photo",
            bright=is_bright(tones) and kind == "photo" and not blank,
            blurred=not blank and edges.blurred and kind in ("photo", "document"),
            blank=blank,
            cut_off=cut_off(picture, draft),
            kind=kind,
            light_from=light_from(grey, kind),
        )
        return replace(draft, quality=quality)


def is_dark(tones: Tones) -> bool:
    """Dark nearly everywhere: a lit face before a black ground is not a dark picture."""
    return tones.mean < _DARK_MEAN and tones.highlight < _DARK_HIGHLIGHT


def is_bright(tones: Tones) -> bool:
    """Over-exposed: no shadows left, or a large part clipped; but not a thing on a white ground."""
    if tones.border > _WHITE_BORDER:
        return False
    washed_out = tones.mean > _BRIGHT_MEAN and tones.shadow > _BRIGHT_SHADOW
    return washed_out or (tones.clipped > _CLIPPED and tones.mean > _BRIGHT_MEAN)


def is_blank(tones: Tones) -> bool:
    """One even tone: a covered lens, an empty page."""
    return tones.deviation < _BLANK_CONTRAST and tones.top - tones.shadow < _BLANK_RANGE


@dataclass(frozen=True, slots=True)
class Edges:
    """How sharp the sharpest twentieth of the picture is.

    Second differences relative to the picture's own contrast, as energy per tile of an 8 x 8 grid.
    A blurred background behind a sharp face is not a blurred picture, so the best tiles count. The
    weaker of the two directions finds a shaken camera, which leaves edges sharp along its path.
    """

    both: float
    weaker: float

    @classmethod
    def of(cls, grey: Pixels) -> "Edges":
        if min(grey.shape) < 4 * _TILES:
            return cls(float("inf"), float("inf"))
        low, high = _levels(_counts(grey), (0.02, 0.98))
        scale = 1e4 / max(high - low, 8) ** 2
        signed = grey.astype(np.float32)
        kernel = np.array([[1, -2, 1]], dtype=np.float32)
        across, along = (
            np.asarray(cv2.filter2D(signed, -1, k), dtype=np.float32) for k in (kernel, kernel.T)
        )
        weaker = min(_best_tiles(across**2), _best_tiles(along**2))
        return cls(_best_tiles((across + along) ** 2) * scale, weaker * scale)

    @property
    def soft(self) -> bool:
        """Out of focus: no sharp edge anywhere."""
        return self.both < _EDGE_SHARPNESS

    @property
    def blurred(self) -> bool:
        """Out of focus or shaken."""
        return self.soft or self.weaker < _ONE_WAY_SHARPNESS


def _best_tiles(energy: NDArray[np.float32]) -> float:
    """95th percentile over tiles of the mean energy of a tile."""
    high, wide = (side // _TILES for side in energy.shape[:2])
    tiles = energy[: high * _TILES, : wide * _TILES].reshape(_TILES, high, _TILES, wide)
    return float(np.percentile(tiles.mean(axis=(1, 3)), 95))


def cut_off(picture: Picture, draft: Reading) -> tuple[Side, ...]:
    """Sides that a line of text or a face touches, so that more of it may lie outside."""
    # A round thing that fills the picture can be read as one huge "8" or "O".
    boxes = [line.box for line in draft.lines if len(line.text) > 2]
    boxes += [person.face for person in draft.people if person.face is not None]
    found: dict[Side, bool] = {"left": False, "top": False, "right": False, "bottom": False}
    across = max(_TOUCH, _TOUCH_PX / picture.width)
    along = max(_TOUCH, _TOUCH_PX / picture.height)
    for box in boxes:
        touching = _touches(box, across, along)
        found = {side: seen or side in touching for side, seen in found.items()}
    return tuple(side for side, seen in found.items() if seen)


def _touches(box: Box, across: float, along: float) -> set[Side]:
    near: dict[Side, bool] = {
        "left": box.left <= across,
        "top": box.top <= along,
        "right": box.right >= 1 - across,
        "bottom": box.bottom >= 1 - along,
    }
    return {side for side, touched in near.items() if touched}


def light_from(grey: Pixels, kind: Kind) -> Light | None:
    """The side that is clearly lighter than the opposite one, in photos; None when even."""
    if kind != "photo":
        return None
    thirds = cv2.resize(grey, (3, 3), interpolation=cv2.INTER_AREA).astype(np.float64) / 255
    left, centre, right = thirds.mean(0)
    top, middle, bottom = thirds.mean(1)
    steps: list[tuple[float, Light]] = []
    if min(left, right) <= centre <= max(left, right):
        steps.append((abs(left - right), "left" if left > right else "right"))
    if min(top, bottom) <= middle <= max(top, bottom):
        steps.append((abs(top - bottom), "above" if top > bottom else "below"))
    step, side = max(steps, default=(0.0, None))
    return side if step > _LIGHT_STEP else None


def _counts(grey: Pixels) -> NDArray[np.float64]:
    """(256,) how often each level occurs."""
    return cv2.calcHist([grey], [0], None, [256], [0, 256]).ravel().astype(np.float64)


def _levels(counts: NDArray[np.float64], shares: tuple[float, ...]) -> list[int]:
    """Quantiles of 8-bit values, by their counts."""
    below = np.cumsum(counts)
    return [int(np.searchsorted(below, share * below[-1])) for share in shares]
