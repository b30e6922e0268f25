"""Items made from text, and the record of what was done to them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from clearsight.imaging.item import Item, Pixels
from clearsight.imaging.transform.letters import Hand, block, pixels_of, wrap

WIDTH_PX = 712


def plain(text: str, seed: int, hand: Hand | None = None) -> Item:
    """The text in black on white, wrapped: what other transforms start from."""
    hand = hand or Hand()
    pixels = pixels_of(block(wrap(text, hand, WIDTH_PX), hand))
    return Item(pixels, "text", seed, {"text": text})


def redrawn(
    item: Item, pixels: Pixels, step: Mapping[str, Any], truth: Mapping[str, Any] | None = None
) -> Item:
    """The item with other pixels, one more step, and what is now also true of it."""
    return replace(item.after(pixels, step), truth={**item.truth, **(truth or {})})


def split(
    item: Item, pixels: Pixels, step: Mapping[str, Any], text: str, place: tuple[int, int]
) -> Item:
    """One of several pictures: says `text`; `place` is which and of how many; "whole" the twin."""
    part, parts = place
    truth = {"text": text, "whole": item.text, "part": part, "parts": parts}
    return redrawn(item, pixels, step, truth)


def whole(items: Sequence[Item]) -> str:
    """What pictures say together, in the order of the truth whatever order they stand in."""
    ordered = sorted(items, key=lambda item: int(item.truth.get("part", 0)))
    said = ordered[0].truth.get("whole") if ordered else None
    return str(said) if said is not None else "\n".join(item.text for item in ordered)


def step(name: str, seed: int, **parameters: object) -> dict[str, Any]:
    """The record of a transform in `Item.steps`."""
    return {"name": name, "seed": seed, **parameters}
