"""What things cost, and the total. A thing that is not listed is said not to be listed."""

from clearsight.models.describer.answers.common import (
    caveats,
    echoed,
    missing,
    no_text,
    quotes,
    unread,
)
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts import related, units
from clearsight.models.describer.facts.match import content, fold, holds, share
from clearsight.models.describer.facts.money import (
    PRICE,
    Priced,
    find_priced,
    items,
    priced,
    sizes,
    totals,
    value,
)
from clearsight.models.describer.facts.rows import rows
from clearsight.models.describer.pieces import (
    Answer,
    Count,
    Piece,
    Sentence,
    listed,
    quote,
    say,
)
from clearsight.reading import Reading

_MOST_NAMED = 8
_MOST_PRICED = 4


def _entry(reading: Reading, entry: Priced) -> tuple[Piece, ...]:
    costs = listed(quote(reading, entry.price_lines, price, bare=True) for price in entry.prices)
    return (quote(reading, entry.name_lines, entry.name), ": ", *costs)


def _names(reading: Reading) -> tuple[Sentence, ...]:
    """What is listed, so that a person can ask again."""
    found = items(reading)
    if not found:
        return ()
    names = listed(quote(reading, e.name_lines, e.name) for e in found[:_MOST_NAMED])
    if len(found) > _MOST_NAMED:
        count = Count(len(found), "prices")
        return (say("I read ", count, " prices; the first are for ", *names, "."),)
    return (say("It lists ", *names, "."),)


def price(ask: Ask, reading: Reading) -> Answer:
    """The price beside a name; first yes or no when the question claims one."""
    if not reading.lines:
        return no_text(reading)
    if not ask.topic and (told := _priced_lines(ask, reading)) is not None:
        return told
    found = _meant(ask, reading) if ask.topic else items(reading)
    if not found:
        return _sized(ask, reading) or _not_listed(ask, reading)
    if units.asked(ask.words) and not any(units.stated(_row(reading, e)) for e in found):
        return _no_unit(reading, found)
    if len(found) == 1:
        if ask.words.startswith("how much is one ") and units.several(found[0].name):
            return _no_unit(reading, found)
        parts = _entry(reading, found[0])
        first = say(*_verdict(ask.claim, found[0]), *parts, ".")
        return Answer((first, *unread(reading)))
    return _several(ask, reading, found)


def _several(ask: Ask, reading: Reading, found: tuple[Priced, ...]) -> Answer:
    shown = found if ask.topic else found[:_MOST_PRICED]
    count = Count(len(found), "prices")
    lead = "I see several: " if ask.topic else "These prices are listed: "
    out = [say(lead, *_entry(reading, shown[0]), ".")]
    out += [say(*_entry(reading, entry), ".") for entry in shown[1:]]
    if len(shown) < len(found):
        out.append(say("I read ", count, " prices; ask me about one, or for all of the text."))
    return Answer((*out, *unread(reading)))


def _meant(ask: Ask, reading: Reading) -> tuple[Priced, ...]:
    """The entries that a topic names, each with the other sizes of its row."""
    found = find_priced(reading, ask.topic) or find_priced(reading, units.bare(ask.topic))
    return tuple(dict.fromkeys(e for one in found for e in (one, *sizes(reading, one))))


def _sized(ask: Ask, reading: Reading) -> Answer | None:
    """A thing that is listed, but not in words with the size asked for: all of its prices."""
    name, size = units.split(ask.topic)
    found = find_priced(reading, name) if size else ()
    if not found:
        return None
    every = tuple(dict.fromkeys(e for one in found for e in (one, *sizes(reading, one))))
    exact = tuple(entry for entry in every if holds(size, entry.name))
    if exact:
        return _several(ask, reading, exact + found) if len(found) > 1 else Answer(
            tuple(say(*_entry(reading, e), ".") for e in dict.fromkeys((*found, *exact)))
        )  # fmt: skip
    heads = tuple(r.lines for r in rows(reading) if holds(size, r.text) and len(r.cells) > 1)
    out = tuple(say(*_entry(reading, entry), ".") for entry in every[:_MOST_PRICED])
    sizes_said = say("The sizes stand above in ", *quotes(reading, heads[:1]), ".")
    return Answer((*out, *((sizes_said,) if heads else ())), known=bool(heads))


def _row(reading: Reading, entry: Priced) -> str:
    return " ".join(r.text for r in rows(reading) if set(entry.lines) & set(r.lines))


def _no_unit(reading: Reading, found: tuple[Priced, ...]) -> Answer:
    """What several cost together is never given for one, nor a whole for a kilo."""
    first = say("I do not see a price for one of it, and do not calculate.")
    hints = tuple(say("It reads ", *_entry(reading, e), ".") for e in found[:_MOST_PRICED])
    return Answer((first, *hints, *unread(reading)), known=False)


def _verdict(claimed: str, entry: Priced) -> tuple[Piece, ...]:
    if not claimed:
        return ()
    if any(value(claimed) == value(price) for price in entry.prices):
        return ("Yes. ",)
    return ("No. ",)


def _not_listed(ask: Ask, reading: Reading) -> Answer:
    if (told := _priced_lines(ask, reading)) is not None:
        return told
    if not ask.topic:
        return missing(reading, "a price")
    near = [entry for entry in priced(reading) if share(ask.topic, entry.name) > 0.5]
    if near:
        hints = tuple(say("What comes nearest is ", *_entry(reading, e), ".") for e in near[:3])
        return missing(reading, echoed(ask), more=hints)
    what = echoed(ask) if content(ask.topic) else "that"
    first = say("I do not see ", what, " with a price on it.")
    return Answer((first, *_names(reading), *caveats(reading)), known=False)


def _priced_lines(ask: Ask, reading: Reading) -> Answer | None:
    """Lines with a price that say what is asked in other words ("to get in": "Entry £4")."""
    told = tuple(g for g in related.lines(ask.words, reading) if PRICE.search(_text(reading, g)))
    return Answer((say("The text says ", *quotes(reading, told), "."),)) if told else None


def _text(reading: Reading, lines: tuple[int, ...]) -> str:
    return " ".join(reading.lines[i].text for i in lines)


def total(ask: Ask, reading: Reading) -> Answer:
    """The total as it is printed; never added up."""
    if not reading.lines:
        return no_text(reading)
    if units.WITHOUT.search(ask.words):
        return _without(reading)
    found = totals(reading)
    if found:
        first = say(*_verdict(ask.claim, found[0]), *_entry(reading, found[0]), ".")
        rest = [say("It also reads ", *_entry(reading, entry), ".") for entry in found[1:3]]
        return Answer((first, *rest, *_doubt(reading, found[0])))
    amounts = priced(reading)
    if not amounts:
        return missing(reading, "a total")
    shown = tuple(say(*_entry(reading, entry), ".") for entry in amounts[-3:])
    hint = say("The last amounts are:")
    return missing(reading, "a total", more=(hint, *shown))


def _without(reading: Reading) -> Answer:
    """A total without something: only a sum that is printed as such."""
    found = tuple(e for e in priced(reading) if units.NET.search(fold(e.name)))
    if found:
        return Answer(tuple(say(*_entry(reading, e), ".") for e in found[:_MOST_PRICED]))
    every = tuple(say("It reads ", *_entry(reading, e), ".") for e in totals(reading)[:2])
    return missing(reading, "such a total", more=every)


def _doubt(reading: Reading, entry: Priced) -> tuple[Sentence, ...]:
    return (
        ()
        if quote(reading, entry.price_lines).sure
        else (say("I am not sure that I read it right."),)
    )
