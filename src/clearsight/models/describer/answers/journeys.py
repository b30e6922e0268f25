"""Next, first and last departures from a timetable. The time of day is never assumed."""

import re
from collections.abc import Sequence

from clearsight.models.describer.answers.common import caveats, echoed, missing, no_text, quotes
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts import papers
from clearsight.models.describer.facts.contact import days
from clearsight.models.describer.facts.match import content, fold, holds
from clearsight.models.describer.facts.rows import rows
from clearsight.models.describer.facts.sentences import sentences
from clearsight.models.describer.facts.times import Time, times, to_place
from clearsight.models.describer.patterns_parts import RIDE
from clearsight.models.describer.pieces import Answer, Echo, Piece, Sentence, listed, quote, say
from clearsight.reading import Reading

_FIRST_SHOWN = 3
_STATUS = re.compile(r"\b(delayed|cancelled|canceled|boarding|on time|diverted|late)\b")
_SENTENCE = 3  # words from which a line is one
_VERB = re.compile(r"\b(arrive|depart|leave|come)")
_RIDE = re.compile(rf"\b{RIDE}\b")
# "After 10:38" leaves the 10:38 out; "after nine" may be a rough word for what is due at nine.
_AFTER = re.compile(r"\bafter (?:the )?\d{1,2}[:.h]\d\d")


def departure(ask: Ask, reading: Reading) -> Answer:
    """Args: ask.time is given by the question, an earlier one, or an injected clock."""
    if not reading.lines:
        return no_text(reading)
    found = times(reading)
    if not found:
        return missing(reading, "times")
    if (told := _told(ask, reading) or _status(ask, reading)) is not None:
        return told
    if ask.topic:
        found = to_place(found, ask.topic) or _by_words(found, ask.topic)
        if not found:
            return _no_such_place(ask, reading)
    groups, out = _by_day(ask, found)
    for group in groups[:4]:
        out += _one_group(ask, reading, sorted(group, key=lambda t: t.minutes))
    if ask.time is None and ask.which in ("next", "before") and len(found) > 1:
        out.append(say("Tell me the time of day and I can find the next one."))
    return Answer((*out, *caveats(reading)))


def _by_day(ask: Ask, found: Sequence[Time]) -> tuple[list[list[Time]], list[Sentence]]:
    """The times of the days that are asked for, else of all; what stands under no day stays."""
    groups: dict[str, list[Time]] = {}
    for time in found:
        groups.setdefault(time.group, []).append(time)
    asked = days(ask.words)
    if not asked or not any(groups):
        return list(groups.values()), []
    shown = {key: group for key, group in groups.items() if not key or days(key) & asked}
    if any(shown):
        return list(shown.values()), []
    return list(groups.values()), [say("I do not see times for that day.")]


def _told(ask: Ask, reading: Reading) -> Answer | None:
    """What sentences of a page that is no timetable say of the verb ("please arrive early")."""
    verb = _VERB.search(ask.words)
    kind = papers.kind(reading)
    if verb is None or _RIDE.search(ask.words) or (kind is not None and kind.name == "timetable"):
        return None
    stem = re.compile(rf"\b{verb[1][:5]}")
    found = [(text, lines) for text, lines in sentences(reading) if stem.search(fold(text))]
    found = [one for one in found if len(one[0].split()) >= _SENTENCE]
    if not found:
        return None
    shown = listed(dict.fromkeys(quote(reading, lines, text) for text, lines in found[:4]))
    return Answer((say("The text says ", *shown, "."),))


def _status(ask: Ask, reading: Reading) -> Answer | None:
    """Rows that say "delayed" or "cancelled", when that is asked of no one journey."""
    status = _STATUS.search(ask.words)
    if status is None or ask.topic:
        return None
    found = tuple(r.lines for r in rows(reading) if status[1][:5] in fold(r.text))
    if not found:
        return missing(reading, Echo(status[1]))
    return Answer((say("The text says ", *quotes(reading, found), "."),))


def _by_words(found: tuple[Time, ...], topic: str) -> tuple[Time, ...]:
    """Times whose row and column together hold the topic, such as a place and a route."""
    both = tuple(t for t in found if holds(topic, f"{t.label} {t.head} {t.group}"))
    return both if len(content(topic)) > 1 else ()


def _one_group(ask: Ask, reading: Reading, group: list[Time]) -> list[Sentence]:
    days: tuple[Piece, ...] = ()
    if group[0].group_lines:
        days = (quote(reading, group[0].group_lines, group[0].group), ": ")
    if ask.which in ("first", "last") and ask.time is None:
        time = group[0] if ask.which == "first" else group[-1]
        lead = "the first time listed is " if ask.which == "first" else "the last time listed is "
        return [say(*days, lead, *_time(reading, time), ".")]
    if ask.time is None:
        apart = len(group) <= _FIRST_SHOWN and len({time.label for time in group}) > 1
        said = _labelled if apart else _clock
        shown = listed(said(reading, time) for time in group[:_FIRST_SHOWN])
        few = "the time listed is " if len(group) == 1 else "the times listed are "
        lead = few if len(group) <= _FIRST_SHOWN else "the first times are "
        last = () if len(group) <= _FIRST_SHOWN else (", the last is ", _clock(reading, group[-1]))
        return [say(*days, lead, *shown, *last, *_of(reading, group), ".")]
    return [_timed(ask, reading, group, days)]


def _timed(ask: Ask, reading: Reading, group: list[Time], days: tuple[Piece, ...]) -> Sentence:
    assert ask.time is not None
    asked = Echo(f"{ask.time // 60:02d}:{ask.time % 60:02d}")
    if ask.which == "before":
        earlier = [t for t in group if t.minutes <= ask.time]
        if not earlier:
            return say(*days, "I see none before ", asked, ".")
        return say(*days, "the last before ", asked, " is ", *_time(reading, earlier[-1]), ".")
    after = _AFTER.search(ask.words) is not None
    later = [t for t in group if t.minutes > ask.time or (t.minutes == ask.time and not after)]
    if not later:
        last = _clock(reading, group[-1])
        return say(*days, "I see none after ", asked, "; the last one listed is ", last, ".")
    time = later[min(ask.number, len(later) - 1)]
    lead = "the next after " if after else "the next from "
    return say(*days, lead, asked, " is ", *_time(reading, time), ".")


def _clock(reading: Reading, time: Time) -> Piece:
    return quote(reading, time.lines, time.text, bare=True)


def _labelled(reading: Reading, time: Time) -> Piece:
    """A time with the words beside it, where each of a few stands for something else."""
    return quote(reading, sorted({*time.lines, *time.label_lines}))


def _time(reading: Reading, time: Time) -> tuple[Piece, ...]:
    words: list[Piece] = [_clock(reading, time)]
    if time.label and time.label_lines != time.group_lines:
        words += [", beside ", quote(reading, time.label_lines, _label_text(reading, time))]
    elif time.head and time.head_lines != time.group_lines:
        words += [", under ", quote(reading, time.head_lines, time.head)]
    return tuple(words)


def _label_text(reading: Reading, time: Time) -> str:
    """The row's other words if they stand so on their lines, else the whole lines."""
    joined = " ".join(reading.lines[i].text for i in time.label_lines)
    return time.label if time.label in joined else ""


def _of(reading: Reading, group: list[Time]) -> tuple[Piece, ...]:
    """The row all of these times share."""
    labels = {time.label for time in group}
    if len(labels) == 1 and group[0].label:
        text = _label_text(reading, group[0])
        return (", beside ", quote(reading, group[0].label_lines, text))
    return ()


def _no_such_place(ask: Ask, reading: Reading) -> Answer:
    first = say("I do not see ", echoed(ask), " on it.")
    labels: dict[str, Piece] = {}
    for time in times(reading):
        if time.label:
            text = _label_text(reading, time)
            labels.setdefault(time.label, quote(reading, time.label_lines, text))
        elif time.head:
            labels.setdefault(time.head, quote(reading, time.head_lines, time.head))
    named = (say("It lists ", *listed(list(labels.values())[:8]), "."),) if labels else ()
    return Answer((first, *named, *caveats(reading)), known=False)
