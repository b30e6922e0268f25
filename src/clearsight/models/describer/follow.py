"""Follow-up questions: "and the second?", "how much is that one?", "what about the soup?"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts import allergens, times
from clearsight.models.describer.facts.match import content, fold
from clearsight.models.describer.facts.money import priced
from clearsight.models.describer.facts.rows import rows
from clearsight.models.describer.questions import ordinal, plain, understand
from clearsight.reading import Reading

_ALSO = re.compile(
    r"^(?:and|or|what about|how about|and what about|and how about|ok and)[ ,]+"
    r"(?:for |with |is there |does it (?:contain|have) |are there )?"
    r"(?:the |a |an |any )?(?P<topic>.+)$"
)
_NTH = re.compile(
    r"^(?:and |what about |how about )*(?:the )?"
    r"(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|\d+(?:st|nd|rd|th))"
    r"(?: (?:one|line|item|row|dish))?$"
)
_NEXT = re.compile(
    r"^(?:and |what about |how about )*(?:the )?(?:next|one after|following|after that|then)"
    r"(?: one| line| that)?$"
)
_TO = re.compile(r"^(?:and |what about |how about )*(?:to|for) (?:the )?(?P<place>[^\W\d].+)$")
_TAKES_TOPIC = frozenset(
    ["price", "contains", "present", "where", "count", "about", "field", "colour", "departure"]
)
_TAKES_FOCUS = frozenset(["price", "where", "colour"])
# "I can't have shellfish. Is there any in this pot?"
_ANY = re.compile(
    r"(?:is|are) there (?:any|some)(?: of (?:it|that|them))?(?: (?:in|on) .+)?|"
    r"(?:does|do|has|have) (?:it|this|they|the \w+) (?:have |contain |got )?(?:any|some)"
    r"(?: of (?:it|that|them))?(?: (?:in|on) .+)?|is (?:it|that) in (?:it|here|there|this.*)"
)
_PARTS = re.compile(r"(?<!\b[DSMN][rtso]\.)(?<!\bMrs\.)(?<=[?!.])\s+(?=\w)")
# "I'm on a diet, how many calories?": the clause before the question asks nothing.
_CLAUSE = re.compile(
    r".+,\s+((?:what|which|how|when|where|who|is|are|does|can|has)\b(?! (?:about|else)\b).+)",
    re.IGNORECASE,
)
# What was said before the question changes its answer: "it was opened", "she is six".
_NEEDS_CONTEXT = frozenset(["dose", "expiry", "strength"])
# A sentence about the form of the answer asks nothing: the answer has the form that it has.
_FORM = re.compile(
    r"(?:please |just |only |and )*(?:"
    r"(?:answer|reply|respond)(?: (?:me|only|just))?(?: (?:with|in|by|using|as|yes|no|briefly|"
    r"shortly|honestly)\b.*)?"
    r"|yes or no(?: only)?|(?:a |one )?(?:simple|short) answer.*|in (?:one|a few|two|three) .*"
    r"|be (?:brief|short|concise|honest|precise).*|keep (?:it|your answer) (?:short|brief).*"
    r"|(?:do not|don't) (?:guess|make (?:it|things) up|explain).*)[ .!]*"
)


def resolve(
    question: str, earlier: Sequence[str], reading: Reading, *, now: int | None = None
) -> tuple[Ask, ...]:
    """What a question wants in the light of those before; several when it holds several."""
    before: Ask | None = None
    told = now
    for past in earlier:
        before = _all(past, before, reading)[-1]
        told = before.time if before.time is not None else _stated(past, told)
    asks = _all(question, before, reading)
    told = _stated(question, told)
    return tuple(_timed(ask, told) for ask in asks)


def _stated(words: str, told: int | None) -> int | None:
    """The time of day a person mentions ("it is 9:15 now"), else what was known before."""
    return found if (found := times.asked(plain(words))) is not None else told


def _timed(ask: Ask, told: int | None) -> Ask:
    if ask.intent == "departure" and ask.time is None and ask.which == "next":
        return replace(ask, time=told)
    return ask


def points(part: str) -> bool:
    """Whether a sentence only points at something after an earlier one ("and the second?")."""
    q = " ".join(fold(part).replace("’", "'").split()).rstrip(" ?!.")
    return _NTH.match(q) is not None or _NEXT.match(q) is not None


def sentences_of(question: str) -> list[str]:
    """The sentences of a question without those about the form of the answer."""
    parts = _PARTS.split(question.strip())
    return [one for one in parts if not _FORM.fullmatch(fold(one))] or parts


def _all(question: str, before: Ask | None, reading: Reading) -> tuple[Ask, ...]:
    """One Ask a sentence; sentences that ask nothing are dropped when another one does."""
    asks: list[Ask] = []
    before_all = (before,) if before is not None else ()
    for part in sentences_of(question):
        before = _one(part, before, reading)
        asks.append(before)
    clear = tuple(ask for ask in asks if ask.intent not in ("open", "greet"))
    told = " ".join(ask.words for ask in (*before_all, *asks) if ask.intent == "open")
    kept = [
        replace(ask, words=f"{told} {ask.words}".strip()) if ask.intent in _NEEDS_CONTEXT else ask
        for ask in clear or asks[-1:]
    ]
    return tuple(dict.fromkeys(kept))


def _one(question: str, before: Ask | None, reading: Reading) -> Ask:
    ask = understand(question)
    if ask.intent == "open" and (clause := _CLAUSE.fullmatch(question.strip())):
        other = understand(clause[1])
        ask = ask if other.intent in ("open", "greet") else replace(other, words=ask.words)
        before = before or Ask("open", words=ask.words)
    if before is None:
        return ask
    if _ANY.fullmatch(plain(question)) and (named := allergens.asked(before.words)):
        return replace(ask, intent="contains", topic=" ".join(named), article="", which="")
    q = " ".join(fold(question).replace("’", "'").split()).rstrip(" ?!.")
    followed = _followed(q, before, reading)
    if followed is not None:
        return replace(followed, pictures=ask.pictures or before.pictures)
    if not ask.topic and (ask.refers or ask.intent == "price") and ask.intent in _TAKES_FOCUS:
        ask = replace(ask, article="", topic=focus(before, reading))
    return ask if ask.pictures else replace(ask, pictures=before.pictures)


def _followed(q: str, before: Ask, reading: Reading) -> Ask | None:
    """The earlier question with one thing changed; None when this is a question of its own."""
    if match := _NTH.match(q):
        return _nth(ordinal(match[1]), before, reading)
    if _NEXT.match(q) and before.intent in ("line", "departure"):
        return replace(before, number=before.number + 1)
    if before.intent == "departure":
        return _journey(q, before)
    match = _ALSO.match(q)
    if match is None or before.intent not in _TAKES_TOPIC:
        return None
    topic = match["topic"]
    if before.intent == "contains" and not allergens.asked(topic):
        return replace(before, article="", intent="present", topic=topic)
    if len(content(topic)) > 4:
        return None
    said = "the" if q.endswith(f"the {topic}") else ""
    return replace(before, article=said, topic=topic, claim="")


def _nth(number: int, before: Ask, reading: Reading) -> Ask | None:
    if before.intent == "line":
        return replace(before, number=number)
    if before.intent == "price":
        entries = priced(reading)
        place = number - 1 if number > 0 else number
        if -len(entries) <= place < len(entries):
            return replace(before, article="", topic=entries[place].name, claim="")
        return None
    return replace(before, pictures=(number,)) if before.pictures else Ask("line", number=number)


def _journey(q: str, before: Ask) -> Ask | None:
    """Another time or another place for the same journey."""
    if (time := times.asked(q if re.search(r"[a-z]", q) else f"at {q}")) is not None:
        if len(q.split()) <= 5 and understand(q).intent != "departure":
            return replace(before, time=time, which="next", number=0)
        return None
    if match := _TO.match(q):
        return replace(before, article="", topic=match["place"], number=0)
    match = _ALSO.match(q)
    if match is None:
        return None
    if re.search(r"\b(first|last)\b", q):
        which = "first" if "first" in q else "last"
        return replace(before, which=which, time=None, number=0)
    return replace(before, article="", topic=re.sub(r"^to ", "", match["topic"]), number=0)


def focus(before: Ask, reading: Reading) -> str:
    """The words that "that one" means after an earlier question."""
    if before.topic:
        return before.topic
    table = rows(reading)
    if before.intent == "line" and table:
        number = len(table) if before.number == -1 else before.number
        if 1 <= number <= len(table):
            cited = set(table[number - 1].lines)
            named = [e.name for e in priced(reading) if cited & set(e.name_lines)]
            return named[0] if named else "that"
    return ""
