"""What a request wants done, by readable rules: `rules/intent/LANGUAGE.toml`, ten languages.

A request frame, an acting verb and a dangerous thing close together are a harm, whatever the
trained head says of so short a text. Look-alikes ("kill a process") are taken out first, so that
they make no harm; the head's score they leave alone.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from clearsight.detect.fold import fold
from clearsight.detect.people_rules import LANGUAGES, codes_of
from clearsight.errors import UsageError

_PLAIN = 0.85
_CAREFUL = 0.35  # history, fiction, prevention, law: grey, so that the answer is looked at
_LONGEST = 4000  # characters of a sentence that are searched; a request is far shorter
_SENTENCE = re.compile(r"[^.!?。！？؟।\n;]+")
_LIST = re.compile(r"\b1\s*[.)、:].{0,8}\b2\s*[.)、:]", re.DOTALL)
_HOLE = " \u25cb "


@dataclass(frozen=True, slots=True)
class Harm:
    """A request for harm: category, the developers' confidence 0..1, and the folded words."""

    category: str
    score: float
    words: str


@dataclass(frozen=True, slots=True)
class Intent:
    """One language's table, over folded text.

    Attributes:
        frame: words that ask. `polite`: words that may stand before a bare imperative.
        safe: words that make a sentence careful. `alike`: whole look-alikes.
        harms: category and expression of verb and thing; `gerund` words need a frame.
    """

    frame: re.Pattern[str]
    polite: re.Pattern[str]
    safe: re.Pattern[str]
    alike: re.Pattern[str]
    gerund: re.Pattern[str]
    harms: tuple[tuple[str, re.Pattern[str]], ...]


@cache
def intent(code: str) -> Intent:
    """The table of one language.

    Raises:
        UsageError: no table for that code.
    """
    if code not in LANGUAGES:
        raise UsageError(f"no table of intents for {code!r}; known: {LANGUAGES}")
    source = resources.files("clearsight.detect.rules").joinpath("intent", f"{code}.toml")
    table: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
    some = {name: _any(table[name]) for name in ("frame", "polite", "safe", "alike")}
    gap = rf"(?:(?!{table['stop']}).){{0,{table['gap']}}}?"
    harms = tuple((rule["category"], _pair(rule, gap, table["either"])) for rule in table["harm"])
    gerund = re.compile(table.get("gerund", r"(?!)"))
    return Intent(**some, gerund=gerund, harms=harms)


def harms(text: str) -> list[Harm]:
    """Requests for harm in a text; look-alikes are none."""
    folded = fold(text)
    listed = bool(_LIST.search(folded))
    return [
        harm
        for code in codes_of(folded)
        for sentence in _sentences(intent(code).alike.sub(_HOLE, folded))
        for harm in _in(intent(code), sentence, listed)
    ]


def _in(table: Intent, sentence: str, listed: bool) -> Iterator[Harm]:
    framed = listed or table.frame.search(sentence)
    for category, expression in table.harms:
        for found in expression.finditer(sentence):
            if framed or _commands(table, sentence, found):
                careful = table.safe.search(sentence)
                yield Harm(category, _CAREFUL if careful else _PLAIN, found[0])
                break


def _commands(table: Intent, sentence: str, found: re.Match[str]) -> bool:
    before = sentence[: found.start()].strip(" ,:\"'-*")
    return bool(not before or table.polite.fullmatch(before)) and not table.gerund.match(found[0])


def _sentences(folded: str) -> Iterator[str]:
    return (found[0][:_LONGEST] for found in _SENTENCE.finditer(folded))


def _any(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(fold, words)) or r"(?!)")


def _pair(rule: dict[str, str], gap: str, either: bool) -> re.Pattern[str]:
    verbs, things = f"(?:{rule['verbs']})", f"(?:{rule['things']})"
    orders = [verbs + gap + things] + ([things + gap + verbs] if either else [])
    return re.compile(fold("|".join(orders)))
