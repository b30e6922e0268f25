"""A sign on a wall: name, opening hours, a notice."""

from collections.abc import Mapping
from typing import Any

from clearsight.imaging.fonts import faces
from clearsight.imaging.item import Item
from clearsight.imaging.lettering import Colour, Laid, Pen, fit
from clearsight.imaging.page import Page
from clearsight.imaging.render import lexicon
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.surface import cloud, laid_on, paper
from clearsight.senses.script import script_of

# Board and letters.
_BOARDS: list[tuple[Colour, Colour]] = [
    ((0, 82, 150), (255, 255, 255)), ((20, 100, 60), (255, 255, 255)),
    ((250, 250, 248), (24, 24, 26)), ((246, 200, 40), (20, 20, 20)),
    ((92, 60, 40), (248, 236, 214)), ((36, 40, 46), (240, 238, 230)),
    ((150, 30, 40), (255, 250, 240)),
]  # fmt: skip
_STARTS = [f"{hour}:{minute:02d}" for hour in range(7, 11) for minute in range(0, 60, 5)]
_ENDS = [f"{hour}:{minute:02d}" for hour in range(16, 22) for minute in range(0, 60, 5)]
_WALLS: list[Colour] = [(186, 180, 170), (150, 110, 92), (206, 206, 204), (120, 128, 124)]


class Sign:
    """Parts: language, text (the first line is the largest)."""

    name = "sign"

    def plan(self, seed: int) -> dict[str, Any]:
        pick = Pick(self.name, seed)
        code = lexicon.language(pick)
        lists = lexicon.words("sign")
        heading, start, end = pick.apart(lists["headings"][code], _STARTS, _ENDS)
        lines = [heading, pick.one(lists["open"][code]), f"{start} - {end}"]
        if code == "en" and pick.chance(0.6):
            lines.append(pick.one(lists["notices"]["en"]))
        return {"language": code, "text": "\n".join(lines)}

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        pick = Pick(self.name, seed, "paint")
        board, ink = pick.one(_BOARDS)
        width, height = pick.between(520, 720), pick.between(340, 460)
        page = Page(paper(width, height, board, pick, grain=0.6))
        page.draw.rounded_rectangle((10, 10, width - 11, height - 11), 12, outline=ink, width=5)
        for x in (26, width - 26):
            for middle in (26, height - 26):
                page.draw.ellipse((x - 5, middle - 5, x + 5, middle + 5), fill=(140, 140, 140))
        style = pick.one(["sans", "display", "sans"])
        face = pick.one(faces(script_of(plan["text"]), style)).bold
        parts = _parts(plan["text"], Pen(face, 0, ink, leading=1.25), width - 84, height - 84)
        gap = (height - 60 - sum(part.height for part in parts)) / (len(parts) + 1)
        y: float = 30 + gap
        for part in parts:
            y = page.put(part, (42, y), width=width - 84, align="centre") + gap
        wall_size = (width + pick.between(90, 220), height + pick.between(90, 180))
        wall = paper(*wall_size, pick.one(_WALLS), pick, grain=4.0)
        wall[cloud(*wall_size, 5, pick) > 2.2] -= 14
        at = ((wall_size[0] - width) // 2, (wall_size[1] - height) // 2)
        shown = page.moved(laid_on(page.pixels, wall, at), at)
        return shown.item(self.name, seed, {**plan, "message": plan["text"]})


def _parts(text: str, pen: Pen, width: int, height: int) -> list[Laid]:
    """The first line takes up to 45 % of the height, the rest share what is left."""
    first, *rest = text.split("\n")
    if not rest:
        return [fit(first, pen.at(height * 0.4), width, height, least=14)]
    share = height * 0.55 / len(rest)
    parts = [fit(first, pen.at(height * 0.26), width, height * 0.42, least=14)]
    for line in rest:
        size = min(share * 0.7, parts[0].pen.size * 0.7)
        parts.append(fit(line, pen.at(size), width, share, least=11))
    return parts
