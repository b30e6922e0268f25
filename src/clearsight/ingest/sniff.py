"""What a file is by its first bytes. Names and declared types are never believed."""

from clearsight.errors import IngestError

PICTURES = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "heic": "image/heic",
}
ACCEPTED = "JPEG, PNG, WebP, GIF, and HEIC with the extra clearsight[heic]"
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_OTHERS = (
    (b"%PDF", "a PDF document"),
    (b"BM", "a BMP picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"8BPS", "a Photoshop file"),
    (b"\x00\x00\x01\x00", "a Windows icon"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x1aE\xdf\xa3", "a Matroska or WebM video"),
)  # fmt: skip


def sniff(data: bytes) -> str:
    """The kind of picture in `data`: "jpeg", "png", "webp", "gif" or "heic".

    Raises:
        IngestError: "empty" for no bytes, "unknown_format" for anything that we do not read.
    """
    if not data:
        raise IngestError("empty", f"the file has 0 bytes; expected a picture: {ACCEPTED}")
    kind = _picture(data[:64])
    if kind is None:
        raise IngestError(
            "unknown_format",
            f"this is {_looks_like(data)}, not a picture that is accepted ({ACCEPTED}); "
            f"convert it to JPEG or PNG first",
        )
    return kind


def _picture(head: bytes) -> str | None:
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    brands = _iso_brands(head)
    return "heic" if brands and brands[0] in _HEIC_BRANDS and not _is_avif(brands) else None


def _iso_brands(head: bytes) -> list[bytes]:
    """Major and compatible brands of an ISO base media file; empty when it is none."""
    if head[4:8] != b"ftyp":
        return []
    box = head[: int.from_bytes(head[:4], "big")]
    return [box[8:12], *(box[i : i + 4] for i in range(16, len(box) - 3, 4))]


def _is_avif(brands: list[bytes]) -> bool:
    return b"avif" in brands or b"avis" in brands


def _looks_like(data: bytes) -> str:
    brands = _iso_brands(data[:64])
    if brands:
        return "an AVIF picture" if _is_avif(brands) else "an MP4 or QuickTime film"
    for magic, name in _OTHERS:
        if data.startswith(magic):
            return name
    return _looks_like_text(data[:1024])


def _looks_like_text(head: bytes) -> str:
    lowered = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in lowered:
        return "an SVG drawing (a program in XML, never run here)"
    if lowered.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if lowered.startswith(b"<?xml"):
        return "an XML document"
    if lowered.startswith(b"data:"):
        return "a data URL (pass it to from_data_url)"
    printable = sum(byte >= 32 or byte in b"\t\r\n" for byte in head)
    return "text" if b"\x00" not in head and printable == len(head) else "data of an unknown kind"
