"""Where things are: every "box" and "point" of a truth, as fractions of the picture."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

_PLACES = ("box", "point")


def carried(truth: Mapping[str, Any], matrix: NDArray[Any]) -> dict[str, Any]:
    """The truth with every "box" and "point" moved by a 3 x 3 matrix on fractions.

    A box becomes the upright box around its moved corners.
    """

    def place(points: NDArray[np.float64]) -> NDArray[Any]:
        out = np.column_stack([points, np.ones(len(points))]) @ matrix.T  # (n, 3)
        moved: NDArray[Any] = np.clip(out[:, :2] / out[:, 2:], 0, 1)
        return moved

    def walk(key: str, value: Any) -> Any:
        if key == "box":
            left, top, right, bottom = value
            quad = place(np.array([[left, top], [right, top], [right, bottom], [left, bottom]]))
            return [round(float(v), 4) for v in (*quad.min(0), *quad.max(0))]
        if key == "point":
            return [round(float(v), 4) for v in place(np.array([value]))[0]]
        if isinstance(value, Mapping):
            return {name: walk(name, part) for name, part in value.items()}
        return [walk("", part) for part in value] if isinstance(value, list) else value

    return {key: walk(key, value) for key, value in truth.items()}


def without_places(truth: Mapping[str, Any]) -> dict[str, Any]:
    """The truth without any "box" or "point", and without "lines": for a picture laid out anew."""

    def walk(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {name: walk(part) for name, part in value.items() if name not in _PLACES}
        return [walk(part) for part in value] if isinstance(value, list) else value

    return {key: walk(value) for key, value in truth.items() if key != "lines"}
