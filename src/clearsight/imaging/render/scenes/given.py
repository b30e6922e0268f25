"""Scenes put together from pictures that are given, such as those of a package."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from clearsight.errors import UsageError
from clearsight.imaging.item import Item, Pixels
from clearsight.imaging.render.art.canvas import Canvas
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.scenes.backgrounds import BACKGROUNDS
from clearsight.imaging.render.scenes.drawn import cast_shadow
from clearsight.imaging.render.scenes.layout import Body, place
from clearsight.imaging.render.scenes.talk import description, names, questions, relations
from clearsight.imaging.render.whole import everything, painted

_SIZES = ((720, 540), (640, 480), (800, 534), (600, 600))
_HEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Given:
    """A picture for scenes.

    Attributes:
        label: what it shows, in the singular.
        pixels: (H, W, 4) RGBA, 8 bit, cut out: transparent around the object.
        source: where it comes from: {"name", "licence", "origin"}.
    """

    label: str
    pixels: Pixels
    source: Mapping[str, str]


class GivenScene:
    """Scenes of given pictures on our backgrounds. Raises UsageError if the pictures do not do."""

    name = "scene_given"
    derive = everything

    def __init__(self, pictures: Sequence[Given], backgrounds: Sequence[str] = ("plain",)) -> None:
        if not pictures:
            raise UsageError("scenes need at least one picture, none was given; pass Given values")
        for given in pictures:
            _check(given)
        unknown = [kind for kind in backgrounds if kind not in BACKGROUNDS]
        if unknown or not backgrounds:
            known = ", ".join(BACKGROUNDS)
            raise UsageError(f"backgrounds are {list(backgrounds)!r}; choose among {known}")
        self._pictures = tuple(given if _tight(given) else _cropped(given) for given in pictures)
        self._backgrounds = tuple(backgrounds)
        self._labels = sorted({given.label for given in pictures})

    def plan(self, seed: int) -> dict[str, Any]:
        """As a Scene's plan; each object names its picture by number."""
        pick = Pick(self.name, seed)
        kind = pick.one(self._backgrounds)
        size = pick.one(_SIZES)
        chosen = pick.some(range(len(self._pictures)), pick.between(2, 5))
        bodies: list[Body] = []
        for number in chosen:
            given = self._pictures[number]
            for _ in range(pick.one((1, 1, 2, 3))):
                if len(bodies) < 8:
                    bodies.append(Body(str(number), "", _aspect(given), _HEIGHT))
        things = place(pick, bodies, size, BACKGROUNDS[kind].band)
        for thing in things:
            thing["picture"] = int(thing["label"])
            thing["label"] = self._pictures[thing["picture"]].label
            thing["mirrored"] = False
        called = names(things)
        related = relations(things, called)
        present = {thing["label"] for thing in things}
        shown = present | set(BACKGROUNDS[kind].shows)
        absent = [label for label in pick.some(self._labels, 8) if label not in shown][:4]
        return {
            "size": list(size),
            "background": kind,
            "objects": things,
            "counts": dict(Counter(thing["label"] for thing in things)),
            "relations": related,
            "absent": absent,
            "questions": questions(pick, things, called, related, absent),
            "description": description(things, BACKGROUNDS[kind].words),
            "text": "",
        }

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """The pictures in their boxes; their sources go into the item."""
        from PIL import Image

        canvas = Canvas(*plan["size"])
        background = BACKGROUNDS[plan["background"]]
        background.paint(canvas, Pick(f"{self.name}/paint", seed))
        sources: list[Mapping[str, str]] = []
        for thing in plan["objects"]:
            given = self._pictures[thing["picture"]]
            x0, y0, x1, y1 = thing["box"]
            box = (x0 * canvas.width, y0 * canvas.height, x1 * canvas.width, y1 * canvas.height)
            cast_shadow(canvas, box, flat=background.band is None)
            high = max(1, round((box[3] - box[1]) * canvas.scale))
            wide = max(1, round((box[2] - box[0]) * canvas.scale))
            fine = Image.fromarray(given.pixels).resize((wide, high), Image.Resampling.LANCZOS)
            at = (round(box[0] * canvas.scale), round(box[1] * canvas.scale))
            canvas.image.paste(fine, at, fine)
            if given.source not in sources:
                sources.append(given.source)
        return painted(self.name, canvas, plan, seed, sources)


def _check(given: Given) -> None:
    if given.pixels.ndim != 3 or given.pixels.shape[2] != 4 or not given.pixels[..., 3].any():
        raise UsageError(
            f"the picture of {given.label!r} has the shape {given.pixels.shape}; expected "
            f"(H, W, 4), RGBA, with something that is not transparent"
        )
    missing = {"name", "licence", "origin"} - set(given.source)
    if missing:
        raise UsageError(
            f"the source of {given.label!r} lacks {sorted(missing)}; state name, licence and origin"
        )


def _aspect(given: Given) -> float:
    high, wide = given.pixels.shape[:2]
    return float(wide / high)


def _tight(given: Given) -> bool:
    alpha = given.pixels[..., 3]
    return bool(alpha[0].any() and alpha[-1].any() and alpha[:, 0].any() and alpha[:, -1].any())


def _cropped(given: Given) -> Given:
    """Without its empty margins, so that boxes are tight."""
    seen = given.pixels[..., 3] > 0
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    cut = given.pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Given(given.label, cut.copy(), given.source)
