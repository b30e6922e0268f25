"""How many bytes of a picture file are about it and not of it: the last check before storing.

`ingest` makes files of only what draws. This reads the same file from the other side: it lists
what may be there, and counts everything else, so that a mistake in one is found by the other.
Sources: ITU T.81 annex B, JFIF 1.02, PNG (3rd edition) section 11.
"""

from clearsight.errors import UsageError

_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
_JFIF, _ICC = b"JFIF\x00", b"ICC_PROFILE\x00"
_JFIF_BYTES = 14  # without a thumbnail
_TABLES = {0xDB, 0xC4, 0xDD, *range(0xC0, 0xC4), *range(0xC9, 0xCB)}
_PNG_DRAWS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"iCCP"}


def metadata_bytes(data: bytes) -> int:
    """Bytes beyond what draws, JFIF's 14 bytes and a colour profile; also what follows the picture.

    Raises:
        UsageError: neither a JPEG nor a PNG file, or cut off.
    """
    try:
        if data.startswith(_JPEG):
            return _jpeg(data)
        if data.startswith(_PNG):
            return _png(data)
    except IndexError:
        pass
    raise UsageError("the picture is neither a whole JPEG nor a whole PNG; pass it through Ingest")


def _jpeg(data: bytes) -> int:
    at, found = 2, 0
    while True:
        if data[at] != 0xFF:
            raise IndexError
        marker = data[at + 1]
        if marker == 0xD9:
            return found + len(data) - at - 2
        if marker == 0xFF:  # fill byte
            at, found = at + 1, found + 1
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        body, end = data[at + 4 : at + 2 + length], at + 2 + length
        if length < 2 or end > len(data):
            raise IndexError
        if marker == 0xE0 and body.startswith(_JFIF):
            found += max(0, len(body) - _JFIF_BYTES)
        elif marker != 0xDA and marker not in _TABLES and not _is_icc(marker, body):
            found += 2 + length
        at = _scan_end(data, end) if marker == 0xDA else end


def _is_icc(marker: int, body: bytes) -> bool:
    return marker == 0xE2 and body.startswith(_ICC)


def _scan_end(data: bytes, at: int) -> int:
    """Where the entropy-coded bytes end: at a marker that is neither stuffing nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            raise IndexError
        following = data[at + 1]
        if following != 0 and not 0xD0 <= following <= 0xD7:
            return at
        at += 2


def _png(data: bytes) -> int:
    at, found = len(_PNG), 0
    while True:
        if at + 12 > len(data):
            raise IndexError
        length = int.from_bytes(data[at : at + 4], "big")
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            raise IndexError
        if kind not in _PNG_DRAWS:
            found += 12 + length
        if kind == b"IEND":
            return found + len(data) - end
        at = end
