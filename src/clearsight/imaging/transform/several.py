"""One picture made several: by words, by lines, by tiles, and in another order.

The truth of each holds "whole" (what all say together), "part" (its place in that) and "parts".
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from clearsight.errors import UsageError
from clearsight.imaging.item import Item, generator
from clearsight.imaging.lettering import lay
from clearsight.imaging.transform.made import WIDTH_PX, one_of, paper, pen, step


def split_words(item: Item, seed: int, *, pictures: int = 4, px: int = 40) -> list[Item]:
    """Its words drawn anew, spread over at most `pictures` pictures."""
    _at_least_one(pictures)
    words = item.text.split()
    shares = [share for share in np.array_split(np.arange(len(words)), pictures) if len(share)]
    pieces = [" ".join(words[index] for index in share) for share in shares]
    done = step("split_words", seed, pictures=pictures, px=px)
    return _drawn(item, pieces or [""], done, px)


def split_lines(
    item: Item, seed: int, *, width_px: int = WIDTH_PX // 2, px: int = 40
) -> list[Item]:
    """Its words drawn anew, a picture a line of at most `width_px`."""
    lines = lay(item.text, pen(px), width_px).lines
    return _drawn(item, lines, step("split_lines", seed, width_px=width_px, px=px), px)


def _drawn(item: Item, pieces: Sequence[str], done: dict[str, Any], px: int) -> list[Item]:
    return [
        one_of(item, paper(piece, pen(px)).pixels, done, piece, (part, len(pieces)))
        for part, piece in enumerate(pieces)
    ]


def tiles(item: Item, seed: int, *, rows: int = 2, columns: int = 2) -> list[Item]:
    """The picture cut into a grid, row by row, whatever letters the cuts go through.

    What a tile says alone is not known: its "text" is empty; "whole" holds what all say.
    """
    _at_least_one(rows, columns)
    bands = np.array_split(item.pixels, rows, axis=0)
    cut = [tile for band in bands for tile in np.array_split(band, columns, axis=1) if tile.size]
    out = []
    for part, pixels in enumerate(cut):
        done = step("tiles", seed, rows=rows, columns=columns, part=part)
        out.append(one_of(item, np.ascontiguousarray(pixels), done, "", (part, len(cut))))
    return out


def shuffled(items: Sequence[Item], seed: int) -> list[Item]:
    """Pictures in another order, by the seed; the truth's "part" tells the order they had."""
    order = generator("shuffled", seed).permutation(len(items))
    done = step("shuffled", seed, order=[int(index) for index in order])
    given = [
        replace(item.after(item.pixels, done), truth={"part": index, **item.truth})
        for index, item in enumerate(items)
    ]
    return [given[index] for index in order]


def shuffled_lines(item: Item, seed: int, *, width_px: int = WIDTH_PX // 2) -> list[Item]:
    """Split by lines, then shuffled."""
    return shuffled(split_lines(item, seed, width_px=width_px), seed)


def shuffled_tiles(item: Item, seed: int, *, rows: int = 2, columns: int = 2) -> list[Item]:
    """Cut into tiles, then shuffled."""
    return shuffled(tiles(item, seed, rows=rows, columns=columns), seed)


def _at_least_one(*counts: int) -> None:
    if min(counts) < 1:
        raise UsageError(f"cannot split into {counts}, expected at least 1 of each")
