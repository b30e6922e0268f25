"""Pictures of `clearsight.imaging`: renderers by seed, and text in a layout."""

from pathlib import Path
from typing import Any

from clearsight.errors import UsageError
from clearsight.imaging.item import Item, Pixels
from clearsight.imaging.render import render, renderer
from clearsight.imaging.transform.pictures import from_text

# Renderers that take a text in place of a drawn one.
WRITTEN = ("sign", "note", "screenshot", "meme", "document", "typographic")


def rendered(root: Path | None, name: str, seed: int) -> Pixels:
    """A renderer's picture of a seed."""
    maker = renderer(name)
    return maker.paint(maker.plan(seed), seed).pixels


def text(root: Path | None, words: str, layout: str, seed: int) -> Pixels:
    """A text in a layout of `imaging.transform`, or on one of the written renderers."""
    if layout in WRITTEN:
        return render(layout, seed, text=words).pixels
    made = from_text(words, layout, seed)
    if not isinstance(made, Item):
        raise UsageError(f"the layout {layout!r} makes several pictures, expected one")
    return made.pixels


def menu(root: Path | None, seed: int, items: tuple[tuple[str, ...], ...]) -> Pixels:
    """A menu of these (section, name, price) entries, the rest by the seed."""
    return render("menu", seed, items=entries(items)).pixels


def entries(items: tuple[tuple[str, ...], ...]) -> list[dict[str, Any]]:
    """Entries as the menu renderer takes them."""
    return [{"section": s, "name": n, "detail": "", "price": p} for s, n, p in items]
