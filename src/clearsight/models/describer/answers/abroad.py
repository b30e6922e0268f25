"""How many people, which colours and which clothes, said in the language of the question."""

import re
from collections.abc import Sequence

from clearsight.models.describer.abroad import SPOKEN, Spoken
from clearsight.models.describer.answers import people
from clearsight.models.describer.answers.colour import colours_of
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts.position import place
from clearsight.models.describer.pieces import (
    Answer,
    Count,
    Label,
    Piece,
    Place,
    Sentence,
    say,
)
from clearsight.reading import Reading

_MOST_DESCRIBED = 3


def answer(ask: Ask, reading: Reading) -> Answer:
    """Args: ask.tongue is one of SPOKEN, ask.topic the wish that was recognised."""
    assert ask.tongue
    words = SPOKEN[ask.tongue]
    match ask.topic:
        case "people":
            return Answer((_count(words, reading),), known=reading.ran("people"))
        case "clothes":
            return _worn(words, reading)
        case "thing":
            first = say(words.no_thing)
            return Answer((first, *_colours(words, reading), *_retake(words, reading)), known=False)
        case _:
            found = _colours(words, reading)
            if not found:
                return Answer((say(words.no_colours),), known=False)
            return Answer((*found, *_retake(words, reading)))


def _count(words: Spoken, reading: Reading) -> Sentence:
    """As in English: several are a least number."""
    number = len(reading.people)
    if number:
        return _filled(words.one if number == 1 else words.many, n=(Count(number, "people"),))
    if not reading.ran("people"):
        return say(words.not_looked)
    return say(words.nobody if reading.ran("things") else words.no_face)


def _colours(words: Spoken, reading: Reading) -> tuple[Sentence, ...]:
    names = colours_of(reading, "whole")
    lead = words.colour if len(names) == 1 else words.colours
    return (_filled(lead, colours=_listed(words, names)),) if names else ()


def _worn(words: Spoken, reading: Reading) -> Answer:
    """The colours below each face that was found, never those of what is around."""
    if not reading.people:
        return Answer((say(words.not_worn), *_retake(words, reading)), known=False)
    out: list[Sentence] = []
    for person in sorted(reading.people, key=lambda one: people.body(one).centre[0]):
        if names := people.colour_names(person.clothing):
            box = people.body(person)
            where = Place(place(box), box, words.places[place(box)])
            out.append(_filled(words.worn, place=(where,), colours=_listed(words, names)))
    if not out:
        return Answer((say(words.no_worn_colour), *_retake(words, reading)), known=False)
    return Answer(tuple(out[:_MOST_DESCRIBED]))


def _listed(words: Spoken, names: Sequence[Label]) -> tuple[Piece, ...]:
    out: list[Piece] = []
    for number, name in enumerate(names):
        if number:
            out.append(words.last if number == len(names) - 1 else words.comma)
        out.append(Label(name.text, name.source, said=words.names[name.text]))
    return tuple(out)


def _retake(words: Spoken, reading: Reading) -> tuple[Sentence, ...]:
    quality = reading.quality
    if quality is None:
        return ()
    flaws = ("blank", "dark", "bright", "blurred")
    found = next((flaw for flaw in flaws if getattr(quality, flaw)), None)
    return (say(getattr(words, found)),) if found else ()


def _filled(template: str, **pieces: tuple[Piece, ...]) -> Sentence:
    """The template with pieces in place of {n}, {place} and {colours}."""
    out: list[Piece] = []
    for part in re.split(r"(\{\w+\})", template):
        if part.startswith("{"):
            out += pieces[part[1:-1]]
        elif part:
            out.append(part)
    return Sentence(tuple(out))
