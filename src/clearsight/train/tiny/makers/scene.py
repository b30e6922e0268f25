"""A few pictograms or drawings on a ground or in a place, where a plan says."""

from pathlib import Path
from typing import Any

import numpy as np

from clearsight.imaging.item import Pixels
from clearsight.imaging.render.art.canvas import Canvas
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.scenes.backgrounds import BACKGROUNDS
from clearsight.train.tiny.makers.art import cutout, put, resized

WIDTH_PX, HEIGHT_PX = 448, 336


def scene(root: Path | None, place: str, things: tuple[tuple[Any, ...], ...], seed: int) -> Pixels:
    """Things as (style, name, colour, left, top, width, height), shares of the picture.

    `place` is a key of BACKGROUNDS; the first thing is drawn first.
    """
    canvas = Canvas(WIDTH_PX, HEIGHT_PX)
    BACKGROUNDS[place].paint(canvas, Pick("tiny scene", seed))
    page = canvas.pixels().copy()
    for style, name, colour, left, top, wide, high in things:
        size = (max(1, round(wide * WIDTH_PX)), max(1, round(high * HEIGHT_PX)))
        cut = resized(cutout(root, style, name, colour), size)
        x = min(max(0, round(left * WIDTH_PX)), WIDTH_PX - size[0])
        y = min(max(0, round(top * HEIGHT_PX)), HEIGHT_PX - size[1])
        page = put(page, cut, (x, y))
    return np.ascontiguousarray(page)


def shape_of(root: Path | None, style: str, name: str, colour: str) -> float:
    """Width by height of a picture, in pixels."""
    high, wide = cutout(root, style, name, colour).shape[:2]
    return float(wide / high)
