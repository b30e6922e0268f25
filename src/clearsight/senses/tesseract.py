"""Second reader for the scripts that the first lacks: tesseract, called as a program.

Debian: tesseract-ocr and tesseract-ocr-{rus,ukr,ara,hin,kor,heb}; more languages are used when
installed.
"""

import csv
import io
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from clearsight.senses.ocr import Row
from clearsight.senses.picture import Pixels
from clearsight.senses.script import UNSPACED, script_of

# Languages of the scripts that PP-OCRv6 lacks, by their tesseract names.
WANTED = (
    "rus", "ukr", "ara", "hin", "kor", "heb", "ell", "tha", "ben", "tam", "tel", "kat", "hye",
    "amh",
)  # fmt: skip
EXPECTED = WANTED[:6]  # those that this project's scripts install
TIMEOUT_S = 8.0
ROW_PX = 40  # tesseract's networks were trained on letters about this high
MARGIN_PX = 16
MOST_ROWS = 60
# The wrong language scores below 50 on clean lines, the right one above 90.
SURE_PERCENT = 70.0
# Grey levels from the lightest or darkest that still are letter or outline, and the share of a
# letter's rim that its outline holds: .97 and more on 33 lines of captions.
OUTLINED_LEVELS = 60
OUTLINED_RIM = 0.8
# Tesseract puts syllables of Hangul apart as words; a gap this narrow is none.
HANGUL_GAP = 0.22


@dataclass(frozen=True)
class Word:
    """One row of tesseract's TSV: px in the stacked sheet, confidence in percent."""

    text: str
    confidence: float
    left: int
    top: int
    width: int
    height: int


def program() -> str | None:
    """Where tesseract is, None when it is not installed."""
    return shutil.which("tesseract")


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """The wanted languages that are installed; empty without tesseract."""
    path = program()
    if path is None:
        return ()
    listed = subprocess.run(
        [path, "--list-langs"], capture_output=True, timeout=TIMEOUT_S, check=False, env=_ENV
    )
    installed = set(listed.stdout.decode("utf-8", "replace").split())
    return tuple(language for language in WANTED if language in installed)


_ENV = {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}


def read(rows: Sequence[Pixels]) -> list[Row]:
    """Read upright crops of lines; one Row each, empty where nothing sure was read.

    Raises:
        subprocess.TimeoutExpired: tesseract took longer than TIMEOUT_S.
        subprocess.CalledProcessError: tesseract failed.
    """
    path, known = program(), languages()
    if path is None or not known or not rows:
        return [Row("", 0.0)] * len(rows)
    rows_read: list[Row] = []
    for start in range(0, len(rows), MOST_ROWS):
        part = rows[start : start + MOST_ROWS]
        command = [path, "-", "-", "-l", "+".join(known), "--psm", "6", "--oem", "1", "tsv"]
        done = subprocess.run(
            command, input=_png(sheet(part)), capture_output=True, timeout=TIMEOUT_S,
            check=True, env=_ENV,
        )  # fmt: skip
        rows_read += collect(words(done.stdout.decode("utf-8", "replace")), len(part))
    return rows_read


def sheet(rows: Sequence[Pixels]) -> Pixels:
    """The crops under each other, (H, W, 3), each ROW_PX high, dark on light."""
    scaled: list[Pixels] = []
    for row in rows:
        width = max(1, round(row.shape[1] * ROW_PX / row.shape[0]))
        drawn = filled(row)
        resized = cv2.resize(drawn, (width, ROW_PX), interpolation=cv2.INTER_AREA)
        small = np.asarray(resized, np.uint8)
        # Text covers less than half of its box: the median is the ground.
        scaled.append(255 - small if np.median(small) < 110 else small)
    width = max(strip.shape[1] for strip in scaled) + 2 * MARGIN_PX
    page = np.full((MARGIN_PX + len(rows) * (ROW_PX + MARGIN_PX), width, 3), 255, np.uint8)
    for index, strip in enumerate(scaled):
        top = MARGIN_PX + index * (ROW_PX + MARGIN_PX)
        page[top : top + ROW_PX] = np.median(strip, axis=(0, 1)).astype(np.uint8)
        page[top : top + ROW_PX, MARGIN_PX : MARGIN_PX + strip.shape[1]] = strip
    return page


def filled(row: Pixels) -> Pixels:
    """What fills outlined letters, black on white; any other row as it is.

    Tesseract takes an outline for the letter: of 33 lines of captions over pictures in six
    languages it read 11, and 27 of their fillings. Outlined is a row whose letters are its
    lightest (or darkest) pixels, rimmed by its darkest (or lightest), on a ground that is neither.
    """
    grey = cv2.cvtColor(row, cv2.COLOR_RGB2GRAY)
    low, high = np.percentile(grey, (2, 98))
    ground = float(np.median(grey[[0, -1]]))
    if min(high - ground, ground - low) < OUTLINED_LEVELS:
        return row
    light, dark = grey > high - OUTLINED_LEVELS, grey < low + OUTLINED_LEVELS
    letters, share = max(((light, _rim(light, dark)), (dark, _rim(dark, light))), key=itemgetter(1))
    if share < OUTLINED_RIM:
        return row
    black = np.where(letters, 0, 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(black, cv2.COLOR_GRAY2RGB), np.uint8)


def _rim(inner: NDArray[np.bool_], outer: NDArray[np.bool_]) -> float:
    """Share of the pixels around `inner` that have `outer` within reach of a smoothed edge."""
    near = np.ones((3, 3), np.uint8)
    around = cv2.dilate(inner.astype(np.uint8), near) - inner
    held = around * cv2.dilate(outer.astype(np.uint8), near, iterations=2)
    return float(held.sum() / max(1, around.sum()))


def _png(pixels: Pixels) -> bytes:
    out = io.BytesIO()
    Pillow.fromarray(pixels).save(out, "PNG", compress_level=1)
    return out.getvalue()


def words(tsv: str) -> list[Word]:
    """The words of tesseract's TSV, in its order."""
    table = csv.DictReader(io.StringIO(tsv), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [
        Word(
            row["text"].strip(),
            float(row["conf"]),
            int(row["left"]),
            int(row["top"]),
            int(row["width"]),
            int(row["height"]),
        )
        for row in table
        if row.get("text") and row["text"].strip() and float(row["conf"]) >= 0
    ]


def collect(found: Sequence[Word], count: int) -> list[Row]:
    """The words sorted back into the rows of the sheet."""
    rows: list[list[Word]] = [[] for _ in range(count)]
    for word in found:
        index = int((word.top + word.height / 2 - MARGIN_PX / 2) // (ROW_PX + MARGIN_PX))
        if 0 <= index < count:
            rows[index].append(word)
    return [_row(row) for row in rows]


def _row(row: Sequence[Word]) -> Row:
    if not row:
        return Row("", 0.0)
    weights = [len(word.text) for word in row]
    sure = float(np.average([word.confidence for word in row], weights=weights))
    if sure < SURE_PERCENT:
        return Row("", sure / 100)
    return Row(_joined(row), sure / 100)


def _joined(row: Sequence[Word]) -> str:
    script = script_of("".join(word.text for word in row))
    text = row[0].text
    for before, word in pairwise(row):
        gap = word.left - before.left - before.width
        close = script == "Hangul" and gap < HANGUL_GAP * ROW_PX
        text += ("" if close or script in UNSPACED else " ") + word.text
    return text
