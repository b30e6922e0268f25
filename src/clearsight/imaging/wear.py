"""Photographic wear: what a camera, the light and a messenger do to a picture on its way.

Each step takes an item and gives one with new pixels and one more entry in `steps`, {"step": name,
and its parameters}. The truth stays, except that perspective carries every box and point along.
Sizes in px count at the picture's own size.
"""

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from clearsight.errors import UnknownName, UsageError
from clearsight.imaging.item import Item, Pixels, generator
from clearsight.imaging.places import carried

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Preset:
    """Ranges that `wear` draws from.

    Attributes:
        tilt: how far a corner moves in, fraction of the side.
        light: depth of the falling off of light, and of a shadow's edge, fraction.
        cast: gain between red and blue, fraction.
        defocus_px: deviation of the blur.
        motion_px: length of the shake, used instead of defocus in one of three.
        scale: size at which the picture was sent, fraction.
        noise: deviation in grey levels.
        quality: of the JPEG.
    """

    tilt: Range
    light: Range
    cast: Range
    defocus_px: Range
    motion_px: Range
    scale: Range
    noise: Range
    quality: Range


PRESETS: dict[str, Preset] = {
    "mild": Preset(
        tilt=(0, 0.02), light=(0.05, 0.15), cast=(0, 0.04), defocus_px=(0.3, 0.6),
        motion_px=(1, 3), scale=(0.9, 1), noise=(1, 3), quality=(75, 92),
    ),
    "medium": Preset(
        tilt=(0.02, 0.06), light=(0.15, 0.35), cast=(0.03, 0.1), defocus_px=(0.6, 1.1),
        motion_px=(3, 6), scale=(0.7, 0.9), noise=(3, 7), quality=(45, 70),
    ),
    "strong": Preset(
        tilt=(0.05, 0.12), light=(0.3, 0.55), cast=(0.08, 0.2), defocus_px=(1.1, 1.8),
        motion_px=(6, 10), scale=(0.5, 0.7), noise=(7, 14), quality=(20, 45),
    ),
}  # fmt: skip


def wear(item: Item, seed: int, strength: str) -> Item:
    """The picture as if photographed and sent: one draw from a preset, in the order of physics.

    Raises:
        UnknownName: no such strength.
    """
    preset = PRESETS.get(strength)
    if preset is None:
        raise UnknownName("strength of wear", strength, list(PRESETS))
    rng = generator("wear", item.kind, item.seed, seed, strength)

    def draw(limits: Range) -> float:
        return round(float(rng.uniform(*limits)), 3)

    item = perspective(item, seed, tilt=draw(preset.tilt))
    lit = shadow if rng.random() < 0.5 else falloff
    item = lit(item, seed, depth=draw(preset.light))
    item = cast(item, warmth=draw(preset.cast) * (1 if rng.random() < 0.6 else -1))
    if rng.random() < 1 / 3:
        item = motion(item, length_px=draw(preset.motion_px), angle_deg=draw((0, 180)))
    else:
        item = defocus(item, sigma_px=draw(preset.defocus_px))
    item = noise(item, seed, sigma=draw(preset.noise))
    item = low_resolution(item, scale=draw(preset.scale))
    return jpeg(item, quality=round(draw(preset.quality)))


def perspective(item: Item, seed: int, *, tilt: float) -> Item:
    """Seen from an angle: each corner moves in by up to `tilt` of the side; boxes go along."""
    _within("tilt", tilt, 0, 0.3)
    height, width = item.pixels.shape[:2]
    rng = generator("perspective", seed)
    inward = rng.uniform(0, tilt, (4, 2))
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float64)
    moved = np.abs(corners - inward)
    size = np.array([width, height], np.float32)
    matrix = cv2.getPerspectiveTransform(
        (corners * size).astype(np.float32), (moved * size).astype(np.float32)
    )
    table = tuple(int(v) for v in rng.choice([[110, 86, 66], [96, 98, 104], [176, 170, 160]]))
    pixels = cv2.warpPerspective(
        item.pixels, matrix, (width, height), flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT, borderValue=table,
    )  # fmt: skip
    scaled = np.diag([1 / width, 1 / height, 1]) @ matrix @ np.diag([width, height, 1])
    step = {"step": "perspective", "corners": moved.round(4).tolist()}
    worn = item.after(pixels.astype(np.uint8), step)
    return replace(worn, truth=carried(item.truth, scaled))


def falloff(item: Item, seed: int, *, depth: float) -> Item:
    """Light from one side: the far side is darker by `depth`."""
    _within("depth", depth, 0, 0.95)
    height, width = item.pixels.shape[:2]
    angle = float(generator("falloff", seed).uniform(0, 2 * np.pi))
    x, y = np.linspace(-0.5, 0.5, width), np.linspace(-0.5, 0.5, height)
    along = x[None] * np.cos(angle) + y[:, None] * np.sin(angle)  # (H, W)
    lit = 1 - depth * (along - along.min()) / np.ptp(along)
    step = {"step": "falloff", "depth": depth, "angle_deg": round(np.degrees(angle), 1)}
    return item.after(_times(item.pixels, lit), step)


def shadow(item: Item, seed: int, *, depth: float) -> Item:
    """A soft-edged shadow, as of a hand or head, darker by `depth`."""
    _within("depth", depth, 0, 0.95)
    height, width = item.pixels.shape[:2]
    rng = generator("shadow", seed)
    mask: NDArray[Any] = np.zeros((64, 64), np.float32)
    centre = tuple(int(v) for v in rng.integers(0, 64, 2))
    axes = tuple(int(v) for v in rng.integers(18, 40, 2))
    cv2.ellipse(mask, centre, axes, float(rng.uniform(0, 180)), 0, 360, 1.0, -1)
    mask = cv2.GaussianBlur(mask, (0, 0), 4.5)
    large = cv2.resize(mask, (width, height), interpolation=cv2.INTER_CUBIC)
    step = {"step": "shadow", "depth": depth, "centre": [round(v / 64, 3) for v in centre]}
    return item.after(_times(item.pixels, 1 - depth * np.clip(large, 0, 1)), step)


def cast(item: Item, *, warmth: float) -> Item:
    """White balance off: red gains `warmth`, blue loses it; negative is cold."""
    _within("warmth", warmth, -0.5, 0.5)
    gain = np.array([1 + warmth / 2, 1.0, 1 - warmth / 2])
    tones = np.clip(np.arange(256)[:, None] * gain, 0, 255).astype(np.uint8)  # (256, 3)
    pixels = cv2.LUT(item.pixels, tones[None]).astype(np.uint8, copy=False)
    return item.after(pixels, {"step": "cast", "warmth": round(warmth, 3)})


def defocus(item: Item, *, sigma_px: float) -> Item:
    """Out of focus: a Gaussian blur."""
    _within("sigma_px", sigma_px, 0.05, 50)
    pixels = cv2.GaussianBlur(item.pixels, (0, 0), sigma_px)
    return item.after(pixels.astype(np.uint8), {"step": "defocus", "sigma_px": sigma_px})


def motion(item: Item, *, length_px: float, angle_deg: float) -> Item:
    """Shaken: a blur along a line of `length_px`."""
    _within("length_px", length_px, 1, 200)
    side = 2 * int(np.ceil(length_px / 2)) + 3
    # Drawn eight times as large, since lengths are fractions of px.
    kernel: NDArray[Any] = np.zeros((side * 8, side * 8), np.float32)
    half = np.array([np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))]) * length_px * 4
    middle = np.array([side * 4, side * 4])
    start, end = (middle - half).round().astype(int), (middle + half).round().astype(int)
    cv2.line(kernel, start.tolist(), end.tolist(), 1.0, 8)
    kernel = cv2.resize(kernel, (side, side), interpolation=cv2.INTER_AREA)
    pixels = cv2.filter2D(item.pixels, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE)
    step = {"step": "motion", "length_px": length_px, "angle_deg": angle_deg}
    return item.after(pixels.astype(np.uint8), step)


def noise(item: Item, seed: int, *, sigma: float) -> Item:
    """Grain of a sensor: normal, `sigma` grey levels."""
    _within("sigma", sigma, 0, 100)
    rng = generator("noise", seed)
    grain = rng.standard_normal(item.pixels.shape, dtype=np.float32) * np.float32(sigma)
    pixels = cv2.add(item.pixels, grain, dtype=cv2.CV_8U).astype(np.uint8, copy=False)
    return item.after(pixels, {"step": "noise", "sigma": sigma})


def low_resolution(item: Item, *, scale: float) -> Item:
    """Sent small: the picture at `scale` of its size."""
    _within("scale", scale, 0.02, 1)
    height, width = item.pixels.shape[:2]
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    pixels = cv2.resize(item.pixels, size, interpolation=cv2.INTER_AREA)
    return item.after(pixels.astype(np.uint8), {"step": "low_resolution", "scale": scale})


def jpeg(item: Item, *, quality: int) -> Item:
    """Packed as JPEG and unpacked, chroma at half resolution."""
    _within("quality", quality, 1, 100)
    turned: Pixels = item.pixels[..., ::-1]
    packed = cv2.imencode(".jpg", turned, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    opened = cv2.imdecode(packed, cv2.IMREAD_COLOR)
    if opened is None:
        raise UsageError(
            f"a picture of {turned.shape} cannot become JPEG; give one of 1 px or more"
        )
    pixels = np.ascontiguousarray(opened[..., ::-1], dtype=np.uint8)
    return item.after(pixels, {"step": "jpeg", "quality": quality})


def _times(pixels: Pixels, gain: NDArray[Any]) -> Pixels:
    lit: Pixels = (pixels * gain.astype(np.float32)[..., None]).astype(np.uint8)
    return lit


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise UsageError(f"{name} is {value}; it must be from {low} to {high}")
