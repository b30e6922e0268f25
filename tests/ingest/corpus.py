"""Files that strangers could send to harm whoever opens them, made here, by kind.

Each has the outcome that it must have: "read", or the code of its error. `PAYLOAD` stands wherever
a file carries something besides its picture: it must not come out. Tried by test_corpus.py.
"""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from PIL import Image, ImageDraw

PAYLOAD = b"<script>payload-7c1e</script>"
READ = "read"
Sample = tuple[str, Callable[[], bytes]]  # outcome, and the file


@cache
def drawn(mode: str = "RGB", side: int = 24) -> Image.Image:
    image = Image.new("RGB", (side, side - 6), "white")
    ImageDraw.Draw(image).ellipse((4, 3, side - 4, side - 9), fill="teal")
    return image.convert(mode)


def saved(kind: str, image: Image.Image | None = None, **more: Any) -> bytes:
    file = io.BytesIO()
    (image or drawn()).save(file, kind, **more)
    return file.getvalue()


def moving(kind: str, count: int = 3, **more: Any) -> bytes:
    frames = [drawn().rotate(30 * i) for i in range(count)]
    return saved(kind, frames[0], save_all=True, append_images=frames[1:], **more)


def noisy(kind: str) -> bytes:
    return saved(kind, Image.effect_noise((200, 150), 90).convert("RGB"))


# ---- PNG and JPEG, piece by piece ---------------------------------------------------------------
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


def png(width: int, height: int, depth: int = 8, colour: int = 0, *, rows: bytes | None = None,
        before: bytes = b"", interlaced: int = 0) -> bytes:  # fmt: skip
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    if rows is None:
        rows = (b"\x00" + b"\x80" * (width * channels * depth // 8)) * height
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    body = chunk(b"IHDR", header) + before + chunk(b"IDAT", zlib.compress(rows, 9))
    return SIGNATURE + body + chunk(b"IEND", b"")


def zeros(size: int) -> bytes:
    packer = zlib.compressobj(9)
    block = bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def jpeg_with(*segments: bytes, image: Image.Image | None = None) -> bytes:
    data = saved("JPEG", image)
    return data[:2] + b"".join(segments) + data[2:]


def jpeg_of(width: int, height: int) -> bytes:
    data = bytearray(saved("JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def webp_chunk(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + b"\x00" * (len(body) % 2)


def webp_with(*chunks: bytes, flags: int = 0) -> bytes:
    still = saved("WEBP", lossless=True)[12:]
    canvas = bytes((flags, 0, 0, 0)) + (23).to_bytes(3, "little") + (17).to_bytes(3, "little")
    body = b"WEBP" + webp_chunk(b"VP8X", canvas) + b"".join(chunks) + still
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def webp_canvas(lossless: bool) -> bytes:
    still = bytearray(saved("WEBP", lossless=lossless))
    if lossless:
        still[21:25] = (0x3FFF | 0x3FFF << 14).to_bytes(4, "little")
    else:
        still[26:30] = b"\xff\x3f\xff\x3f"
    return bytes(still)


def gif_frame(size: bytes, *, cleared: bool = False) -> bytes:
    """A frame beyond its canvas; `cleared` when it is over, for which room is made at once."""
    data = bytearray(saved("GIF", Image.new("L", (8, 8))))
    at = data.rindex(b",", 0, len(data) - 8)
    data[at + 5 : at + 9] = size
    if cleared:
        data[at:at] = b"!\xf9\x04\x08\x00\x00\x00\x00"
    return bytes(data)


def apng_of(frames: int) -> bytes:
    return png(8, 8, before=chunk(b"acTL", struct.pack(">II", frames, 0)))


def gif_of(frames: int) -> bytes:
    one = saved("GIF", Image.new("L", (1, 1)))
    body = one[one.rindex(b"!") if b"!" in one else one.rindex(b",") : -1]
    return one[:-1] + body * (frames - 1) + b";"


def zipped(data: bytes, name: str = "a") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, data)
    return file.getvalue()


def exif(thumbnail: bytes = b"", *, entries: int = 1, loop: bool = False) -> bytes:
    """An Exif segment whose second directory holds a thumbnail, or points at the first again."""
    one = struct.pack("<HHIHH", 0x0112, 3, 1, 1, 0)
    first = struct.pack("<H", entries) + one
    second = 8 if loop else 8 + len(first) + 4
    start = second + 2 + 24 + 4
    shot = struct.pack("<HHII", 0x0201, 4, 1, start) + struct.pack(
        "<HHII", 0x0202, 4, 1, len(thumbnail)
    )
    tail = b"" if loop else struct.pack("<H", 2) + shot + bytes(4) + thumbnail
    tiff = b"II*\x00" + struct.pack("<I", 8) + first + struct.pack("<I", second) + tail
    return segment(0xE1, b"Exif\x00\x00" + tiff)


def adobe(transform: int) -> bytes:
    data = bytearray(saved("JPEG", drawn("CMYK")))
    data[data.index(b"Adobe") + 11] = transform
    return bytes(data)


def profile(announced: int, size: int) -> bytes:
    return announced.to_bytes(4, "big") + bytes(32) + b"acsp" + bytes(max(0, size - 40))


def icc_jpeg(body: bytes, number: int = 1, count: int = 1) -> bytes:
    return jpeg_with(segment(0xE2, b"ICC_PROFILE\x00" + bytes((number, count)) + body[:65000]))


def cut(kind: str, share: float) -> Callable[[], bytes]:
    def made() -> bytes:
        data = noisy(kind)
        return data[: int(len(data) * share)]

    return made


CORPUS: Mapping[str, Mapping[str, Sample]] = {
    "bombs": {
        "100 MP in 100 KB": ("too_many_pixels", lambda: png(10_000, 10_000, rows=b"")),
        "a header of 2^31 px": ("too_many_pixels", lambda: png(2**31 - 1, 2**31 - 1, rows=b"")),
        "39 MP announced, no rows": ("broken", lambda: png(6500, 6000, rows=b"\x00")),
        "9,000 px wide": ("side_too_long", lambda: png(9000, 10, rows=b"")),
        "4,000 x 10 px": ("too_narrow", lambda: png(4000, 10, rows=b"")),
        "no side": ("broken", lambda: png(0, 10, rows=b"")),
        "more rows than announced": (READ, lambda: png(8, 8, rows=zlib_rows())),
        "three notes of 100 MB": (READ, lambda: png(8, 8, before=chunk(
            b"zTXt", b"Comment\x00\x00" + zeros(100 << 20)) * 3)),
        "a UTF-8 note of 100 MB": (READ, lambda: png(8, 8, before=chunk(
            b"iTXt", b"XML:com.adobe.xmp\x00\x01\x00\x00\x00" + zeros(100 << 20)))),
        "JPEG of 65,500 px": ("too_many_pixels", lambda: jpeg_of(65_500, 65_500)),
        "WebP canvas of 268 MP": ("too_many_pixels", lambda: webp_canvas(lossless=False)),
        "lossless WebP of 268 MP": ("too_many_pixels", lambda: webp_canvas(lossless=True)),
        "GIF frame beyond its canvas": ("too_many_pixels", lambda: gif_frame(b"\xff\xff\xff\xff")),
        "GIF frame of 1,687 MP in 62 bytes": ("too_many_pixels", lambda: gif_frame(
            b"\xa0\xa0\x40\xa0", cleared=True)),
        "GIF of 2,500 frames": ("too_many_frames", lambda: gif_of(2500)),
        "APNG of 2^31 frames": ("too_many_frames", lambda: apng_of(2**31 - 1)),
    },
    "polyglots": {
        "JPEG, then a ZIP": (READ, lambda: saved("JPEG") + zipped(PAYLOAD)),
        "JPEG, then a script": (READ, lambda: saved("JPEG") + PAYLOAD),
        "PNG, then a script": (READ, lambda: saved("PNG") + PAYLOAD),
        "GIF, then a script": (READ, lambda: saved("GIF") + PAYLOAD),
        "WebP, then a script": (READ, lambda: saved("WEBP") + PAYLOAD),
        "JPEG whose comment is a script": (READ, lambda: jpeg_with(segment(0xFE, PAYLOAD))),
        "PNG whose note is a script": (READ, lambda: png(8, 8, before=chunk(
            b"tEXt", b"Comment\x00" + PAYLOAD))),
        "PNG with a chunk of its own": (READ, lambda: png(8, 8, before=chunk(b"skRp", PAYLOAD))),
        "JPEG with an SVG as its XMP": (READ, lambda: jpeg_with(segment(
            0xE1, b"http://ns.adobe.com/xap/1.0/\x00<svg>" + PAYLOAD + b"</svg>"))),
        "GIF that is JavaScript": ("side_too_long", lambda: (
            b"GIF89a/*" + saved("GIF")[8:] + b"*/=1;" + PAYLOAD)),
        "PDF, then a JPEG": ("unknown_format", lambda: b"%PDF-1.7\n" + saved("JPEG")),
        "ZIP, then a JPEG": ("unknown_format", lambda: zipped(PAYLOAD) + saved("JPEG")),
        "HTML around a PNG": ("unknown_format", lambda: b"<html>" + saved("PNG") + b"</html>"),
        "HEIC's brand before a JPEG": ("broken", lambda: (
            b"\x00\x00\x00\x18ftypheic" + saved("JPEG"))),
    },
    "animated": {
        "GIF": (READ, lambda: moving("GIF")),
        "GIF without a pause": (READ, lambda: moving("GIF", duration=0)),
        "GIF that restores what was": (READ, lambda: moving("GIF", disposal=3)),
        "GIF with a clear colour": (READ, lambda: moving("GIF", transparency=0)),
        "WebP": (READ, lambda: moving("WEBP")),
        "lossless WebP": (READ, lambda: moving("WEBP", lossless=True)),
        "APNG": (READ, lambda: moving("PNG")),
        "APNG with a picture before": (READ, lambda: moving("PNG", default_image=True)),
        "APNG of one frame that says nine": (READ, lambda: apng_of(9)),
        "GIF cut in its last frame": (READ, lambda: moving("GIF")[:-40]),
    },
    "CMYK": {
        "Adobe's": (READ, lambda: saved("JPEG", drawn("CMYK"))),
        "YCCK": (READ, lambda: adobe(2)),
        "without a transform": (READ, lambda: adobe(0)),
        "an unknown transform": (READ, lambda: adobe(9)),
        "with a broken profile": (READ, lambda: saved(
            "JPEG", drawn("CMYK"), icc_profile=b"no profile at all")),
        "progressive": (READ, lambda: saved("JPEG", drawn("CMYK"), progressive=True)),
    },
    "16-bit": {
        "grey": (READ, lambda: png(9, 9, 16, 0)),
        "colour": (READ, lambda: png(9, 9, 16, 2)),
        "grey with alpha": (READ, lambda: png(9, 9, 16, 4)),
        "colour with alpha": (READ, lambda: png(9, 9, 16, 6)),
        "by Pillow": (READ, lambda: saved("PNG", drawn("L").convert("I;16"))),
        "of one bit": (READ, lambda: png(16, 9, 1, 0, rows=(b"\x00" + b"\xaa\x55") * 9)),
        "palette of 16 bits, which is none": ("broken", lambda: png(9, 9, 16, 3)),
    },
    "truncated": {
        f"{kind} at {share:.0%}": ("broken", cut(kind, share))
        for kind in ("JPEG", "PNG", "WEBP", "GIF")
        for share in (0.01, 0.3, 0.6, 0.9)
    },
    "huge colour profile": {
        "900 KB of nothing, JPEG": (READ, lambda: saved("JPEG", icc_profile=bytes(900_000))),
        "900 KB of nothing, WebP": (READ, lambda: saved("WEBP", icc_profile=bytes(900_000))),
        "300 MB packed, PNG": (READ, lambda: png(8, 8, before=chunk(
            b"iCCP", b"icc\x00\x00" + zeros(300 << 20)))),
        "4 GB announced": (READ, lambda: icc_jpeg(profile(2**32 - 1, 5000))),
        "piece 0 of 255": (READ, lambda: icc_jpeg(profile(5000, 5000), 0, 255)),
        "piece 9 of 3": (READ, lambda: icc_jpeg(profile(5000, 5000), 9, 3)),
        "2 MB of it, WebP": (READ, lambda: webp_with(
            webp_chunk(b"ICCP", bytes(2 << 20)), flags=32)),
    },
    "nested": {
        "a JPEG as thumbnail": (READ, lambda: jpeg_with(exif(jpeg_with(exif(saved("JPEG")))))),
        "a bomb as thumbnail": (READ, lambda: jpeg_with(exif(png(10_000, 10_000, rows=b"")))),
        "a directory that leads to itself": (READ, lambda: jpeg_with(exif(loop=True))),
        "65,535 entries announced": (READ, lambda: jpeg_with(exif(entries=65_535))),
        "three pictures in one JPEG": (READ, lambda: saved("JPEG") + saved("JPEG") * 2),
        "a PNG in a chunk of a PNG": (READ, lambda: png(8, 8, before=chunk(b"prVt", saved("PNG")))),
        "a PNG in a chunk of a WebP": (READ, lambda: webp_with(webp_chunk(b"EXIF", saved("PNG")))),
        "a PNG packed by gzip": ("unknown_format", lambda: gzip.compress(saved("PNG"))),
        "a ZIP in a ZIP": ("unknown_format", lambda: zipped(zipped(bytes(10**7)), "a.zip")),
        "a PNG in an icon": ("unknown_format", lambda: saved("ICO")),
        "a JPEG in a TIFF": ("unknown_format", lambda: saved("TIFF", compression="jpeg")),
    },
    "torn pieces": {
        "no length, JPEG": ("broken", lambda: jpeg_with(b"\xff\xe1\x00\x00")),
        "a wrong checksum, PNG": ("broken", lambda: saved("PNG").replace(b"IDAT", b"IDAT\x01", 1)),
        "two headers, PNG": ("too_many_pixels", lambda: png(8, 8, before=chunk(
            b"IHDR", struct.pack(">IIBBBBB", 9000, 9000, 8, 2, 0, 0, 0)))),
        "no palette": ("broken", lambda: png(8, 8, 8, 3)),
        "another kind of chunk, WebP": ("too_many_pixels", lambda: saved("WEBP").replace(
            b"VP8 ", b"VP8X", 1)),
        "nothing drawn": ("broken", lambda: SIGNATURE + chunk(b"IEND", b"")),
    },
}  # fmt: skip


def zlib_rows() -> bytes:
    return (b"\x00" + b"\x80" * 8) * 100_000
