"""Telephone numbers, addresses, dates, opening hours and codes, quoted as they stand."""

import re

from clearsight.models.describer.answers.common import (
    caveats,
    missing,
    more_than,
    no_text,
    quotes,
    unread,
)
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts import contact, dates
from clearsight.models.describer.facts.position import place
from clearsight.models.describer.facts.rows import rows
from clearsight.models.describer.pieces import Answer, Label, Place, Quote, Sentence, quote, say
from clearsight.reading import Reading

_WRITTEN = re.compile(r"\b(?:letter|written|sent|issued|dated|printed|from)\b")
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
    if ask.intent == "date" and _WRITTEN.search(ask.words):
        groups = tuple((i,) for i in dates.alone(reading)) or groups
    return Answer(
        (say("It reads ", *quotes(reading, groups), "."), *more_than(reading, len(groups)))
    )


def address(ask: Ask, reading: Reading) -> Answer:
    """Every address that was read; of several it is not known whose each is."""
    if not reading.lines:
        return no_text(reading)
    found = contact.addresses(reading)
    if not found:
        return missing(reading, "an address")
    several = len({quote(reading, lines).text for lines in found}) > 1
    lead = "I read several addresses: " if several else "The address reads "
    first = say(lead, *quotes(reading, found), ".")
    more = (say("I cannot tell whose each of them is."),) if several else ()
    return Answer((first, *more, *unread(reading)))


def hours(ask: Ask, reading: Reading) -> Answer:
    if not reading.lines:
        return no_text(reading)
    found = contact.hours(reading)
    if not found:
        return missing(reading, "opening hours")
    table = [row for row in rows(reading) if set(row.lines) & set(found)]
    asked = contact.days(ask.words)
    fit = [row for row in table if contact.days(row.text) & asked]
    # What names no day, such as a break, may hold on that day too.
    shown = [row for row in table if row in fit or not contact.days(row.text)] if fit else table
    first = say(
        "About opening hours, it reads ", *quotes(reading, tuple(r.lines for r in shown)), "."
    )
    missed = bool(asked) and not fit
    lead = (say("I do not see hours for that day."),) if missed else ()
    return Answer((*lead, first, *unread(reading)), known=not missed)


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
