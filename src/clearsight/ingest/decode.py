"""Decode one untrusted picture and encode it afresh. Runs in the worker process only.

What comes out is made of pixels alone: upright, sRGB, without transparency, scaled, one frame per
file. The same input gives the same bytes (with the same versions of Pillow and its libraries).
"""

import io
import struct
import warnings
import zlib
from dataclasses import asdict
from typing import Any

from PIL import (
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from clearsight.errors import IngestError
from clearsight.ingest import colours, containers, heap, marks
from clearsight.ingest.containers import Parts, broken
from clearsight.ingest.limits import Limits

# Importing them registers their formats; no other format of Pillow is ever loaded.
PLUGINS = (GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
_HEAVY = {"webp", "gif"}
# libjpeg may scale by halves to a little under the target: a 12 MP phone photo (4032 px) leaves at
# 2016 px for half the work, instead of being decoded whole and shrunk to 2048.
_DRAFT_SLACK = 0.9
_JPEG_QUALITY = 90
_BLOCK_BYTES = 1024 * 1024
_LARGE_PX = 13_000_000  # more than this needs all the address space that the worker may have
# What Pillow raises at damage; AssertionError at an image of mode P without its palette.
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError,
           OverflowError, ZeroDivisionError, AttributeError, AssertionError, RuntimeError,
           struct.error, zlib.error)  # fmt: skip


def prepare() -> bool:
    """Load every decoder, since no file can be opened later, and set Pillow's own guards.

    Returns:
        Whether a decoder needs threads: that for HEIC does.
    """
    # Otherwise Pillow would look for all its other plug-ins at the first file it cannot open.
    Image._initialized = 2
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    # Files and results lie in memory: pieces of 64 KB, Pillow's default, only cost time.
    ImageFile.MAXBLOCK = _BLOCK_BYTES
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    colours.prepare()
    _rehearse()
    return _register_heif()


def _rehearse() -> None:
    # Pillow imports parts of itself at first use: everything must have been used once by now.
    exif = Image.Exif()
    exif[0x0112] = 6
    icc = b"\x00" * 36 + b"acsp"
    limits = asdict(Limits(max_frames=2))
    for name in ("JPEG", "PNG", "WEBP", "GIF"):
        out = io.BytesIO()
        first, second = Image.new("RGBA", (9, 8), "red"), Image.new("RGBA", (9, 8), (0, 0, 9, 9))
        frames = {"save_all": True, "append_images": [second]} if name != "JPEG" else {}
        first = first.convert("RGB") if name == "JPEG" else first
        first.save(out, name, exif=exif, icc_profile=icc, **frames)
        decode({"kind": name.lower(), "limits": limits}, out.getvalue())


def _register_heif() -> bool:
    try:
        import pi_heif  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return False
    pi_heif.options.DECODE_THREADS = 1
    pi_heif.register_heif_opener()
    return True


def decode(head: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """The job "decode": the worker's answer to one file.

    Args:
        head: "kind" as `sniff` found it and "limits", the fields of `Limits`.

    Returns:
        "frames" (media_type, width_px, height_px, frame, bytes of each), "source_frames" and
        "marks"; and the encoded frames one behind the other.

    Raises:
        IngestError: "broken", "too_many_pixels", "side_too_long", "side_too_short", "too_narrow",
            "too_many_frames", "missing_extra".
    """
    kind, limits = head["kind"], head["limits"]
    parts = containers.take_apart(kind, data)
    if parts.frames > limits["max_source_frames"]:
        raise IngestError(
            "too_many_frames",
            f"the animation has {parts.frames} frames, accepted are at most "
            f"{limits['max_source_frames']}; shorten it",
        )
    if parts.size:
        check_size(parts.size, kind, limits)
    # Our own check explains itself; Pillow's guards frames that outgrow the size in the header. For
    # a GIF's first frame Pillow makes room while it opens the file.
    Image.MAX_IMAGE_PIXELS = limits["max_pixels_heavy"] if kind == "gif" else None
    image = _open(kind, parts)
    check_size(image.size, kind if parts.frames == 1 else "gif", limits)
    Image.MAX_IMAGE_PIXELS = limits["max_pixels"]
    if image.width * image.height > _LARGE_PX:
        heap.give_back()
    exif = _exif(image, parts)
    found = marks.find(parts, exif)
    frames: list[dict[str, Any]] = []
    blobs = []
    for index in sample(parts.frames, limits["max_frames"]):
        picture, background = _frame(image, index, parts, exif, limits)
        blob, media_type = encode(picture, lossy_source=kind in ("jpeg", "heic"))
        if background and not frames:
            found = [*found, ("background", background)]
        size = {"width_px": picture.width, "height_px": picture.height}
        frames.append({"media_type": media_type, **size, "frame": index, "bytes": len(blob)})
        blobs.append(blob)
    return {"frames": frames, "source_frames": parts.frames, "marks": found}, b"".join(blobs)


def sample(frames: int, wanted: int) -> list[int]:
    """Indices of at most `wanted` frames, spread evenly from the first to the last."""
    if wanted >= frames:
        return list(range(frames))
    if wanted == 1:
        return [0]
    return [round(i * (frames - 1) / (wanted - 1)) for i in range(wanted)]


def check_size(size: tuple[int, int], kind: str, limits: dict[str, Any]) -> None:
    """Judge a header's width and height (px) against the limits, before pixels exist."""
    shown, pixels, longer = f"{size[0]} x {size[1]} px", size[0] * size[1], max(size)
    most = limits["max_pixels_heavy" if kind in _HEAVY else "max_pixels"]
    if min(size) < limits["min_side_px"]:
        raise IngestError("side_too_short", f"the picture is {shown}; each side must be at least "
                          f"{limits['min_side_px']} px, send a larger one")  # fmt: skip
    if pixels > most:
        raise IngestError("too_many_pixels", f"the picture is {shown}, {pixels / 1e6:.0f} million "
                          f"pixels; accepted are {most / 1e6:g} million for this format, send it "
                          f"smaller")  # fmt: skip
    if longer > limits["max_side_px"]:
        raise IngestError("side_too_long", f"the picture is {shown}; accepted are "
                          f"{limits['max_side_px']} px a side, send it smaller")  # fmt: skip
    if longer > limits["max_aspect"] * min(size):
        raise IngestError("too_narrow", f"the picture is {shown}; accepted is a longer side of "
                          f"{limits['max_aspect']:g} times the shorter, cut it")  # fmt: skip


def _open(kind: str, parts: Parts) -> Image.Image:
    names = {"heic": "HEIF"}
    name = names.get(kind, kind.upper())
    if name not in Image.OPEN:
        raise IngestError("missing_extra", "this is a HEIC picture, which needs an extra: "
                          "pip install 'clearsight[heic]'; or send it as JPEG")  # fmt: skip
    try:
        return Image.open(io.BytesIO(parts.picture), formats=[name])
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise IngestError("too_many_pixels", f"{error}; send it smaller") from error
    except _DAMAGE as error:
        raise broken(f"its header cannot be read ({error})") from error


def _exif(image: Image.Image, parts: Parts) -> dict[int, object]:
    """Tags of the main directory. Damaged Exif is no reason to refuse a picture: then none."""
    exif = Image.Exif()
    try:
        exif.load(parts.exif or image.info.get("exif", b""))
        return dict(exif)
    except _DAMAGE:
        return {}


def _frame(
    image: Image.Image, index: int, parts: Parts, exif: dict[int, object], limits: dict[str, Any]
) -> tuple[Image.Image, str]:
    """Frame `index`, upright RGB or L and scaled; and the background if it was transparent."""
    target = scaled(image.size, limits)
    try:
        if isinstance(image, JpegImagePlugin.JpegImageFile):
            image.draft(None, (int(target[0] * _DRAFT_SLACK), int(target[1] * _DRAFT_SLACK)))
        elif parts.frames > 1:
            image.seek(index)
        image.load()
        icc = _profile(image, parts)
        flat, background = colours.flatten(image, scaled(image.size, limits))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise IngestError("too_many_pixels", f"{error}; send it smaller") from error
    except _DAMAGE as error:
        raise broken(str(error) or type(error).__name__) from error
    return colours.upright(colours.to_srgb(flat, icc), exif), background


def _profile(image: Image.Image, parts: Parts) -> bytes:
    icc = parts.icc or image.info.get("icc_profile") or b""
    return icc if isinstance(icc, bytes) else b""


def scaled(size: tuple[int, int], limits: dict[str, Any]) -> tuple[int, int]:
    """Size (px) to send on; see `Limits`. Never larger than the source."""
    longer, shorter = max(size), max(1, min(size))
    factor = min(1.0, max(limits["longest_px"] / longer, limits["shortest_px"] / shorter))
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def encode(image: Image.Image, *, lossy_source: bool) -> tuple[bytes, str]:
    """PNG for lossless pictures of few colours, JPEG (quality 90) for everything else."""
    out = io.BytesIO()
    if not lossy_source and _few_colours(image):
        image.save(out, "PNG", compress_level=6)
        return out.getvalue(), "image/png"
    image.save(out, "JPEG", quality=_JPEG_QUALITY)
    return out.getvalue(), "image/jpeg"


def _few_colours(image: Image.Image) -> bool:
    """At most 4096 colours, of which the eight commonest cover half: text, drawings, screens."""
    counted = image.getcolors(4096)
    if counted is None:
        return False
    commonest = sorted((count for count, _ in counted), reverse=True)[:8]
    return 2 * sum(commonest) >= image.width * image.height
