"""What labels and letters state: allergens, how long it keeps, who made or wrote it."""

import re

from clearsight.models.describer.answers.common import (
    caveats,
    missing,
    more_than,
    no_text,
    quotes,
    unread,
)
from clearsight.models.describer.answers.read import headings, order
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts import allergens, dates, papers
from clearsight.models.describer.facts.match import fold
from clearsight.models.describer.facts.rows import passage, rows
from clearsight.models.describer.pieces import (
    Answer,
    Echo,
    Sentence,
    listed,
    quote,
    say,
)
from clearsight.reading import Reading

# "After I broke the seal": how long it keeps once open.
_SINCE_OPEN = re.compile(
    r"\bopen(?:ed|ing)?\b|\b(?:un)?seal(?:ed)?\b|\bunwrapped\b|"
    r"\b(?:after|once|since|when) (?:i|you|we|it) (?:have |has |is |was )?"
    r"(?:broken?|start\w*|beg[au]n|first|cut|pierced|tak\w+|used|unscrewed|popped)\b"
)
_INGREDIENTS = re.compile(r"ingredients?|zutaten|ingredientes|composition")


def contains(ask: Ask, reading: Reading) -> Answer:
    """Lines that name an allergen. Not seeing it is never said to mean that it is not in there."""
    if not reading.lines:
        return no_text(reading)
    keys = allergens.asked(ask.topic)
    if not keys:
        return _any_allergens(reading)
    out: list[Sentence] = []
    known = True
    for key in keys:
        found = _naming(reading, key)
        if found:
            out += _named(reading, key, found, free=ask.which == "free")
        else:
            known = False
            out.append(say("I do not see ", Echo(key), " in the text I could read."))
            out.append(say("That does not mean that there is none."))
    return Answer((*out, *caveats(reading)), known=known)


def _naming(reading: Reading, key: str) -> tuple[int, ...]:
    return tuple(i for i, x in enumerate(reading.lines) if allergens.named(key, x.text))


def _named(reading: Reading, key: str, found: tuple[int, ...], *, free: bool) -> list[Sentence]:
    """Never a bare yes to "is it free of ...", nor where the text may say that there is none."""
    groups = tuple(passage(reading, i) for i in found)
    texts = [fold(" ".join(reading.lines[i].text for i in group)) for group in groups]
    if free or any(allergens.NEGATED.search(text) for text in texts):
        lead: tuple[str | Echo, ...] = ("There is a word for ", Echo(key), " in the text: ")
    elif all(allergens.perhaps(key, text) for text in texts):
        lead = ("Perhaps. The text says: ",)
    else:
        lead = ("Yes, there is a word for ", Echo(key), ": ")
    return [say(*lead, *quotes(reading, groups), "."), *more_than(reading, len(set(groups)))]


def _any_allergens(reading: Reading) -> Answer:
    marked = [
        i
        for i, line in enumerate(reading.lines)
        if allergens.ANY.search(fold(line.text)) or _INGREDIENTS.search(fold(line.text))
    ]
    groups = tuple(dict.fromkeys(_on(reading, i) for i in marked))
    if not groups:
        return missing(reading, "a list of ingredients or allergens")
    first = say("The text says ", *quotes(reading, groups), ".")
    return Answer((first, *more_than(reading, len(groups)), *caveats(reading)))


def _on(reading: Reading, index: int) -> tuple[int, ...]:
    """From a heading such as "Ingredients:" to the end of its list, at most eight lines."""
    out = [index]
    while len(out) < 8 and not reading.lines[out[-1]].text.rstrip().endswith((".", "。")):
        following = out[-1] + 1
        if following >= len(reading.lines):
            break
        gap = reading.lines[following].box.top - reading.lines[out[-1]].box.bottom
        if gap > 1.2 * reading.lines[index].box.height:
            break
        out.append(following)
    return tuple(out)


def expiry(ask: Ask, reading: Reading) -> Answer:
    if not reading.lines:
        return no_text(reading)
    if _SINCE_OPEN.search(ask.words):
        return _once_open(reading)
    found = dates.keeps(reading)
    dated = tuple(f for f in found if f.has_date)
    if dated:
        first = say("It reads ", *quotes(reading, tuple(f.lines for f in dated)), ".")
        return Answer((first, *unread(reading)))
    if found:
        words = quotes(reading, tuple(f.lines for f in found))
        return Answer(
            (say("It reads ", *words, ", but I see no date beside it."), *caveats(reading))
        )
    others = dates.dates(reading)
    if not others:
        return missing(reading, "a best-before or expiry date")
    shown = listed(quote(reading, (i,)) for i in dict.fromkeys(i for _, i in others[:3]))
    hint = say("I read a date, but not what it stands for: ", *shown, ".")
    return missing(reading, "a best-before or expiry mark", more=(hint,))


def _once_open(reading: Reading) -> Answer:
    """How long it keeps after opening is never the date of the closed pack."""
    opened = tuple(row.lines for row in rows(reading) if dates.OPENED.search(fold(row.text)))
    if opened:
        return Answer((say("It reads ", *quotes(reading, opened), "."), *unread(reading)))
    dated = tuple(f.lines for f in dates.keeps(reading) if f.has_date)
    closed = say("Of how long it keeps it reads only ", *quotes(reading, dated), ".")
    return missing(reading, "for how long it keeps once open", more=(closed,) if dated else ())


_FIBRE = re.compile(
    r"\b(?:cotton|wool|polyester|nylon|viscose|linen|silk|elastane|spandex|acrylic|leather|suede|"
    r"cashmere|mohair|merino|polyamide|lycra|modal|rayon|hemp|jute|down|feathers?|denim|rubber|"
    r"baumwolle|wolle|leinen|seide|algodon|lana|poliester|lino|seda|coton|laine|lin|soie)\b"
    r"|棉|羊毛|涤纶|聚酯|丝|قطن|صوف"
)


def material(ask: Ask, reading: Reading) -> Answer:
    """What it is made of: fibres or ingredients; where it was made is no answer."""
    if not reading.lines:
        return no_text(reading)
    found = tuple(row.lines for row in rows(reading) if _FIBRE.search(fold(row.text)))
    if found:
        return Answer((say("The text reads ", *quotes(reading, found), "."), *unread(reading)))
    if any(_INGREDIENTS.search(fold(line.text)) for line in reading.lines):
        return _any_allergens(reading)
    return missing(reading, "what it is made of")


_MAKER = re.compile(
    r"written|author|signed|artist|illustrat|photo(?:graph)?s? ?:|©|\(c\)|copyright|"
    r"made (?:in|by|for)|manufactur|produced|produce of|publish|directed|distribut"
)
# "By" before a name; "paid by card" and "by Friday" name nobody.
_DAYS_AND_WAYS = (
    r"(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|"
    r"(?:direct|card|cash|post|phone|bus|train|bank)\b"
)
_BY = re.compile(
    r"(?<![Pp]aid )(?<![Pp]ay )(?<![Uu]se )(?<![Bb]est )(?<![Ss]ell )(?<![Ee]at )\b(?:[Bb]y|BY):?"
    rf"(?: (?!(?i:{_DAYS_AND_WAYS}))[A-ZÀ-Þ“\"]|$)"
)
_SENDER = re.compile(r"(?:from|sender|von|de)\b")
_ADDRESSEE = re.compile(r"(?:to|dear|for|attn|recipient|an)\b")
_CLOSING = re.compile(
    r"sincerely|faithfully|regards|best wishes|^love|yours|cordialement|bien a vous|atentamente|"
    r"saludos?\b|un abrazo|gru(?:ss|sse)\b|atenciosamente|cordiali saluti|此致|敬上|مع التحي"
)


def author(ask: Ask, reading: Reading) -> Answer:
    """Who wrote, painted or made it: only by reading."""
    hits = [
        i for i, x in enumerate(reading.lines) if _MAKER.search(fold(x.text)) or _BY.search(x.text)
    ]
    groups = [passage(reading, i) for i in hits]
    for i, found in enumerate(reading.lines):
        if _CLOSING.search(fold(found.text)):
            groups.append(tuple(range(i, min(i + 3, len(reading.lines)))))
    key = _ADDRESSEE if ask.which == "to" else _SENDER
    beside = [row.lines for row in rows(reading) if key.match(fold(row.text))]
    groups = beside if beside or ask.which == "to" else groups
    if groups:
        first = say("The text reads ", *quotes(reading, tuple(groups)), ".")
        return Answer((*_letterhead(ask, reading), first))
    begins = say("It begins ", quote(reading, headings(reading) or order(reading)[:1]), ".")
    hint = () if ask.which == "to" or not reading.lines else (begins,)
    return missing(reading, "whom it is for" if ask.which == "to" else "who made it", more=hint)


def _letterhead(ask: Ask, reading: Reading) -> tuple[Sentence, ...]:
    """The top of a letter names its sender more often than not; whose it is stays open."""
    kind = papers.kind(reading)
    top = headings(reading)
    if ask.which == "to" or kind is None or kind.name != "letter" or not top:
        return ()
    return (say("The heading reads ", quote(reading, top), "."),)
