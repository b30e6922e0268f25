"""The sense of codes: QR codes and barcodes, by ZXing."""

from dataclasses import replace

import zxingcpp

from clearsight.reading import Box, Code, Reading
from clearsight.senses.picture import Picture

LONGEST_PX = 1280  # finer modules than this leaves are not readable in a photo either
MOST_TEXT = 4096


class CodesSense:
    """Fills codes. A code's content is text for the judgement like any other."""

    name = "codes"
    version = "1"
    after: tuple[str, ...] = ()

    def sense(self, picture: Picture, draft: Reading) -> Reading:
        pixels = picture.scaled(LONGEST_PX)
        height, width = pixels.shape[:2]
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
