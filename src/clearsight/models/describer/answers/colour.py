"""Which colour something has: by people's clothing, things' places and regions of the picture."""

import re

from clearsight.models.describer.answers import people
from clearsight.models.describer.answers.common import caveats, echoed, quotes
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts import seen
from clearsight.models.describer.facts.match import content, fold, word_set
from clearsight.models.describer.facts.position import within
from clearsight.models.describer.facts.rows import rows
from clearsight.models.describer.pieces import Answer, Echo, Label, Sentence, listed, say
from clearsight.reading import Box, Reading

_CLOTHES = word_set(
    "shirt coat jacket dress clothes clothing top sweater jumper blouse t-shirt tshirt suit "
    "wear wearing pullover hoodie clothed man woman person he she they"
)
_KEY = re.compile(r"(?:colou?rs?|farbe|couleur|颜色|اللون)\b ?[:：.]? ?\S+")
# What the region below a face does not show.
_BELOW = word_set(
    "trousers pants jeans leggings shorts skirt shoes shoe boots boot trainers sneakers sandals "
    "socks tights gloves glove belt bag handbag backpack tie scarf watch"
)
_HEADWEAR = word_set("hat cap beanie headscarf hijab turban helmet")
_WHOLE = word_set("picture photo image background whole everything main")


def colour(ask: Ask, reading: Reading) -> Answer:
    """Which colour, or whether it is the one the question names."""
    answer = _colour(ask, reading)
    return _confirm(answer, ask.claim) if ask.claim and answer.known else answer


def _colour(ask: Ask, reading: Reading) -> Answer:
    topic = frozenset(content(ask.topic))
    stated = tuple(row.lines for row in rows(reading) if _KEY.match(fold(row.text)))
    if stated and not reading.people:
        return Answer((say("The text reads ", *quotes(reading, stated), "."), *caveats(reading)))
    if "hair" in topic:
        return _worn(ask, reading, "hair")
    if topic & _HEADWEAR:
        return _worn(ask, reading, "hair")
    if topic & _BELOW:
        first = say("I cannot tell the colour of it: I know only what is worn below a face.")
        return Answer((first, *main_colours(reading), *caveats(reading)), known=False)
    if topic & _CLOTHES:
        return _worn(ask, reading, "clothing")
    if ask.regions:
        return _region(ask.regions[0], reading)
    for thing in seen.matching(reading, ask.topic):
        return _near(reading, thing.label, thing.box)
    if topic and not topic & _WHOLE and seen.tagged(reading, ask.topic) is None:
        first = say("I cannot pick out ", echoed(ask), ".")
        return Answer((first, *main_colours(reading), *caveats(reading)), known=False)
    found = main_colours(reading)
    if not found:
        return Answer((say("I could not look for colours in this picture."),), known=False)
    return Answer((*found, *caveats(reading)))


def colours_of(reading: Reading, region: str) -> tuple[Label, ...]:
    wanted = "centre" if region == "middle" else region
    for found in reading.colours:
        if found.region == wanted:
            ranked = sorted(found.colours, key=lambda c: -c.share)
            return tuple(Label(c.name, "colour") for c in ranked if c.share >= 0.1)[:3]
    return ()


def main_colours(reading: Reading) -> tuple[Sentence, ...]:
    names = colours_of(reading, "whole")
    lead = "The main colour is " if len(names) == 1 else "The main colours are "
    return (say(lead, *listed(names), "."),) if names else ()


def _region(region: str, reading: Reading) -> Answer:
    names = colours_of(reading, region)
    if not names:
        return Answer((say("I cannot tell the colours there."),), known=False)
    return Answer((say("The main colours there are ", *listed(names), "."), *caveats(reading)))


def _worn(ask: Ask, reading: Reading, part: str) -> Answer:
    """Colours of a person's own region, never those of what is around."""
    if not reading.people:
        first = say("I cannot tell what is worn: I do not see a face to look below.")
        return Answer((first, *_centre(reading), *caveats(reading)), known=False)
    # "The top of the person on the right" names a garment and one place.
    where = tuple(r for r in ask.regions if r != "top" or "top of" not in ask.words)
    asked = [p for p in reading.people if people.at(p, reading, where)]
    if not asked:
        first = say("I cannot tell: I do not see a face there.")
        return Answer((first, people.count(reading), *caveats(reading)), known=False)
    out: list[Sentence] = []
    for person in sorted(asked, key=lambda p: people.body(p).centre[0])[:3]:
        if part == "hair":
            out += [sentence for sentence in (people.hair(person),) if sentence is not None]
        elif people.colour_names(person.clothing):
            out.append(people.one(person))
    if not out:
        return Answer((say("I cannot tell the colour of it."), *caveats(reading)), known=False)
    if where and len(reading.people) > 1:
        out.append(say("There may be more people there, whose faces I do not see."))
    return Answer(tuple(out))


def _centre(reading: Reading) -> tuple[Sentence, ...]:
    """For clothes held up to the camera or laid out; what is cloth among it is not known."""
    names = colours_of(reading, "middle")
    if not names:
        return ()
    lead = "In the middle of the picture the main colour is "
    several = "In the middle of the picture the main colours are "
    return (say(lead if len(names) == 1 else several, *listed(names), "."),)


def _near(reading: Reading, label: str, box: Box) -> Answer:
    region = next(
        (r for r in ("middle", "left", "right", "top", "bottom") if within(box, (r,))), ""
    )
    names = colours_of(reading, region or "whole")
    if not names:
        return Answer((say("I cannot tell the colour of it."),), known=False)
    thing = Label(label, "thing", box=box)
    first = say("Around the ", thing, " the main colours are ", *listed(names), ".")
    return Answer((first, say("I cannot tell which of them is its own.")), known=True)


def _confirm(answer: Answer, name: str) -> Answer:
    said = " ".join(str(p) for s in answer.sentences for p in s.pieces if isinstance(p, Label))
    yes = name in fold(said) or {"grey": "gray", "gray": "grey"}.get(name, name) in fold(said)
    lead = "Yes, " if yes else "I do not see "
    end = " is among the colours." if yes else " among the main colours."
    return Answer((say(lead, Echo(name), end), *answer.sentences))
