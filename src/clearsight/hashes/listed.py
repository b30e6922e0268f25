"""A list of hashes in a file: the matcher `list`.

    list:PATH           PDQ hashes match up to 31 different bits of 256
    list:PATH#20        ... up to 20

The file is CSV in UTF-8 with the header `list,entry,kind,hash`; kinds are md5, sha1, sha256 and
pdq. It is read again when it changes; while it cannot be read, no picture is accepted.
"""

import csv
import re
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clearsight.errors import UsageError
from clearsight.hashes.match import Hit, Perceptual, Prints

DISTANCE = 31  # of 256 bits; Meta's recommendation for PDQ
LEAST_QUALITY = 50  # likewise: a hash of a plain surface matches other plain surfaces
DIGITS = {"md5": 32, "sha1": 40, "sha256": 64, "pdq": 64}
HEADER = ["list", "entry", "kind", "hash"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """One reading of the file.

    Attributes:
        stamp: what the file system said of it.
        exact: (list, entry) by kind and digest.
        known: (N, 4) PDQ hashes as four words each; `names` says whose.
    """

    stamp: tuple[int, int]
    exact: dict[tuple[str, str], tuple[str, str]]
    known: NDArray[np.uint64]
    names: tuple[tuple[str, str], ...]


class Listed:
    """Matches the hashes of a file.

    Raises:
        UsageError: the file cannot be read, or a line of it is none.
    """

    name = "list"
    version = "1"

    def __init__(self, path: Path, distance: int = DISTANCE) -> None:
        self._path, self._distance = path, distance
        self._lock = threading.Lock()
        self._loaded = load(path)

    def match(self, prints: Prints) -> Sequence[Hit]:
        """Files by their digests; pictures by the nearest hash, turned and mirrored too."""
        loaded = self._fresh()
        digests = (("md5", prints.md5), ("sha1", prints.sha1), ("sha256", prints.sha256))
        for kind, digest in digests:
            found = loaded.exact.get((kind, digest))
            if found is not None:
                return (Hit(*found, kind),)
        for picture in prints.pictures:
            hit = self._near(loaded, picture)
            if hit is not None:
                return (hit,)
        return ()

    def _near(self, loaded: Loaded, picture: Perceptual) -> Hit | None:
        if not loaded.names or picture.quality < LEAST_QUALITY:
            return None
        asked = words((picture.hash, *picture.turned))
        best, place = self._distance + 1, 0
        for one in asked:
            distances = np.bitwise_count(loaded.known ^ one).sum(axis=1)
            nearest = int(distances.argmin())
            if distances[nearest] < best:
                best, place = int(distances[nearest]), nearest
        return Hit(*loaded.names[place], "pdq", best) if best <= self._distance else None

    def _fresh(self) -> Loaded:
        with self._lock:
            if stamp(self._path) != self._loaded.stamp:
                self._loaded = load(self._path)
            return self._loaded


def stamp(path: Path) -> tuple[int, int]:
    """When the file changed and how long it is."""
    status = path.stat()
    return status.st_mtime_ns, status.st_size


def load(path: Path) -> Loaded:
    """Read a list.

    Raises:
        UsageError: with the line that is at fault.
    """
    try:
        mark = stamp(path)
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"hash list {path} cannot be read: {error}") from error
    if not rows or rows[0] != HEADER:
        raise UsageError(f"hash list {path}: expected the first line {','.join(HEADER)}")
    exact: dict[tuple[str, str], tuple[str, str]] = {}
    near: dict[str, tuple[str, str]] = {}
    for number, row in enumerate(rows[1:], 2):
        if row:
            name, entry, kind, digest = _checked(row, f"hash list {path}, line {number}")
            if kind == "pdq":
                near[digest] = (name, entry)
            else:
                exact[kind, digest] = (name, entry)
    return Loaded(mark, exact, words(near), tuple(near.values()))


def _checked(row: list[str], place: str) -> tuple[str, str, str, str]:
    if len(row) != len(HEADER):
        raise UsageError(f"{place}: {len(row)} values, expected {','.join(HEADER)}")
    name, entry, kind, digest = (value.strip() for value in row)
    digest = digest.lower()
    if kind not in DIGITS:
        raise UsageError(f"{place}: kind {kind[:20]!r}, expected one of {', '.join(DIGITS)}")
    if not re.fullmatch(rf"[0-9a-f]{{{DIGITS[kind]}}}", digest):
        raise UsageError(f"{place}: expected {DIGITS[kind]} hexadecimal digits for {kind}")
    if not name or not entry:
        raise UsageError(f"{place}: list and entry must have a name")
    return name, entry, kind, digest


def words(hashes: Iterable[str]) -> NDArray[np.uint64]:
    """Hexadecimal PDQ hashes as (N, 4) words."""
    joined = b"".join(bytes.fromhex(one) for one in hashes)
    return np.frombuffer(joined, np.uint64).reshape(-1, 4)


def make(argument: str, api_key: str | None) -> Listed:
    """The entry point `list`: "PATH" or "PATH#DISTANCE".

    Raises:
        UsageError: no file, or no whole number from 0 to 255.
    """
    path, _, distance = argument.rpartition("#") if "#" in argument else (argument, "", "")
    if distance and not (distance.isdecimal() and int(distance) < 256):
        raise UsageError(f"list:{argument}: expected PATH#DISTANCE with 0 to 255 bits")
    return Listed(Path(path), int(distance or DISTANCE))
