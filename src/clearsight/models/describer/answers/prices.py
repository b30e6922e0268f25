"""What things cost, and the total. A thing that is not listed is said not to be listed."""

from clearsight.models.describer.answers.common import caveats, missing, no_text, unread
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts.match import content, share
from clearsight.models.describer.facts.money import (
    Priced,
    find_priced,
    items,
    priced,
    totals,
    value,
)
from clearsight.models.describer.pieces import (
    Answer,
    Count,
    Echo,
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
    found = find_priced(reading, ask.topic) if ask.topic else items(reading)
    if not found:
        return _not_listed(ask, reading)
    if len(found) == 1:
        parts = _entry(reading, found[0])
        first = say(*_verdict(ask.claim, found[0]), *parts, ".")
        return Answer((first, *unread(reading)))
    shown = found if ask.topic else found[:_MOST_PRICED]
    count = Count(len(found), "prices")
    lead = "I see several: " if ask.topic else "These prices are listed: "
    out = [say(lead, *_entry(reading, shown[0]), ".")]
    out += [say(*_entry(reading, entry), ".") for entry in shown[1:]]
    if len(shown) < len(found):
        out.append(say("I read ", count, " prices; ask me about one, or for all of the text."))
    return Answer((*out, *unread(reading)))


def _verdict(claimed: str, entry: Priced) -> tuple[Piece, ...]:
    if not claimed:
        return ()
    if any(value(claimed) == value(price) for price in entry.prices):
        return ("Yes. ",)
    return ("No. ",)


def _not_listed(ask: Ask, reading: Reading) -> Answer:
    if not ask.topic:
        return missing(reading, "a price")
    near = [entry for entry in priced(reading) if share(ask.topic, entry.name) > 0.5]
    if near:
        hints = tuple(say("What comes nearest is ", *_entry(reading, e), ".") for e in near[:3])
        return missing(reading, Echo(ask.said), more=hints)
    what = Echo(ask.said) if content(ask.topic) else "that"
    first = say("I do not see ", what, " with a price on it.")
    return Answer((first, *_names(reading), *caveats(reading)), known=False)


def total(ask: Ask, reading: Reading) -> Answer:
    """The total as it is printed; never added up."""
    if not reading.lines:
        return no_text(reading)
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


def _doubt(reading: Reading, entry: Priced) -> tuple[Sentence, ...]:
    quotes = quote(reading, entry.price_lines)
    return () if quotes.sure else (say("I am not sure that I read it right."),)
