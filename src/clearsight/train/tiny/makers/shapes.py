"""Plain shapes in plain colours, where they are asked for: fast, and anti-aliased."""

import math
from pathlib import Path

import cv2
import numpy as np

from clearsight.imaging.item import Pixels, generator
from clearsight.imaging.render.art.palette import COLOURS

SIDE_PX = 224
_SCALE = 3
_GROUNDS = ((255, 255, 255), (245, 242, 234), (228, 236, 244), (236, 244, 232), (240, 232, 240))
# Grounds and edges that no picture of a trained row has.
_NEW_GROUNDS = ((214, 206, 190), (200, 214, 222))


def shapes(
    root: Path | None, things: tuple[tuple[str, str, float, float, float], ...], seed: int,
    new_look: bool = False,
) -> Pixels:  # fmt: skip
    """Things as (shape, colour, x, y, size), middle and width as shares of the side."""
    random = generator("shapes", seed)
    grounds = _NEW_GROUNDS if new_look else _GROUNDS
    page = np.empty((SIDE_PX * _SCALE, SIDE_PX * _SCALE, 3), np.uint8)
    page[:] = grounds[int(random.integers(len(grounds)))]
    edge = int(random.choice([0, 0, 2, 3])) if not new_look else 5
    for shape, colour, x, y, size in things:
        turn = float(random.uniform(-14, 14))
        points = outline(shape, turn) * (size / 2) + (x, y)
        place = np.round(points * SIDE_PX * _SCALE).astype(np.int32)
        red, green, blue = (int(v + random.integers(-8, 9)) for v in COLOURS[colour])
        tone = tuple(min(255, max(0, value)) for value in (red, green, blue))
        cv2.fillPoly(page, [place], tone, lineType=cv2.LINE_AA)
        if edge:
            dark = tuple(value // 3 for value in tone)
            cv2.polylines(page, [place], True, dark, edge * _SCALE // 2, cv2.LINE_AA)
    return np.asarray(cv2.resize(page, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA), np.uint8)


def outline(shape: str, turn: float) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """Corners (n, 2) of a shape in a circle of radius one, turned by degrees."""
    if shape == "circle":
        radii, start = np.ones(60), 0.0
    elif shape == "star":
        radii, start = np.tile([1.0, 0.42], 5), -90.0
    elif shape == "heart":
        return _heart(turn)
    else:
        corners, start = {
            "triangle": (3, -90.0), "square": (4, -45.0), "hexagon": (6, 0.0), "diamond": (4, -90.0)
        }[shape]  # fmt: skip
        radii = np.ones(corners)
    angles = np.radians(start + turn) + np.arange(len(radii)) * 2 * math.pi / len(radii)
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1) * radii[:, None]
    return points * ((0.72, 1.0) if shape == "diamond" else (1.0, 1.0))


def _heart(turn: float) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    t = np.linspace(0, 2 * math.pi, 60, endpoint=False)
    x = np.sin(t) ** 3
    y = -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)) / 16
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    return np.stack([x * cos - y * sin, x * sin + y * cos], axis=1)
