"""A handwritten note on a sheet from a pad.

Debian has permissive handwriting for Latin, Japanese kana and Hangul, and Nastaliq for Arabic;
other scripts are set in the nearest style they have (see fonts.NEAREST), which truth["face"] names.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from clearsight.imaging.fonts import faces
from clearsight.imaging.item import Item, Pixels
from clearsight.imaging.lettering import Colour, Pen, lay
from clearsight.imaging.page import Page
from clearsight.imaging.render import lexicon
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.surface import cloud, paper
from clearsight.senses.script import script_of

_PAPERS: list[Colour] = [(252, 250, 240), (255, 246, 170), (236, 244, 250), (250, 236, 236)]
_INKS: list[Colour] = [(24, 40, 110), (30, 30, 34), (20, 70, 60), (100, 24, 40)]
_WAVE_PX = 1.3


class Note:
    """Parts: language, text (a paragraph a line)."""

    name = "note"

    def plan(self, seed: int) -> dict[str, Any]:
        pick = Pick(self.name, seed)
        code = lexicon.language(pick)
        lines = [lexicon.said(pick, code, "greetings")]
        lines += lexicon.sentences(pick, code, pick.between(2, 3))
        lines.append(pick.one(lexicon.words("sentences")[code]["name"]))
        return {"language": code, "text": "\n".join(lines)}

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        pick = Pick(self.name, seed, "paint")
        face = pick.one(faces(script_of(plan["text"]), "hand"))
        pen = Pen(face, pick.between(32, 40), pick.one(_INKS), leading=1.5)
        width, margin = pick.between(620, 760), 64
        parts = [lay(part, pen, width - margin - 40) for part in plan["text"].split("\n")]
        height = max(420, sum(part.height for part in parts) + 150)
        page = Page(paper(width, height, pick.one(_PAPERS), pick))
        if pick.chance(0.6):
            _ruled(page, pen.line, margin)
        y = 70
        for part in parts:
            y = page.put(part, (margin, y), width=width - margin - 40)
        item = page.item(self.name, seed, {**plan, "message": plan["text"], "face": face.family})
        return replace(item, pixels=_wavy(item.pixels, pick))


def _ruled(page: Page, step: int, margin: int) -> None:
    """Lines under the words, and a margin line."""
    for y in range(70 + round(step * 0.78), page.height - 20, step):
        page.draw.line((0, y, page.width, y), fill=(176, 196, 222), width=1)
    page.draw.line((margin - 18, 0, margin - 18, page.height), fill=(226, 160, 160), width=2)


def _wavy(pixels: Pixels, pick: Pick) -> Pixels:
    """No line by hand is straight: bend all by a pixel or two, so the line boxes still hold."""
    height, width = pixels.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    y += cloud(width, height, 70, pick) * _WAVE_PX
    x += cloud(width, height, 40, pick) * _WAVE_PX * 0.6
    bent = cv2.remap(pixels, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return bent.astype(np.uint8)
