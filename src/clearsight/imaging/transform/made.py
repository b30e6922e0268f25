"""Items made from text, and the record of what was done to them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from clearsight.errors import UsageError
from clearsight.imaging.fonts import family
from clearsight.imaging.item import Item, Pixels
from clearsight.imaging.lettering import Colour, Pen, lay
from clearsight.imaging.page import Page
from clearsight.imaging.places import carried, without_places

WIDTH_PX = 712
MARGIN_PX = 24
INK: Colour = (0, 0, 0)
GROUND: Colour = (255, 255, 255)


def pen(px: int, name: str = "DejaVu Sans") -> Pen:
    """Black letters of a family at a size, px.

    Raises:
        UsageError: no such family, or a size below 1.
    """
    if px < 1:
        raise UsageError(f"letters of {px} px cannot be drawn, expected 1 or more")
    return Pen(family(name), px, INK)


def paper(text: str, pen: Pen, width_px: int = WIDTH_PX) -> Page:
    """A white page that fits the text, wrapped at `width_px` px."""
    laid = lay(text, pen, width_px)
    page = Page.blank(laid.width + 2 * MARGIN_PX, laid.height + 2 * MARGIN_PX, GROUND)
    page.put(laid, (MARGIN_PX, MARGIN_PX), width=laid.width)
    return page


def bare(text: str, seed: int) -> Item:
    """The text as the twin of an empty picture of one px, to be drawn by a transform."""
    return Item(np.full((1, 1, 3), 255, dtype=np.uint8), "text", seed, {"text": text})


def plain(text: str, seed: int, *, px: int = 40) -> Item:
    """The text in black on white, wrapped: what transforms of pixels start from."""
    page = paper(text, pen(px))
    item = replace(bare(text, seed), pixels=page.pixels)
    return replace(_on(item, page), truth={"text": text, "lines": page.lines})


def redrawn(item: Item, page: Page, done: Mapping[str, Any], **truth: object) -> Item:
    """The item on a new page, with one more step; "lines" are the page's, `truth` what changed.

    Other places of the old picture are dropped from the truth: nothing stands there any more.
    """
    after = _on(item, page).after(page.pixels, done)
    return replace(after, truth={**without_places(item.truth), "lines": page.lines, **truth})


def _on(item: Item, page: Page) -> Item:
    """The item with the page's typefaces among its sources."""
    new = [face for face in page.item("", 0, {}).sources if face not in item.sources]
    return replace(item, sources=(*item.sources, *new))


def one_of(
    item: Item, pixels: Pixels, done: Mapping[str, Any], text: str, place: tuple[int, int]
) -> Item:
    """One of several pictures: says `text`; `place` is which and of how many; "whole" the twin."""
    part, parts = place
    own = {"text": text, "whole": item.text, "part": part, "parts": parts}
    return replace(item.after(pixels, done), truth={**without_places(item.truth), **own})


def whole(items: Sequence[Item]) -> str:
    """What pictures say together, in the order of the truth whatever order they stand in."""
    ordered = sorted(items, key=lambda item: int(item.truth.get("part", 0)))
    said = ordered[0].truth.get("whole") if ordered else None
    return str(said) if said is not None else "\n".join(item.text for item in ordered)


def moved(
    item: Item, pixels: Pixels, done: Mapping[str, Any], matrix: Sequence[Sequence[float]]
) -> Item:
    """The item with other pixels and one more step; boxes and points go along.

    Args:
        matrix: 3 x 3, from the old picture's pixels (x, y, 1) to the new one's.
    """
    old, new = (np.diag([side[1], side[0], 1.0]) for side in (item.pixels.shape, pixels.shape))
    carry = np.linalg.inv(new) @ np.array(matrix, np.float64) @ old
    return replace(item.after(pixels, done), truth=carried(item.truth, carry))


def at_least(name: str, value: float, least: float) -> None:
    """Raises UsageError when a parameter is below its least value."""
    if not value >= least:
        raise UsageError(f"{name} is {value}, expected {least:g} or more")


def step(name: str, seed: int, **parameters: object) -> dict[str, Any]:
    """The record of a transform in `Item.steps`."""
    return {"step": name, "seed": seed, **parameters}
