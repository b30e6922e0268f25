"""The words of a picture drawn again, laid out otherwise. Black on white unless stated.

Each takes an item and draws its text twin anew: what the old pixels looked like is dropped.
"""

from math import ceil, pi

import cv2
import numpy as np

from clearsight.imaging.item import Item, Pixels, generator
from clearsight.imaging.transform.letters import (
    FAMILIES,
    MARGIN_PX,
    Hand,
    block,
    page,
    pixels_of,
    wrap,
    write,
)  # fmt: skip
from clearsight.imaging.transform.made import WIDTH_PX, redrawn, step


def line(item: Item, seed: int, *, px: int = 28) -> Item:
    """All in one line, as wide as it needs to be."""
    text = " ".join(item.text.split())
    pixels = pixels_of(block([text], Hand(px=px)))
    return redrawn(item, pixels, step("line", seed, px=px), {"text": text})


def wrapped(item: Item, seed: int, *, px: int = 40, width_px: int = WIDTH_PX) -> Item:
    """A paragraph."""
    hand = Hand(px=px)
    pixels = pixels_of(block(wrap(item.text, hand, width_px), hand))
    return redrawn(item, pixels, step("wrapped", seed, px=px, width_px=width_px))


def columns(item: Item, seed: int, *, columns: int = 2, px: int = 28) -> Item:
    """Columns as in a newspaper: down the first, then down the next."""
    hand, width = Hand(px=px), WIDTH_PX // columns
    lines = wrap(item.text, hand, width - MARGIN_PX)
    rows = max(1, ceil(len(lines) / columns))
    sheet = page(columns * (width + MARGIN_PX) + MARGIN_PX, rows * hand.line_px + 2 * MARGIN_PX)
    for index, words in enumerate(lines):
        left = MARGIN_PX + index // rows * (width + MARGIN_PX)
        write(sheet, (left, MARGIN_PX + index % rows * hand.line_px), words, hand)
    return redrawn(item, pixels_of(sheet), step("columns", seed, columns=columns, px=px))


def listed(item: Item, seed: int, *, words: int = 3, px: int = 36) -> Item:
    """A numbered list, a few words an item; the twin has the numbers."""
    found = item.text.split()
    lines = [
        f"{number}. {' '.join(found[start : start + words])}"
        for number, start in enumerate(range(0, len(found), words), start=1)
    ]
    pixels = pixels_of(block(lines, Hand(px=px)))
    return redrawn(
        item, pixels, step("listed", seed, words=words, px=px), {"text": "\n".join(lines)}
    )


def empty_list(item: Item, seed: int, *, items: int = 3, px: int = 40) -> Item:
    """The words over empty numbers that wait to be filled in; the twin has the numbers.

    The form of FigStep (Gong et al., AAAI 2025, arXiv:2311.05608, section 3).
    """
    hand = Hand(px=px)
    text = "\n".join([item.text, *(f"{number}." for number in range(1, items + 1))])
    pixels = pixels_of(block(wrap(text, hand, WIDTH_PX), hand))
    return redrawn(item, pixels, step("empty_list", seed, items=items, px=px), {"text": text})


def diagonal(item: Item, seed: int, *, px: int = 32) -> Item:
    """A staircase: each word one step lower and further right."""
    hand = Hand(px=px)
    words = item.text.split()
    lefts = [MARGIN_PX]
    for word in words:
        lefts.append(lefts[-1] + hand.width(word) // 2 + px // 2)
    right = max((x + hand.width(w) for x, w in zip(lefts, words, strict=False)), default=0)
    sheet = page(right + MARGIN_PX, len(words) * hand.line_px + 2 * MARGIN_PX)
    for row, word in enumerate(words):
        write(sheet, (lefts[row], MARGIN_PX + row * hand.line_px), word, hand)
    return redrawn(item, pixels_of(sheet), step("diagonal", seed, px=px))


def curved(item: Item, seed: int, *, sweep_degrees: float = 60.0, px: int = 36) -> Item:
    """On an arc: the block of lines bent around a circle, its middle on top."""
    hand = Hand(px=px)
    strip = pixels_of(block(wrap(item.text, hand, WIDTH_PX), hand))
    pixels = bent(strip, sweep_degrees)
    return redrawn(item, pixels, step("curved", seed, sweep_degrees=sweep_degrees, px=px))


def bent(strip: Pixels, sweep_degrees: float) -> Pixels:
    """(h, w, 3) bent so that its bottom edge spans `sweep_degrees` of a circle; white around."""
    height, width = strip.shape[:2]
    sweep = sweep_degrees * pi / 180
    inner = width / sweep
    outer = inner + height
    reach = outer * np.sin(min(sweep, pi) / 2)
    low = min(inner * np.cos(sweep / 2), outer * np.cos(sweep / 2))
    ys, xs = np.mgrid[0 : ceil(outer - low) + 1, 0 : ceil(2 * reach) + 1].astype(np.float32)
    dx, dy = xs - reach, outer - ys
    angle, radius = np.arctan2(dx, dy), np.hypot(dx, dy)
    return np.asarray(
        cv2.remap(
            np.ascontiguousarray(strip),
            ((angle / sweep + 0.5) * (width - 1)).astype(np.float32),
            (outer - radius).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(255, 255, 255),
        ),
        dtype=np.uint8,
    )


def stacked(item: Item, seed: int, *, px: int = 28) -> Item:
    """Letters under each other, a column a word."""
    hand = Hand(px=px)
    words = item.text.split()
    longest = max(map(len, words), default=0)
    sheet = page(len(words) * 2 * px + 2 * MARGIN_PX, longest * hand.line_px + 2 * MARGIN_PX)
    for column, word in enumerate(words):
        for row, letter in enumerate(word):
            at = (MARGIN_PX + column * 2 * px, MARGIN_PX + row * hand.line_px)
            write(sheet, at, letter, hand)
    return redrawn(item, pixels_of(sheet), step("stacked", seed, px=px))


def font(item: Item, seed: int, *, family: str | None = None, px: int | None = None) -> Item:
    """Another family and size, by the seed unless given (18 to 64 px)."""
    random = generator("font", seed)
    drawn_family, drawn_px = random.choice(list(FAMILIES)), int(random.integers(18, 65))
    hand = Hand(family or str(drawn_family), px or drawn_px)
    pixels = pixels_of(block(wrap(item.text, hand, WIDTH_PX), hand))
    return redrawn(item, pixels, step("font", seed, family=hand.family, px=hand.px))


def outlined(item: Item, seed: int, *, outline_px: int = 2, px: int = 48) -> Item:
    """Hollow letters: only their outline is inked."""
    hand = Hand("bold", px, outline_px=outline_px)
    pixels = pixels_of(block(wrap(item.text, hand, WIDTH_PX), hand))
    return redrawn(item, pixels, step("outlined", seed, outline_px=outline_px, px=px))
