"""Questions about what is seen: is there, what is it, where, what is on the left, which colour."""

import re

from clearsight.models.describer.answers import cells, fields, people
from clearsight.models.describer.answers.common import MOST_QUOTED, cannot, caveats, echoed, quotes
from clearsight.models.describer.answers.read import lines_about
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts import related, seen
from clearsight.models.describer.facts.match import content, fold, holds, word_set
from clearsight.models.describer.facts.position import place, within
from clearsight.models.describer.facts.rows import box_of, rows
from clearsight.models.describer.pieces import (
    Answer,
    Label,
    Piece,
    Place,
    Sentence,
    article,
    listed,
    quote,
    say,
)
from clearsight.reading import Reading, Thing

_NEGATED = re.compile(r"\b(?:not?|never|without|non|except|none|sold out|free|un\w+able)\b")
_PEOPLE = word_set(
    "person persons people man woman men women child children boy girl somebody someone anyone "
    "anybody face faces human guy kid lady baby everyone everybody folks headcount us "
    "group crowd nobody noone"
)
# "Is there any in this?", "are there exactly two?": nothing is named.
_NO_TOPIC = re.compile(
    r"(?:in|on|at|of|with|from|exactly|only|enough)\b(?!.*\b(?:people|persons?)\b)"
)
_FEW_LINES = 3  # fewer lines are words in a scene rather than a page
_ANYONE = word_set("person persons people somebody someone anyone anybody face faces human")
_EXACT = re.compile(
    r"\b(?:only|exactly|just|nobody|alone|one|two|three|four|more than|less than)\b"
)
_STATE = re.compile(r"\b(included|free|allowed|available|working|required|needed|open|closed)$")
_LINES = word_set("line lines row rows")


def thing_words(reading: Reading, thing: Thing) -> tuple[Piece, ...]:
    lead = article(thing.label) if seen.sure(reading, thing) else f"perhaps {article(thing.label)}"
    return (
        lead,
        Label(thing.label, "thing", box=thing.box),
        " ",
        Place(place(thing.box), thing.box),
    )


def about_people(topic: str) -> bool:
    return topic == "head count" or any(word in _PEOPLE for word in content(topic))


def present(ask: Ask, reading: Reading) -> Answer:
    """Is there a ..., do you see ..., does it say ...: yes, perhaps, or "I do not see"."""
    if not content(ask.topic) or _NO_TOPIC.match(ask.topic):
        return cannot(reading, ())
    if about_people(ask.topic):
        # Never yes to "is it a woman?" nor to "is there only one?".
        plain = bool(_ANYONE & set(content(ask.topic))) and not _EXACT.search(ask.words)
        if not plain and not people.countable(ask.words):
            return people.untold(reading)
        yes = (say("Yes."),) if reading.people and plain else ()
        return Answer((*yes, *people.sentences(reading)), known=reading.ran("people"))
    found = lines_about(reading, ask.topic)
    visible = seen.matching(reading, ask.topic)
    if visible:
        sure = any(seen.sure(reading, t) for t in visible)
        lead = say("Yes." if sure else "Perhaps.")
        return Answer((lead, *(say("I see ", *thing_words(reading, t), ".") for t in visible[:3])))
    found = found or tuple(lines for _, lines in fields.shaped(reading, ask.topic))
    if found and (bare := _unsaid(ask, reading, found)):
        near = say("The lines near it read ", *quotes(reading, bare), ".")
        return Answer((say("I cannot tell."), near, *caveats(reading)), known=False)
    if found:
        denied = any(_NEGATED.search(fold(quote(reading, g).text)) for g in found)
        start = "The text says: " if denied else "Yes, in the text: "
        return Answer((say(start, *quotes(reading, found), "."),))
    if (tag := seen.tagged(reading, ask.topic)) is not None:
        looks = "This looks like " if " or " in ask.words else "I think so: this looks like "
        return Answer((say(looks, *_tag(tag.label), "."),))
    if (told := _told(ask, reading)) is not None:
        return told
    first = say("I do not see ", echoed(ask), ".")
    return Answer((first, *_limits(reading), *caveats(reading)), known=False)


def _unsaid(
    ask: Ask, reading: Reading, found: tuple[tuple[int, ...], ...]
) -> tuple[tuple[int, ...], ...]:
    """The lines, when none of them says what is asked of the thing: breakfast, but not included."""
    asked = _STATE.search(ask.words)
    if asked is None:
        return ()
    says = any(asked[1][:5] in fold(quote(reading, lines).text) for lines in found)
    return () if says else found


def _told(ask: Ask, reading: Reading) -> Answer | None:
    """What the page says of it in other words."""
    told = related.lines(ask.words, reading)
    return Answer((say("The text says ", *quotes(reading, told), "."),)) if told else None


def _tag(word: str) -> tuple[Piece, ...]:
    return (article(word), Label(word, "tag"))


def _limits(reading: Reading) -> tuple[Sentence, ...]:
    if len(reading.lines) >= _FEW_LINES and not reading.things:
        first = say("I looked in the text that I could read.")
        return (first, say("It may stand there in other words."))
    return (say("I know only some things by sight, so I may miss it."),)


def is_a(ask: Ask, reading: Reading) -> Answer:
    """Is this a ...: from a speakable tag, a seen thing or the text; else it cannot be told."""
    if about_people(ask.topic) and not reading.people:
        return Answer((people.count(reading), *caveats(reading)), known=False)
    answer = present(ask, reading)
    if answer.known:
        return answer
    word = seen.guess(reading)
    if word is not None and not word.broad and " or " in ask.words:
        lead = "This looks like " if word.sure else "Perhaps this is "
        return Answer((say(lead, *_tag(word.word), "."), *caveats(reading)), known=word.sure)
    if word is None or word.broad or " or " in ask.words:
        return Answer((say("I cannot tell."), *caveats(reading)), known=False)
    lead = "I do not think so: this looks like " if word.sure else "I cannot tell. Perhaps this is "
    return Answer((say(lead, *_tag(word.word), "."), *caveats(reading)), known=word.sure)


def where(ask: Ask, reading: Reading) -> Answer:
    """The place of a word, a thing or the people."""
    if about_people(ask.topic):
        return Answer(people.sentences(reading), known=bool(reading.people))
    out: list[Sentence] = []
    for thing in seen.matching(reading, ask.topic)[:3]:
        out.append(say(*thing_words(reading, thing), "."))
    hits = [row for row in rows(reading) if holds(ask.topic, row.text)]
    for row in hits[:3]:
        box = box_of(reading, row.lines)
        out.append(say("The text ", quote(reading, row.lines), " is ", Place(place(box), box), "."))
    if out:
        return Answer(tuple(out))
    if (timed := cells.at_time(ask, reading)) is not None:
        return timed
    if (stated := fields.keyed(ask, reading)) is not None:
        return stated
    first = say("I do not see ", echoed(ask), ".")
    return Answer((first, *_limits(reading), *caveats(reading)), known=False)


def at(ask: Ask, reading: Reading) -> Answer:
    """What stands in a part of the picture."""
    parts: list[Sentence] = []
    for person in reading.people:
        if within(people.body(person), ask.regions):
            parts.append(people.one(person))
    for thing in seen.things(reading)[:8]:
        if within(thing.box, ask.regions):
            parts.append(say(*thing_words(reading, thing), "."))
    parts += _text_at(ask, reading)
    if parts:
        return Answer((*parts, *caveats(reading)))
    colours = _region_colours(reading, ask.regions[0])
    if colours:
        noun = "the main colour is " if len(colours) == 1 else "the main colours are "
        first = say("I cannot make out a thing there; ", noun, *listed(colours), ".")
        return Answer((first, *caveats(reading)), known=False)
    return Answer((say("I cannot make out anything there."), *caveats(reading)), known=False)


def _text_at(ask: Ask, reading: Reading) -> tuple[Sentence, ...]:
    """Rows in a part of the picture; the lowest ones when the bottom is asked for."""
    inside = [
        tuple(i for i in row.lines if within(reading.lines[i].box, ask.regions))
        for row in rows(reading)
    ]
    groups = tuple(lines for lines in inside if lines)
    if not groups:
        return ()
    shown = groups[-MOST_QUOTED:] if "bottom" in ask.regions else groups[:MOST_QUOTED]
    first = say("The text there reads ", *quotes(reading, shown), ".")
    if len(shown) < len(groups):
        return (first, say("There is more text there; ask me to read it all."))
    return (first,)


def _region_colours(reading: Reading, region: str) -> tuple[Label, ...]:
    wanted = "centre" if region == "middle" else region
    for found in reading.colours:
        if found.region == wanted:
            return people.colour_names(found.colours, 3) or tuple(
                Label(c.name, "colour") for c in found.colours[:2]
            )
    return ()
