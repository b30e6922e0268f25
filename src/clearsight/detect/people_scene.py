"""Whether there is anybody to ask about: people in pictures, or a picture that is spoken of.

Pictures of earlier turns count: "is it the woman from before?". Where there is no picture at all,
words may stand for one: the turn that asks points at it ("in my photo", "this man"), or an earlier
turn told of a picture that the user has or of somebody in one. Behind "this man is tall", with no
word of a picture, the rules must find a question about a person. "Which tree is in the picture?"
makes no later question one about a person; harmless talks were refused for that (docs/lab.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from clearsight.aloud import View
from clearsight.detect.fold import fold
from clearsight.detect.once import once
from clearsight.detect.people_match import (
    has_a_photo,
    is_of_goods,
    matches,
    mentions_somebody,
    names_one,
    points,
    points_at_a_picture,
    points_at_nobody,
)
from clearsight.detect.request import Passage, is_a_page, joined

# The developers' own confidence in each situation, checked in tests/detect/test_people.py.
_SEEN_AND_SAID = 0.95  # a face is there and the words name a person
_SEEN = 0.9  # a face is there, the words say "this"
_SAID = 0.75  # no face was found, but the words name a person: the sense may have missed it
_POINTED_AT = 0.8  # no picture at all, but the words point at one or at "this man"
_LEARNED_UNSEEN, _LEARNED_POINTED_AT = 0.95, 0.95  # the same two for the trained model
_NEITHER = 0.15  # nobody was found and nobody was named
# Over a menu or a letter "do they charge?" and "who am I going to see?" ask for what is printed.
_ON_PAPER = 0.4
_PAPER_LINES = 4


@dataclass(frozen=True, slots=True)
class Scene:
    """Whether there is anybody to ask about.

    Attributes:
        pictures: a picture is in the conversation. people: somebody was found in one.
        pointed: the words point at a picture or at "this man".
        paper: nobody was found, and several lines of text were.
    """

    pictures: bool
    people: bool
    pointed: bool
    paper: bool = False

    def score(self, *, said: bool) -> float:
        """Of a rule's match; `said`: the words name a person, or say he or she."""
        if not self.pictures:
            return _POINTED_AT if self.pointed else 0.0
        if self.people:
            return _SEEN_AND_SAID if said else _SEEN
        return _SAID if said else _NEITHER

    def share(self, whole: str, passage: Passage) -> float:
        """How much the heads count: taught questions about people, they take letters for such."""
        if not self.pictures:
            return _LEARNED_POINTED_AT if self.pointed else 0.0
        if self.people:
            return 1.0
        nobody = points_at_nobody(whole) or is_a_page(passage) or is_of_goods(whole)
        if nobody:
            return _NEITHER
        return _ON_PAPER if self.paper and not names_one(whole) else _LEARNED_UNSEEN


def scene_of(view: View, passage: Passage) -> Scene:
    """Of one passage of the last request."""
    people = any(r.people or not r.ran("people") for r in view.readings.values())
    pictures = bool(view.images)
    lines = sum(len(reading.lines) for reading in view.readings.values())
    paper = not people and lines >= _PAPER_LINES
    return Scene(pictures, people, not pictures and _pointed(view, passage), paper)


def _pointed(view: View, passage: Passage) -> bool:
    mine = {span.message for span in (*passage.spans, *view.request)}
    own = "\n".join(words for message, words in _turns(view) if message in mine)
    if points(own):
        return True
    earlier = [words for message, words in _turns(view) if message not in mine and points(words)]
    told = [words for words in earlier if has_a_photo(words) or mentions_somebody(words)]
    pictured = any(has_a_photo(words) or points_at_a_picture(words) for words in told)
    return pictured or (bool(told) and any(matches(own)))


def _turns(view: View) -> tuple[tuple[int, str], ...]:
    """Number and folded words of each message in which something was typed or shown as text."""
    return once(view, "people: turns", lambda: tuple(_folded(view)))


def _folded(view: View) -> Iterator[tuple[int, str]]:
    said = [s for s in view.spans if s.source in ("typed", "image_text")]
    for message, spans in groupby(said, key=lambda span: span.message):
        yield message, fold(joined(spans))
