"""Draw a menu, for a first try without a picture of one's own."""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROWS = [
    ("Tomato soup", "4.50"),
    ("Garden salad", "5.20"),
    ("Fish and chips", "11.90"),
    ("Mushroom risotto", "10.40"),
    ("Apple pie", "3.80"),
    ("Lemonade", "2.60"),
]


def draw(path: Path) -> None:
    """Write the menu as a PNG of 900 x 760 pixels."""
    picture = Image.new("RGB", (900, 760), "#fbf6ea")
    pen = ImageDraw.Draw(picture)
    pen.text((80, 60), "The Harbour Kitchen", fill="#1d3345", font=ImageFont.load_default(58))
    pen.text(
        (80, 140), "Lunch, served from 12 to 3", fill="#444444", font=ImageFont.load_default(30)
    )
    for index, (dish, price) in enumerate(ROWS):
        top = 230 + 80 * index
        pen.text((80, top), dish, fill="#111111", font=ImageFont.load_default(40))
        pen.text((720, top), price, fill="#111111", font=ImageFont.load_default(40))
    picture.save(path)


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
