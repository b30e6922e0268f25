"""The table of transforms of pictures, and pictures made from text by it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from clearsight.errors import UsageError
from clearsight.imaging.item import Item
from clearsight.imaging.transform import chart, effects, layout, photo, several
from clearsight.imaging.transform.made import plain

# (Item, seed, **parameters) -> Item, or a list of them.
PictureTransform = Callable[..., Item | list[Item]]

PICTURE_TRANSFORMS: Mapping[str, PictureTransform] = {
    # The text twin drawn anew.
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
    # The pixels changed.
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
    # Several pictures out of one.
    "split_words": several.split_words,
    "split_lines": several.split_lines,
    "tiles": several.tiles,
    "shuffled_lines": several.shuffled_lines,
    "shuffled_tiles": several.shuffled_tiles,
}


def from_text(text: str, name: str, seed: int, **parameters: Any) -> Item | list[Item]:
    """The text as a picture (black on white, wrapped), then the named transform.

    Raises:
        UsageError: no transform of that name, or parameters that it cannot work with.
    """
    if name not in PICTURE_TRANSFORMS:
        known = ", ".join(PICTURE_TRANSFORMS)
        raise UsageError(f"no transform of pictures is called {name!r}; known: {known}")
    return PICTURE_TRANSFORMS[name](plain(text, seed), seed, **parameters)
