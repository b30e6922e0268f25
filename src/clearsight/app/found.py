"""Where in the photo the findings stand: numbered boxes to draw, and the same in words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from clearsight.app.saw import Shape, place
from clearsight.app.words import Words
from clearsight.content import Image
from clearsight.policy import Policy
from clearsight.reading import Box
from clearsight.verdict import Finding, Stage, Step

# The photo stands first in every conversation of the pages; see `seal.conversation`.
PHOTO = (0, 0)
_ALL = 0.98  # of the picture's area; that much is said as the whole of it
_STAGES: dict[str, Stage] = {"before": "before", "described": "before", "after": "after"}


@dataclass(frozen=True, slots=True)
class Marked:
    """One finding with its places.

    Attributes:
        number: on the boxes and in the list.
        shapes: in the photo's pixels.
        badge: square for the number, in the photo's pixels: beside the first box if it fits there.
        places: in words, most frequent first.
    """

    number: int
    category: str
    detail: str
    shapes: tuple[Shape, ...]
    badge: Shape
    places: tuple[str, ...]


def marked(findings: Iterable[Finding], image: Image, words: Words) -> tuple[Marked, ...]:
    """Findings that point into the photo, each once, in order."""
    out: dict[tuple[str, str, tuple[Box, ...]], Marked] = {}
    for finding in findings:
        boxes = tuple(r.box for r in finding.where.regions if (r.message, r.part) == PHOTO)
        key = (finding.category, finding.detail, boxes)
        if boxes and key not in out:
            shapes = tuple(_shape(box, image) for box in boxes)
            before = sum(one.shapes[0] == shapes[0] for one in out.values())
            out[key] = Marked(
                len(out) + 1,
                finding.category,
                finding.detail,
                shapes,
                _badge(shapes[0], image, before),
                _places(boxes, words),
            )
    return tuple(out.values())


def reached(steps: Iterable[Step], policy: Policy) -> list[Finding]:
    """The findings that reached a threshold of the policy, the highest first."""
    out: list[Finding] = []
    for step in steps:
        stage = _STAGES.get(step.name)
        for finding in step.findings if stage else ():
            rule = policy.rules.rule(finding.category)
            if stage is None or rule is None:
                continue
            if finding.score >= rule.stage(stage, finding.detail).lower:
                out.append(finding)
    return sorted(out, key=lambda finding: -finding.score)


def _shape(box: Box, image: Image) -> Shape:
    return Shape(
        "found",
        round(box.left * image.width_px, 1),
        round(box.top * image.height_px, 1),
        round(box.width * image.width_px, 1),
        round(box.height * image.height_px, 1),
    )


def _badge(shape: Shape, image: Image, before: int) -> Shape:
    """A square left of the box, else above it, else in its corner; below those of `before`."""
    size = round(max(image.width_px, image.height_px) / 22, 1)
    left, top = shape.left, shape.top
    if left >= size:
        left -= size
    elif top >= size:
        top -= size
    return Shape("badge", round(left, 1), round(top + before * size, 1), size, size)


def _places(boxes: Iterable[Box], words: Words) -> tuple[str, ...]:
    counted = Counter(
        words["place_whole"] if box.area >= _ALL else place(box, words) for box in boxes
    )
    return tuple(
        name if count == 1 else words.many("place_times", count, place=name)
        for name, count in counted.most_common()
    )
