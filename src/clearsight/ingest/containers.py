"""Take a picture file apart: what draws on one side, what is only said about it on the other.

The decoder is shown the first alone, so a bomb in a text chunk, a broken colour profile or a second
picture behind the first never reaches it. Only lengths are followed here; nothing is decoded.
"""

import zlib
from dataclasses import dataclass, field

from clearsight.errors import IngestError

_MAX_NOTE_BYTES = 256 * 1024
_MAX_ICC_BYTES = 1024 * 1024
_PNG_DRAWS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"acTL", b"fcTL", b"fdAT"}
_EXIF, _XMP = b"Exif\x00\x00", b"http://ns.adobe.com/xap/1.0/\x00"
_ICC = b"ICC_PROFILE\x00"


@dataclass(slots=True)
class Parts:
    """A file taken apart.

    Attributes:
        picture: the file with only what draws.
        exif: TIFF block without the "Exif" prefix; xmp: the packet; icc: the profile; c2pa: the
            manifest's JUMBF boxes. Empty when absent, damaged or unreasonably long.
        has_c2pa: whether there are content credentials, readable or not.
        texts: keyword and text of PNG notes.
        frames: how many frames the file announces.
        size: width and height (px) where the decoder would make room for them before it tells.
    """

    picture: bytes
    exif: bytes = b""
    xmp: bytes = b""
    icc: bytes = b""
    c2pa: bytes = b""
    has_c2pa: bool = False
    texts: list[tuple[str, str]] = field(default_factory=list)
    frames: int = 1
    size: tuple[int, int] | None = None


def take_apart(kind: str, data: bytes) -> Parts:
    """Split a file of a known kind (see `sniff`).

    Raises:
        IngestError: "broken" when its segments do not add up.
    """
    taker = {"jpeg": _jpeg, "png": _png, "webp": _webp, "gif": _gif}.get(kind)
    return taker(data) if taker else Parts(data)


def broken(what: str) -> IngestError:
    return IngestError(
        "broken",
        f"the picture is damaged or cut off: {what}; send the whole file, or open and save it "
        f"again with another program",
    )


def _jpeg(data: bytes) -> Parts:
    keep, icc, c2pa, parts = [data[:2]], [b""], [b""], Parts(b"")
    at = 2
    while True:
        if at + 4 > len(data) or data[at] != 0xFF:
            raise broken("a JPEG segment is missing before the image data")
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:
            break
        if marker == 0x01 or 0xD0 <= marker <= 0xD9:
            raise broken("a JPEG marker stands where a header should be")
        body, end = data[at + 4 : at + 2 + length], at + 2 + length
        if marker == 0xE1:
            _jpeg_app1(parts, body)
        elif marker == 0xE2 and body.startswith(_ICC):
            icc.append(body[14:])
        elif marker == 0xEB and body.startswith(b"JP") and b"jumb" in body[:32]:
            # Each piece repeats the length and type of the box; the first one needs them.
            c2pa.append(body[8:] if len(c2pa) == 1 else body[16:])
        elif not (0xE1 <= marker <= 0xED or marker in (0xEF, 0xFE)):
            keep.append(data[at:end])
        at = end
    # A file of which nothing is left out is not copied.
    parts.picture = data if sum(map(len, keep)) == at else b"".join((*keep, memoryview(data)[at:]))
    parts.icc = _short(b"".join(icc), _MAX_ICC_BYTES)
    _set_c2pa(parts, b"".join(c2pa))
    return parts


def _jpeg_app1(parts: Parts, body: bytes) -> None:
    if body.startswith(_EXIF) and not parts.exif:
        parts.exif = body[len(_EXIF) :]
    elif body.startswith(_XMP) and not parts.xmp:
        parts.xmp = body[len(_XMP) :]


def _set_c2pa(parts: Parts, manifest: bytes) -> None:
    parts.has_c2pa = b"c2pa" in manifest
    parts.c2pa = manifest[:_MAX_NOTE_BYTES] if parts.has_c2pa else b""


def _short(value: bytes, most: int) -> bytes:
    return value if len(value) <= most else b""


def _png(data: bytes) -> Parts:
    keep, parts, at = [data[:8]], Parts(b""), 8
    while at + 12 <= len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        if name in _PNG_DRAWS:
            keep.append(data[at:end])
        else:
            _png_note(parts, name, data[at + 8 : end - 4])
        if name == b"acTL":
            parts.frames = max(1, int.from_bytes(data[at + 8 : at + 12], "big"))
        if name == b"IEND":
            break
        at = end
    parts.picture = b"".join(keep)
    return parts


def _png_note(parts: Parts, name: bytes, body: bytes) -> None:
    if name == b"eXIf":
        parts.exif = _short(body, _MAX_NOTE_BYTES).removeprefix(_EXIF)
    elif name == b"iCCP":
        parts.icc = _inflate(body.partition(b"\x00")[2][1:], _MAX_ICC_BYTES)
    elif name == b"caBX":
        _set_c2pa(parts, body)
    elif name in (b"tEXt", b"zTXt", b"iTXt") and len(parts.texts) < 64:
        key, text = _png_text(name, body[:_MAX_NOTE_BYTES])
        if key == "XML:com.adobe.xmp":
            parts.xmp = text
        else:
            parts.texts.append((key, text[:4096].decode("utf-8", "replace")))


def _png_text(name: bytes, body: bytes) -> tuple[str, bytes]:
    key, _, rest = body.partition(b"\x00")
    packed = name == b"zTXt"
    if name == b"iTXt":
        packed = rest[:1] == b"\x01"
        rest = rest[2:].partition(b"\x00")[2].partition(b"\x00")[2]
    elif packed:
        rest = rest[1:]
    return key[:79].decode("latin-1"), _inflate(rest, _MAX_NOTE_BYTES) if packed else rest


def _inflate(packed: bytes, most: int) -> bytes:
    """Unpacked bytes, or none when they are damaged or more than `most`."""
    unpacker = zlib.decompressobj()
    try:
        value = unpacker.decompress(packed, most + 1)
    except zlib.error:
        return b""
    return _short(value, most)


def _webp(data: bytes) -> Parts:
    keep, parts, at = [], Parts(b""), 12
    end_of_file = min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    while at + 8 <= end_of_file:
        name, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + length + length % 2
        body = data[at + 8 : at + 8 + length]
        parts.size = parts.size or _webp_size(name, body)
        if name == b"VP8X" and len(body) >= 10:
            # Its flags must not announce the ICC, Exif and XMP chunks that are left out.
            keep.append(data[at : at + 8] + bytes([body[0] & ~0x2C]) + data[at + 9 : end])
        elif name in (b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"):
            keep.append(data[at:end])
        elif name == b"C2PA":
            _set_c2pa(parts, body)
        elif name == b"EXIF":
            parts.exif = _short(body, _MAX_NOTE_BYTES).removeprefix(_EXIF)
        elif name in (b"XMP ", b"ICCP"):
            setattr(parts, "xmp" if name == b"XMP " else "icc", _short(body, _MAX_ICC_BYTES))
        at = end
    parts.frames = max(1, sum(chunk.startswith(b"ANMF") for chunk in keep))
    inner = b"".join(keep)
    parts.picture = b"RIFF" + (len(inner) + 4).to_bytes(4, "little") + b"WEBP" + inner
    return parts


def _webp_size(name: bytes, body: bytes) -> tuple[int, int] | None:
    """Canvas size by the chunk's header (RFC 9649, sections 2.5 to 2.7)."""
    if name == b"VP8X":
        sides = int.from_bytes(body[4:7], "little"), int.from_bytes(body[7:10], "little")
        return sides[0] + 1, sides[1] + 1
    if name == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if name == b"VP8 ":
        sides = int.from_bytes(body[6:8], "little"), int.from_bytes(body[8:10], "little")
        return sides[0] & 0x3FFF, sides[1] & 0x3FFF
    return None


def _gif(data: bytes) -> Parts:
    """Only counts frames: a GIF's notes hold nothing that we report, and Pillow skips them."""
    at, frames = 13 + _gif_table(data[10:11]), 0
    while at < len(data) and data[at] in b"!,":
        if data[at : at + 1] == b",":
            frames += 1
            at += 11 + _gif_table(data[at + 9 : at + 10])
        else:
            at += 2
        while at < len(data) and data[at]:
            at += 1 + data[at]
        at += 1
    size = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    return Parts(data, frames=max(1, frames), size=size if all(size) else None)


def _gif_table(flags: bytes) -> int:
    return 3 << (1 + (flags[0] & 7)) if flags and flags[0] & 0x80 else 0
