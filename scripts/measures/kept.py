"""Readings kept in a file, so that another judge is measured without reading everything again.

The file holds pickles that this module wrote itself: keep it where only you can write.
"""

import hashlib
import pickle
import sqlite3
from pathlib import Path

from clearsight.content import Image
from clearsight.reading import Reading
from clearsight.roles import Reader
from clearsight.weights import table

_SRC = Path(__file__).resolve().parents[2] / "src/clearsight"
_READS = ("senses", "reading.py", "content.py")


class KeptReader:
    """Asks the file first; what is not there is read, and kept unless a sense failed.

    Readings by other code of the senses, or by other weights of theirs, are not used.

    Attributes:
        read_anew: pictures that were not in the file.
    """

    def __init__(self, reader: Reader, path: Path) -> None:
        """`path`: made when it is missing."""
        self._reader = reader
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.execute("CREATE TABLE IF NOT EXISTS reading (key TEXT PRIMARY KEY, data BLOB)")
        self._made_by = made_by()
        self.read_anew = 0

    async def read(self, image: Image) -> Reading:
        """The kept Reading of the image, or a new one."""
        key = f"{self._made_by}:{image.digest}"
        found = self._file.execute("SELECT data FROM reading WHERE key = ?", (key,)).fetchone()
        if found is not None:
            known = pickle.loads(found[0])
            assert isinstance(known, Reading), f"{key} holds no Reading"
            return known
        self.read_anew += 1
        reading = await self._reader.read(image)
        if not any(failure.reason != "unscannable" for failure in reading.failures):
            row = key, pickle.dumps(reading, pickle.HIGHEST_PROTOCOL)
            self._file.execute("INSERT OR REPLACE INTO reading VALUES (?, ?)", row)
        return reading

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def made_by() -> str:
    """Hash of the code and the weights that readings depend on."""
    digest = hashlib.sha256()
    for part in _READS:
        place = _SRC / part
        for file in [place] if place.is_file() else sorted(place.rglob("*.py")):
            digest.update(file.read_bytes())
    for weight in table().values():
        if any(user.startswith("senses.") for user in weight.used_by):
            digest.update(weight.sha256.encode())
    return digest.hexdigest()[:16]
