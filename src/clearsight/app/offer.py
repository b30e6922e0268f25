"""When a person is offered: the seven triggers. Pure.

Trust runs ahead of correctness, so that the page offers a person by itself and waits for nobody to
look for the button. The reasons are the codes that the line for a person keeps.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

from clearsight.app.seal import Turn
from clearsight.app.sentences import first
from clearsight.app.talk import Outcome
from clearsight.verdict import ANSWER_REFUSES, Reply

Reason = Literal["refused", "abstained", "disagree", "quality", "sure", "warning", "wrong"]
MOST_GATES = 2

# An answer that begins by saying that it does not know, in ten languages.
_ABSTAINS = re.compile(
    r"\bi (?:can(?: ?no|')?t|could(?: not|n't)|am (?:not able|unable)|do not|don't) "
    r"(?:tell|see|read|make out|find|answer|say|understand|know|determine)|"
    r"\b(?:not|isn't) (?:sure|legible|readable|clear enough)|\bunreadable\b|"
    r"\b(?:kann|konnte) (?:\w+ ){0,4}(?:nicht|kein\w*) (?:\w+ ){0,3}"
    r"(?:lesen|erkennen|sehen|sagen|finden)|\bverstehe (?:\w+ ){0,3}nicht\b|"
    r"\bno entiendo\b|"
    r"\bno (?:puedo|pude|veo|se ve|logro) ?(?:leer|ver|decir|distinguir|saber|encontrar)?\b|"
    r"\bje ne (?:peux|vois|sais|parviens|distingue|comprends)\b|"
    r"\bnão (?:consigo|posso|vejo|sei|entendo|é possível)\b|"
    r"\bне (?:могу|вижу|удалось|удаётся|удается|видно|знаю|понимаю)\b|"
    r"(?:لا أستطيع|لا أفهم|لا يمكنني|لا أرى|لم أتمكن)|"
    r"(?:नहीं (?:पढ़|देख|बता|कह) ?(?:पा|सक)|नहीं दिख|समझ नहीं)|"
    r"(?:无法|不能|看不清|看不到|看不出|不确定|没听懂)|"
    r"(?:できません|読めません|見えません|分かりません|わかりません)",
    re.IGNORECASE,
)
_SURE = re.compile(
    r"\bare you (?:really |quite |absolutely )?(?:sure|certain)|\breally\?|"
    r"\bis that (?:right|true)|"
    r"\bbist du (?:dir )?sicher|\bsind sie sicher|\bwirklich\?|\bstimmt das|"
    r"\bestás segur|\bestá segur|\bde verdad\?|"
    r"\b(?:es-tu|êtes-vous|tu es|vous êtes) s[ûu]r|\bvraiment ?\?|"
    r"\b(?:você )?tem (?:a )?certeza|\btens a certeza|\bt[ыу] уверен|\bвы уверены|\bточно\?|"
    r"(?:هل أنت متأكد|متأكدة؟)|(?:क्या आप(?:को)? (?:पक्का|यकीन|निश्चित))|"
    r"(?:你确定|您确定|确定吗|真的吗)|(?:本当ですか|確かですか|本当に)",
    re.IGNORECASE,
)


def offered(reply: Reply, told: Outcome, question: str, turns: Sequence[Turn], *,
            differs: bool, gates: int) -> Reason | None:  # fmt: skip
    """The first trigger that holds after an answer, None when a person need not be offered.

    Args:
        turns: those before this question.
        differs: several answers were compared and disagree about a fact.
        gates: pictures in a row that were held back for their quality.
    """
    if told.refused:
        return "refused"
    if differs:
        return "disagree"
    if declines(reply) or abstains(reply.text):
        return "abstained"
    if doubts(question, turns):
        return "sure"
    if told.notices:
        return "warning"
    return "quality" if gates >= MOST_GATES else None


def abstains(answer: str) -> bool:
    """Whether the answer's first sentence says that it cannot tell."""
    return _ABSTAINS.search(first(answer.replace("’", "'"))[0]) is not None


def declines(reply: Reply) -> bool:
    """Whether a detector took the answer for the model's own refusal."""
    steps = reply.trace.steps if reply.trace else ()
    return any(
        one.category == ANSWER_REFUSES and one.score >= 0.5 for s in steps for one in s.findings
    )


def doubts(question: str, turns: Sequence[Turn]) -> bool:
    """ "Are you sure?", or a question that was asked before."""
    words = _bare(question)
    asked = {_bare(turn.question) for turn in turns}
    return bool(turns) and (_SURE.search(question) is not None or words in asked)


def _bare(text: str) -> str:
    kept = (c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum() or c == " ")
    return " ".join("".join(kept).split())
