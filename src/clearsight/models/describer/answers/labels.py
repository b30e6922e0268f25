"""What labels, letters and signs state: allergens, dates, doses, contacts, hours, codes, makers."""

import re

from clearsight.models.describer.answers.common import (
    caveats,
    missing,
    more_than,
    no_text,
    quotes,
    unread,
)
from clearsight.models.describer.answers.read import headings
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts import allergens, contact, dates, papers
from clearsight.models.describer.facts.match import fold
from clearsight.models.describer.facts.position import place
from clearsight.models.describer.facts.rows import passage, rows
from clearsight.models.describer.pieces import (
    Answer,
    Echo,
    Label,
    Place,
    Quote,
    Sentence,
    listed,
    quote,
    say,
)
from clearsight.reading import Reading

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
    elif all(allergens.MAYBE.search(text) for text in texts):
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


def dose(ask: Ask, reading: Reading) -> Answer:
    """Quotes what the label says about taking it, and adds nothing."""
    hits = [i for i, x in enumerate(reading.lines) if contact.DOSE.search(fold(x.text))]
    groups = [passage(reading, i) for i in hits]
    return _label_says(reading, groups, "how it is taken")


def strength(ask: Ask, reading: Reading) -> Answer:
    """The lines with a strength; of a weight those that call it one, since a label has many."""
    hits = [i for i, x in enumerate(reading.lines) if contact.STRENGTH.search(fold(x.text))]
    if "heavy" in ask.words.split():
        rows_of = [r.lines for r in rows(reading) if _WEIGHT.search(fold(r.text))]
        hits = [i for lines in rows_of for i in lines]
    return _label_says(reading, [(i,) for i in hits], "a strength or weight")


def _label_says(reading: Reading, groups: list[tuple[int, ...]], what: str) -> Answer:
    if not reading.lines:
        return no_text(reading)
    merged = tuple(dict.fromkeys(i for group in groups for i in group))
    if not merged:
        return missing(reading, what)
    first = say("The label says ", *quotes(reading, tuple((i,) for i in merged)), ".")
    return Answer((first, *more_than(reading, len(merged)), *caveats(reading)))


_WEIGHT = re.compile(
    r"\b(?:net|wt|weighs?|weight|gewicht|fullmenge|peso|poids)\b|净含量|净重|الوزن"
)
_SHAPES = {
    "email": (contact.EMAIL, "an e-mail address"),
    "web": (contact.WEB, "a web address"),
    "date": (dates.DATE, "a date"),
}


def shape(ask: Ask, reading: Reading) -> Answer:
    """E-mail, web address, date, telephone: quoted with the line when the line says more."""
    if not reading.lines:
        return no_text(reading)
    if ask.intent == "phone":
        found, name = contact.phones(reading), "a telephone number"
    else:
        pattern, name = _SHAPES[ask.intent]
        found = contact.shaped(reading, pattern)
    if not found:
        return missing(reading, name)
    groups = tuple((i,) for i in dict.fromkeys(i for _, i in found))
    return Answer(
        (say("It reads ", *quotes(reading, groups), "."), *more_than(reading, len(groups)))
    )


def lines_of(ask: Ask, reading: Reading) -> Answer:
    """An address or opening hours."""
    if not reading.lines:
        return no_text(reading)
    address = ask.intent == "address"
    found = contact.addresses(reading) if address else contact.hours(reading)
    if not found:
        return missing(reading, "an address" if address else "opening hours")
    lead = "The address reads " if address else "About opening hours, it reads "
    beside = tuple(row.lines for row in rows(reading) if set(row.lines) & set(found))
    groups = (found,) if address else beside
    return Answer((say(lead, *quotes(reading, groups), "."), *unread(reading)))


def code(ask: Ask, reading: Reading) -> Answer:
    if not reading.codes:
        if not reading.ran("codes"):
            return Answer((say("I could not look for codes in this picture."),), known=False)
        first = say("I do not see a QR code or barcode that I can read.")
        return Answer((first, *caveats(reading)), known=False)
    return Answer(codes(reading))


def codes(reading: Reading) -> tuple[Sentence, ...]:
    out: list[Sentence] = []
    for item in reading.codes:
        qr = "qr" in item.format.lower()
        where = Place(place(item.box), item.box)
        name = Label("A QR code" if qr else "A barcode", "code")
        out.append(say(name, " ", where, " holds ", Quote(item.text, ()), "."))
    return tuple(out)


_MAKER = re.compile(
    r"(?<!pay )(?<!use )(?<!best )(?<!sell )\bby\b(?! \d)|"
    r"written|author|signed|artist|illustrat|photo(?:graph)?s? ?:|©|\(c\)|copyright|"
    r"made (?:in|by|for)|manufactur|produced|produce of|publish|directed|distribut"
)
_SENDER = re.compile(r"(?:from|sender|von|de)\b")
_ADDRESSEE = re.compile(r"(?:to|dear|for|attn|recipient|an)\b")
_CLOSING = re.compile(
    r"sincerely|faithfully|regards|best wishes|^love|yours|cordialement|bien a vous|atentamente|"
    r"saludos?\b|un abrazo|gru(?:ss|sse)\b|atenciosamente|cordiali saluti|此致|敬上|مع التحي"
)


def author(ask: Ask, reading: Reading) -> Answer:
    """Who wrote, painted or made it: only by reading."""
    hits = [i for i, x in enumerate(reading.lines) if _MAKER.search(fold(x.text))]
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
    return missing(reading, "whom it is for" if ask.which == "to" else "who made it")


def _letterhead(ask: Ask, reading: Reading) -> tuple[Sentence, ...]:
    """The top of a letter names its sender more often than not; whose it is stays open."""
    kind = papers.kind(reading)
    top = headings(reading)
    if ask.which == "to" or kind is None or kind.name != "letter" or not top:
        return ()
    return (say("The heading reads ", quote(reading, top), "."),)
