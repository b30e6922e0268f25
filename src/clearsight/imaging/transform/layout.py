"""The words of a picture drawn again, laid out otherwise. Black on white unless stated.

Each takes an item and draws its text twin anew: what the old pixels looked like is dropped.
"""

import unicodedata
from dataclasses import replace
from math import ceil, pi

import cv2
import numpy as np

from clearsight.errors import UsageError
from clearsight.imaging.item import Item, Pixels, generator
from clearsight.imaging.lettering import is_rtl, lay, length
from clearsight.imaging.page import Cell, Page
from clearsight.imaging.transform.made import (
    GROUND,
    INK,
    MARGIN_PX,
    WIDTH_PX,
    at_least,
    paper,
    pen,
    redrawn,
    step,
)

# Of Debian's fonts-dejavu-core, fonts-liberation and fonts-noto-core.
FAMILIES = (
    "DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono", "Liberation Sans", "Liberation Sans Narrow",
    "Liberation Serif", "Liberation Mono", "Noto Sans", "Noto Serif", "Noto Serif Italic",
)  # fmt: skip


def line(item: Item, seed: int, *, px: int = 28) -> Item:
    """All in one line, as wide as it needs to be."""
    text, hand = " ".join(item.text.split()), pen(px)
    page = paper(text, hand, ceil(length(text, hand)) + 1)
    return redrawn(item, page, step("line", seed, px=px), text=text)


def wrapped(item: Item, seed: int, *, px: int = 40, width_px: int = WIDTH_PX) -> Item:
    """A paragraph."""
    page = paper(item.text, pen(px), width_px)
    return redrawn(item, page, step("wrapped", seed, px=px, width_px=width_px))


def columns(item: Item, seed: int, *, columns: int = 2, px: int = 28) -> Item:
    """Columns as in a newspaper, from the side where the script starts: down, then the next."""
    at_least("columns", columns, 1)
    hand, width, rtl = pen(px), WIDTH_PX // columns, is_rtl(item.text)
    lines = lay(item.text, hand, width - MARGIN_PX).lines
    rows = max(1, ceil(len(lines) / columns))
    across = columns * (width + MARGIN_PX) + MARGIN_PX
    page = Page.blank(across, rows * hand.line + 2 * MARGIN_PX, GROUND)
    for index, words in enumerate(lines):
        left = MARGIN_PX + index // rows * (width + MARGIN_PX)
        cell = Cell(words, across - left, hand, "right") if rtl else Cell(words, left, hand)
        page.row([cell], MARGIN_PX + index % rows * hand.line)
    return redrawn(item, page, step("columns", seed, columns=columns, px=px))


def listed(item: Item, seed: int, *, words: int = 3, px: int = 36) -> Item:
    """A numbered list, a few words an item; the twin has the numbers."""
    at_least("words", words, 1)
    found = item.text.split()
    starts = range(0, len(found), words)
    text = "\n".join(
        f"{number}. {' '.join(found[start : start + words])}"
        for number, start in enumerate(starts, start=1)
    )
    page = paper(text, pen(px))
    return redrawn(item, page, step("listed", seed, words=words, px=px), text=text)


def empty_list(item: Item, seed: int, *, items: int = 3, px: int = 40) -> Item:
    """The words over empty numbers that wait to be filled in; the twin has the numbers.

    The form of FigStep (Gong et al., AAAI 2025, arXiv:2311.05608).
    """
    at_least("items", items, 0)
    text = "\n".join([item.text, *(f"{number}." for number in range(1, items + 1))])
    page = paper(text, pen(px))
    return redrawn(item, page, step("empty_list", seed, items=items, px=px), text=text)


def diagonal(item: Item, seed: int, *, px: int = 32) -> Item:
    """A staircase: each word one step lower and further from where the script starts."""
    hand, words = pen(px), item.text.split()
    lefts = [MARGIN_PX]
    for word in words:
        lefts.append(lefts[-1] + (ceil(length(word, hand)) + px) // 2)
    ends = [left + ceil(length(word, hand)) for left, word in zip(lefts, words, strict=False)]
    height = len(words) * hand.line + 2 * MARGIN_PX
    page = Page.blank(max(ends, default=0) + MARGIN_PX, height, GROUND)
    for row, (word, left) in enumerate(zip(words, lefts, strict=False)):
        cell = Cell(word, left, hand)
        if is_rtl(item.text):
            cell = Cell(word, page.width - left, hand, "right")
        page.row([cell], MARGIN_PX + row * hand.line)
    return redrawn(item, page, step("diagonal", seed, px=px))


def curved(item: Item, seed: int, *, sweep_degrees: float = 60.0, px: int = 36) -> Item:
    """On an arc: the block of lines bent around a circle, its middle on top."""
    if not 1 <= sweep_degrees <= 360:
        raise UsageError(f"sweep_degrees is {sweep_degrees}, expected 1 to 360")
    page = paper(item.text, pen(px))
    done = step("curved", seed, sweep_degrees=sweep_degrees, px=px)
    bow = bent(page.pixels, sweep_degrees)
    # Where the lines stand after bending is not recorded.
    return redrawn(item, page.moved(bow, (0, 0)), done, lines=[])


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
            strip,
            ((angle / sweep + 0.5) * (width - 1)).astype(np.float32),
            (outer - radius).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=GROUND,
        ),
        dtype=np.uint8,
    )


def stacked(item: Item, seed: int, *, px: int = 28) -> Item:
    """Letters under each other, a column a word, from the side where the script starts.

    Marks stay on their letters.
    """
    hand, words = pen(px), [letters_of(word) for word in item.text.split()]
    longest = max(map(len, words), default=0)
    width, height = len(words) * 2 * px + 2 * MARGIN_PX, longest * hand.line + 2 * MARGIN_PX
    page = Page.blank(width, height, GROUND)
    for column, word in enumerate(words):
        for row, letter in enumerate(word):
            middle = MARGIN_PX + (2 * column + 1) * px
            x = width - middle if is_rtl(item.text) else middle
            page.row([Cell(letter, x, hand, "centre")], MARGIN_PX + row * hand.line)
    return redrawn(item, page, step("stacked", seed, px=px))


def letters_of(word: str) -> list[str]:
    """Its letters, each with its marks."""
    letters: list[str] = []
    for character in word:
        if letters and unicodedata.category(character)[0] == "M":
            letters[-1] += character
        else:
            letters.append(character)
    return letters


def font(item: Item, seed: int, *, family: str | None = None, px: int | None = None) -> Item:
    """Another family and size, by the seed unless given (18 to 64 px)."""
    random = generator("font", seed)
    drawn_family, drawn_px = FAMILIES[random.integers(len(FAMILIES))], int(random.integers(18, 65))
    hand = pen(drawn_px if px is None else px, family or drawn_family)
    done = step("font", seed, family=hand.face.family, px=hand.size)
    return redrawn(item, paper(item.text, hand), done)


def outlined(item: Item, seed: int, *, outline_px: int = 2, px: int = 48) -> Item:
    """Hollow letters: only their outline is inked."""
    at_least("outline_px", outline_px, 1)
    hand = replace(pen(px).bold(), ink=GROUND, rim=INK, rim_px=outline_px)
    done = step("outlined", seed, outline_px=outline_px, px=px)
    return redrawn(item, paper(item.text, hand), done)
