"""What a label says about taking something, its strength and its weight; quoted, never worked out.

A dose for a child is asked of lines that name children: those for adults are never given for it.
"""

import re

from clearsight.models.describer.answers.common import caveats, missing, more_than, no_text, quotes
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts import contact
from clearsight.models.describer.facts.match import fold
from clearsight.models.describer.facts.rows import passage, rows
from clearsight.models.describer.pieces import Answer, say
from clearsight.reading import Reading

_CHILD_ASKED = re.compile(
    r"\b(?:child|children|kids?|baby|babies|toddlers?|infants?|son|daughter|teenagers?|boy|girl|"
    r"\d+[- ](?:year|month)s?[- ]old|aged? \d+)\b"
)
_CHILD = re.compile(
    r"\b(?:child(?:ren)?(?:'s)?|kids?|bab(?:y|ies)|toddlers?|infants?|adolescents?|teenagers?|aged?|"
    r"years?|months?|kinder\w*|sauglinge|jahren?|ninos?|menores|anos|enfants?|nourrissons?|ans)\b"
    r"|儿童|小儿|婴|岁|طفل|الاطفال|سنوات"
)
_ONLY_WEIGHT = re.compile(r"\W*\d+(?:[.,]\d+)? ?(?:g|kg|mg|ml|cl|l|oz|lbs?)\W*e?\W*")
_WEIGHT = re.compile(
    r"\b(?:net|wt|weighs?|weight|gewicht|fullmenge|peso|poids)\b|净含量|净重|الوزن"
)


def dose(ask: Ask, reading: Reading) -> Answer:
    """Quotes what the label says about taking it, and adds nothing."""
    hits = [i for i, x in enumerate(reading.lines) if contact.dosed(fold(x.text))]
    groups = [passage(reading, i) for i in hits]
    if not _CHILD_ASKED.search(ask.words) or not reading.lines:
        return _label_says(reading, groups, "how it is taken")
    named = [i for i, x in enumerate(reading.lines) if _CHILD.search(fold(x.text))]
    if named:
        first = say("The label says ", *quotes(reading, tuple((i,) for i in named)), ".")
        return Answer((first, *more_than(reading, len(named)), *caveats(reading)))
    lines = tuple(dict.fromkeys((i,) for group in groups for i in group))
    hint = say("Of how it is taken it reads only ", *quotes(reading, lines), ".")
    return missing(reading, "a dose that names them", more=(hint,) if lines else ())


def strength(ask: Ask, reading: Reading) -> Answer:
    """The lines with a strength; of a weight those that call it one, since a label has many."""
    hits = [i for i, x in enumerate(reading.lines) if contact.STRENGTH.search(fold(x.text))]
    if "heavy" in ask.words.split():
        rows_of = [r.lines for r in rows(reading) if _WEIGHT.search(fold(r.text))]
        hits = [i for lines in rows_of for i in lines]
        alone = [i for i, x in enumerate(reading.lines) if _ONLY_WEIGHT.fullmatch(fold(x.text))]
        hits = hits or alone
    return _label_says(reading, [(i,) for i in hits], "a strength or weight")


def _label_says(reading: Reading, groups: list[tuple[int, ...]], what: str) -> Answer:
    if not reading.lines:
        return no_text(reading)
    merged = tuple(dict.fromkeys(i for group in groups for i in group))
    if not merged:
        return missing(reading, what)
    first = say("The label says ", *quotes(reading, tuple((i,) for i in merged)), ".")
    return Answer((first, *more_than(reading, len(merged)), *caveats(reading)))
