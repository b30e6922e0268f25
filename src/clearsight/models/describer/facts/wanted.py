"""What form the answer to a question must have, and whether some words have it.

A line that names the thing asked about is no answer unless it states what was asked for: a
platform has a number or a letter, a "when" a time, a date or a day.
"""

import re
from typing import Literal

from clearsight.models.describer.facts.contact import day_word
from clearsight.models.describer.facts.dates import DATE
from clearsight.models.describer.facts.match import content, fold, stem, words
from clearsight.models.describer.facts.money import PRICE

Wanted = Literal["", "amount", "code", "moment", "clock", "date", "quantity", "name"]

_ROWS: tuple[tuple[Wanted, str], ...] = (
    (
        "amount",
        r"how much (?:money|tax|vat|change|cash)\b|\b(?:prices?|costs?|fees?|tax|vat|rent|"
        r"deposit|balance|amount|charged?|paid|owe)\b",
    ),
    ("moment", r"(?:when|(?:at |until )?what time|(?:which|what) (?:day|date)|"
               r"(?:until|from|till) when)\b"),
    (
        "code",
        r"(?:which|what) (?:platform|track|gate|bay|stand|seat|room|floor|terminal|coach|"
        r"carriage|aisle|line|route)\b|\b(?:which|what) .*\bnumber\b|\b(?:platform|track|gate|"
        r"seat|room|floor|terminal)\b.* (?:do|does|is|are)\b",
    ),
    ("quantity", r"how (?:much|many|long|far|big|heavy|fast|hot|old|high|deep|wide)\b"),
    ("name", r"(?:who|whose|whom)\b|.*\bname of\b"),
)  # fmt: skip
_QUESTIONS = tuple((kind, re.compile(pattern)) for kind, pattern in _ROWS)
# With a dot only behind a word for a time, since a price looks the same.
_CLOCK = re.compile(
    r"(?<![\d.,])(?:[01]?\d|2[0-4])\s?[:h]\s?[0-5]\d(?!\d)|"
    r"\b\d{1,2}(?:\.[0-5]\d)? ?(?:am|pm|uhr)\b|"
    r"\b(?:at|from|until|till|between|um|bis|a las|opens?|closes?|starts?|begins?) "
    r"(?:[01]?\d|2[0-4])\.[0-5]\d(?!\d)|\b\d{1,2} ?(?:to|-|–|until) ?\d{1,2}\.[0-5]\d(?!\d)|"
    r"\bnoon\b|\bmidnight\b"
)
_CLOCK_ANYWHERE = re.compile(r"\b(?:[01]?\d|2[0-4])[:h][0-5]\d\b")
_UNTIL = re.compile(r"(?:until|till|up to) (?:when|what|which)\b|how long .*\b(?:valid|open)\b")
_SINCE = re.compile(r"(?:from|since) (?:when|what|which)\b")
_ENDS = re.compile(r"\b(?:until|till|to|by|before|through|ends?|expir\w*|bis|hasta|au)\b|[-–]")
_STARTS = re.compile(r"\b(?:from|since|starts?|begins?|after|ab|desde|du|valid)\b|[-–]")
_MONEY = re.compile(r"\d[.,]\d{2}(?!\d)|[£$€¥]\s?\d|\d\s?(?:[£$€¥]|euros?\b|dollars?\b|pounds?\b)")
# "Enter PIN" and "Forgot password?" state nothing of them.
_PROMPTS = frozenset(
    ["enter", "type", "forgot", "forgotten", "reset", "change", "show", "hide", "confirm", "wrong",
     "incorrect", "invalid", "new", "repeat", "choose", "select", "required", "missing"]
)  # fmt: skip
# "Breakfast 7-10".
HOURS = re.compile(r"(?<![\d.,])(?:[01]?\d|2[0-4]) ?[-–] ?(?:[01]?\d|2[0-4])(?![\d.,%]| ?[a-z°])")
_NUMBER_WORD = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|no|none|once|twice)\b"
)


def wanted(question: str) -> Wanted:
    """Of a folded question without politeness; "" when any statement will do."""
    for kind, pattern in _QUESTIONS:
        found = pattern.search(question) if kind in ("amount", "code") else pattern.match(question)
        if found:
            return kind
    return ""


def answers(kind: Wanted, topic: str, text: str) -> bool:
    """Whether words that name the topic also state what was asked for about it."""
    low = fold(text)
    match kind:
        case "amount":
            return PRICE.search(text) is not None or _MONEY.search(low) is not None
        case "moment":
            hours = _CLOCK.search(low) is not None or HOURS.search(low) is not None
            return hours or DATE.search(text) is not None or day_word(text)
        case "clock":
            return _CLOCK.search(low) is not None
        case "date":
            return DATE.search(text) is not None
        case "code":
            bare = PRICE.sub(" ", DATE.sub(" ", _CLOCK_ANYWHERE.sub(" ", text)))
            return any(_code(word) for word in _beyond(topic, bare))
        case "quantity":
            return any(c.isdigit() for c in text) or _NUMBER_WORD.search(low) is not None
        case "name":
            return any(word[:1].isupper() for word in _beyond(topic, text))
        case _:
            return any(word.lower() not in _PROMPTS for word in _beyond(topic, text))


def directed(question: str, text: str) -> bool:
    """Whether an end is stated where "until when" is asked, a beginning for "from when"."""
    low = fold(text)
    if _UNTIL.match(question):
        return _ENDS.search(low) is not None
    return _SINCE.match(question) is None or _STARTS.search(low) is not None


def _code(word: str) -> bool:
    return any(c.isdigit() for c in word) or (len(word) == 1 and word.isupper())


def _beyond(topic: str, text: str) -> list[str]:
    """The words of a text that carry meaning and are none of the topic's, as they stand."""
    known = {stem(word) for word in content(topic)}
    raw = re.findall(r"[^\W_]+", text)
    return [
        word
        for word in raw
        if (content(word) or (len(word) == 1 and word.isupper()))
        and not {stem(one) for one in words(word)} & known
    ]
