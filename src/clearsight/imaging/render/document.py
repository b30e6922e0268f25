"""A page of a document: heading, paragraphs, page number."""

from collections.abc import Mapping
from typing import Any

from clearsight.imaging.fonts import faces
from clearsight.imaging.item import Item
from clearsight.imaging.lettering import Colour, Pen, lay
from clearsight.imaging.page import Cell, Page
from clearsight.imaging.render import lexicon
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.surface import paper
from clearsight.senses.script import script_of

_WIDTH, _HEIGHT = 860, 1216  # A4 at 104 dpi
_PAPERS: list[Colour] = [(255, 255, 255), (252, 251, 247), (247, 243, 232)]


class Document:
    """Parts: language, title, text (paragraphs on lines of their own), number (of the page)."""

    name = "document"

    def plan(self, seed: int) -> dict[str, Any]:
        pick = Pick(self.name, seed)
        code = lexicon.language(pick)
        paragraphs = [
            lexicon.prose(pick, code, pick.between(3, 6)) for _ in range(pick.between(3, 6))
        ]
        return {
            "language": code,
            "title": lexicon.said(pick, code, "titles"),
            "text": "\n".join(paragraphs),
            "number": pick.between(2, 240),
        }

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        pick = Pick(self.name, seed, "paint")
        face = pick.one(faces(script_of(plan["text"]), pick.one(["serif", "serif", "sans"])))
        pen = Pen(face, pick.between(19, 24), (26, 26, 28), leading=pick.amid(1.35, 1.6))
        margin = pick.between(80, 120)
        width = _WIDTH - 2 * margin
        heading = lay(plan["title"], pen.bold().at(round(pen.size * 1.7)), width)
        parts = [lay(part, pen, width) for part in plan["text"].split("\n")]
        gap = pen.line // 2
        used = heading.height + 2 * pen.line + sum(part.height + gap for part in parts)
        height = max(_HEIGHT, used + 2 * margin + 60)
        page = Page(paper(_WIDTH, height, pick.one(_PAPERS), pick, grain=0.5))
        y = page.put(heading, (margin, margin), width=width) + pen.line
        for part in parts:
            y = page.put(part, (margin, y), width=width) + gap
        small = Pen(faces("Latin", "serif")[0], 17, (90, 90, 94))
        page.row([Cell(str(plan["number"]), _WIDTH / 2, small, "centre")], height - 70)
        return page.item(self.name, seed, {**plan, "message": plan["text"]})
