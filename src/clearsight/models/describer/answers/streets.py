"""Which street it is: only what reads like the name of one, and of several none is picked."""

from clearsight.models.describer.answers.common import (
    ASK_PERSON,
    caveats,
    no_text,
    quotes,
)
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts.rows import rows
from clearsight.models.describer.pieces import Answer, say
from clearsight.reading import Reading
from clearsight.streets import street

_FEW = 4  # lines that may all stand on signs


def name(ask: Ask, reading: Reading) -> Answer:
    """Quotes the sign; a place that is not written is never worked out."""
    if not reading.lines:
        return no_text(reading)
    table = [row.lines for row in rows(reading)]
    texts = [" ".join(reading.lines[i].text for i in lines) for lines in table]
    found = tuple(lines for lines, text in zip(table, texts, strict=True) if street(text))
    found = found or tuple((i,) for i, one in enumerate(reading.lines) if street(one.text))
    different = {" ".join(reading.lines[i].text.casefold() for i in lines) for lines in found}
    if len(different) == 1:
        return Answer((say("It reads ", *quotes(reading, found[:1]), "."), *caveats(reading)))
    if found:
        first = say("I read several names of streets and cannot tell which of them you are in: ",
                    *quotes(reading, found), ".")  # fmt: skip
        return Answer((first, *caveats(reading)), known=False)
    first = say("I do not see the name of a street in the text I could read.")
    few = (say("It reads ", *quotes(reading, tuple(table)), "."),) if len(table) <= _FEW else ()
    return Answer((first, *few, *caveats(reading), say(ASK_PERSON)), known=False)
