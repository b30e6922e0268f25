"""Typography that hides from readers: waves, scattered letters, exchanged tiles, odd grounds.

The first group draws the text twin anew; the second changes pixels of any picture.
"""

from dataclasses import replace
from math import pi, sqrt

import cv2
import numpy as np

from clearsight.errors import UsageError
from clearsight.imaging.item import Item, Pixels, generator
from clearsight.imaging.lettering import is_rtl
from clearsight.imaging.page import Cell, Page
from clearsight.imaging.places import without_places
from clearsight.imaging.transform.effects import ground_of, rotated
from clearsight.imaging.transform.layout import font, letters_of
from clearsight.imaging.transform.made import (
    GROUND,
    MARGIN_PX,
    at_least,
    paper,
    pen,
    redrawn,
    step,
)
from clearsight.imaging.transform.several import split_words

# Lobster, Kaushan Script, Dancing Script and Kristi are scripts; the others are capitals, narrow or
# by hand. All in faces.toml.
DECORATIVE = (
    "Bebas Neue", "Breip", "Comic Neue", "Dancing Script", "Kaushan Script", "Kristi", "Lobster",
    "Yanone Kaffeesatz",
)  # fmt: skip


def decorative(item: Item, seed: int, *, px: int = 44) -> Item:
    """In a decorative face of the seed."""
    family = DECORATIVE[generator("decorative", seed).integers(len(DECORATIVE))]
    return font(item, seed, family=family, px=px)


def wave(item: Item, seed: int, *, height_px: float = 24.0, waves: float = 1.5) -> Item:
    """Lines that rise and fall by `height_px` to either side, `waves` times across the page."""
    at_least("height_px", height_px, 0)
    page = paper(item.text, pen(36))
    reach = int(np.ceil(height_px))
    tall = cv2.copyMakeBorder(page.pixels, reach, reach, 0, 0, cv2.BORDER_CONSTANT, value=GROUND)
    rows, columns = tall.shape[:2]
    phase = float(generator("wave", seed).uniform(0, 2 * pi))
    xs, ys = np.meshgrid(np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32))
    lift = height_px * np.sin(2 * pi * waves * xs / columns + phase)
    bent = cv2.remap(
        tall, xs, (ys + lift).astype(np.float32), cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT, borderValue=GROUND,
    )  # fmt: skip
    done = step("wave", seed, height_px=height_px, waves=waves)
    # Where the lines stand after bending is not recorded.
    return redrawn(item, page.moved(np.asarray(bent, np.uint8), (0, 0)), done, lines=[])


def scattered(item: Item, seed: int, *, px: int = 34) -> Item:
    """Letter by letter over the picture, in rows that nobody rules; words are a little apart."""
    at_least("px", px, 1)
    hand, random = pen(px), generator("scattered", seed)
    letters = [(letter, not index) for word in item.text.split()
               for index, letter in enumerate(letters_of(word))]  # fmt: skip
    across = max(4, round(sqrt(2 * len(letters))))
    slots, column = [], 0
    for letter, first in letters:
        column += first and column % across > 0  # a slot left empty before a word
        slots.append((letter, column))
        column += 1
    pitch, tall = round(1.7 * px), round(2.1 * px)
    rows = max(1, -(-column // across))
    page = Page.blank(across * pitch + 2 * MARGIN_PX, rows * tall + 2 * MARGIN_PX, GROUND)
    for letter, slot in slots:
        row, place = divmod(slot, across)
        shift = random.uniform(-0.2, 0.2, 2) * px
        x = MARGIN_PX + (place + 0.5) * pitch + shift[0]
        x = page.width - x if is_rtl(item.text) else x
        y = MARGIN_PX + row * tall + (tall - hand.line) / 2 + shift[1]
        page.row([Cell(letter, x, hand, "centre")], y)
    return redrawn(item, page, step("scattered", seed, px=px), text=" ".join(item.text.split()))


def slanted(item: Item, seed: int) -> Item:
    """Turned by 10 to 40 degrees to either side."""
    random = generator("slanted", seed)
    degrees = float(random.uniform(10, 40)) * (1 if random.random() < 0.5 else -1)
    return rotated(item, seed, degrees=round(degrees, 1))


def struck(item: Item, seed: int, *, line_px: int = 3) -> Item:
    """Every line of text struck through, in black or red."""
    at_least("line_px", line_px, 1)
    pixels = item.pixels.copy()
    height, width = pixels.shape[:2]
    colour = ((0, 0, 0), (200, 20, 20))[int(generator("struck", seed).integers(2))]
    for line in item.truth.get("lines", []):
        left, top, right, bottom = line["box"]
        y = round((0.45 * top + 0.55 * bottom) * height)
        ends = (round(left * width), y), (round(right * width), y)
        cv2.line(pixels, ends[0], ends[1], colour, line_px)
    return item.after(pixels, step("struck", seed, line_px=line_px, colour=list(colour)))


def striped(item: Item, seed: int, *, stripe_px: int = 9, levels: int = 110) -> Item:
    """Stripes `levels` darker than the ground behind the letters, at an angle of the seed."""
    at_least("stripe_px", stripe_px, 1)
    angle = float(generator("striped", seed).uniform(0, pi))
    ys, xs = np.mgrid[0 : item.pixels.shape[0], 0 : item.pixels.shape[1]]
    along = xs * np.cos(angle) + ys * np.sin(angle)
    dark = (along // stripe_px).astype(int) % 2 == 0
    shaded = np.where(dark[..., None], item.pixels.astype(int) - levels, item.pixels)
    pixels = np.clip(shaded, 0, 255).astype(np.uint8)
    done = step("striped", seed, stripe_px=stripe_px, levels=levels, angle=round(angle, 3))
    return item.after(pixels, done)


def crossed(item: Item, seed: int, *, lines: int = 60) -> Item:
    """Thin lines of all colours in all directions over the letters."""
    at_least("lines", lines, 0)
    random, pixels = generator("crossed", seed), item.pixels.copy()
    height, width = pixels.shape[:2]
    for _ in range(lines):
        ends = random.integers(0, [width, height], (2, 2))
        colour = tuple(int(value) for value in random.integers(0, 220, 3))
        cv2.line(pixels, ends[0].tolist(), ends[1].tolist(), colour, 1, cv2.LINE_AA)
    return item.after(pixels, step("crossed", seed, lines=lines))


def pixelated(item: Item, seed: int, *, block_px: int = 4) -> Item:
    """In blocks of `block_px` px, as a tiny picture blown up; 4 makes 40 px letters 10 blocks."""
    at_least("block_px", block_px, 1)
    height, width = item.pixels.shape[:2]
    size = (max(1, width // block_px), max(1, height // block_px))
    small = cv2.resize(item.pixels, size, interpolation=cv2.INTER_AREA)
    large = cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST)
    return item.after(np.asarray(large, np.uint8), step("pixelated", seed, block_px=block_px))


def puzzle(item: Item, seed: int, *, rows: int = 2, columns: int = 2, gap_px: int = 12) -> Item:
    """Cut into a grid of tiles that change places within the picture, a gap between them.

    Raises:
        UsageError: fewer than two tiles.
    """
    if min(rows, columns) < 1 or rows * columns < 2:
        raise UsageError(f"a puzzle of {rows} x {columns} tiles, expected two tiles or more")
    tiles = _tiles(item.pixels, rows, columns)
    order = _another_order(len(tiles), seed)
    tall, wide = tiles[0].shape[:2]
    size = (rows * tall + (rows - 1) * gap_px, columns * wide + (columns - 1) * gap_px, 3)
    pixels = np.full(size, ground_of(item.pixels), dtype=np.uint8)
    for place, tile in enumerate(order):
        top, left = (side * index for side, index in zip(
            (tall + gap_px, wide + gap_px), divmod(place, columns), strict=True))  # fmt: skip
        pixels[top : top + tall, left : left + wide] = tiles[tile]
    done = step("puzzle", seed, rows=rows, columns=columns, order=order)
    return replace(item.after(pixels, done), truth=without_places(item.truth))


def _tiles(pixels: Pixels, rows: int, columns: int) -> list[Pixels]:
    """Equal tiles, row by row; the ground is added at the rims where the sides do not divide."""
    below, beside = -pixels.shape[0] % rows, -pixels.shape[1] % columns
    whole = cv2.copyMakeBorder(
        pixels, 0, below, 0, beside, cv2.BORDER_CONSTANT, value=ground_of(pixels)
    )
    sheet: Pixels = np.asarray(whole, np.uint8)
    return [tile for band in np.split(sheet, rows) for tile in np.split(band, columns, 1)]


def _another_order(count: int, seed: int) -> list[int]:
    """A permutation of the seed that is not the identity."""
    order = [int(index) for index in generator("puzzle", seed).permutation(count)]
    return order if order != sorted(order) else [*order[1:], order[0]]


def word_pictures(item: Item, seed: int) -> list[Item]:
    """One picture a word."""
    return split_words(item, seed, pictures=max(1, len(item.text.split())))
