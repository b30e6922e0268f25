"""Words of a question that a page says in other words: wine is alcohol, sleepy is drowsy.

Only to quote a line, never to say that something is not there.
"""

import re

from clearsight.models.describer.facts.match import fold
from clearsight.models.describer.facts.rows import passage
from clearsight.reading import Reading

_LEAST = 2  # words that say something
_DAYS = "mon tue wed thu fri sat sun"
_TABLE = (
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
    (r"deliver\w*|bring (?:it|food)", r"deliver"),
    (r"cards?|contactless", r"\bcards?\b|contactless"),
    (r"bring|take (?:it |this |that )?along|carry with me|have with me", r"\bbring\b|take along"),
    (
        r"who .*\b(?:see|seeing|meet|meeting|visit)",
        r"\bwith (?:dr|mr|mrs|ms|prof|nurse)\b|consultant",
    ),
    (r"who .*\b(?:sent|send|posted|from)", r"\bfrom\b|\bsender\b|absender"),
    (r"who .*\b(?:serv\w+|till|cashier|checkout)", r"served by|cashier|your server"),
    (r"whose", r"\b(?:property of|belongs to|name:)|^for "),
    (r"dogs?|pets?", r"\bdogs?\b|\bpets?\b"),
    (r"wheelchairs?|step-free", r"wheelchair|step[- ]free|\bramp\b|\blift\b"),
    (r"park(?:ing)?", r"\bparking\b|car park"),
    *((rf"{day}[a-z]*days?", rf"\b{day}[a-z]*") for day in _DAYS.split()),
)
_PAIRS = tuple((re.compile(rf"\b(?:{asked})\b"), re.compile(said)) for asked, said in _TABLE)


def lines(question: str, reading: Reading) -> tuple[tuple[int, ...], ...]:
    """Passages that speak of what a folded question asks, though in other words."""
    wanted = [said for asked, said in _PAIRS if asked.search(question)]
    hits = [
        passage(reading, number)
        for number, line in enumerate(reading.lines)
        if any(said.search(fold(line.text)) for said in wanted)
    ]
    said = [hit for hit in hits if sum(len(reading.lines[i].text.split()) for i in hit) >= _LEAST]
    return tuple(dict.fromkeys(said))
