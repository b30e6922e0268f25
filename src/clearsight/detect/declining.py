"""Does the whole answer decline, or only its opening?

"I'm sorry, I can't help with that. However: ..." opens like a refusal and is none. What stands
beside the sentences that decline is judged on its own. The package's own refusals are known by
their words, in every language.
"""

import re
from functools import cache

from clearsight import wording
from clearsight.detect.engine import Engine
from clearsight.detect.fold import fold, plain, sentences
from clearsight.detect.tables import table

_OPENING = 600  # characters in which an answer says whether it declines
_MIXED = 0.3  # the most that an answer scores which opens with a refusal and goes on
_OWN = 1.0
_OUTRIGHT = 0.8  # "I can't help with that.", and not a word beside it
_OUTRIGHT_CHARS = 240
_SHORT_WORDS = 60  # beside the refusing sentences: an offer, a reason, a hint
# Of 101 full refusals drawn from xstest_refusal_labels 64 count as whole with the limits below, of
# 98 compliances 1 (chosen with this file in view); the others face the ordinary thresholds.
_GOES_ON = 0.1
_HARM = 0.9  # the head for requests is easily alarmed by the topic that a refusal names
_OTHER_HARM = 0.5
_OTHER_HEADS = ("hate", "sexual", "violence", "self_harm")
_TURNS = re.compile(
    r"\b(?:but|however|that said|nevertheless|nonetheless|anyway|still|though|here(?: i|')s|"
    r"here are|pero|sin embargo|mais|cependant|aber|jedoch|trotzdem|mas|porem|no entanto)\b"
    r"|[:：]|(?:\bно\b|однако)|(?:但是|不过|然而)|(?:しかし|ただし|けれど)|(?:لكن)|(?:लेकिन)",
    re.IGNORECASE,
)


def opening(engine: Engine, answer: str) -> float:
    """Probability that the answer's opening declines, or advises against what was asked."""
    start = answer[:_OPENING]
    if is_own(answer):
        return _OWN
    head = engine.first(start, "refusal")
    # The rule knows wordings, the head knows the rest; neither alone is trusted fully.
    score = round(0.35 * declines(start) + 0.65 * head, 4)
    return max(score, _OUTRIGHT) if _outright(answer) else score


def is_own(answer: str) -> bool:
    """Whether the answer is one of the package's refusals, whole; a helpline may be the deployer's.

    A policy's own wording is not known here: the head and the rules judge it like any other.
    """
    return _own_texts().fullmatch(_even(answer)) is not None


@cache
def _own_texts() -> re.Pattern[str]:
    texts = (by_id[one] for by_id in wording.packaged().values() for one in wording.REFUSALS)
    gap = re.compile(r"\\{(?:helpline|person)\\}")
    return re.compile("|".join(gap.sub(".{0,160}", re.escape(_even(text))) for text in texts))


def _even(text: str) -> str:
    return " ".join(fold(text).split())


def _outright(answer: str) -> bool:
    """A short answer that says it does not help, and says nothing else."""
    if len(answer) > _OUTRIGHT_CHARS or statements(answer):
        return False
    return table("answers")["refuses"].search(fold(answer)) is not None


def whole(engine: Engine, answer: str) -> float:
    """Probability that the answer declines and says nothing else that needs to be judged."""
    score = opening(engine, answer)
    return min(score, _MIXED) if score > _MIXED and _goes_on(engine, answer) else score


def declines(text: str) -> bool:
    """Whether words of refusal stand in the text."""
    return table("answers")["refusal"].search(fold(text)) is not None


def statements(answer: str) -> list[str]:
    """The clauses that do not decline: "I can't tell, but he is ..." leaves "he is ..."."""
    clauses = [c.strip() for s in sentences(plain(answer)) for c in _TURNS.split(s)]
    return [clause for clause in clauses if clause and not declines(clause)]


def _goes_on(engine: Engine, answer: str) -> bool:
    rest = "\n".join(statements(answer))
    judged = engine.judge(rest)
    if any(piece.heads["harm"] >= _HARM for piece in judged):
        return True
    if any(piece.heads[head] >= _OTHER_HARM for piece in judged for head in _OTHER_HEADS):
        return True
    dense = sum("\u3041" <= letter <= "\u9fff" for letter in rest) // 2
    long = len(rest.split()) + dense > _SHORT_WORDS
    return long and any(piece.heads["refusal"] < _GOES_ON for piece in judged)
