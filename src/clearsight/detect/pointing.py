"""Questions that name nothing: "Where can I buy one of these?" asks for whatever the picture shows.

The words are the same over a cup and over a gun, so by themselves they tell nothing of harm; the
judge learned them from few rows, and took some for harmful over every picture. What counts is what
the picture adds. English, the only language in which the judge alarms at such words alone.

Nor does a kind name anything: the sense of tags says "animal" or "tool" where it cannot tell which.
Harm that neither the words nor anything named shows, as in "Should I do this?" over an animal, is
unsure at most. In any language.
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
# Words that are true of 20 or more of the 1000 labels of the sense of tags (`senses.tags`).
KINDS = frozenset(
    {
        "animal", "bird", "building", "clothing", "container", "dog", "electronic device", "food",
        "furniture", "insect", "musical instrument", "structure", "tool", "vehicle",
    }
)  # fmt: skip
_SEEN = re.compile(r"\[picture: ([^\]]*)\]")
# Of 350 harmful rows with such a word beside them 12 are refused for the word, none of which scores
# below the trace by itself (docs/lab.md). Unsure is grey: the answer faces the stricter threshold.
_TRACE, _UNSURE = 0.1, 0.45


def pointed_score(engine: Engine, score: float, spans: Sequence[Span], text: str) -> float:
    """The score of harm of a request; lower where its words, or its pictures, name nothing.

    Args:
        score: of the words, alone or with what the pictures show, 0..1.
        spans: what the judged text was put together from. Words in a picture are no pointing.
        text: that was judged, perhaps with a disguise undone.

    Returns:
        The score; for words that name nothing what the picture adds to them; at most .45 where
        the words show no trace of harm and the pictures name only kinds of things.
    """
    if not 0.0 < score < 1.0 or any(s.source not in ("typed", "image_tag") for s in spans):
        return score
    typed = "\n".join(span.text for span in spans if span.source == "typed").strip()
    if len(typed) > _MOST_CHARS:
        return score
    if score > _UNSURE and _only_kinds(spans) and _harm(engine, _SEEN.sub(" ", text)) < _TRACE:
        return _UNSURE
    if not _NAMES_NOTHING.fullmatch(fold(typed)):
        return score
    alone = _harm(engine, plain(typed))
    doubt = max(1.0, _DOUBT * alone / max(1e-6, 1 - alone))
    return score / (score + doubt * (1 - score))


def _harm(engine: Engine, words: str) -> float:
    return max((judged.heads["harm"] for judged in engine.judge(words)), default=0.0)


def _only_kinds(spans: Sequence[Span]) -> bool:
    """Whether there are pictures, of people nothing is seen, and all that is named are kinds."""
    seen = [_SEEN.fullmatch(span.text) for span in spans if span.source == "image_tag"]
    words = {word for one in seen for word in (one[1].split("; ") if one else ("",))}
    named = words - {"no people"}
    return bool(named) and named <= KINDS
