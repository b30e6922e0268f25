"""What our own OCR makes of letters: counted on drawn lines, for noise in training rows.

`python -m clearsight.train.ocr_confusions --out ocr_confusions.json` draws harmless sentences of
the banks in four fonts at 11 to 18 px, blurs and roughens them, reads them with the recogniser that
the guard uses, aligns both texts (difflib) and counts. Deterministic; some two minutes on one core.
"""

import argparse
import json
import logging
from collections import Counter, defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from clearsight.senses.ocr import Networks
from clearsight.train.judgement_row import read

FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationMono-Regular.ttf",
)
SIZES_PX = (11, 13, 15, 18)
_SEED = 20261125
_LOG = logging.getLogger("clearsight.train")


def drawn(text: str, font: str, size_px: int, random: np.random.Generator) -> NDArray[np.uint8]:
    """One line of dark text on light paper, blurred and noisy: (H, W, 3)."""
    from PIL import Image, ImageDraw, ImageFont

    face = ImageFont.truetype(font, size_px)
    width = int(face.getlength(text)) + 16
    picture = Image.new("RGB", (width, size_px * 2), (235, 235, 230))
    ImageDraw.Draw(picture).text((8, size_px // 3), text, (50, 50, 60), face)
    pixels = cv2.GaussianBlur(np.asarray(picture), (0, 0), random.uniform(0.4, 1.2))
    rough = pixels.astype(np.float32) + random.normal(0, random.uniform(2, 16), pixels.shape)
    clipped: NDArray[np.uint8] = np.clip(rough, 0, 255).astype(np.uint8)
    return clipped


def edits(said: str, got: str) -> Iterator[tuple[str, str]]:
    """(letter, what was read for it) for each place where both texts part by one or two letters."""
    for kind, a, b, c, d in SequenceMatcher(None, said, got, autojunk=False).get_opcodes():
        if kind == "replace" and b - a == 1 and d - c <= 2:
            yield said[a], got[c:d]
        elif kind == "delete" and b - a == 1:
            yield said[a], ""


def main() -> None:
    """Write letter -> list of readings, each as often as it was seen."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("ocr_confusions.json"))
    parser.add_argument("--lines", type=int, default=1200)
    given = parser.parse_args()
    random = np.random.default_rng(_SEED)
    paths = sorted((Path(__file__).parent / "benign").glob("bank_en_*.jsonl"))
    texts = [x["text"] for path in paths for x in read(path)]
    chosen = random.permutation(len(texts))[: given.lines]
    ocr, letters = Networks(), 0
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for number, index in enumerate(chosen):
        text = texts[index][:90]
        pixels = drawn(text, FONTS[number % 4], SIZES_PX[number // 4 % 4], random)
        (row,) = ocr.read([pixels])
        letters += len(text)
        for said, got in edits(text, row.text):
            seen[said][got] += 1
    kept = {k: sorted(c.elements())[:200] for k, c in sorted(seen.items()) if c.total() >= 2}
    given.out.write_text(json.dumps(kept, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    wrong = sum(counter.total() for counter in seen.values())
    _LOG.info("%d of %d letters read otherwise, in %d lines", wrong, letters, len(chosen))


if __name__ == "__main__":
    main()
