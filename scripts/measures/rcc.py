"""Files inside a Qt resource file (.rcc), as gcompris-qt-data packs its pictures.

Format: rcc.cpp of qtbase, versions 1 to 3: a tree of 14 or 22 bytes an entry, names in UTF-16, data
behind a length, deflated where a flag says so. Zstandard is not read.
"""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

_FOLDER, _DEFLATED = 2, 1


def files(path: Path) -> Iterator[tuple[str, bytes]]:
    """(path inside, bytes) of every file.

    Raises:
        ValueError: it is no such file.
    """
    data = path.read_bytes()
    if data[:4] != b"qres":
        raise ValueError(f"{path} is no Qt resource file: it starts with {data[:4]!r}")
    version, tree, bodies, names = struct.unpack_from(">4I", data, 4)
    size = 14 if version == 1 else 22

    def name(offset: int) -> str:
        (length,) = struct.unpack_from(">H", data, names + offset)
        start = names + offset + 6
        return data[start : start + 2 * length].decode("utf-16-be")

    def walk(number: int, above: str) -> Iterator[tuple[str, bytes]]:
        at = tree + number * size
        named, flags = struct.unpack_from(">IH", data, at)
        inside = f"{above}/{name(named)}" if number else above
        if flags & _FOLDER:
            count, first = struct.unpack_from(">II", data, at + 6)
            for child in range(first, first + count):
                yield from walk(child, inside)
            return
        (offset,) = struct.unpack_from(">I", data, at + 10)
        (length,) = struct.unpack_from(">I", data, bodies + offset)
        start = bodies + offset + 4
        body = data[start : start + length]
        yield inside, zlib.decompress(body[4:]) if flags & _DEFLATED else body

    yield from walk(0, "")
