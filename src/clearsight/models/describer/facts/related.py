"""Words of a question that a page says in other words: wine is alcohol, sleepy is drowsy.

Only to quote a line, never to say that something is not there.
"""

import re

from clearsight.models.describer.facts.match import fold
from clearsight.models.describer.facts.rows import passage, rows
from clearsight.reading import Reading

_LEAST = 2  # words that say something
_DAYS = "mon tue wed thu fri sat sun"
# What a folded question says -> what a folded line says.
_TABLE = (
    # Food and medicine.
    (r"wine|beers?|alcohol|whisk(?:e)?y|vodka|champagne|cocktails?|a drink tonight", r"alcohol"),
    (r"sleepy|tired|drowsy|drive|driving|machines?", r"drows|sleep|\bdriv|machine"),
    (r"pregnan\w*|breast-?feed\w*|nursing", r"pregnan|breast-?feed"),
    (r"(?:empty |full )?stomach|breakfast|with food|meals?|eaten", r"\bfood|\bmeals?\b|stomach"),
    (
        r"fridge|freezer|freeze|cold|cool|keep it|store",
        r"refrigerat|fridge|freez|\bstore\b|\bkeep\b",
    ),
    (r"vegans?|plant[- ]based", r"\bvegan|plant[- ]based"),
    (r"vegetarians?|veggie|meat-?free", r"vegetarian|\bvegan|meat[- ]free|\(v\)"),
    # Shops, offices, entrances.
    (r"deliver\w*|bring (?:it|food)", r"deliver"),
    (r"cash|cards?|contactless", r"\bcash\b|\bcards?\b|contactless"),
    (r"(?:get|go) in|enter\w*|entrance|entry|admission", r"\bentry\b|entrance|admission"),
    (r"tickets?", r"\btickets?\b"),
    (r"dogs?|pets?", r"\bdogs?\b|\bpets?\b"),
    (r"bikes?|bicycles?|cycles?", r"\bbikes?\b|bicycles?|\bcycles?\b"),
    (r"wheelchairs?|step-free", r"wheelchair|step[- ]free|\bramp\b|\blift\b"),
    (r"park(?:ing)?", r"\bparking\b|car park"),
    (r"what .*(?:bring|take along|carry|have with me)", r"\bbring\b|take along"),
    # Money.
    (r"(?:my|the|your) account|(?:do|have) (?:i|we) (?:have|got)", r"\bbalance\b|\bcredit\b"),
    (r"charges?|charged|fees?|taking money out|withdraw\w*", r"\bfees?\b|\bcharges?\b"),
    (
        r"(?:last day|deadline|when|how long|how soon) .*(?:pay|settle|due)",
        r"pay (?:\w+ )?(?:by|before|within)|due (?:by|date|on)|\bpayable by",
    ),
    (r"(?:power|electricity|gas|water) .*", r"\bunits\b|kwh|\bm3\b|consumption|usage"),
    # Screens and machines.
    (r"complain\w*|wrong|errors?|problem", r"wrong|error|fail|invalid|incorrect|unable|denied"),
    (
        r"how many (?:people|persons|portions|servings|guests|children|adults)",
        r"\bserves?\b|servings?\b|portions?\b|\bfor \d+ (?:people|persons)|\d+ (?:people|persons)",
    ),
    (
        r"still got to go|much longer|time left|to go|(?:long|time) .*left",
        r"time left|remaining|\bleft\b",
    ),
    (r"door", r"\bdoor\b"),
    (r"flight mode|aeroplane mode", r"(?:air|aero)plane mode|flight mode"),
    (r"how bright", r"brightness"),
    (r"how loud", r"\bvolume\b"),
    # Clothes.
    (r"wash\w*|laundry", r"\bwash"),
    (r"tumble|dryer|dry it", r"\bdry|tumble"),
    (r"iron\w*", r"\biron"),
    (r"bleach\w*", r"bleach|\blejia\b|\bjavel\b|bleich"),
    (r"size|large or|medium or|small or", r"\bsize\b|\b(?:uk|us|eu) ?\d+|^(?:xs|s|m|l|xl|xxl)$"),
    # Who, where it is only read.
    (r"who .*\b(?:see|seeing|meet|meeting|visit)", r"\bwith (?:dr|mr|mrs|ms|prof)\b|consultant"),
    (r"who .*\b(?:sent|send|posted|from)", r"\bfrom\b|\bsender\b|absender"),
    (r"who .*\b(?:serv\w+|till|cashier|checkout)", r"served by|cashier|your server"),
    (r"took|taken|photographer", r"\bphotos?\b|photograph"),
    (r"maker|makes?|manufacturer|produces?", r"\bmade\b|manufactur|\bproduce"),
    (r"whose", r"\b(?:property of|belongs to|name:)|^for "),
    *((rf"{day}[a-z]*days?", rf"\b{day}[a-z]*") for day in _DAYS.split()),
)
PAIRS = tuple((re.compile(rf"\b(?:{asked})\b"), re.compile(said)) for asked, said in _TABLE)


def lines(question: str, reading: Reading) -> tuple[tuple[int, ...], ...]:
    """Rows and passages that speak of what a folded question asks, though in other words."""
    wanted = [said for asked, said in PAIRS if asked.search(question)]
    hits = [
        row.lines if len(row.cells) > 1 else passage(reading, row.lines[0])
        for row in rows(reading)
        if any(said.search(fold(row.text)) for said in wanted)
    ]
    said = [hit for hit in hits if sum(len(reading.lines[i].text.split()) for i in hit) >= _LEAST]
    return tuple(dict.fromkeys(said))
