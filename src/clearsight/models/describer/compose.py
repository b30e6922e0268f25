"""From a question and Readings to an Answer. Pure: the same words give the same answer."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from clearsight.models.describer import tongues
from clearsight.models.describer.answers import (
    abroad,
    colour,
    contacts,
    counts,
    describe,
    fields,
    journeys,
    labels,
    lists,
    look,
    medicine,
    other,
    owed,
    people,
    prices,
    read,
    streets,
)
from clearsight.models.describer.answers.common import cannot, cut, no_text
from clearsight.models.describer.ask import Ask, Intent
from clearsight.models.describer.follow import resolve
from clearsight.models.describer.pieces import Answer, Count, Piece, Sentence, say
from clearsight.models.describer.understood import asked_by, checked
from clearsight.reading import Box, Reading


def _contains(ask: Ask, reading: Reading) -> Answer:
    return (
        labels.contains(ask, reading)
        if reading.lines or not ask.topic
        else look.present(ask, reading)
    )


def _list(ask: Ask, reading: Reading) -> Answer:
    """ "Read me our reference" asks for one thing, "read me the drinks" for a group."""
    made = lists.listing(ask, reading)
    one = made if made.known or not reading.lines else fields.field(ask, reading)
    return one if one.known else made


def _display(ask: Ask, reading: Reading) -> Answer:
    return other.clock(ask, reading) if ask.which == "clock" else other.display(ask, reading)


def _where(ask: Ask, reading: Reading) -> Answer:
    return look.where(ask, reading) if ask.topic else describe.open_question(ask, reading)


def _at(ask: Ask, reading: Reading) -> Answer:
    return look.at(ask, reading) if ask.regions else describe.describe(ask, reading)


def _is_a(ask: Ask, reading: Reading) -> Answer:
    made = look.is_a(ask, reading)
    return made if made.known else cannot(reading, describe.brief(reading))


HANDLERS: dict[Intent, Callable[[Ask, Reading], Answer]] = {
    "describe": describe.describe,
    "read": read.read,
    "more": read.read,
    "line": read.line,
    "heading": read.heading,
    "about": read.about,
    "field": fields.field,
    "list": _list,
    "kind": describe.kind,
    "total": prices.total,
    "price": prices.price,
    "owed": owed.owed,
    "street": streets.name,
    "departure": journeys.departure,
    "expiry": labels.expiry,
    "contains": _contains,
    "dose": medicine.dose,
    "strength": medicine.strength,
    "phone": contacts.shape,
    "email": contacts.shape,
    "web": contacts.shape,
    "date": contacts.shape,
    "address": contacts.address,
    "hours": contacts.hours,
    "code": contacts.code,
    "display": _display,
    "count": counts.count,
    "present": look.present,
    "is_a": _is_a,
    "colour": colour.colour,
    "where": _where,
    "at": _at,
    "material": labels.material,
    "author": labels.author,
    "who": people.who,
    "quality": other.quality,
    "script": other.script,
    "compare": other.compare,
    "compute": other.compute,
    "rewrite": other.rewrite,
    "greet": other.greet,
    "open": describe.open_question,
}
AT_EDGE = 0.015  # share of the picture between a cut-off line and its side
_ONLY_PICTURES = (
    say("I answer questions about pictures, and there is no picture here."),
    say("Send one, and ask what it says or shows."),
    say("For other questions, connect a fuller model with the option “--model http:ADDRESS”."),
)


def answer(
    question: str,
    readings: Sequence[Reading],
    earlier: Sequence[str] = (),
    *,
    now: int | None = None,
) -> Answer:
    """Answer a question about pictures from what was read in them, and from nothing else.

    Args:
        question: the user's words; several questions in a row are answered in a row.
        readings: of the pictures the question is about, in order.
        earlier: the user's questions before this one about the same pictures, oldest first.
        now: the time of day in minutes after midnight, when a clock may be used; never assumed.
    """
    if not readings:
        return Answer(_ONLY_PICTURES, known=False)
    asks = resolve(question, earlier, readings[0], now=now)
    wanted = asks[0].pictures or tuple(range(1, len(readings) + 1))
    chosen = [len(readings) if n == -1 else n for n in wanted]
    shown = [n for n in chosen if 1 <= n <= len(readings)]
    if not shown:
        count = Count(len(readings), "picture")
        return Answer((say("I have only ", count, " to look at."),), known=False)
    parts: list[Sentence] = []
    known = False
    for number in shown:
        said: set[tuple[Piece, ...]] = set()
        for ask in asks:
            reading = readings[number - 1]
            words = asked_by(ask, asks, question, later=bool(earlier))
            part = checked(words, ask, reading, _one(ask, reading))
            new = tuple(one for one in part.sentences if one.pieces not in said)
            said.update(one.pieces for one in new)
            parts += _numbered(new, number, len(readings)) if new else []
            known = known or part.known
    foreign = next((ask.language for ask in asks if ask.foreign), "")
    if foreign and all(ask.intent == "open" for ask in asks):
        parts.insert(0, say(tongues.NOT_UNDERSTOOD[foreign]))
    elif foreign:
        parts.append(say(tongues.QUOTED[foreign]))
    return Answer(tuple(parts), known)


def _one(ask: Ask, reading: Reading) -> Answer:
    made = (abroad.answer if ask.tongue else HANDLERS[ask.intent])(ask, reading)
    if not made.known and made == no_text(reading) and ask.intent != "read":
        made = Answer((*made.sentences, *describe.brief(reading)), known=False)
    sides = reading.quality.cut_off if reading.quality is not None else ()
    cited = {i for sentence in made.sentences for i in sentence.lines}
    clipped = any(_touches(reading.lines[i].box, side) for i in cited for side in sides)
    said = {sentence.pieces for sentence in made.sentences}
    warning = [s for s in cut(reading) if clipped and s.pieces not in said]
    return Answer(tuple(dict.fromkeys((*made.sentences, *warning))), made.known)


def _touches(box: Box, side: str) -> bool:
    """The line may go on beyond the picture, so that a word or number may be cut short."""
    near = {
        "left": box.left,
        "top": box.top,
        "right": 1 - box.right,
        "bottom": 1 - box.bottom,
    }
    return near[side] < AT_EDGE


def _numbered(sentences: tuple[Sentence, ...], number: int, of: int) -> list[Sentence]:
    """The sentences with their picture, headed "Picture 2:" when there are several."""
    out = [replace(sentence, picture=number - 1) for sentence in sentences]
    if of > 1:
        lead = ("Picture ", Count(number, "picture"), ":")
        out.insert(0, Sentence(lead, ahead="\n", picture=number - 1))
    return out
