"""From a collection's file to pixels with transparency."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from clearsight.errors import MissingExtra
from clearsight.train.concepts.sources import Source

SIDE_PX = 224
# A few clip-art files of megabytes take seconds each to draw.
_MOST_BYTES = 500_000

Cutout = NDArray[np.uint8]


def drawn(source: Source) -> bytes | None:
    """PNG with alpha, the longer side 224 px, to be opened by `cutout`; None for nothing drawn.

    Kept packed: twenty thousand open cutouts are four gigabytes.

    Raises:
        MissingExtra: the rasteriser of SVG is not installed.
    """
    from PIL import Image

    data = source.data
    if b"<svg" in data[:4000]:
        if len(data) > _MOST_BYTES:
            return None
        rendered = _svg(data)
        if rendered is None:
            return None
        data = rendered
    with Image.open(BytesIO(data)) as opened:
        picture = opened.convert("RGBA")
    picture.thumbnail((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)
    if picture.getchannel("A").getbbox() is None:
        return None
    out = BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


def cutout(png: bytes) -> Cutout:
    """(H, W, 4) sRGB with alpha."""
    from PIL import Image

    with Image.open(BytesIO(png)) as opened:
        return np.asarray(opened, dtype=np.uint8)


def _svg(data: bytes) -> bytes | None:
    try:
        import resvg_py
    except ImportError as error:
        raise MissingExtra(
            "drawing the collections needs the package resvg_py: pip install 'clearsight[pictures]'"
        ) from error
    try:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=data.decode("utf-8", "replace"),
                width=SIDE_PX,
                dpi=96.0,
                skip_system_fonts=True,
            )
        )
    except (ValueError, OSError):
        # Some thirty of the clip-art files are no SVG that can be drawn.
        return None
