"""Requests cut into harmless pieces: over pictures, over turns, half typed and half shown.

A text that is joined from several pieces is judged against a stricter threshold where every piece
by itself is harmless: people seldom put a request together like that, and a cut costs the judgement
certainty. Where a piece is harmful by itself nothing was hidden, and the usual threshold holds.

Turns that were typed are the other way round: any few of them are joined, and many looks at joined
texts find something by chance. They count for less where no turn by itself shows a trace of harm.

The order in which pieces came need not be the one that says something. N-grams of harm rank the
others, and the first of them is judged as well, but only where the text as it came is doubtful.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, permutations

from clearsight.aloud import Span
from clearsight.detect.engine import Engine

# A joined text counts as if its score were this many times higher, so that .35 reaches .5.
STRICTER = 1 / 0.7
# Below, a piece is harmless by itself; that is where the grey band of the default policy begins.
HARMLESS = 0.25
# Only scores between these change their side of a threshold; the others need no further look.
_LOW, _HIGH = 0.2, 0.75
_MOST_PIECES = 8
# Other orders are tried of so many pieces, where the score of the first lies between these.
_MOST_ORDERED, _ALL_ORDERS = 6, 4
_DOUBT = (0.05, 0.5)
# Typed turns, or a request and its answer: harm of the joined text of which no part by itself
# shows a trace is mostly chance. Its odds are divided by this: by more for a short answer behind a
# request, which the heads take for odd requests. Chosen on the calibration half of the development
# rows (docs/lab.md).
_TRACE = 0.05
_TURNS_DOUBT, _ANSWER_DOUBT = 4.0, 16.0


def pieces(spans: Sequence[Span]) -> list[str]:
    """The words by where they stand: each picture's, and what was typed in each part."""
    said = [s for s in spans if s.source in ("typed", "image_text") and s.text.strip()]
    return [
        "\n".join(span.text for span in own)
        for _, own in groupby(said, key=lambda s: (s.message, s.part, s.source == "typed"))
    ]


def joined_score(engine: Engine, score: float, spans: Sequence[Span]) -> float:
    """The score of harm of a text that was put together from the spans.

    Args:
        score: of the text as a whole, 0..1.

    Returns:
        The score, higher where no piece is harmful by itself; at most 1.
    """
    if not _LOW <= score < _HIGH:
        return score
    if not any(span.source == "image_text" for span in spans):
        return score  # typed turns: the judgement learned those
    parts = pieces(spans)
    if not 2 <= len(parts) <= _MOST_PIECES:
        return score
    alone = max((j.heads["harm"] for part in parts for j in engine.judge(part)), default=0.0)
    return min(1.0, score * STRICTER) if alone < HARMLESS else score


def typed_turns(spans: Sequence[Span]) -> tuple[str, ...]:
    """The words of each turn; none where a picture has some of them, as `joined_score` is for."""
    if any(span.source == "image_text" for span in spans):
        return ()
    turns = (own for _, own in groupby(spans, key=lambda span: span.message))
    return tuple("\n".join(span.text for span in own) for own in turns)


def founded_score(
    engine: Engine, score: float, parts: Sequence[str], *, answered: bool = False
) -> float:
    """The score of harm of a text that was joined from typed parts.

    Args:
        score: of the text as a whole, 0..1.
        parts: what it was joined from; a text that was not joined has none.
        answered: the parts are a request and its answer.

    Returns:
        The score, lower where no part by itself shows a trace of harm.
    """
    if not parts or not _LOW <= score < 1.0:
        return score
    alone = max((j.heads["harm"] for part in parts for j in engine.judge(part)), default=0.0)
    doubt = _ANSWER_DOUBT if answered else _TURNS_DOUBT
    return score if alone >= _TRACE else score / (score + doubt * (1 - score))


def other_texts(engine: Engine, text: str, spans: Sequence[Span]) -> list[str]:
    """What the pieces may say when they are put together otherwise; nothing where that is clear.

    The pieces one behind the other without what stands between them, and in the order that n-grams
    find worst. Of a single picture the lines are the pieces.
    """
    if not any(span.source == "image_text" for span in spans):
        return []
    parts = pieces(spans)
    if len(parts) == 1:
        parts = [line for line in parts[0].splitlines() if any(c.isalpha() for c in line)]
    if not 2 <= len(parts) <= _MOST_PIECES:
        return []
    score = max((judged.heads["harm"] for judged in engine.judge(text)), default=0.0)
    if not _DOUBT[0] <= score < _DOUBT[1]:
        return []
    behind = [" ".join(parts)]
    if len(parts) <= _MOST_ORDERED:
        behind.append(_worst_order(engine, parts))
    return [other for other in dict.fromkeys(behind) if other.split() != text.split()]


def _worst_order(engine: Engine, parts: Sequence[str]) -> str:
    """Of few pieces the worst of all orders; of more the best that moving single ones gives."""
    if len(parts) <= _ALL_ORDERS:
        return _worst(engine, [" ".join(order) for order in permutations(parts)])[0]
    now, score = list(parts), engine.quick([" ".join(parts)])[0]
    for _ in parts:
        moved = list(_moves(now))
        text, better = _worst(engine, [" ".join(order) for order in moved])
        if better <= score:
            break
        now, score = next(order for order in moved if " ".join(order) == text), better
    return " ".join(now)


def _worst(engine: Engine, texts: Sequence[str]) -> tuple[str, float]:
    scores = engine.quick(texts)
    best = max(range(len(texts)), key=scores.__getitem__)
    return texts[best], scores[best]


def _moves(parts: Sequence[str]) -> Iterator[list[str]]:
    """Every order in which one piece stands elsewhere."""
    for start in range(len(parts)):
        rest = [part for index, part in enumerate(parts) if index != start]
        for end in range(len(parts)):
            if end != start:
                yield [*rest[:end], parts[start], *rest[end:]]
