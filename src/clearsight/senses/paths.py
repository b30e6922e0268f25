"""The middle lines of bent text as geometry: lengths, headings, smoothing, unrolling."""

import cv2
import numpy as np
from numpy.polynomial import Chebyshev
from numpy.typing import NDArray

Points = NDArray[np.float32]  # (n, 2) px

# Points of a smoothed line are this many thicknesses apart.
SPACING = 0.5
LETTERS, DEGREES = 2.5, (3, 9)  # thicknesses for one degree of the polynomials
CORNER = 1.0  # radians


def smooth(points: Points, thickness: float) -> Points:
    """Polynomials through a middle line, the stiffer the fewer letters it holds."""
    length = length_of(points)
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    degree = int(np.clip(round(length / (LETTERS * thickness)), *DEGREES))
    at = np.linspace(0, length, max(4, round(length / (SPACING * thickness))))
    fits = [Chebyshev.fit(along, points[:, axis], degree, domain=[0, length]) for axis in (0, 1)]
    return np.stack([fit(at) for fit in fits], axis=1).astype(np.float32)


def gentle(points: Points) -> bool:
    """Whether a line of points half a thickness apart turns no faster than letters can stand."""
    return bool(np.abs(np.diff(np.unwrap(headings(points)))).max(initial=0.0) <= CORNER)


def length_of(points: Points) -> float:
    return float(np.linalg.norm(np.diff(points, axis=0), axis=1).sum())


def headings(points: Points) -> NDArray[np.float64]:
    """Direction of each segment, radians, y down."""
    run, rise = np.diff(points, axis=0).T
    return np.asarray(np.arctan2(rise, run), np.float64)


def resampled(points: Points, count: int) -> Points:
    """`count` points at even distances along the same line."""
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    at = np.linspace(0, along[-1], count)
    return np.stack([np.interp(at, along, points[:, axis]) for axis in (0, 1)], 1).astype(
        np.float32
    )


def prolonged(points: Points, by_px: float) -> Points:
    """The line carried on straight at both ends."""
    first, last = points[0] - points[1], points[-1] - points[-2]
    ends = [
        end + by_px * way / max(float(np.linalg.norm(way)), 1e-6)
        for end, way in ((points[0], first), (points[-1], last))
    ]
    return np.concatenate([ends[0][None], points, ends[1][None]]).astype(np.float32)


def trimmed(points: Points, by_px: float) -> Points:
    """The line without `by_px` at both ends; at least a third of it stays."""
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    by = min(by_px, float(along[-1]) / 3)
    at = np.linspace(by, along[-1] - by, max(4, len(points)))
    return np.stack([np.interp(at, along, points[:, axis]) for axis in (0, 1)], 1).astype(
        np.float32
    )


def unrolled(pixels: NDArray[np.uint8], path: Points, across_px: float) -> NDArray[np.uint8]:
    """The strip along a path, made straight: (across_px, length, 3)."""
    wide, high = max(2, round(length_of(path))), max(2, round(across_px))
    line = resampled(path, wide)
    normal = normals(line, across_px)
    offsets = (np.arange(high, dtype=np.float32) - (high - 1) / 2)[:, None]
    return np.asarray(
        cv2.remap(
            pixels,
            (line[None, :, 0] + offsets * normal[None, :, 0]).astype(np.float32),
            (line[None, :, 1] + offsets * normal[None, :, 1]).astype(np.float32),
            cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        dtype=np.uint8,
    )


def outlined(path: Points, across_px: float) -> Points:
    """The polygon around the strip along a path."""
    half = normals(path, 0) * (across_px / 2)
    return np.concatenate([path - half, (path + half)[::-1]]).astype(np.float32)


def normals(line: Points, smoothed_px: float) -> Points:
    """(n, 2) unit vectors downwards, seen along the line.

    Args:
        smoothed_px: letters shear where a line of points one px apart has corners; over this
            length the corners are smoothed.
    """
    way = np.gradient(line, axis=0).astype(np.float32)
    size = max(1, round(smoothed_px / 2)) | 1
    way = np.asarray(cv2.blur(way, (1, size), borderType=cv2.BORDER_REPLICATE), np.float32)
    way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-6)
    return np.stack([-way[:, 1], way[:, 0]], axis=1)
