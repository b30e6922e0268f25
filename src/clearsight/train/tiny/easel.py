"""Draws pictures, reads them, stores them: one process of several. No builder knows how.

A picture is drawn large, read at that size by our own text sense, and stored with its longer side
at most `side` px. What was read is kept by the hash of the large pixels, so a second build reads
nothing again.
"""

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from clearsight.errors import UsageError
from clearsight.imaging.item import Pixels
from clearsight.reading import Reading
from clearsight.senses.picture import Picture
from clearsight.senses.text import TextSense
from clearsight.train.tiny.draft import Drawing
from clearsight.train.tiny.rows import Seen

_HERE = "clearsight.train.tiny.makers"
# Name -> "module:function"; each takes (pictures folder, *args) and gives (H, W, 3) RGB.
MAKERS: dict[str, str] = {
    "art": f"{_HERE}.art:art",
    "shapes": f"{_HERE}.shapes:shapes",
    "rendered": f"{_HERE}.rendered:rendered",
    "text": f"{_HERE}.rendered:text",
    "menu": f"{_HERE}.rendered:menu",
    "scene": f"{_HERE}.scene:scene",
    "spoiled": f"{_HERE}.spoiled:spoiled",
    "file": f"{_HERE}.given:file",
    "indexed": f"{_HERE}.given:indexed",
}
SIDE_PX = 224
READ_VERSION = TextSense.version


@dataclass(frozen=True, slots=True)
class Means:
    """What every process is given.

    Attributes:
        work: the folder that is filled.
        pictures: where collections are installed, None for none.
        side: longer side of a stored picture, px.
        read: whether pictures are read at all; without, `seen` is empty and says so.
    """

    work: Path
    pictures: Path | None
    side: int = SIDE_PX
    read: bool = True


@dataclass(frozen=True, slots=True)
class Made:
    """A stored picture.

    Attributes:
        digest: SHA-256 of the stored file, "" if it could not be drawn.
        problem: why not.
    """

    digest: str
    seen: Seen
    problem: str = ""


class Easel:
    """Draws, reads and stores."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._sense = TextSense()
        self._known = sqlite3.connect(means.work / "ocr.sqlite", timeout=60, isolation_level=None)
        self._known.execute("PRAGMA journal_mode=WAL")
        self._known.execute("CREATE TABLE IF NOT EXISTS seen (key TEXT PRIMARY KEY, text TEXT)")

    def make(self, drawing: Drawing) -> Made:
        """The picture, drawn, read and stored; one that cannot be drawn is an outcome."""
        try:
            pixels = maker_of(drawing.maker)(self._means.pictures, *drawing.args)
        except UsageError as error:
            return Made("", Seen("", "known_empty"), str(error))
        return self.keep(pixels, read=drawing.read)

    def keep(self, pixels: Pixels, *, read: bool = True) -> Made:
        """A picture (H, W, 3) that lies ready, read and stored."""
        seen = Seen("", "known_empty")
        if read and self._means.read:
            seen = Seen(self._read(pixels), "ocr")
        return Made(self._store(pixels), seen)

    def _read(self, pixels: Pixels) -> str:
        shape = f"{pixels.shape}{READ_VERSION}".encode()
        key = hashlib.sha256(shape + pixels.tobytes()).hexdigest()
        row = self._known.execute("SELECT text FROM seen WHERE key = ?", (key,)).fetchone()
        if row is not None:
            return str(row[0])
        height, width = pixels.shape[:2]
        reading = self._sense.sense(Picture(pixels), Reading(key, width, height))
        text = "\n".join(found.text for found in reading.lines)
        self._known.execute("INSERT OR REPLACE INTO seen VALUES (?, ?)", (key, text))
        return text

    def _store(self, pixels: Pixels) -> str:
        height, width = pixels.shape[:2]
        scale = self._means.side / max(height, width)
        if scale < 1:
            size = (max(1, round(width * scale)), max(1, round(height * scale)))
            pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
        done, data = cv2.imencode(".png", pixels[:, :, ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 6])
        if not done:
            raise UsageError(f"a picture of {width} x {height} px cannot be encoded as PNG")
        content = data.tobytes()
        digest = hashlib.sha256(content).hexdigest()
        path = path_of(self._means.work, digest)
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            half = path.with_name(f".{path.name}.{id(self)}")
            half.write_bytes(content)
            half.replace(path)
        return digest


def path_of(work: Path, digest: str) -> Path:
    """Where a stored picture lies."""
    return work / "pictures" / digest[:2] / f"{digest}.png"


@lru_cache(maxsize=32)
def maker_of(name: str) -> Callable[..., Pixels]:
    """The function that a name of MAKERS stands for."""
    module, _, attribute = MAKERS[name].partition(":")
    made: Callable[..., Pixels] = getattr(import_module(module), attribute)
    return made


_here: dict[str, Easel] = {}


def prepare(means: Means) -> None:
    """Make this process's easel."""
    cv2.setNumThreads(1)
    _here["easel"] = Easel(means)


def work(drawing: Drawing) -> Made:
    """One picture, by this process's easel."""
    return _here["easel"].make(drawing)


def lost(drawing: Drawing) -> Made:
    """What stands for a picture whose process died twice."""
    return Made("", Seen("", "known_empty"), f"drawing {drawing.maker} killed the process")


def plain(args: Any) -> Any:
    """Lists as tuples, so that a drawing can be a key."""
    return tuple(map(plain, args)) if isinstance(args, list | tuple) else args
