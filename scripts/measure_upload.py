"""What drawing a photo anew in the browser costs in legibility: papers read from both files.

    python -m scripts.measure_upload [--seeds 4] [NAME ...]

A rendered paper is laid into a photo of 12 megapixels, sent as it is and as `static/shrink.js`
would send it (here by Pillow's bicubic filter), taken in by the ingest and read by the text sense.
Printed is the share of the text that was read, and the paired difference with its 95 % interval.
"""

import argparse
import io
from math import ceil

import cv2
import numpy as np
from PIL import Image

from clearsight.imaging.legibility import share
from clearsight.imaging.render import renderer
from clearsight.ingest import Ingest
from clearsight.reading import Reading
from clearsight.senses.picture import Picture
from clearsight.senses.text import TextSense
from clearsight.stats import clustered_mean

NAMES = ("letter", "receipt", "medicine_label", "timetable", "menu")
FIRST = 1000  # seeds that nobody looked at while the renderers were made
LONGER_PX, SHORTER_PX = 1536, 768  # as in shrink.js
PHOTO_PX = (4000, 3000)
FILLS = (1.0, 0.55)


def photo(pixels: np.ndarray, fill: float) -> Image.Image:
    """A paper that fills a part of the frame, before something grey."""
    paper = Image.fromarray(pixels).convert("RGB")
    size = PHOTO_PX if paper.width > paper.height else PHOTO_PX[::-1]
    factor = fill * min(size[0] / paper.width, size[1] / paper.height)
    paper = paper.resize(
        (round(paper.width * factor), round(paper.height * factor)), Image.Resampling.LANCZOS
    )
    whole = Image.new("RGB", size, (150, 140, 130))
    whole.paste(paper, ((size[0] - paper.width) // 2, (size[1] - paper.height) // 2))
    return whole


def redrawn(whole: Image.Image) -> Image.Image:
    """As a browser with scripts sends it."""
    factor = min(1.0, max(LONGER_PX / max(whole.size), SHORTER_PX / min(whole.size)))
    width, height = (ceil(side * factor) for side in whole.size)
    return whole.resize((width, height), Image.Resampling.BICUBIC)


def read(ingest: Ingest, sense: TextSense, sent: Image.Image, text: str) -> float:
    """Share of the text that the server reads."""
    out = io.BytesIO()
    sent.save(out, "JPEG", quality=90)
    (image,) = ingest.open_bytes(out.getvalue())
    picture = Picture(np.asarray(Image.open(io.BytesIO(image.data)).convert("RGB")))
    reading = sense.sense(picture, Reading("", picture.width, picture.height))
    return share(text, "\n".join(line.text for line in reading.lines))


def main() -> None:
    """Print one line a kind and filling, and one for all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(NAMES))
    parser.add_argument("--seeds", type=int, default=4)
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    sense = TextSense()
    with Ingest() as ingest:
        for fill in FILLS:
            every: list[tuple[float, float]] = []
            for name in asked.names or NAMES:
                maker = renderer(name)
                for seed in range(FIRST, FIRST + asked.seeds):
                    item = maker.paint(maker.plan(seed), seed)
                    whole = photo(item.pixels, fill)
                    pair = [read(ingest, sense, one, item.text) for one in (whole, redrawn(whole))]
                    every.append((pair[0], pair[1]))
                print(line(f"{name}, fills {fill:.0%}", every[-asked.seeds :]), flush=True)
            print(line(f"all, fills {fill:.0%}", every), flush=True)


def line(label: str, pairs: list[tuple[float, float]]) -> str:
    """Means of both, and of the difference with its interval over pictures."""
    changes = [after - before for before, after in pairs]
    change = clustered_mean(changes, [str(number) for number in range(len(changes))])
    before, after = (sum(one) / len(pairs) for one in zip(*pairs, strict=True))
    interval = "" if change.low is None else f" [{change.low:+.3f}, {change.high:+.3f}]"
    return (
        f"{label}: as it is {before:.3f}, redrawn {after:.3f}, "
        f"difference {change.value:+.3f}{interval}, n {change.n}"
    )


if __name__ == "__main__":
    main()
