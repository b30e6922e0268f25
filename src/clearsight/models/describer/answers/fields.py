"""What is stated about something: a cell, the row of a key, a sentence; quoted if it answers.

A line that only names the thing is given as a line near it, after "I cannot tell".
"""

import re
from collections.abc import Iterable, Sequence

from clearsight.models.describer.answers import cells, lists
from clearsight.models.describer.answers.common import (
    MOST_QUOTED,
    OTHER_WORDS,
    caveats,
    echoed,
    missing,
    no_text,
    quotes,
)
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts import letters, related, tables
from clearsight.models.describer.facts.match import content, holds, share, word_set
from clearsight.models.describer.facts.nutrition import basis
from clearsight.models.describer.facts.rows import Row, box_of, rows
from clearsight.models.describer.facts.sentences import Said, sentences
from clearsight.models.describer.facts.wanted import Wanted, answers, directed
from clearsight.models.describer.pieces import Answer, Piece, Quote, listed, quote, say
from clearsight.reading import Reading

_GENERIC = word_set("number no code name date time day key value level")
_FORMS: dict[str, Wanted] = {
    "amount": "amount", "sum": "amount", "money": "amount", "time": "clock", "times": "clock",
    "hour": "clock", "date": "date", "dates": "date",
}  # fmt: skip
_HAPPENS = word_set(
    "time start starts begin begins open opens close closes end ends finish finishes happen "
    "happens there come place take on event day date"
)
_LIST_COMMAS = 2
_LONGEST_KEY = 5  # words of a line that is the key of the line below it
_ALIGNED = 0.03  # of the picture's width, between the left edges of a key and its value


def field(ask: Ask, reading: Reading) -> Answer:
    """What stands beside, under or in a sentence with a key ("what is the account number?")."""
    if not reading.lines:
        return no_text(reading)
    if (cell := cells.in_column(ask, reading)) is not None:
        return cell
    if found := stated(ask, reading, ask.topic):
        return _quoted(reading, found)
    if (group := lists.section(ask, reading)) is not None:
        return group
    if found := shaped(reading, ask.topic):
        return _quoted(reading, found)
    if "subject" in content(ask.topic) and (subject := letters.subject(reading)):
        return Answer((say("Above the greeting it reads ", quote(reading, subject), "."),))
    whole = re.sub(r" (?:per|in|for|from) .*", "", ask.topic)
    if whole != ask.topic and content(whole) and (found := stated(ask, reading, whole)):
        return Answer((say("What comes nearest is ", *_said(reading, found), "."),))
    return (
        keyed(ask, reading)
        or cells.at_time(ask, reading)
        or _times(ask, reading)
        or near(ask, reading)
    )


def _moments(reading: Reading, *, clock: bool) -> list[Said]:
    """Rows and sentences with a time, or, where any moment will do, with a date or a day."""
    prose = sentences(reading)
    told = {i for _, lines in prose for i in lines}
    beside = [(r.text, r.lines) for r in rows(reading) if not set(r.lines) <= told]
    form: Wanted = "clock" if clock else "moment"
    return [one for one in (*beside, *prose) if answers(form, "", one[0])]


def _times(ask: Ask, reading: Reading) -> Answer | None:
    """For "when is it?": the one time of the page; of several none is picked."""
    asks = ask.wanted == "moment" and not set(content(ask.topic)) - _HAPPENS
    found = _moments(reading, clock="time" in ask.words) if asks else []
    if len(found) == 1:
        return _quoted(reading, found)
    if not found:
        return None
    first = say("I cannot tell which of these times it is: ", *_said(reading, found), ".")
    return Answer((first, *caveats(reading)), known=False)


def keyed(ask: Ask, reading: Reading) -> Answer | None:
    """What stands beside the topic without words such as "number" and "code"."""
    key = " ".join(word for word in content(ask.topic) if word not in _GENERIC)
    if key and key != ask.topic and (found := stated(ask, reading, key)):
        return Answer((say("What comes nearest is ", *_said(reading, found), "."),))
    return None


def _quoted(reading: Reading, found: Sequence[Said]) -> Answer:
    """With what a figure is for, where another row of the page says it ("per 100 g")."""
    first = say("The text reads ", *_said(reading, found), ".")
    cited = tuple(i for _, lines in found for i in lines)
    if not (groups := basis(reading, cited)):
        return Answer((first,))
    return Answer((first, say("It also reads ", *quotes(reading, groups), ".")))


def near(ask: Ask, reading: Reading) -> Answer:
    """The lines that name the topic, or half of it, said not to answer."""
    heads = tables.heads(reading)
    table = [row for row in rows(reading) if not set(row.lines) <= heads]
    naming = [(row.text, row.lines) for row in table if holds(ask.topic, row.text)]
    if naming:
        hint = say("The lines near it read ", *_said(reading, naming), ".")
        return Answer((say("I cannot tell."), hint, *caveats(reading)), known=False)
    if (row := cells.coded(ask, reading)) is not None:
        return row
    if told := related.lines(ask.words, reading):
        return Answer((say("The text says ", *quotes(reading, told), "."),))
    close = [(row.text, row.lines) for row in table if share(ask.topic, row.text) >= 0.5]
    if close:
        hint = say("What comes nearest is ", *_said(reading, close), ".")
        return missing(reading, echoed(ask), more=(hint,))
    return missing(reading, echoed(ask), more=(OTHER_WORDS,))


def stated(ask: Ask, reading: Reading, topic: str) -> list[Said]:
    """Rows and sentences that name the topic and have the form of an answer."""
    heads = tables.heads(reading)
    prose = sentences(reading)
    told = {i for _, lines in prose for i in lines}
    table = rows(reading)
    out: list[Said] = []
    below: list[Said] = []
    for number, row in enumerate(table):
        if not holds(topic, row.text) or set(row.lines) <= heads:
            continue
        beside = len(row.cells) > 1 or not set(row.lines) <= told
        if not directed(ask.words, row.text):
            continue
        if beside and answers(ask.wanted, topic, row.text):
            out.append((row.text, row.lines))
        elif value := _value_below(ask, reading, table, number):
            below.append((f"{row.text} {value.text}", (*row.lines, *value.lines)))
    out += [
        one
        for one in prose
        if holds(topic, one[0])
        and answers(ask.wanted, topic, one[0])
        and directed(ask.words, one[0])
    ]
    return list(dict.fromkeys(out or below))


def shaped(reading: Reading, topic: str) -> list[Said]:
    """For "the amount" or "the time": what has its form, whatever the words beside it are."""
    forms = {_FORMS.get(word) for word in content(topic)}
    if len(forms) != 1 or None in forms:
        return []
    (form,) = forms
    heads = tables.heads(reading)
    prose = sentences(reading)
    told = {i for _, lines in prose for i in lines}
    found = [
        (row.text, row.lines)
        for row in rows(reading)
        if not set(row.lines) <= told | heads and answers(form or "", "", row.text)
    ]
    return found + [one for one in prose if answers(form or "", "", one[0])]


def _value_below(ask: Ask, reading: Reading, table: Sequence[Row], number: int) -> Row | None:
    """The row below a short line that is a key, when it has the form of an answer."""
    row = table[number]
    if len(row.cells) != 1 or len(row.text.split()) > _LONGEST_KEY or number + 1 >= len(table):
        return None
    below = table[number + 1]
    key, value = box_of(reading, row.lines), box_of(reading, below.lines)
    aligned = abs(key.left - value.left) < _ALIGNED and value.top - key.bottom < key.height
    if not aligned or len(below.cells) != 1 or not (ask.wanted or row.text.rstrip().endswith(":")):
        return None
    return below if answers(ask.wanted, row.text, below.text) else None


def _said(reading: Reading, found: Iterable[Said]) -> tuple[Piece, ...]:
    every = list(found)
    # A row may hold its own cell again, and a list of ingredients names much and states little.
    once = [
        one for one in every
        if not any(set(one[1]) < set(other[1]) or _lists(one, other) for other in every)
    ]  # fmt: skip
    shown: list[Quote] = [quote(reading, lines, text) for text, lines in once[:MOST_QUOTED]]
    return listed(dict.fromkeys(shown))


def _lists(one: Said, other: Said) -> bool:
    return one[0].count(",") >= _LIST_COMMAS and "," not in other[0]
