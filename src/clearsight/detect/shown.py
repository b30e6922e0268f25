"""What kind of text a picture shows: a request that waits for an answer, or words that only tell.

A picture without a typed word is asked about as a whole. FigStep's title over an empty list is a
request then, and so is a typed question on a screenshot; an article about a robbery, a page of a
novel or the minutes of a trial ask nobody for anything.
"""

import re

from clearsight.detect.fold import fold
from clearsight.detect.intent import intent
from clearsight.detect.people_rules import codes_of

_EMPTY_ITEM = re.compile(r"^\s*(?:\d{1,2}|[a-h]|[①-⑨]|[-•*])\s*[.):、-]?\s*(?:[._…\s-]*)$")
_NUMBER = re.compile(r"\b\d{1,2}\s*[.)]")
_WAITS = re.compile(r"(?:[:：]|\.{3}|…|_{2,})\s*$")
_SENTENCE = re.compile(r"[^.!?。！？؟।\n]+[.!?。！？؟।]")
# Bare imperatives that open a request; the frames of `rules/intent` are whole phrases.
_ORDERS = re.compile(
    r"(?:^|[\n.!?:;,\"'] ?)\s*(?:please |now |then |next |first |you (?:are|will|must) |act as )?"
    r"(?:write|give|tell|explain|describe|list|create|generate|make|show|provide|build|draft|"
    r"design|teach|act|pretend|imagine|ignore|forget|answer|complete|continue|fill|respond|reply|"
    r"translate|summari[sz]e|outline|compose|produce|develop|plan|invent|suggest|help|assume|"
    r"you are|let's|let us)\b"
)
# Prose: at least so many words (characters in scripts without spaces) in so many sentences.
_WORDS, _CHARACTERS, _SENTENCES = 20, 60, 2
_PROSE = 0.6  # of the characters stand in whole sentences
_WORD = re.compile(r"\w+")
_DENSE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")


def is_empty_list(text: str) -> bool:
    """A heading with numbers that nothing follows: the form of a list that waits to be filled."""
    lines = [line for line in text.splitlines() if line.strip()]
    empty = sum(1 for line in lines if _EMPTY_ITEM.match(line))
    trailing = len(_NUMBER.findall(lines[-1])) if lines else 0
    return empty >= 2 or (trailing >= 2 and len(lines[-1].split()) <= trailing + 1)


def only_tells(text: str) -> bool:
    """Whether a text is prose that asks nobody for anything.

    False where in doubt: short texts, lists, blanks, questions, orders, and words that ask in any
    of the ten languages.
    """
    folded = fold(text).strip()
    if is_empty_list(text) or _WAITS.search(folded) or "?" in folded or "؟" in folded:
        return False
    sentences = _SENTENCE.findall(folded)
    long = len(_WORD.findall(folded)) >= _WORDS or len(_DENSE.findall(folded)) >= _CHARACTERS
    if not long or len(sentences) < _SENTENCES:
        return False
    if sum(map(len, sentences)) < _PROSE * len(folded):
        return False
    framed = any(intent(code).frame.search(folded) for code in codes_of(folded))
    return not framed and not _ORDERS.search(folded)
