"""Words for places in a picture, and boxes for words."""

from clearsight.reading import Box

_ROWS = ("top", "", "bottom")
_COLUMNS = ("left", "", "right")
REGIONS = {
    "left": (0.0, 0.0, 0.4, 1.0),
    "right": (0.6, 0.0, 1.0, 1.0),
    "top": (0.0, 0.0, 1.0, 0.34),
    "bottom": (0.0, 0.66, 1.0, 1.0),
    "middle": (0.3, 0.3, 0.7, 0.7),
}
WORDS = {
    "left": "left", "right": "right", "top": "top", "upper": "top", "above": "top",
    "bottom": "bottom", "lower": "bottom", "below": "bottom", "foreground": "bottom",
    "middle": "middle", "centre": "middle", "center": "middle", "central": "middle",
}  # fmt: skip


def _third(value: float) -> int:
    return 0 if value < 0.36 else 2 if value > 0.64 else 1


def place(box: Box) -> str:
    """Such as "at the top left", "on the right" or "in the middle"."""
    if box.width > 0.8 and box.height > 0.8:
        return "across the whole picture"
    x, y = box.centre
    row = _ROWS[_third(y)]
    column = "" if box.width > 0.8 else _COLUMNS[_third(x)]
    if row:
        return f"at the {row}{' ' + column if column else ''}"
    return f"on the {column}" if column else "in the middle"


def within(box: Box, regions: tuple[str, ...]) -> bool:
    """The centre of the box lies in all the named regions."""
    x, y = box.centre
    for region in regions:
        left, top, right, bottom = REGIONS[region]
        if not (left <= x <= right and top <= y <= bottom):
            return False
    return True
