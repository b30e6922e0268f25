"""Whether an answer may be given plainly: only to a question understood word by word.

Every word of the question has to be one that carries it, one that its intent accounts for, or one
that stands in what is quoted or was seen. Negations, conditions, comparisons, quantities, days,
units and places are none of the first two, so the answer itself has to hold them. Anything else is
given as the nearest that can be read, after a sentence that says so. Every answer passes here.
"""

import re
from collections.abc import Iterator, Sequence

from clearsight.models.describer import carried_abroad
from clearsight.models.describer.ask import Ask, Intent
from clearsight.models.describer.carried import BY_INTENT, CARRYING, FREE, ONE, PAPER, PHRASES
from clearsight.models.describer.evidence import Evidence, evidence, same
from clearsight.models.describer.facts import allergens, dates, related
from clearsight.models.describer.facts.contact import days
from clearsight.models.describer.facts.match import content, fold, stem, word_set, words
from clearsight.models.describer.fits import fits
from clearsight.models.describer.follow import points, sentences_of
from clearsight.models.describer.nearest import nearest
from clearsight.models.describer.patterns_parts import RIDE
from clearsight.models.describer.pieces import Answer
from clearsight.models.describer.questions import plain
from clearsight.reading import Reading

_TOKEN = re.compile(r"\d+(?:[:.,]\d+)+|[^\W_]+")
_CLITIC = re.compile(r"'(?:s|re|ll|d|ve|m)\b")
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
          "twelve")  # fmt: skip
_NUMBERS = {word: str(number) for number, word in enumerate(_WORDS, 1)} | {"half": "½"}
_CLOCK_WORDS = word_set("past to half quarter o clock am pm noon midnight")
_BOUNDS = {"next": ("after",), "first": ("after",), "before": ("before", "by")}
# "When" inside a question is a condition; after these it asks.
_ASKING = word_set("until till from by since and or tell me know us")
# "What did I pay with?" does not ask how much.
_DANGLING = word_set("with over off")
_ONCE_OPEN = word_set("after once since open opened opening")
_SIDES = word_set("left right middle top bottom centre center")
_RIDE = re.compile(rf"\b(?!departure){RIDE}\b")
_WORN = re.compile(r" on (?:the|his|her|their|my|its) \w+$")
_DOUBT = re.compile(
    r"\b(?:cannot|can't|could not|looks like|[Pp]erhaps|nearest|do not|see none|no date)\b"
)
_SIDED: frozenset[Intent] = frozenset(["colour", "at"])


def checked(asked: str, ask: Ask, reading: Reading, made: Answer) -> Answer:
    """The answer as it is, or as the nearest that can be read.

    Args:
        asked: the words of the question that this answers, with what was said around it.
        made: the answer; one that says itself that it is none is left alone.
    """
    if ask.intent in FREE or _doubts(made) or (ask.tongue and not made.known):
        return made
    found = evidence(ask, reading, made)
    if not left_over(asked, ask, found) and fits(asked, ask, reading, made, found):
        return made
    return nearest(ask, made)


def _doubts(made: Answer) -> bool:
    """The answer says itself that it may be none."""
    own = " ".join(p for s in made.sentences for p in s.pieces if isinstance(p, str))
    return _DOUBT.search(own) is not None


def asked_by(ask: Ask, asks: Sequence[Ask], question: str, *, later: bool) -> str:
    """The words that one Ask of a question has to answer, with those that no Ask does.

    Args:
        later: there were questions before it, so that "and the second?" names what is meant.
    """
    given = [part for part in sentences_of(question) if not (later and points(part))]
    parts = [plain(part) for part in given]
    if len(asks) == 1:
        return " ".join(parts)
    others = {other.words for other in asks if other is not ask}
    return " ".join(part for part in parts if part not in others)


def left_over(asked: str, ask: Ask, found: Evidence) -> tuple[str, ...]:
    """The words of a question that neither carry it nor are used by the answer."""
    if ask.foreign or ask.tongue:
        return carried_abroad.left_over(asked, ask, found)
    bare = re.sub(r"\bcan(?:'?t|not)\b", "can not", asked).replace("n't", " not")
    for pattern, plainer in PHRASES:
        bare = pattern.sub(plainer, bare)
    clean = PAPER.sub(" ", ONE.sub(" ", _CLITIC.sub("", bare)))
    if ask.intent == "display" and found.alone:
        clean = _WORN.sub(" ", clean)
    own = BY_INTENT.get(ask.intent, frozenset())
    tokens = [w for w in _unasked(_TOKEN.findall(clean)) if w not in CARRYING | own]
    left = [w for w in tokens if not _used(w.strip(), ask, found, found.heading)]
    topic = [w for w in content(ask.topic) if w not in CARRYING | own]
    return tuple(dict.fromkeys((*left, *(w for w in topic if not _used(w, ask, found)))))


def _unasked(tokens: Sequence[str]) -> Iterator[str]:
    """The words, with those that change what is asked marked so that no list holds them."""
    for number, token in enumerate(tokens):
        if number == len(tokens) - 1 and token in _DANGLING and number > 2:
            yield f"{token} "
        elif token == "when" and number and tokens[number - 1] not in _ASKING:
            yield "when "  # a condition: no word of any list
        else:
            yield token


def _used(word: str, ask: Ask, found: Evidence, heading: str = "") -> bool:
    """The answer holds the word, a number for it, its day, or a known other word for it."""
    text = found.text
    if re.fullmatch(r"[\d.:,]+", word) or word in _NUMBERS:
        return _counted(word, ask, text)
    if _RIDE.fullmatch(word):
        return stem(word) in map(stem, words(found.page)) or not _RIDE.search(found.page)
    if asked := days(word):
        return asked <= days(text)
    return (
        (ask.time is not None and (word in _CLOCK_WORDS or word in _BOUNDS.get(ask.which, ())))
        or (bool(ask.regions) and ask.intent in _SIDED and word in _SIDES)
        or any(same(word, other) for other in words(f"{text} {heading}"))
        or (word in allergens.asked(word) and allergens.named(word, text))
        or (word in _ONCE_OPEN and ask.intent == "expiry" and bool(dates.OPENED.search(text)))
        or any(asked.fullmatch(word) and said.search(text) for asked, said in related.PAIRS)
    )


def _counted(word: str, ask: Ask, text: str) -> bool:
    """The number stands in the answer, or told it which time, line or price is meant."""
    number = _NUMBERS.get(word, word)
    if re.search(rf"(?<![\d.,:]){re.escape(number)}(?![\d:]|[.,]\d)", text) or word in words(text):
        return True
    if ask.time is not None:
        hour, minute = divmod(ask.time, 60)
        told = {hour, hour % 12, hour % 12 + 12, minute, 60 - minute}
        return ":" in word or "." in word or (number.isdigit() and int(number) in told)
    meant = ask.intent == "line" and ask.number != 0
    return meant or (bool(ask.claim) and word in fold(ask.claim))
