"""How many: people, lines, prices, things; numbers in the text are quoted."""

import re

from clearsight.models.describer.answers import people
from clearsight.models.describer.answers.common import caveats, echoed, quotes
from clearsight.models.describer.answers.look import about_people
from clearsight.models.describer.answers.read import lines_about
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts import sections, seen
from clearsight.models.describer.facts.match import content, fold, stem, word_set
from clearsight.models.describer.facts.money import items
from clearsight.models.describer.facts.rows import rows
from clearsight.models.describer.pieces import Answer, Count, Label, quote, say
from clearsight.reading import Reading

_LEFT = re.compile(r"\b(?:are|is|still)? ?(?:left|remaining|remain)$")
_STILL = re.compile(r"\d.*\b(?:left|remaining)\b|\b(?:left|remaining)\b.*\d")
_SHORT = 4  # words of a line that states a quantity, such as "28 tablets"
_LINES = word_set("line lines row rows")
_ITEMS = word_set("item items dish dishes price prices thing things product products")


def count(ask: Ask, reading: Reading) -> Answer:
    """How many people, lines, prices or things; numbers in the text are quoted."""
    wanted = content(ask.topic)
    if _LEFT.search(ask.words):
        return _rest(ask, reading)
    if about_people(ask.topic) and not people.countable(ask.words):
        return people.untold(reading)
    if about_people(ask.topic):
        return Answer(people.sentences(reading), known=reading.ran("people"))
    if any(word in _LINES for word in wanted):
        number = Count(len(rows(reading)), "lines")
        return Answer((say("I can read ", number, " lines."), *caveats(reading)))
    visible = seen.matching(reading, ask.topic)
    if visible:
        names = sorted({t.label for t in visible})
        label = Label(names[0], "thing")
        number = Count(len(visible), "things")
        return Answer((say("I can make out ", number, ": ", label, ". There may be more."),))
    if (under := _under(reading, ask.topic)) is not None:
        return under
    found = tuple(
        group
        for group in lines_about(reading, ask.topic)
        if any(c.isdigit() for i in group for c in reading.lines[i].text)
    )
    if found:
        short = tuple(g for g in found if len(quote(reading, g).text.split()) <= _SHORT)
        return Answer((say("The text says ", *quotes(reading, short or found), "."),))
    if any(stem(word) in {stem(w) for w in _ITEMS} for word in wanted) and items(reading):
        number = Count(len(items(reading)), "prices")
        return Answer((say("I can read ", number, " entries with a price."), *caveats(reading)))
    first = say("I cannot count ", echoed(ask), " in this picture.")
    return Answer((first, *caveats(reading)), known=False)


def _rest(ask: Ask, reading: Reading) -> Answer:
    """What is still inside is never what the pack says it held."""
    stated = tuple(row.lines for row in rows(reading) if _STILL.search(fold(row.text)))
    if stated:
        return Answer((say("The text says ", *quotes(reading, stated), "."),))
    first = say("I cannot tell how many are left.")
    found = tuple(
        group
        for group in lines_about(reading, _LEFT.sub(" ", ask.topic))
        if any(c.isdigit() for i in group for c in reading.lines[i].text)
    )
    told = (say("The text says ", *quotes(reading, found), "."),) if found else ()
    return Answer((first, *told, *caveats(reading)), known=False)


def _under(reading: Reading, topic: str) -> Answer | None:
    """How many entries with a price stand under the head that the topic names."""
    group = sections.named(reading, topic)
    inside = {i for row in group.rows for i in row.lines} if group else set()
    entries = [entry for entry in items(reading) if inside & set(entry.lines)]
    if group is None or not entries:
        return None
    head = quote(reading, group.head.lines)
    number = Count(len(entries), "prices")
    noun = " entry" if len(entries) == 1 else " entries"
    first = say("Under ", head, " I can read ", number, noun, " with a price.")
    return Answer((first, *caveats(reading)))
