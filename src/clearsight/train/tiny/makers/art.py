"""Packaged pictures and our own drawings, alone on a ground, straight or a little changed."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np

from clearsight.errors import MissingExtra, UsageError
from clearsight.imaging.item import Pixels, generator
from clearsight.imaging.render.art.drawing import sprite
from clearsight.imaging.render.art.things import THINGS
from clearsight.train.tiny.art import DRAWN, svgs

SIDE_PX = 256
_ROOM = 0.06
_GROUNDS = (
    (255, 255, 255), (246, 246, 242), (232, 240, 248), (250, 240, 226), (234, 246, 234),
    (246, 234, 240), (222, 224, 228), (60, 66, 78),
)  # fmt: skip


def art(root: Path | None, style: str, name: str, colour: str, look: int) -> Pixels:
    """One picture.

    Args:
        style, name: as in `art.Concept.pictures`; `colour` is for drawings alone.
        look: 0 is as it is packaged, on white; others change ground, size, place and turn.
    """
    cut = cutout(root, style, name, colour)
    random = generator("look", style, name, look)
    ground = _GROUNDS[int(random.integers(len(_GROUNDS)))] if look else (255, 255, 255)
    size = 1.0 - 2 * _ROOM if not look else float(random.uniform(0.55, 0.95))
    if look:
        cut = _turned(cut, float(random.uniform(-12, 12)))
    high, wide = cut.shape[:2]
    scale = SIDE_PX * size / max(high, wide)
    cut = resized(cut, (max(1, round(wide * scale)), max(1, round(high * scale))))
    page = np.empty((SIDE_PX, SIDE_PX, 3), np.uint8)
    page[:] = ground
    high, wide = cut.shape[:2]
    at = random.random(2) if look else np.array([0.5, 0.5])
    return put(page, cut, (round(at[0] * (SIDE_PX - wide)), round(at[1] * (SIDE_PX - high))))


def put(page: Pixels, cut: Pixels, at: tuple[int, int]) -> Pixels:
    """A transparent picture (H, W, 4) laid on a page at (x, y)."""
    x, y = at
    high, wide = cut.shape[:2]
    under = page[y : y + high, x : x + wide].astype(np.float32)
    alpha = cut[..., 3:].astype(np.float32) / 255
    page[y : y + high, x : x + wide] = np.round(under * (1 - alpha) + cut[..., :3] * alpha)
    return page


@lru_cache(maxsize=512)
def cutout(root: Path | None, style: str, name: str, colour: str = "") -> Pixels:
    """The picture alone: (H, W, 4), without empty margins.

    Raises:
        UsageError: the collection has no such picture, or nothing can be seen of it.
    """
    if style == DRAWN:
        thing = THINGS[name]
        return sprite(thing, colour or thing.colours[0], SIDE_PX)
    if root is None:
        raise UsageError(f"{style}/{name} needs the picture collections; none are installed")
    found = svgs(root, style).get(name)
    if found is None:
        raise UsageError(f"the collection {style!r} holds no picture {name!r}")
    pixels = _rastered(found[0], name)
    rows, columns = np.flatnonzero(pixels[..., 3].any(1)), np.flatnonzero(pixels[..., 3].any(0))
    if not len(rows):
        raise UsageError(f"{name} shows nothing")
    return np.ascontiguousarray(pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def _rastered(svg: bytes, name: str) -> Pixels:
    try:
        import resvg_py
    except ImportError as error:
        raise MissingExtra(
            f"{name} is SVG; drawing it needs the package resvg_py: pip install 'resvg_py>=0.5'"
        ) from error
    from PIL import Image

    try:
        drawn = resvg_py.svg_to_bytes(
            svg_string=svg.decode("utf-8", "replace"), width=SIDE_PX, dpi=96.0,
            skip_system_fonts=True,
        )  # fmt: skip
        with Image.open(BytesIO(bytes(drawn))) as picture:
            return np.asarray(picture.convert("RGBA"), np.uint8)
    except (ValueError, OSError) as error:
        raise UsageError(f"{name}: no SVG that can be drawn: {error}") from error


def _turned(cut: Pixels, degrees: float) -> Pixels:
    high, wide = cut.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    size = (int(high * sin + wide * cos) + 1, int(high * cos + wide * sin) + 1)
    turn[:, 2] += (size[0] / 2 - wide / 2, size[1] / 2 - high / 2)
    return np.asarray(cv2.warpAffine(cut, turn, size, flags=cv2.INTER_AREA), np.uint8)


def resized(cut: Pixels, size: tuple[int, int]) -> Pixels:
    """A transparent picture at (width, height)."""
    # Colour counts only as far as it is seen: else the dark of clear pixels bleeds into the edge.
    alpha = cut[..., 3:].astype(np.float32) / 255
    seen = np.concatenate([cut[..., :3] * alpha, alpha * 255], axis=2)
    way = cv2.INTER_AREA if size[0] <= cut.shape[1] else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(seen, size, interpolation=way), np.float32)
    colour = small[..., :3] / np.maximum(small[..., 3:] / 255, 1 / 255)
    done = np.concatenate([colour, small[..., 3:]], axis=2)
    return np.clip(np.round(done), 0, 255).astype(np.uint8)
