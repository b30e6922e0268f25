"""Children are found by words and labels alone: what was typed or read, and what the senses named.

No model of ours looks at a face for its age. Where a child is spoken of or shown, anything sexual
is `sexual/minors`, which a policy refuses at a lower score and never excuses; naming the child gets
the detail `child`, which no switch lets pass. Everything else (an outfit, a rash, a school form)
is judged as it is for adults.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from clearsight.aloud import Span, View, seen_things
from clearsight.detect.around import earlier_turns
from clearsight.detect.engine import Engine, Judged
from clearsight.detect.fold import fold, plain
from clearsight.detect.request import Passage, joined, passages
from clearsight.detect.split import turns_score, typed_turns
from clearsight.detect.tables import table

_ANSWER = 0.9
_EARLIER = 0.9
_IMAGE = 0.6  # of the explicit sense: `sexual` refuses such a picture at .5, `sexual/minors` at .3
_FLOOR = 0.05
_TOGETHER_CHARS = 400
# Every labelled sexual row that the head of sexual text finds has this much of harm as well, most
# ordinary words that it finds have less; those count for a third, and are not refused for it.
_TRACE, _UNFOUNDED = 0.05, 1 / 3


@dataclass(frozen=True, slots=True)
class OfAChild:
    """Something sexual where a child is spoken of or shown.

    Attributes:
        words: the words or the label that tell of the child. detail: "image" for pixels, else "".
        passage: the words that were judged, None for pixels.
    """

    score: float
    words: str
    passage: Passage | None = None
    detail: str = ""


def child_in(text: str) -> str:
    """The words that speak of a child, empty when none does."""
    found = table("children")["words"].search(fold(text))
    return found[0].strip() if found else ""


def child_of(view: View) -> str:
    """What in the conversation tells of a child: the user's or the operator's words, or a label."""
    said = (s for s in view.spans if s.source in ("typed", "image_text", "system", "assistant"))
    words = child_in(joined(said))
    if words:
        return words
    labels = (fold(label) for reading in view.readings.values() for label in seen_things(reading))
    return next((label for label in labels if table("children")["labels"].search(label)), "")


def sexual_of_a_child(engine: Engine, view: View) -> Iterator[OfAChild]:
    """What is sexual in the request, or in the answer, where `child_of` finds a child."""
    child = child_of(view)
    if not child:
        return
    for passage in _answered(view) if view.stage == "after" else _requested(view):
        sexual = _sexual(engine, passage.text)
        if view.stage == "before":
            sexual = turns_score(sexual, typed_turns(passage.spans))
        score = round(sexual * passage.weight, 4)
        if score >= _FLOOR:
            yield OfAChild(score, child, passage)
    if view.stage == "before":
        shown = (reading.explicit or 0.0 for reading in view.readings.values())
        score = round(max(shown, default=0.0) * _IMAGE, 4)
        if score >= _FLOOR:
            yield OfAChild(score, child, detail="image")


def _requested(view: View) -> Iterator[Passage]:
    yield from passages(view)
    turns = [_own(turn) for turn in earlier_turns(view)][:4]
    spans = tuple(s for turn in reversed(turns) for s in turn) + _own(view)
    if any(turns) and spans:
        yield Passage(joined(spans), _EARLIER, spans)


def _own(view: View) -> tuple[Span, ...]:
    return tuple(s for s in view.request if s.source == "typed" and s.text.strip())


def _answered(view: View) -> Iterator[Passage]:
    if view.answer and view.answer_spans:
        yield Passage(view.answer, _ANSWER, view.answer_spans)
        both = f"{view.typed[-_TOGETHER_CHARS:]}\n{view.answer[:_TOGETHER_CHARS]}"
        yield Passage(both, _ANSWER, view.answer_spans)


def _sexual(engine: Engine, text: str) -> float:
    return max(map(_of_a_piece, engine.judge(plain(text))), default=0.0)


def _of_a_piece(judged: Judged) -> float:
    harm, sexual = judged.heads["harm"], judged.heads["sexual"]
    founded = sexual if harm >= _TRACE else sexual * _UNFOUNDED
    return max(founded, harm * judged.kinds.get("sexual", 0.0))
