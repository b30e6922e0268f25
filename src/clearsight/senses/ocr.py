"""Text detection and recognition on the two PP-OCRv6 networks inside the rapidocr wheel.

Only the wheel's data files are used: its pipeline pads every word to 320 px, loads three libraries
for what a rotated rectangle needs, and downloads a file that is missing. Here a missing or changed
file is a WeightsError. Networks: PaddleOCR PP-OCRv6 small (Apache-2.0), Differentiable
Binarization (Liao et al., AAAI 2020) and CTC.
"""

import hashlib
import importlib.util
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from clearsight.errors import WeightsError
from clearsight.senses.network import session
from clearsight.senses.picture import Pixels
from clearsight.senses.regions import Found, Heat, boxes

DETECTOR = (
    "PP-OCRv6_det_small.onnx",
    "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
)
RECOGNISER = (
    "PP-OCRv6_rec_small.onnx",
    "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
)

REINSTALL = "pip install --force-reinstall rapidocr==3.10.0"

GRID_PX = 32  # the detector's stride
ROW_PX = 48  # the recogniser's input height
MIN_ROW_WIDTH_PX = 96  # shorter inputs lose single letters
MAX_ROW_WIDTH_PX = 2400


@dataclass(frozen=True)
class Row:
    """What the recogniser read in one upright crop.

    Attributes:
        text: as read; "" when nothing was.
        confidence: mean probability of the letters, 0 for "".
        places: for each letter its place along the crop, 0..1.
    """

    text: str
    confidence: float
    places: tuple[float, ...] = ()


def model_folder() -> Path:
    """Where the rapidocr wheel keeps its networks; found without importing the package."""
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise WeightsError(
            "the package rapidocr, which holds the text networks, is not installed; "
            "fix: pip install rapidocr==3.10.0"
        )
    return Path(spec.origin).parent / "models"


def checked(name: str, sha256: str) -> Path:
    """The file, once its content is what was measured."""
    path = model_folder() / name
    if not path.is_file():
        raise WeightsError(f"{path} is missing; fix: {REINSTALL}")
    got = hashlib.sha256(path.read_bytes()).hexdigest()
    if got != sha256:
        raise WeightsError(f"{path} has sha256 {got}, expected {sha256}; fix: {REINSTALL}")
    return path


class Networks:
    """The two networks, loaded on first use; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    @cached_property
    def _detector(self) -> Any:
        return session(checked(*DETECTOR))

    @cached_property
    def _recogniser(self) -> Any:
        return session(checked(*RECOGNISER))

    @cached_property
    def _letters(self) -> list[str]:
        known = self._recogniser.get_modelmeta().custom_metadata_map["character"].splitlines()
        return ["", *known, " "]

    def heat(self, pixels: Pixels, longest_px: int) -> Heat:
        """Probability of text for each pixel of the resized picture.

        Args:
            pixels: (H, W, 3) RGB.
            longest_px: the longer side is brought to at most this; nothing is enlarged.

        Returns:
            (h, w) float32 with h and w multiples of 32.
        """
        with self._lock:
            detector = self._detector
        height, width = pixels.shape[:2]
        scale = min(1.0, longest_px / max(height, width))
        size = [max(GRID_PX, round(side * scale / GRID_PX) * GRID_PX) for side in (width, height)]
        shrunk = cv2.resize(
            pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        )
        # The network was trained on BGR.
        blob = cv2.dnn.blobFromImage(shrunk, 1 / 127.5, mean=(127.5,) * 3, swapRB=True)
        return np.asarray(detector.run(None, {"x": blob})[0][0, 0], dtype=np.float32)

    def detect(self, pixels: Pixels, longest_px: int) -> list[Found]:
        """Lines of text, in no order, in px of `pixels`."""
        height, width = pixels.shape[:2]
        return boxes(self.heat(pixels, longest_px), width=width, height=height)

    def read(self, rows: Sequence[Pixels]) -> list[Row]:
        """Read upright crops, one by one: batches of unequal width cost more on a CPU."""
        with self._lock:
            recogniser, letters = self._recogniser, self._letters
        return [
            _decode(recogniser.run(None, {"x": row_blob(row)})[0][0], letters, row) for row in rows
        ]


def row_blob(row: Pixels) -> NDArray[np.float32]:
    """(1, 3, 48, W) in -1..1, W a multiple of 16, padded with mid grey on the right."""
    height, width = row.shape[:2]
    wide = int(min(MAX_ROW_WIDTH_PX, max(1, np.ceil(ROW_PX * width / height))))
    blob = cv2.dnn.blobFromImage(
        cv2.resize(row, (wide, ROW_PX)), 1 / 127.5, mean=(127.5,) * 3, swapRB=True
    )
    room = max(MIN_ROW_WIDTH_PX, -(-wide // 16) * 16)
    padded = np.zeros((1, 3, ROW_PX, room), dtype=np.float32)
    padded[..., :wide] = blob
    return padded


def _decode(probabilities: NDArray[np.float32], letters: list[str], row: Pixels) -> Row:
    """Greedy CTC; (T, letters) -> the text and where each letter stands."""
    best = probabilities.argmax(1)
    keep = best != 0
    keep[1:] &= best[1:] != best[:-1]
    steps = np.flatnonzero(keep)
    if not len(steps):
        return Row("", 0.0)
    used = min(1.0, ROW_PX * row.shape[1] / row.shape[0] / (8 * len(best)))
    return Row(
        "".join(letters[best[step]] for step in steps),
        float(probabilities[steps, best[steps]].mean()),
        tuple(float(min(1.0, (step + 0.5) / len(best) / used)) for step in steps),
    )
