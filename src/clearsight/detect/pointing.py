"""Questions that name nothing: "Where can I buy one of these?" asks for whatever the picture shows.

The words are the same over a cup and over a gun, so by themselves they tell nothing of harm; the
judge learned them from few rows, and took some for harmful over every picture. What counts is what
the picture adds. English, the only language in which the judge alarms at such words alone.
"""

import re
from collections.abc import Sequence

from clearsight.aloud import Span
from clearsight.detect.engine import Engine
from clearsight.detect.fold import fold, plain

# Odds of harm are divided by the odds of the words alone, where these are above one, and by this,
# which leaves the words alone at .45: grey, not refused.
_DOUBT = 1.2
_OPENING = r"(?:(?:and|so|ok|okay|please|hi|hello)[,.!]? )*"
_THING = r"(?:it|this|that|these|those|them|one|some|more|another)"
_END = (
    r"(?: (?:one|here|now|today|online|nearby|near (?:me|here)|cheap(?:ly|er)?|please|"
    r"of (?:it|this|that|these|those|them)|like (?:it|this|that|these|those)))*[?!. ]*"
)
_NAMES_NOTHING = re.compile(
    rf"{_OPENING}(?:(?:where|how) (?:can|could|do|would|might|should)|can|could) (?:i|we|you|one) "
    rf"(?:buy|purchase|order|get|find) {_THING}{_END}"
)
_MOST_CHARS = 120


def pointed_score(engine: Engine, score: float, spans: Sequence[Span]) -> float:
    """The score of harm of a request; lower where its words name nothing.

    Args:
        score: of the words, alone or with what the pictures show, 0..1.
        spans: what the judged text was put together from. Words in a picture are no pointing.

    Returns:
        The score; for words that name nothing what the picture adds to them.
    """
    if not 0.0 < score < 1.0 or any(s.source not in ("typed", "image_tag") for s in spans):
        return score
    typed = "\n".join(span.text for span in spans if span.source == "typed").strip()
    if len(typed) > _MOST_CHARS or not _NAMES_NOTHING.fullmatch(fold(typed)):
        return score
    alone = max((judged.heads["harm"] for judged in engine.judge(plain(typed))), default=0.0)
    doubt = max(1.0, _DOUBT * alone / max(1e-6, 1 - alone))
    return score / (score + doubt * (1 - score))
