"""Requests cut into harmless pieces: over pictures, over turns, half typed and half shown.

A text that is joined from several pieces is judged against a stricter threshold where every piece
by itself is harmless: people seldom put a request together like that, and a cut costs the judgement
certainty. Where a piece is harmful by itself nothing was hidden, and the usual threshold holds.
"""

from collections.abc import Sequence
from itertools import groupby

from clearsight.aloud import Span
from clearsight.detect.engine import Engine

# A joined text counts as if its score were this many times higher, so that .35 reaches .5.
STRICTER = 1 / 0.7
# Below, a piece is harmless by itself; that is where the grey band of the default policy begins.
HARMLESS = 0.25
# Only scores between these change their side of a threshold; the others need no further look.
_LOW, _HIGH = 0.2, 0.75
_MOST_PIECES = 8


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
