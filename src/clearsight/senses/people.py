"""How many people, where, how near, and the colours of their clothes and hair. Never who.

Nothing here looks at age, gender, race, emotion or identity, and nothing may be added that does.
"""

from dataclasses import replace
from typing import Literal

from clearsight.reading import Box, Person, Reading, Thing
from clearsight.senses.faces import Face, Faces
from clearsight.senses.garments import clothing, hair
from clearsight.senses.picture import Picture

# docs/senses.md has the rates at these thresholds.
_FACE_AT_LEAST = 0.5
_BODY_WITH_FACE_AT_LEAST = 0.3
_BODY_ALONE_AT_LEAST = 0.5
_FIRST_LOOK_PX = 320
_SECOND_LOOK_PX = 640
_SMALL_FACE = 0.12  # of the picture's height: behind one small face there may be smaller ones
_SAME_BODY = 0.7
_MOST = 50


class PeopleSense:
    """Fills `people`, best first. `wearing` stays empty: no cue reached a precision of .9."""

    name = "people"
    version = "centerface-1"
    after = ("things",)

    def __init__(self) -> None:
        self._faces = Faces()

    def sense(self, picture: Picture, draft: Reading) -> Reading:
        bodies = [t for t in draft.things if t.label == "person"]
        faces = self._look(picture, bodies)
        pairs = match(faces, bodies)
        people = [
            Person(
                score=max(face.score, body.score if body else 0.0),
                face=face.box,
                body=body.box if body else None,
                nearness=nearness(face.box.height),
                clothing=clothing(picture, face, [f for f in faces if f is not face]),
                hair=hair(picture, face),
            )
            for face, body in pairs
        ]
        people += [_faceless(body) for body in alone(bodies, pairs)]
        return replace(draft, people=tuple(sorted(people, key=lambda p: -p.score)[:_MOST]))

    def _look(self, picture: Picture, bodies: list[Thing]) -> list[Face]:
        """A cheap look first; a closer one only where small faces are to be expected."""
        faces = self._faces.find(picture, longest_px=_FIRST_LOOK_PX, at_least=_FACE_AT_LEAST)
        small = any(face.box.height < _SMALL_FACE for face in faces)
        faceless = sum(body.score >= _BODY_ALONE_AT_LEAST for body in bodies) > len(faces)
        if max(picture.width, picture.height) <= _FIRST_LOOK_PX or not (small or faceless):
            return faces
        closer = self._faces.find(picture, longest_px=_SECOND_LOOK_PX, at_least=_FACE_AT_LEAST)
        # Large faces can be lost at the larger size: keep what only the first look saw.
        return closer + [face for face in faces if not any(_same(face, other) for other in closer)]


def nearness(face_height: float) -> Literal["close", "middle", "far"]:
    """By the face's height as a fraction of the picture's."""
    if face_height >= 1 / 4:
        return "close"
    return "far" if face_height < 1 / 16 else "middle"


def match(faces: list[Face], bodies: list[Thing]) -> list[tuple[Face, Thing | None]]:
    """Each face with the smallest free body that has it in its upper half, or with None."""
    free = [body for body in bodies if body.score >= _BODY_WITH_FACE_AT_LEAST]
    pairs: list[tuple[Face, Thing | None]] = []
    for face in sorted(faces, key=lambda f: -f.box.area):
        x, y = face.box.centre
        fitting = [
            body
            for body in free
            if body.box.left <= x <= body.box.right
            and body.box.top - face.box.height <= y <= (body.box.top + body.box.bottom) / 2
        ]
        body = min(fitting, key=lambda b: b.box.area, default=None)
        if body is not None:
            free.remove(body)
        pairs.append((face, body))
    return pairs


def alone(bodies: list[Thing], pairs: list[tuple[Face, Thing | None]]) -> list[Thing]:
    """Bodies that belong to nobody whose face was found, each once."""
    taken = [body.box for _, body in pairs if body is not None]
    left: list[Thing] = []
    for body in sorted(bodies, key=lambda b: -b.score):
        known = taken + [other.box for other in left]
        holds_face = any(_holds(body.box, face.box) for face, _ in pairs)
        if body.score < _BODY_ALONE_AT_LEAST or holds_face:
            continue
        if all(_shared(body.box, box) < _SAME_BODY * min(body.box.area, box.area) for box in known):
            left.append(body)
    return left


def _faceless(body: Thing) -> Person:
    # A head is about a seventh of a standing person; a cut-off body only seems nearer.
    return Person(body.score, None, body.box, nearness(body.box.height / 7))


def _holds(outer: Box, inner: Box) -> bool:
    x, y = inner.centre
    return outer.left <= x <= outer.right and outer.top <= y <= outer.bottom


def _shared(one: Box, other: Box) -> float:
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0.0, width) * max(0.0, height)


def _same(one: Face, other: Face) -> bool:
    return _shared(one.box, other.box) > 0.4 * min(one.box.area, other.box.area)
