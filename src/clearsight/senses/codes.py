"""The sense of codes: QR codes and barcodes, by ZXing."""

from dataclasses import replace

import cv2
import numpy as np
import zxingcpp

from clearsight.reading import Box, Code, Reading
from clearsight.senses.picture import Picture, Pixels

LONGEST_PX = 1280  # finer modules than this leaves are not readable in a photo either
MOST_TEXT = 4096


class CodesSense:
    """Fills codes. A code's content is text for the judgement like any other."""

    name = "codes"
    version = "1"
    after: tuple[str, ...] = ()

    def sense(self, picture: Picture, draft: Reading) -> Reading:
        pixels = _seen(picture)
        height, width = pixels.shape
        codes = []
        for code in zxingcpp.read_barcodes(pixels):
            corners = [
                code.position.top_left,
                code.position.top_right,
                code.position.bottom_right,
                code.position.bottom_left,
            ]
            xs = [min(1.0, max(0.0, corner.x / width)) for corner in corners]
            ys = [min(1.0, max(0.0, corner.y / height)) for corner in corners]
            box = Box(min(xs), min(ys), max(xs), max(ys))
            codes.append(Code(str(code.format), code.text[:MOST_TEXT], box))
        return replace(draft, codes=tuple(codes))


def _seen(picture: Picture) -> Pixels:
    """(h, w) luma; shrinking one channel costs a third of shrinking three."""
    scale = LONGEST_PX / max(picture.width, picture.height)
    if scale >= 1:
        return picture.grey
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return np.asarray(cv2.resize(picture.grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
