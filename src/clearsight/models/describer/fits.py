"""Whether what an understood question is answered with can be the answer to it.

It has the form that was asked for, it is about the very key, denies nothing behind a "yes", and is
whole where something was counted.
"""

import re
from collections.abc import Sequence
from typing import Literal

from clearsight.models.describer.ask import Ask, Intent
from clearsight.models.describer.carried import BY_INTENT, CARRYING, PAPER
from clearsight.models.describer.evidence import Evidence, same
from clearsight.models.describer.facts import allergens, papers
from clearsight.models.describer.facts.contact import days, dosed
from clearsight.models.describer.facts.match import content, fold, holds, words
from clearsight.models.describer.facts.wanted import HOURS, Wanted, answers
from clearsight.models.describer.keys import SHORT_ROW, keyed, multiplied
from clearsight.models.describer.patterns_parts import RIDE
from clearsight.models.describer.pieces import SURE, Answer, Count
from clearsight.reading import Reading

Form = Wanted | Literal["day", "time", "lasts"]

_ROWS: tuple[tuple[str, Form], ...] = (
    (r"(?:^|\b(?:until|till|from|by|since) )when\b", "moment"),
    (r"\bwhat time\b|\b(?:which|what) hour\b", "time"),
    (r"\b(?:what|which|last|first) (?:day|date)\b", "day"),
    (r"\b(?:price|cost|costs|how much (?:money|is|are|does|do|did|was))\b", "quantity"),
    (r"\b(?:which|what) (?:platform|track|gate|bay|stand|seat|room|floor|terminal)\b", "code"),
    (r"\bhow long\b", "lasts"),
    (r"\bhow (?:many|far|heavy|hot|old|often)\b", "quantity"),
)
_FORMS = tuple((re.compile(pattern), form) for pattern, form in _ROWS)
_LASTS = re.compile(r"\d ?(?:min|h\b|hour|day|week|month|year|sec)|hours?\b|minutes?\b|\bdays?\b")
_NEGATED = re.compile(
    r"\b(?:no|not|non|without|none|never|except|excluding|free|cannot|nor|sin|ohne|sans|closed|"
    r"unavailable|cancelled|sold out|out of)\b|n't\b"
)
_NEGATIONS = frozenset(
    ["no", "not", "without", "never", "except", "free", "closed", "cancelled", "none"]
)
_KEYED: frozenset[Intent] = frozenset(["price", "present", "field", "where"])
_SHAPED: frozenset[Intent] = frozenset(["date", "phone", "email", "web", "address"])
_SUMS: frozenset[Intent] = frozenset(["price", "total"])
_FROM = re.compile(r"\bfrom (?:the )?(?!platform|gate|here|now|noon|stand|\d)([^\W\d]+)")
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d\d\b")
_STATUS = re.compile(r"delayed|cancelled|canceled|boarding|time|diverted|late|express|daily")
_RIDE = re.compile(rf"\b{RIDE}\b")
_ARRIVES = re.compile(r"\barriv")
_INSIDE_OF = re.compile(r"what (?:is|are) in\b")
_MINE = re.compile(r"\b(?:i|we|you) (?:get|have|need|give|make|earn|win|save)\b(?! to)")
_OUGHT = re.compile(r"\b(?:should|must|supposed|ought|meant)\b")
_ONLY_CLOCK = re.compile(r"\W*(?:time\W*)?\d{1,2}[:.h]\d\d(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?\W*")
_LIST = re.compile(r"ingredients?|zutaten|ingredientes|composition")
_INSIDE = re.compile(r"\b(?:are|is|come|comes) (?:there|left|in|inside|on)\b")


def fits(asked: str, ask: Ask, reading: Reading, made: Answer, found: Evidence) -> bool:
    """Args: asked: the folded words of an understood question."""
    return not (
        (ask.intent != "expiry" and not _counts(made) and not _formed(asked, found))
        or _denied(asked, made, found)
        or (ask.intent in _KEYED and bool(content(ask.topic)) and not keyed(ask, made))
        or (ask.intent in _SUMS and (multiplied(reading, made) or bool(_MINE.search(asked))))
        or _elsewhere(asked, ask, found)
        or (ask.intent == "departure" and not _travels(asked, ask, reading, found))
        or (ask.intent == "display" and not _displayed(asked, ask, found))
        or (ask.intent == "field" and not _stated(asked, ask, made, found))
        or (ask.intent == "contains" and not _ingredient(reading, made))
        or (ask.intent == "count" and not _counts(made) and not _held(asked, ask, found))
        or (ask.intent in _SHAPED and _strays(asked, ask, found))
        or (ask.intent == "count" and _counts(made) and not _whole(reading))
    )


def _formed(asked: str, found: Evidence) -> bool:
    """A moment, a length of time, an amount or a code is quoted where one is asked for."""
    forms = [form for pattern, form in _FORMS if pattern.search(asked)]
    return not found.raw or all(any(_has(form, one) for one in found.raw) for form in forms)


def _has(form: Form, text: str) -> bool:
    if form == "day":
        return answers("date", "", text) or bool(days(text))
    if form == "time":
        return answers("clock", "", text) or HOURS.search(fold(text)) is not None
    if form == "lasts":
        return _LASTS.search(fold(text)) is not None
    return answers(form, "", text)


def _denied(asked: str, made: Answer, found: Evidence) -> bool:
    """A yes where the question or the words behind it deny something."""
    if not any(str(s.pieces[0]).startswith("Yes") for s in made.sentences):
        return False
    denies = bool(set(words(asked)) & _NEGATIONS)
    return denies or any(_NEGATED.search(one) for one in found.lines)


def _elsewhere(asked: str, ask: Ask, found: Evidence) -> bool:
    """Not the place that was named, or from it: "Newhaven Quay" for "Newhaven"."""
    timed = ask.intent == "departure" or any(_CLOCK.search(line) for line in found.raw)
    start = _FROM.search(asked) if timed else None
    if start and not any(same(start[1], word) for word in words(found.heading)):
        return True
    if timed and any(_ARRIVES.search(x) for x in found.lines) != bool(_ARRIVES.search(asked)):
        return True
    if ask.intent != "departure" or not ask.topic or any(c.isdigit() for c in ask.topic):
        return False
    key = [w for w in words(ask.topic) if w not in CARRYING]
    for line in found.raw:
        named = [w for w in content(line) if w.isalpha() and len(w) > 1 and not _STATUS.search(w)]
        known = [any(same(w, k) for k in key) for w in named]
        if any(known) and not all(known):
            return True
    return False


def _travels(asked: str, ask: Ask, reading: Reading, found: Evidence) -> bool:
    """The page is about journeys; else what it says of leaving or arriving has to be quoted."""
    kind = papers.kind(reading)
    if (kind is not None and kind.name == "timetable") or _RIDE.search(found.page) or ask.topic:
        return True
    verbs = [w for w in words(asked) if re.match(r"leav|depart|go|run|arriv|start", w)]
    return any(same(verb, word) for verb in verbs for word in words(found.text))


def _displayed(asked: str, ask: Ask, found: Evidence) -> bool:
    """The time alone in its row, and what is, not what ought to be."""
    if _OUGHT.search(asked):
        return False
    return ask.which != "clock" or all(_ONLY_CLOCK.fullmatch(fold(x)) for x in found.statements)


def _stated(asked: str, ask: Ask, made: Answer, found: Evidence) -> bool:
    """One row or sentence names the key and has the form of the answer; a cell has its head."""
    if not content(ask.topic) or _INSIDE_OF.match(asked):
        return False
    if str(made.sentences[0].pieces[0]).startswith(("Under", "Above")):
        return True
    forms = [form for pattern, form in _FORMS if pattern.search(asked)]
    key = [w for w in content(ask.topic) if w not in CARRYING | BY_INTENT["field"]]
    return any(
        all(any(same(k, word) for word in words(one)) for k in key)
        and all(_has(form, one) for form in forms)
        and (bool(forms or ask.wanted) or _headed(key, one))
        for one in found.statements
    )


def _headed(key: Sequence[str], statement: str) -> bool:
    """A row that is a key with its value, not a sentence in which the word comes up."""
    first = content(statement)[: len(key)]
    return len(statement.split()) <= SHORT_ROW or all(
        any(same(k, word) for word in first) for k in key
    )


def _ingredient(reading: Reading, made: Answer) -> bool:
    """Of a page with a list of ingredients the name on its front is no proof of one."""
    marked = [
        i
        for i, line in enumerate(reading.lines)
        if allergens.ANY.search(fold(line.text)) or _LIST.search(fold(line.text))
    ]
    cited = {i for sentence in made.sentences for i in sentence.lines}
    return not marked or any(i >= marked[0] for i in cited)


def _held(asked: str, ask: Ask, found: Evidence) -> bool:
    """How many a pack holds is not how many are taken of it."""
    if not found.raw or not _INSIDE.search(asked):
        return True
    return any(holds(ask.topic, x) and not dosed(fold(x)) for x in found.raw if re.search(r"\d", x))


def _strays(asked: str, ask: Ask, found: Evidence) -> bool:
    """Of several dates or numbers only some stand beside what was asked about."""
    known = CARRYING | BY_INTENT[ask.intent]
    extra = [w for w in words(PAPER.sub(" ", asked)) if w not in known and not w.isdigit()]
    return any(not holds(w, line) for w in extra for line in found.lines)


def _counts(made: Answer) -> bool:
    """A number that was counted in the text, not one that stands there."""
    return any(
        isinstance(piece, Count) and piece.of in ("lines", "prices")
        for sentence in made.sentences
        for piece in sentence.pieces
    )


def _whole(reading: Reading) -> bool:
    """Nothing was left unread, cut off or doubted, so that what was read can be counted."""
    cut = reading.quality is not None and bool(reading.quality.cut_off)
    sure = all(line.confidence >= SURE for line in reading.lines)
    return sure and not cut and not reading.unread and not reading.failures
