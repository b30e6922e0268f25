"""Numbers on displays, quality, scripts, and the things a reader does not do."""

import re

from clearsight.models.describer.answers.common import ASK_PERSON, missing, no_text, quotes, retake
from clearsight.models.describer.answers.describe import brief
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts import related, sections
from clearsight.models.describer.facts.match import content, fold, holds, word_set
from clearsight.models.describer.facts.money import items
from clearsight.models.describer.facts.times import times
from clearsight.models.describer.pieces import Answer, Label, Piece, listed, quote, say
from clearsight.reading import Reading

_NUMBERS = word_set("number numbers display reading value digits digit screen shown")
_HEAT = re.compile(r"\bhow (?:hot|warm|cold)\b|\btemperature\b")
_DEGREES = re.compile(r"\d ?(?:°|º)|\d ?degrees?|\d ?[cf]\b")


def _warm(question: str, reading: Reading, hits: list[int]) -> Answer:
    """Lines with degrees; other numbers say nothing about warmth."""
    if not hits and (told := related.lines(question, reading)):
        return Answer((say("The text says ", *quotes(reading, told), "."),))
    if not hits:
        return missing(reading, "a number of degrees")
    return Answer((say("It reads ", *quotes(reading, tuple((i,) for i in hits)), "."),))


def _named(question: str, text: str) -> bool:
    """The line says what the number is for ("emergencies")."""
    return any(holds(word, text) for word in content(question) if word not in _NUMBERS)


def display(ask: Ask, reading: Reading) -> Answer:
    """Numbers in the picture, the largest first."""
    if not reading.lines:
        return no_text(reading)
    hits = [i for i, x in enumerate(reading.lines) if re.search(r"\d", x.text)]
    if _HEAT.search(ask.words):
        hits = [i for i in hits if _DEGREES.search(fold(reading.lines[i].text))]
        return _warm(ask.words, reading, hits)
    if not hits:
        return missing(reading, "a number")
    named = [i for i in hits if _named(ask.words, reading.lines[i].text)]
    hits = named or hits
    hits.sort(key=lambda i: -reading.lines[i].box.height)
    more = () if len(hits) <= 4 else (say("There are more numbers; ask me to read it all."),)
    return Answer((say("It reads ", *quotes(reading, tuple((i,) for i in hits)), "."), *more))


def clock(ask: Ask, reading: Reading) -> Answer:
    """The time a display shows; hands of a clock are not read."""
    found = times(reading)
    if not found:
        return Answer((say("I do not see a time in digits; I cannot read clock hands."),), False)
    shown: list[Piece] = [quote(reading, t.lines) for t in found[:3]]
    return Answer((say("The picture reads ", *listed(shown), "."),))


def quality(ask: Ask, reading: Reading) -> Answer:
    if reading.quality is None:
        return Answer((say("I could not judge the picture's quality."),), known=False)
    side = reading.quality.light_from
    where = (say("The light comes from ", _side(side), "."),) if side else ()
    if bad := retake(reading):
        return Answer((*bad, *where))
    return Answer((say("The picture is sharp and bright enough for me."), *where))


def _side(side: str) -> str:
    return side if side in ("above", "below") else f"the {side}"


def script(ask: Ask, reading: Reading) -> Answer:
    if not reading.lines:
        return no_text(reading)
    names = dict.fromkeys(line.script for line in reading.lines)
    shown = listed(Label(name, "script") for name in names)
    first = say("The letters are ", *shown, "; I cannot name the language.")
    return Answer((first,), known=True)


def compare(ask: Ask, reading: Reading) -> Answer:
    """Comparing is left to the person: the prices or lines are given."""
    first = say("I read, and do not compare.")
    group = sections.named(reading, ask.words) if ask.words else None
    lines = {i for row in group.rows for i in row.lines} if group else set()
    named = [entry for entry in items(reading) if lines & set(entry.lines)]
    found = (named or list(items(reading)))[:6]
    prices = [
        say(
            quote(reading, e.name_lines, e.name),
            ": ",
            quote(reading, e.price_lines, e.prices[-1], bare=True),
            ".",
        )
        for e in found
    ]
    return Answer((first, *(prices or brief(reading))), known=False)


def compute(ask: Ask, reading: Reading) -> Answer:
    first = say("I do not calculate; I can read out what is printed.")
    return Answer((first, *brief(reading)), known=False)


def rewrite(ask: Ask, reading: Reading) -> Answer:
    first = say("I can read the text out, but not translate it or sum it up in other words.")
    return Answer((first, *brief(reading), say(ASK_PERSON)), known=False)


def greet(ask: Ask, reading: Reading) -> Answer:
    return Answer((say("Ask me what the picture says or shows."),))
