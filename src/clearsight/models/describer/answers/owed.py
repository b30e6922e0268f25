"""What is to be paid: the one sum that the page states; of several none is picked."""

from clearsight.models.describer.answers import prices
from clearsight.models.describer.answers.common import no_text, quotes, unread
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts import owed as facts
from clearsight.models.describer.facts.owed import Sum
from clearsight.models.describer.pieces import Answer, Piece, Sentence, listed, quote, say
from clearsight.reading import Reading

_MOST = 4


def owed(ask: Ask, reading: Reading) -> Answer:
    """What the page says is due, else its total, with what speaks against it."""
    if not reading.lines:
        return no_text(reading)
    due, whole = facts.due(reading), facts.whole(reading)
    sums, every = due or whole, facts.whole(reading, every=True)
    if denied := facts.denied(reading):
        first = say("I cannot tell what you owe. The text says ", *_said(reading, denied), ".")
        return Answer((first, *_also(reading, sums, denied), *unread(reading)), known=False)
    if not sums:
        return prices.total(ask, reading)
    if len(frozenset().union(*(one.values for one in sums))) > 1:
        first = say("I see several sums and cannot tell which of them you owe: ",
                    *_said(reading, (*sums, *every)), ".")  # fmt: skip
        return Answer((first, *_paid(reading), *unread(reading)), known=False)
    first = say("The text reads ", *_said(reading, sums), ".")
    return Answer((first, *_also(reading, every, sums), *_paid(reading), *unread(reading)))


def _said(reading: Reading, sums: tuple[Sum, ...]) -> tuple[Piece, ...]:
    shown = dict.fromkeys(quote(reading, one.lines, one.text) for one in sums)
    return listed(list(shown)[:_MOST])


def _also(reading: Reading, more: tuple[Sum, ...], said: tuple[Sum, ...]) -> tuple[Sentence, ...]:
    """Sums that differ from the one said."""
    known = {value for one in said for value in one.values}
    rest = tuple(one for one in more if not one.values <= known)
    return (say("It also reads ", *_said(reading, rest), "."),) if rest else ()


def _paid(reading: Reading) -> tuple[Sentence, ...]:
    groups = tuple(one.lines for one in facts.paid(reading))
    return (say("It may be paid: it reads ", *quotes(reading, groups), "."),) if groups else ()
