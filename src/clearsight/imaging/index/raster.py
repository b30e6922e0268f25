"""Any picture of a collection becomes PNG on white, at most 256 px on its longer side."""

import re
from io import BytesIO
from typing import TYPE_CHECKING

from clearsight.errors import IngestError, MissingExtra
from clearsight.imaging.index.picture import Raw

if TYPE_CHECKING:
    from PIL.Image import Image

    from clearsight.ingest import Ingest

SIDE_PX = 256
_MOST_SVG_BYTES = 2_000_000
_OUTSIDE = re.compile(rb"""href\s*=\s*["'](?!\s*(?:#|data:))""")
_BOX = re.compile(rb"""viewBox\s*=\s*["']\s*\S+\s+\S+\s+([\d.]+)[\s,]+([\d.]+)""")
_MOST_ASPECT = 20.0


def png(raw: Raw, ingest: "Ingest") -> bytes:
    """The picture's bytes in the index: the same for the same source and rasteriser.

    Raises:
        IngestError: it cannot be decoded, or shows nothing.
        MissingExtra: it is SVG and the rasteriser is not installed.
    """
    if _is_svg(raw.data):
        return _svg(raw)
    return _packed(_decoded(raw, ingest), raw.id)


def _is_svg(data: bytes) -> bool:
    return data[:1000].lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<" and b"<svg" in data[:4000]


def _decoded(raw: Raw, ingest: "Ingest") -> "Image":
    from PIL import Image

    data = raw.data if raw.trusted else ingest.open_bytes(raw.data)[0].data
    with Image.open(BytesIO(data)) as picture:
        return picture.convert("RGBA")


def _svg(raw: Raw) -> bytes:
    try:
        import resvg_py
    except ImportError as error:
        raise MissingExtra(
            f"{raw.id} is SVG; drawing it needs the package resvg_py: pip install 'resvg_py>=0.5'"
        ) from error
    from PIL import Image

    _check_svg(raw)
    try:
        # No system fonts: the same bytes on every machine, and loading them costs 0.1 s a picture.
        drawn = resvg_py.svg_to_bytes(
            svg_string=raw.data.decode("utf-8", "replace"),
            width=SIDE_PX,
            dpi=96.0,
            skip_system_fonts=True,
        )
        with Image.open(BytesIO(bytes(drawn))) as picture:
            return _packed(picture.convert("RGBA"), raw.id)
    except (ValueError, OSError) as error:
        raise IngestError("damaged", f"{raw.id}: no SVG that can be drawn: {error}") from error


def _check_svg(raw: Raw) -> None:
    """A stranger's SVG must not name other files, nor ask for a canvas of gigabytes."""
    if len(raw.data) > _MOST_SVG_BYTES:
        raise IngestError("too_many_bytes", f"{raw.id}: SVG of {len(raw.data)} bytes, over 2 MB")
    if raw.trusted:
        return
    if _OUTSIDE.search(raw.data):
        raise IngestError("outside", f"{raw.id}: the SVG names another file or address")
    box = _BOX.search(raw.data)
    if box is None or not 1 / _MOST_ASPECT <= float(box[1]) / float(box[2]) <= _MOST_ASPECT:
        raise IngestError("too_narrow", f"{raw.id}: expected an SVG with a viewBox of usual shape")


def _packed(picture: "Image", name: str) -> bytes:
    """On white, scaled down, as PNG without metadata."""
    from PIL import Image

    picture.thumbnail((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)
    page = Image.new("RGBA", picture.size, "white")
    page.alpha_composite(picture)
    flat = page.convert("RGB")
    if flat.getcolors(1) is not None:
        raise IngestError("blank", f"{name}: the picture shows one colour only")
    out = BytesIO()
    flat.save(out, "PNG", compress_level=6)
    return out.getvalue()
