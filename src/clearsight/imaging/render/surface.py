"""Grounds that pictures are painted on: plain, gradients, paper, a made-up landscape."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from clearsight.imaging.item import Pixels
from clearsight.imaging.lettering import Colour
from clearsight.imaging.render.pick import Pick


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two; share 0 is the first."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return (red, green, blue)


def gradient(
    width: int, height: int, start: Colour, end: Colour, *, across: bool = False
) -> Pixels:
    """From one colour to another, downwards or across."""
    ramp = np.linspace(0, 1, width if across else height)[:, None]
    line = np.array(start) * (1 - ramp) + np.array(end) * ramp  # (n, 3)
    shape = (height, width, 3)
    full = np.broadcast_to(line[None] if across else line[:, None], shape)
    return np.ascontiguousarray(full.round().astype(np.uint8))


def cloud(width: int, height: int, grain_px: int, pick: Pick) -> NDArray[Any]:
    """Smooth noise of mean 0 and deviation near 1, (H, W) float32."""
    small = (height // grain_px + 3, width // grain_px + 3)
    rng = np.random.default_rng(pick.between(0, 2**31))
    noise = rng.standard_normal(small, dtype=np.float32)
    size = (small[1] * grain_px, small[0] * grain_px)
    return cv2.resize(noise, size, interpolation=cv2.INTER_CUBIC)[:height, :width]


def paper(width: int, height: int, colour: Colour, pick: Pick, *, grain: float = 1.0) -> Pixels:
    """Paper: faint clouds and fibres, `grain` times 2 grey levels deep."""
    wide, fine = cloud(width, height, 90, pick), cloud(width, height, 3, pick)
    level = cv2.convertScaleAbs(cv2.addWeighted(wide, 1.6 * grain, fine, 1.2 * grain, 128.0))
    # Level 128 is the colour itself; a table is faster than sums of float channels.
    tones = np.clip(np.arange(256)[:, None] - 128 + np.array(colour), 0, 255).astype(np.uint8)
    return cv2.LUT(cv2.merge([level] * 3), tones[None]).astype(np.uint8, copy=False)


def landscape(width: int, height: int, pick: Pick) -> Pixels:
    """Sky, sun and some ranges of hills, the far ones paler."""
    sky: list[tuple[Colour, Colour]] = [
        ((92, 148, 214), (226, 236, 246)),
        ((58, 62, 110), (240, 166, 120)),
        ((120, 170, 190), (250, 226, 190)),
        ((24, 32, 66), (96, 110, 160)),
    ]
    top, low = pick.one(sky)
    land: Colour = pick.one([(46, 84, 52), (84, 74, 52), (60, 66, 92), (38, 78, 88)])
    pixels = gradient(width, height, top, low)
    centre = (round(pick.amid(0.15, 0.85) * width), round(pick.amid(0.2, 0.5) * height))
    cv2.circle(
        pixels, centre, round(width * pick.amid(0.04, 0.08)), (252, 240, 206), -1, cv2.LINE_AA
    )
    columns = np.arange(width)
    ranges = pick.between(3, 5)
    for depth in range(ranges):
        near = (depth + 1) / ranges
        base = height * (0.45 + 0.4 * near)
        line = base + sum(
            height * pick.amid(0.01, 0.06) / bend
            * np.sin(columns / width * 6.28 * bend * pick.amid(0.7, 1.3) + pick.amid(0, 6.28))
            for bend in (1, 2.3, 5.1)
        )  # fmt: skip
        edge = np.stack([columns, line], 1).round().astype(np.int32)
        shape = np.concatenate([edge, [[width, height], [0, height]]]).astype(np.int32)
        cv2.fillPoly(pixels, [shape], mixed(low, land, near), cv2.LINE_AA)
    return cv2.GaussianBlur(pixels, (0, 0), 1.2).astype(np.uint8)


def laid_on(card: Pixels, ground: Pixels, at: tuple[int, int], *, shadow_px: int = 12) -> Pixels:
    """A card on a ground, with a soft shadow under it."""
    x, y = at
    height, width = card.shape[:2]
    mask: NDArray[Any] = np.zeros(ground.shape[:2], np.float32)
    mask[y + shadow_px // 2 : y + height + shadow_px // 2, x : x + width] = 0.45
    mask = cv2.GaussianBlur(mask, (0, 0), shadow_px)
    out = (ground * (1 - mask[..., None])).astype(np.uint8)
    out[y : y + height, x : x + width] = card
    return out
