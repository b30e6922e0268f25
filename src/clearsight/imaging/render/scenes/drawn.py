"""Scenes of drawn objects on a background."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from clearsight.imaging.item import Item
from clearsight.imaging.render.art.canvas import Canvas
from clearsight.imaging.render.art.drawing import aspect, sprite
from clearsight.imaging.render.art.things import THINGS
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.scenes.backgrounds import BACKGROUNDS
from clearsight.imaging.render.scenes.layout import Body, place
from clearsight.imaging.render.scenes.talk import description, names, questions, relations
from clearsight.imaging.render.whole import everything, painted

_SIZES = ((720, 540), (640, 480), (800, 534), (600, 600))
_KINDS = tuple(BACKGROUNDS)
_LABELS = tuple(THINGS)
_FAR = ("house", "tree", "fir tree", "traffic light")
# Heights in a scene grow with this power of the true height, or a cat beside a house would vanish.
_SQUEEZE = 0.3


class Scene:
    """Three to nine objects; plain grounds show them apart, places show them in depth."""

    name = "scene"
    derive = everything

    def plan(self, seed: int) -> dict[str, Any]:
        """Objects with boxes (fractions left, top, right, bottom), counts, relations, questions."""
        pick = Pick(self.name, seed)
        kind = pick.one(_KINDS)
        background = BACKGROUNDS[kind]
        size = pick.one(_SIZES)
        bodies = _bodies(pick, kind)
        things = place(pick, bodies, size, background.band)
        called = names(things)
        related = relations(things, called)
        present = {thing["label"] for thing in things}
        absent = _absent(pick, present | set(background.shows))
        counts: dict[str, int] = {}
        for thing in things:
            thing["mirrored"] = thing["mirrored"] and THINGS[thing["label"]].mirrors
            counts[thing["label"]] = counts.get(thing["label"], 0) + 1
        return {
            "size": list(size),
            "background": kind,
            "objects": things,
            "counts": counts,
            "relations": related,
            "absent": absent,
            "questions": questions(pick, things, called, related, absent),
            "description": description(things, background.words),
            "text": "",
        }

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """The background, then the objects from the furthest to the nearest."""
        canvas = Canvas(*plan["size"])
        pick = Pick(f"{self.name}/paint", seed)
        background = BACKGROUNDS[plan["background"]]
        background.paint(canvas, pick)
        edge = pick.one((0.012, 0.012, 0.0, 0.018))
        for thing in plan["objects"]:
            drawing = THINGS[thing["label"]]
            left, top, right, bottom = _pixels(thing["box"], canvas)
            if "sky" not in drawing.where:
                cast_shadow(canvas, (left, top, right, bottom), flat=background.band is None)
            high = bottom - top
            flip = thing["mirrored"]
            canvas.put(sprite(drawing, thing["colour"], high, flip=flip, edge=edge), (left, top))
        return painted(self.name, canvas, plan, seed)


def _pixels(box: list[float], canvas: Canvas) -> tuple[float, float, float, float]:
    wide, high = canvas.width, canvas.height
    return box[0] * wide, box[1] * high, box[2] * wide, box[3] * high


def cast_shadow(canvas: Canvas, box: tuple[float, float, float, float], *, flat: bool) -> None:
    """A soft shadow under a thing that stands, or below one that lies on paper."""
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    deep = min(high * 0.16, wide * 0.14)
    lower = bottom + deep * (0.4 if flat else 0.75)
    canvas.shadow((left - wide * 0.05, bottom - deep * 1.2, right + wide * 0.07, lower), 0.5)


@lru_cache(maxsize=16)
def _at_home(kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Labels that stand in the background, and those in its sky."""
    stand = tuple(label for label in _LABELS if kind in THINGS[label].where)
    sky = tuple(label for label in _LABELS if "sky" in THINGS[label].where)
    return stand, sky if kind in ("street", "garden") else ()


@lru_cache(maxsize=512)
def _shape(label: str) -> tuple[float, float]:
    return aspect(THINGS[label]), THINGS[label].height_m ** _SQUEEZE


def _bodies(pick: Pick, kind: str) -> list[Body]:
    stand, sky = _at_home(kind)
    scale = BACKGROUNDS[kind].scale
    most = 9 if kind == "plain" else 7
    bodies: list[Body] = []
    for label in pick.some(stand, pick.between(2, 5)):
        ratio, squeezed = _shape(label)
        height, far = scale * squeezed, label in _FAR
        count = pick.one((1, 1, 1, 2, 2, 3, 4))
        for _ in range(min(count, most - len(bodies))):
            bodies.append(Body(label, pick.one(THINGS[label].colours), ratio, height, far=far))
    for label in pick.some(sky, pick.between(0, 2)) if sky else ():
        high = 0.09 if label in ("cloud", "butterfly") else 0.16
        bodies.append(
            Body(label, pick.one(THINGS[label].colours), _shape(label)[0], high, sky=True)
        )
    return bodies


def _absent(pick: Pick, present: set[str]) -> list[str]:
    return [label for label in pick.some(_LABELS, 12) if label not in present][:4]
