"""Colours: names of one clear meaning each (eleven basic terms), and palettes for charts."""

RGB = tuple[int, int, int]

COLOURS: dict[str, RGB] = {
    "red": (212, 52, 48),
    "orange": (242, 138, 36),
    "yellow": (248, 208, 58),
    "green": (70, 160, 80),
    "blue": (52, 110, 200),
    "purple": (130, 78, 172),
    "pink": (244, 146, 178),
    "brown": (136, 88, 52),
    "black": (48, 48, 54),
    "white": (246, 246, 242),
    "grey": (146, 150, 156),
}

BRIGHT = ("red", "orange", "yellow", "green", "blue", "purple", "pink")

# Okabe and Ito (2008) first: told apart by people with colour blindness.
CHARTS: tuple[tuple[RGB, ...], ...] = (
    ((0, 114, 178), (230, 159, 0), (0, 158, 115), (204, 121, 167), (213, 94, 0), (86, 180, 233)),
    ((46, 94, 140), (222, 110, 75), (98, 160, 110), (240, 190, 90), (130, 95, 150), (90, 170, 180)),
    (
        (38, 70, 83),
        (42, 157, 143),
        (233, 196, 106),
        (244, 162, 97),
        (231, 111, 81),
        (120, 144, 156),
    ),
    ((84, 71, 140), (44, 105, 154), (4, 139, 168), (13, 179, 158), (131, 190, 100), (239, 200, 80)),
    (
        (160, 60, 90),
        (220, 130, 110),
        (110, 130, 170),
        (60, 90, 120),
        (190, 170, 120),
        (90, 140, 110),
    ),
)


def mix(first: RGB, second: RGB, share: float) -> RGB:
    """`share` of the second colour in the first."""
    r, g, b = (round(a + (c - a) * share) for a, c in zip(first, second, strict=True))
    return r, g, b


def light(colour: RGB, share: float) -> RGB:
    """Nearer to white."""
    return mix(colour, (255, 255, 255), share)


def dark(colour: RGB, share: float) -> RGB:
    """Nearer to black, kept a little cool."""
    return mix(colour, (18, 18, 32), share)


def ink_on(colour: RGB) -> RGB:
    """Black or white, whichever reads better on the colour (ITU-R BT.601 luma)."""
    r, g, b = colour
    return (30, 32, 38) if 0.299 * r + 0.587 * g + 0.114 * b > 150 else (255, 255, 255)
