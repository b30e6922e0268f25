"""People: how many, where, how near, what they wear. Never who, how old, or what they feel."""

import re

from clearsight.models.describer.answers.common import caveats, quotes
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts import related
from clearsight.models.describer.facts.position import place
from clearsight.models.describer.pieces import (
    Answer,
    Count,
    Label,
    Piece,
    Place,
    Sentence,
    listed,
    quote,
    say,
)
from clearsight.reading import Box, Colour, Person, Reading

_NEAR = {"close": ", close to the camera", "middle": "", "far": ", far away"}
_MOST_DESCRIBED = 3
_LEAST_HAIR = 0.5
_LEAST_SHARE = 0.25  # of a region, for a colour to be worth a word


# Who is a woman, or wears red, is not counted: only how many there are.
_TRAIT = re.compile(
    r"\b(?:man|men|woman|women|boys?|girls?|guys?|lady|ladies|child|children|kids?|bab(?:y|ies)|"
    r"adults?|elderly|old|young)\b|\b(?:wear\w*|sit\w*|hold\w*|smil\w*|look\w*|laugh\w*|talk\w*|"
    r"hats?|glasses|red|blue|green|yellow|black|white|brown|pink|purple|orange|gr[ae]y)\b|"
    r"\bstand(?:s|ing)?\b"
)


def countable(question: str) -> bool:
    """Whether a folded question asks for people, and not for some kind of people."""
    return _TRAIT.search(question) is None


def untold(reading: Reading) -> Answer:
    """How many people there are, after saying that the kind of them is not told."""
    return Answer((say("I cannot tell that of people."), *sentences(reading)), known=False)


def body(person: Person) -> Box:
    box = person.body or person.face
    return box if box is not None else Box(0.0, 0.0, 1.0, 1.0)


def colour_names(
    colours: tuple[Colour, ...], most: int = 2, least: float = _LEAST_SHARE
) -> tuple[Label, ...]:
    named = [c.name for c in sorted(colours, key=lambda c: -c.share) if c.share >= least]
    return tuple(Label(name, "colour") for name in dict.fromkeys(named))[:most]


def at(person: Person, reading: Reading, regions: tuple[str, ...]) -> bool:
    """Whether the person is where the question says; of several the outermost are "on the left"."""
    if not regions or set(regions) <= set(place(body(person)).split()):
        return True
    ranked = sorted(reading.people, key=lambda p: body(p).centre[0])
    outer = {"left": ranked[0], "right": ranked[-1]}.get(" ".join(regions))
    return len(ranked) > 1 and outer is person


def count(reading: Reading) -> Sentence:
    """Faces are missed far more often than made up, so more than one is a least number.

    docs/senses.md has how often each number is right.
    """
    number = len(reading.people)
    if number == 1:
        return say("I see ", Count(number, "people"), " person.")
    if number:
        return say("I see at least ", Count(number, "people"), " people.")
    if not reading.ran("people"):
        return say("I could not look for people in this picture.")
    if reading.ran("things"):
        return say("I do not see any people.")
    return say("I do not see any faces; someone who is turned away could be missed.")


def one(person: Person) -> Sentence:
    """A sentence about one person's place and visible features."""
    box = body(person)
    parts: list[Piece] = ["a person ", Place(place(box), box), _NEAR[person.nearness]]
    clothes = colour_names(person.clothing)
    details: list[tuple[Piece, ...]] = []
    if clothes:
        details.append((*listed(clothes), " clothing"))
    details += [(Label(item, "wearing"),) for item in person.wearing]
    for number, detail in enumerate(details):
        last = number == len(details) - 1
        parts += [", with " if not number else " and " if last else ", ", *detail]
    return say(*parts, ".")


def sentences(reading: Reading) -> tuple[Sentence, ...]:
    """How many people, then each of the first few."""
    if not reading.people:
        return (count(reading),)
    if len(reading.people) == 1:
        return (one_counted(reading),)
    shown = sorted(reading.people, key=lambda p: -body(p).area)[:_MOST_DESCRIBED]
    left_first = sorted(shown, key=lambda p: body(p).centre[0])
    return (count(reading), *(one(person) for person in left_first))


def hair(person: Person) -> Sentence | None:
    """Only when asked, and only as a perhaps: measured right in 17 of 20 (docs/senses.md)."""
    names = colour_names(person.hair, 1, _LEAST_HAIR)
    if not names:
        return None
    box = body(person)
    return say("Perhaps ", *names, " hair or headwear, on a person ", Place(place(box), box), ".")


def one_counted(reading: Reading) -> Sentence:
    only = one(reading.people[0])
    _, *rest = only.pieces
    return say("I see ", Count(1, "people"), " person ", *rest)


def who(ask: Ask, reading: Reading) -> Answer:
    """Describes and quotes; a name can only come from the text in the picture."""
    if not reading.people and (told := related.lines(ask.words, reading)):
        return Answer((say("The text says ", *quotes(reading, told), "."),))
    out: list[Sentence] = []
    if reading.lines:
        lines = range(min(len(reading.lines), 3))
        out.append(
            say("The text in the picture reads ", *listed(quote(reading, (i,)) for i in lines), ".")
        )
    first = say("I do not say who a person is.")
    return Answer((first, *sentences(reading), *out, *caveats(reading)), known=False)
