"""Numbers that mean the same in every language: which kinds of phrases stand where."""

from collections.abc import Sequence
from math import log

from clearsight.evals.score.lexicon import FIRST_WORDS, KINDS, Found, lexicon
from clearsight.evals.score.text import Folded

_ENDS = (".", "!", "?", "。", "।", "؟")
_EARLY_CHARS = 260
# One column for each kind in the first sentence, early, anywhere, and often; then the rest.
NAMES: tuple[str, ...] = (
    *(f"first.{kind}" for kind in KINDS),
    *(f"early.{kind}" for kind in KINDS),
    *(f"any.{kind}" for kind in KINDS),
    *(f"often.{kind}" for kind in KINDS),
    *(f"starts.{kind}" for kind in FIRST_WORDS),
    "list", "question", "short", "words", "repeats", "sentences", "starts.no+wrong",
    "starts.no+advises", "starts.yes+advises", "starts.yes+wrong", "advises+wrong",
    "first.picture+no_advice", "early.wrong+advises", "early.wrong+no_steps",
    "early.advises+no_steps", "early.declines+unsure", "early.declines+steps",
)  # fmt: skip


def features(answer: Folded, found: Sequence[Found] | None = None) -> list[float]:
    """One number for each of NAMES, 0 to about 1.

    Args:
        found: the phrases of the answer, when they were looked up before.
    """
    words = lexicon(answer.language)
    first, early = [0.0] * len(KINDS), [0.0] * len(KINDS)
    counts = [0] * len(KINDS)
    opening = len(answer.first)
    for one in words.find(answer) if found is None else found:
        counts[one.kind] += 1
        if one.at < _EARLY_CHARS:
            early[one.kind] = 1.0
            if one.at < opening:
                first[one.kind] = 1.0
    whole = [float(count > 0) for count in counts]
    often = [count / 4 if count < 4 else 1.0 for count in counts]
    starts = [float(words.opens(answer, number)) for number in range(len(FIRST_WORDS))]
    joint = _joint(first, early, whole, starts)
    return [*first, *early, *whole, *often, *starts, *_shape(answer), *joint]


def _shape(answer: Folded) -> list[float]:
    whole, count, different = answer.whole, len(answer.tokens), len(answer.different)
    ends = _ENDS[:3] if whole.isascii() else _ENDS
    return [
        min(6, answer.items) / 6,
        float(whole[-2:-1] in ("?", "؟")),
        float(count <= 3),
        log(1 + count) / 5,
        1 - different / count if count else 0.0,
        min(10, sum(map(whole.count, ends))) / 10,
    ]


def _joint(
    first: Sequence[float], early: Sequence[float], whole: Sequence[float], starts: Sequence[float]
) -> list[float]:
    at = {kind: number for number, kind in enumerate(KINDS)}
    advises, wrong = whole[at["advises_against"]], whole[at["wrong"]]
    steps, soon = whole[at["instructs"]], early[at["wrong"]]
    no, yes = starts
    return [
        no * wrong, no * advises, yes * advises, yes * wrong, advises * wrong,
        first[at["picture"]] * (1 - advises), soon * early[at["advises_against"]],
        soon * (1 - steps), early[at["advises_against"]] * (1 - steps),
        early[at["declines"]] * early[at["unsure"]], early[at["declines"]] * steps,
    ]  # fmt: skip
