"""Whether a row is about the very thing that a question names, and gives what one of it costs."""

import re

from clearsight.models.describer.ask import Ask, Intent
from clearsight.models.describer.evidence import same
from clearsight.models.describer.facts import units
from clearsight.models.describer.facts.match import content, fold, holds
from clearsight.models.describer.facts.rows import rows
from clearsight.models.describer.pieces import Answer, Quote
from clearsight.reading import Reading

_TIMES = re.compile(
    r"discount|reduc|\bsaving|coupon|voucher|rabatt|descuento|"
    r"\b\d+ ?(?:[x×@*]|pcs?\b)(?: ?\W? ?\d)|\b[x×] ?\d+\b|@ ?\W?\d"
)
# Where the name of a thing ends and what comes with it, its size or its price begins.
_WITH = re.compile(r"\s(?:with|on|in|served|for|from)\s|[,(\[]|\s[£$€¥]?\s?\d")
# What may follow the last word of a key for the row to be about the key: not another noun.
_ENDS = re.compile(
    r"\W*$|\s*[,:;()\[\]|/.–—-]|\s+\S\b|\s*[£$€¥]?\s?\d|\s+(?:with|in|on|of|for|from|is|are|was|per|"
    r"to|at|by|no|a|the|available|closes?|opens?|starts?|ends?|begins?|served|accepted|welcome|only|"
    r"small|medium|large|regular|big|half|full|single|double|kids)\b"
)
_EXACT: frozenset[Intent] = frozenset(["price", "present"])
_BRACKETS = re.compile(r"\(([^)]*)\)")
SHORT_ROW = 6  # words of a row that is a key with its value, and no sentence


def keyed(ask: Ask, made: Answer) -> bool:
    """Each row that is quoted is about the key itself, not about a thing that only has its word."""
    quotes = [p for s in made.sentences for p in s.pieces if isinstance(p, Quote) and not p.bare]
    naming = [p.text for p in quotes if holds(ask.topic, p.text)]
    if ask.intent in _EXACT:
        if len(naming) > 1:  # "I see several"
            return all(_about(ask, text) for text in naming)
        return all(_exactly(ask, text) for text in naming)
    return all(_about(ask, text) for text in naming)


def _exactly(ask: Ask, text: str) -> bool:
    """The row's own name, without what comes with it and its size, says no more than the key.

    "The soup" may be the one "Tomato soup"; "chocolate" is not "Hot chocolate".
    """
    if len(text.split()) > SHORT_ROW:
        return True
    key = content(ask.topic)
    if any(holds(ask.topic, said) for said in _BRACKETS.findall(text)):
        return True
    name, _ = units.split(fold(_WITH.split(text)[0]))
    core = [w for w in content(name) if not w.isdigit()]
    if ask.foreign:
        return bool(core) and (same(key[0], core[0]) or core[-1].endswith(key[-1]))
    if ask.article == "the" and core and same(key[-1], core[-1]):
        return True
    return all(any(same(one, word) for one in key) for word in core)


def _about(ask: Ask, text: str) -> bool:
    """The key ends a noun ("Net weight: 900 g") or begins the row ("Ringtone Bell")."""
    low = fold(text)
    if len(low.split()) > SHORT_ROW:
        return ask.intent != "where"
    key = content(ask.topic)
    if ask.intent not in _EXACT and content(low)[: len(key)] == key:
        return True
    ends = [m.end() for m in re.finditer(r"[^\W_]+", low) if holds(key[-1], m.group())]
    return not ends or any(_ENDS.match(low, end) for end in ends)


def multiplied(reading: Reading, made: Answer) -> bool:
    """The amount is for several: "6 x 1.36" stands in the row or in the one below it."""
    cited = {i for s in made.sentences for i in s.lines}
    table = rows(reading)
    return any(
        _TIMES.search(fold(near.text))
        for number, row in enumerate(table)
        if cited & set(row.lines)
        for near in table[number : number + 2]
    )
