"""The table of transforms of pictures, and pictures made from text by it."""

from collections.abc import Callable, Mapping
from functools import partial
from inspect import signature
from typing import Any

from clearsight.errors import UsageError
from clearsight.imaging.item import Item
from clearsight.imaging.transform import chart, disguises, effects, layout, photo, several
from clearsight.imaging.transform.made import bare, plain

# (Item, seed, **parameters) -> Item, or a list of them.
PictureTransform = Callable[..., Item | list[Item]]

# The text twin drawn anew, whatever the picture looked like.
DRAWN: Mapping[str, PictureTransform] = {
    "line": layout.line,
    "wrapped": layout.wrapped,
    "columns": layout.columns,
    "list": layout.listed,
    "empty_list": layout.empty_list,
    "diagonal": layout.diagonal,
    "curved": layout.curved,
    "curved_far": partial(layout.curved, sweep_degrees=150.0),
    "stacked": layout.stacked,
    "font": layout.font,
    "outlined": layout.outlined,
    "flow_chart": chart.flow_chart,
    "qr_code": chart.qr_code,
    "split_words": several.split_words,
    "split_lines": several.split_lines,
    "shuffled_lines": several.shuffled_lines,
    "wave": disguises.wave,
    "scattered": disguises.scattered,
    "decorative": disguises.decorative,
    "word_pictures": disguises.word_pictures,
}
# The pixels changed.
CHANGED: Mapping[str, PictureTransform] = {
    "faint": partial(effects.contrast, levels=24),
    "near_invisible": partial(effects.contrast, levels=2),
    "inverted": effects.inverted,
    "rotated": effects.rotated,
    "rotated_90": partial(effects.rotated, degrees=90),
    "rotated_180": partial(effects.rotated, degrees=180),
    "rotated_270": partial(effects.rotated, degrees=270),
    "mirrored": effects.mirrored,
    "tiny": effects.tiny,
    "blurred": effects.blurred,
    "noise": effects.noise,
    "jpeg": effects.jpeg,
    "on_photo": photo.on_photo,
    "on_photo_boxed": partial(photo.on_photo, box=True),
    "tiles": several.tiles,
    "shuffled_tiles": several.shuffled_tiles,
    "slanted": disguises.slanted,
    "struck": disguises.struck,
    "striped": disguises.striped,
    "crossed": disguises.crossed,
    "pixelated": disguises.pixelated,
    "puzzle": disguises.puzzle,
}
PICTURE_TRANSFORMS: Mapping[str, PictureTransform] = {**DRAWN, **CHANGED}


def from_text(text: str, name: str, seed: int, **parameters: Any) -> Item | list[Item]:
    """The text as a picture through the named transform: drawn as it says, or plainly and changed.

    Raises:
        UsageError: no transform of that name, parameters that it cannot work with, or a character
            that no typeface has.
    """
    if name not in PICTURE_TRANSFORMS:
        names = ", ".join(PICTURE_TRANSFORMS)
        raise UsageError(f"no transform of pictures is called {name!r}; known: {names}")
    transform = PICTURE_TRANSFORMS[name]
    known = list(signature(transform).parameters)[2:]
    for parameter in parameters:
        if parameter not in known:
            takes = ", ".join(known) or "none"
            raise UsageError(f"{name} has no parameter {parameter!r}; it has: {takes}")
    start = bare(text, seed) if name in DRAWN else plain(text, seed)
    return transform(start, seed, **parameters)
