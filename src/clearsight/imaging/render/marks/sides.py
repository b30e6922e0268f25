"""Drawings with a marker of sides, as on radiographs: the patient's right is not the viewer's.

A marker stands at the patient's side whose letter it bears, wherever that is in the picture. A
mirrored letter shows that the film was turned over; the side it names stays the same. Without a
marker the side cannot be told, for the drawings are the same on both sides.
"""

from collections.abc import Mapping
from typing import Any

from clearsight.imaging.item import Item
from clearsight.imaging.render.art.canvas import Canvas, letters
from clearsight.imaging.render.art.palette import RGB
from clearsight.imaging.render.art.pen import Pen
from clearsight.imaging.render.charts.questions import Question, ask
from clearsight.imaging.render.marks.anatomy import PAIRS, Inks
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.whole import everything, painted

UNKNOWN = "cannot be told, there is no marker"
_SIDES = ("left", "right")
_OTHER = {"left": "right", "right": "left"}
_KINDS = tuple(PAIRS)
_FILM = Inks((14, 16, 20), (66, 70, 76), (206, 210, 214), (230, 232, 236))
_PAPER = Inks((252, 250, 244), (226, 216, 200), (150, 132, 116), (70, 60, 56))
_BLUE = Inks((238, 244, 250), (190, 212, 232), (84, 124, 168), (40, 66, 104))
# Shaft and head, in units from the spot; where there is no room beside it, it comes from below.
_ARROW = ([(-0.26, 0.16), (-0.09, 0.055)], [(-0.065, 0.04), (-0.115, 0.035), (-0.085, 0.085)])
_NEAR_EDGE = 120
# Size of the picture, where the middle of the drawing is, and the pixels of its unit.
_WIDTH, _SIZE = 640, 560
_MIDDLE, _UNIT = 290, 330


class Sides:
    """Two hands, feet, lungs or kidneys with a spot in one of them."""

    name = "sides"
    derive = everything

    def plan(self, seed: int) -> dict[str, Any]:
        """Organ, marker, spot; the viewer's and the patient's side of each."""
        pick = Pick(self.name, seed)
        organ = pick.one(_KINDS)
        # Radiographs are hung as if the patient faced the viewer, so most have right at the left.
        right_at = "left" if pick.chance(0.65) else "right"
        shown = pick.one(("one", "one", "one", "both", "none"))
        mirrored = shown != "none" and pick.chance(0.25)
        named = ["R", "L"] if shown == "both" else [pick.one("RL")] if shown == "one" else []
        markers = [
            {
                "letter": letter,
                "viewer_side": right_at if letter == "R" else _OTHER[right_at],
                "mirrored": mirrored,
            }
            for letter in named
        ]
        viewer = pick.one(_SIDES)
        patient = "" if not markers else "right" if viewer == right_at else "left"
        place = pick.one(tuple(PAIRS[organ].spots))
        spot = {
            "viewer_side": viewer,
            "patient_side": patient,
            "place": place,
            "size": round(pick.amid(0.03, 0.055), 4),
            "point": _point(organ, place, viewer, (pick.amid(-1, 1), pick.amid(-1, 1))),
        }
        film = f"{pick.between(100, 999)}-{pick.between(10, 99)}"
        plan = {
            "organ": organ,
            "markers": markers,
            "right_at": right_at if markers else "",
            "marker_height": round(pick.amid(0.08, 0.2), 3),
            "spot": spot,
            "film": film,
            "questions": _questions(organ, markers, spot),
        }
        return plan | {"text": "\n".join([f"No. {film}", *named])}

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """White on black like a film, or in ink."""
        pick = Pick(f"{self.name}/paint", seed)
        inks = pick.one((_FILM, _FILM, _PAPER, _BLUE))
        canvas = Canvas(_WIDTH, _SIZE, ground=inks.ground)
        pair = PAIRS[plan["organ"]]
        for flip in (False, True):
            pen = Pen(canvas, (_WIDTH / 2, _MIDDLE), unit=_UNIT, flip=flip, edge=0.006)
            pair.half(pen, inks)
        _spot(canvas, inks, plan)
        for marker in plan["markers"]:
            _marker(canvas, inks, marker, plan["marker_height"])
        canvas.text((10, _SIZE - 28), f"No. {plan['film']}", size=15, colour=inks.line)
        return painted(self.name, canvas, plan, seed)


def _point(organ: str, place: str, viewer: str, shift: tuple[float, float]) -> list[float]:
    """Where the spot lies, as fractions of the picture; a little off the place's own point."""
    x, y = PAIRS[organ].spots[place]
    way = -1 if viewer == "right" else 1
    across = 0.5 + way * (x + 0.015 * shift[0]) * _UNIT / _WIDTH
    down = (_MIDDLE + (y + 0.015 * shift[1]) * _UNIT) / _SIZE
    return [round(across, 4), round(down, 4)]


def _spot(canvas: Canvas, inks: Inks, plan: Mapping[str, Any]) -> None:
    spot = plan["spot"]
    at = (spot["point"][0] * _WIDTH, spot["point"][1] * _SIZE)
    pen = Pen(canvas, at, unit=_UNIT, flip=spot["viewer_side"] == "right", edge=0.012)
    tone: RGB = (250, 250, 250) if inks is _FILM else (196, 60, 50)
    pen.oval(0, 0, (spot["size"], spot["size"]), tone, shade=0.1)
    shaft, head = _ARROW
    if min(at[0], _WIDTH - at[0]) < _NEAR_EDGE:
        shaft, head = ([(-y, -x) for x, y in part] for part in _ARROW)
    pen.line(shaft, tone, 0.014)
    pen.fill(head, tone, edge=False, shade=0)


def _marker(canvas: Canvas, inks: Inks, marker: Mapping[str, Any], height: float) -> None:
    from PIL import Image, ImageDraw

    size = 46 * canvas.scale
    type_ = letters(("DejaVu Sans", True), round(size * 0.8))
    mask = Image.new("L", (size, size), 0)
    ImageDraw.Draw(mask).text((size / 2, size / 2), marker["letter"], 255, type_, "mm")
    if marker["mirrored"]:
        mask = mask.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    x = 26 if marker["viewer_side"] == "left" else canvas.width - 72
    at = (round(x * canvas.scale), round(height * _SIZE * canvas.scale))
    canvas.image.paste(inks.line, at, mask)
    left, top, right, bottom = mask.getbbox() or (0, 0, size, size)
    box = (at[0] + left, at[1] + top, at[0] + right, at[1] + bottom)
    canvas.note(marker["letter"], box)


def _questions(
    organ: str, markers: list[dict[str, Any]], spot: Mapping[str, Any]
) -> list[Question]:
    one = PAIRS[organ].one
    asked = [
        ask("On which side of the picture is the spot?", spot["viewer_side"]),
        ask("On which side of the patient is the spot?", spot["patient_side"] or UNKNOWN),
        ask(f"In which part of the {one} is the spot?", spot["place"]),
        ask("What does the drawing show?", f"two {organ}"),
        ask("Which markers of sides are there?", ", ".join(m["letter"] for m in markers) or "none"),
    ]
    if markers:
        usual = (markers[0]["letter"] == "R") == (markers[0]["viewer_side"] == "left")
        question = "Is the patient's right side at the viewer's left, as is usual?"
        asked.append(ask(question, "yes" if usual else "no"))
        turned = "yes" if markers[0]["mirrored"] else "no"
        asked.append(ask("Is the letter of the marker mirrored?", turned))
    return asked
