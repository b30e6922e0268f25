"""From the words of a question to an Ask. Pure; the table of patterns stands in patterns.py."""

import re

from clearsight.language import language_of
from clearsight.models.describer import tongues
from clearsight.models.describer.abroad import wish
from clearsight.models.describer.ask import Ask, Intent
from clearsight.models.describer.facts import allergens, times
from clearsight.models.describer.facts.match import content, fold
from clearsight.models.describer.facts.position import WORDS
from clearsight.models.describer.facts.wanted import wanted
from clearsight.models.describer.patterns import COLOURS, PATTERNS

_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "last": -1, "final": -1,
}  # fmt: skip
_POLITE = re.compile(
    r"^(?:(?:please|hey|hi|hello|ok|okay|so|well|um|and|but|also|now|just)[, ]+|"
    r"(?:can|could|would|will) (?:you|u)(?: please| kindly)? (?=read|tell|describe|find|show|help|"
    r"explain|say|give|transcribe|count|summari|translat|look|let|identify|recogni)|"
    r"(?:i (?:want|need|would like|'d like) (?:you )?to (?:know|tell me|hear)|"
    r"(?:do )?you know(?= what| where| when| how| if)|"
    r"tell (?:me|us|him|her|them|(?:a |some)\w+)(?: who (?:cannot|can't|can not|could not) see "
    r"(?:it|this|that|the|my)(?: (?:picture|photo|image))?)?|"
    r"show me|give me|let me know|i wonder|help me (?=read|understand))[, ]+"
    r"(?!more|about))+"
)
_GREETING = re.compile(r"(?:hi|hello|hey|thanks?|thank you)(?: there| you| a lot| very much)?")
_TAIL = re.compile(r"[\s,]*(?:please|for me|to me|thanks|thank you|exactly|now)?[\s?!.,;:。？！]*$")
_CONTRACTED = (
    (re.compile(r"\b(what|where|who|when|how|there|it|that)'s\b"), r"\1 is"),
    (re.compile(r"\b(what|where|who|there|they|these)'re\b"), r"\1 are"),
    (re.compile(r"\bwhats\b"), "what is"),
    (re.compile(r"^(what|which) (\w+)'s\b(?= (?:the|this|that|it|my|on|in)\b)"), r"\1 \2 is"),
    (re.compile(r"\bisn't\b"), "is"),
    (re.compile(r"\bdoesn't\b"), "does"),
)
_CONTAINS = re.compile(
    r"\b(?:contains?|lists?|has|have|includes?|got|free|any|with|traces|allerg\w*|in it|suitable|"
    r"vegan|is there|are there|listed|mentioned|printed|named|included|(?:on|in) (?:the|th\w+))\b"
)
_ALLERGY = re.compile(r".*\b(?:allerg\w*|ingredients?)\b.*")
_WANTS_YES_NO = re.compile(r"(?:is|are|does|do|can|could|has|have|was|were|did|any)\b")
_REFERS = re.compile(r"\b(?:that one|this one|the same one|those ones|the other one|that)\b")
_PICTURE = re.compile(
    r"\b(first|second|third|fourth|fifth|last) (?:picture|photo|image)|"
    r"\b(?:picture|photo|image) (?:number )?(\d|one|two|three|four)\b"
)
_IN_PICTURE = re.compile(
    r"(\b(?:in|on|of|from) )?(?:the )?(?:(?:first|second|third|fourth|fifth|last) "
    r"(?:picture|photo|image)|(?:picture|photo|image) (?:number )?(?:\d|one|two|three|four))"
)
_SAID = {"one": 1, "two": 2, "three": 3, "four": 4}
_PLACE = re.compile(
    r"\b(?:to|towards|for) (?!go|leave|take|catch|get|arrive)(?:the )?(?P<place>.+?)"
    r"(?= (?:after|at|from|before|around|by|on|today|now|leaves?|departs?|goes?|arrives?)\b|$)"
)
_FROM = re.compile(
    r"\bfrom (?:the )?(?P<place>[^\W\d].+?)(?= (?:after|before|around|on|to|leaves?|goes?)\b|$)"
)
_ROUTE = re.compile(
    r"\b(?:bus|train|tram|line|number|flight|route) (?:number )?(\w*\d\w*)\b|\bthe (\d+\w?) bus"
)
_ARRIVES = re.compile(
    r"\b(?:at|in) (?:the )?(?P<place>[^\W\d].+?)(?= (?:after|before|around|on)\b|$)"
)

_CODED = re.compile(r"\b(?!at|by)[a-z]{1,3}\d{2,4}\b")
# "The Vienna flight".
_NAMED = re.compile(
    r"\bthe (?!next|first|last|earliest|latest|following|other|same|right|one)"
    r"(?P<place>[^\W\d][\w ]*?) (?:flight|bus|train|tram|ferry|coach|boat)\b"
)


def plain(question: str) -> str:
    """Lower case, without accents, politeness, contractions and final punctuation."""
    text = " ".join(fold(question).replace("’", "'").split())
    for pattern, full in _CONTRACTED:
        text = pattern.sub(full, text)
    text = _POLITE.sub("", text)
    return _TAIL.sub("", _TAIL.sub("", text))


def understand(question: str) -> Ask:
    """What one question wants, without regard to what was asked before."""
    if _GREETING.fullmatch(fold(question).strip(" !.?")):
        return Ask("greet")
    q = plain(question)
    pictures = _pictures(q)
    if pictures:
        q = _IN_PICTURE.sub(lambda m: f"{m[1] or ''}the picture", q)
    if not q:
        return Ask("describe", pictures=pictures)
    if (spoken := wish(q)) is not None:
        told: Intent = "count" if spoken[1] == "people" else "colour"
        return Ask(told, topic=spoken[1], tongue=spoken[0], pictures=pictures)
    abroad, language = tongues.intent(q), language_of(question)
    if abroad is not None and (tongues.other(q) or not _english(q)):
        return Ask(
            abroad[0], topic=abroad[1], foreign=True, language=language, pictures=pictures, words=q
        )
    if tongues.other(q) and not _english(q):
        return Ask("open", foreign=True, language=language, pictures=pictures)
    intent, topic, number = _match(q)
    if intent in ("open", "field", "list") and not _english(q) and language != "en":
        return Ask("open", foreign=True, language=language, pictures=pictures)
    intent, topic = _allergy(q, intent, topic)
    if intent == "departure":
        topic = _journey(q)
    topic = _as_typed(_trim(topic), question)
    return Ask(
        intent,
        topic=topic,
        article=_article(topic, q),
        number=number,
        time=times.asked(q) if intent in ("departure", "field", "hours") else None,
        which=_which(q, intent),
        claim=_claim(q, intent),
        regions=_regions(q),
        yes_no=_WANTS_YES_NO.match(q) is not None,
        refers=_REFERS.search(q) is not None or not topic,
        pictures=pictures,
        wanted=wanted(q),
        words=q,
    )


def _english(q: str) -> bool:
    """Some small English word of questions stands in it."""
    pattern = r"\b(?:what|who|where|how|is|are|the|this|does|read|describe|which|tell|please|it)\b"
    return re.search(pattern, q) is not None


def _match(q: str) -> tuple[Intent, str, int]:
    for intent, pattern in PATTERNS:
        if match := pattern.fullmatch(q):
            groups = match.groupdict()
            return intent, groups.get("topic") or "", ordinal(groups.get("number") or "")
    if len(q.split()) <= 3 and _WANTS_YES_NO.match(q) is None:
        return "field", q, 0
    match = _WANTS_YES_NO.match(q)
    return "open", q[match.end() :] if match else "", 0


def ordinal(word: str) -> int:
    """1 for "first" or "1st", -1 for "last", 0 for nothing."""
    digits = re.match(r"\d+", word)
    return int(digits.group()) if digits else _ORDINALS.get(word, 0)


def _allergy(q: str, intent: Intent, topic: str) -> tuple[Intent, str]:
    """Questions whether something is in it go to what the label says, never to what is seen."""
    if intent in ("price", "expiry", "where", "colour", "dose", "open", "count"):
        return intent, topic
    named = allergens.asked(q)
    if named and _CONTAINS.search(q):
        return "contains", " ".join(named)
    if _ALLERGY.fullmatch(q):
        return "contains", " ".join(named)
    return intent, topic


def _trim(topic: str) -> str:
    """The topic without small words at its ends; empty when only a pointing word is left."""
    bare = re.sub(r"^(?:the|a|an|my|any|some|one|of|his|her|their) ", "", topic.strip(" '\""))
    bare = re.sub(r" (?:please|here|there|in it|on it|cost|costs)$", "", bare)
    done = r"included|charged|listed|printed|set|selected|chosen|on|off|given|used|shown"
    bare = re.sub(
        rf"(?:(?: (?:is|are|was|were)) (?:{done})| (?:included|charged|listed))$", "", bare
    )
    bare = re.sub(r"(?: (?:on|in|of|at|for|to|from))+$", "", bare)
    return bare if content(bare) else ""


def _as_typed(topic: str, question: str) -> str:
    """The topic with the capitals of the question, because it may be said back."""
    match = re.search(re.escape(topic), question, re.IGNORECASE)
    return match.group() if match else topic


def _article(topic: str, q: str) -> str:
    match = re.search(rf"\b(an?|the) {re.escape(fold(topic))}\b", q) if topic else None
    return match[1] if match else ""


def _regions(q: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(WORDS[word] for word in q.split() if word in WORDS))


def _pictures(q: str) -> tuple[int, ...]:
    found = [
        ordinal(match[1]) if match[1] else _SAID.get(match[2], 0) or int(match[2])
        for match in _PICTURE.finditer(q)
    ]
    return tuple(dict.fromkeys(found))


def _claim(q: str, intent: Intent) -> str:
    """What a yes-or-no question wants confirmed."""
    if _WANTS_YES_NO.match(q) is None or " or " in q:
        return ""
    if intent == "colour":
        found = [word for word in q.split() if re.fullmatch(COLOURS, word)]
        return found[-1] if found else ""
    if intent in ("price", "total"):
        amount = re.search(r"\d+(?:[.,]\d{1,2})?(?=\D*$)", q)
        return amount.group() if amount else ""
    return ""


def _which(q: str, intent: Intent) -> str:
    if intent == "author":
        return "to" if re.search(r"\b(?:to|for)$", q) else ""
    if intent == "contains":
        return "free" if re.search(r"\bfree\b|without|suitable", q) else ""
    if intent == "display":
        return "clock" if "time" in q.split() or "clock" in q.split() else ""
    if intent != "departure":
        return ""
    if re.search(r"\b(?:last|latest)\b", q):
        return "last"
    if re.search(r"\b(?:first|earliest)\b", q):
        return "first"
    return "before" if re.search(r"\b(?:before|by) (?:\d|noon|half|quarter)", q) else "next"


def _journey(q: str) -> str:
    """The place and the route a question about a journey names."""
    clean = re.sub(
        r"\b(?:after|at|before|from|by|around) (?:\d\S*|noon)(?: ?[ap]m)?\b", "", q
    ).strip()
    clean = re.sub(
        r" (?:listed|shown|printed|mentioned|given)(?: .*)?$", "", " ".join(clean.split())
    )
    named = (_PLACE, _ARRIVES, _FROM, _NAMED)
    place = next((found for one in named if (found := one.search(clean))), None)
    route = _ROUTE.search(q)
    words = [place["place"]] if place else _CODED.findall(q)[:1]
    if route and not re.search(r"\bat\b|\bafter\b", route.group()):
        words.append(route[1] or route[2])
    return " ".join(words)
