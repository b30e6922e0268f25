"""Loads the tables of questions about people: one TOML file per language, compiled once."""

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from typing import Protocol

from clearsight.detect.fold import fold, scripts
from clearsight.errors import UsageError

_SCRIPTS = {
    "en": {"Latin"},
    "zh": {"Han"},
    "es": {"Latin"},
    "fr": {"Latin"},
    "de": {"Latin"},
    "ar": {"Arabic"},
    "hi": {"Devanagari"},
    "pt": {"Latin"},
    "ru": {"Cyrillic"},
    "ja": {"Han", "Hiragana", "Katakana"},
}
LANGUAGES = tuple(_SCRIPTS)
_RUN_TOGETHER = ("ar", "zh", "ja")  # articles and prepositions are one word with the noun


class Expression(Protocol):
    """What is asked of a compiled expression."""

    def search(self, text: str, /) -> re.Match[str] | None: ...


class Framed:
    """A word in a frame, found only where the word is found alone.

    Frames are long and words are rare: most frames are never tried, and never compiled.
    """

    def __init__(self, word: re.Pattern[str], frame: Callable[[], re.Pattern[str]]) -> None:
        """`frame` compiles the expression, with the word in it."""
        self._word, self._frame = word, cache(frame)

    def search(self, text: str, /) -> re.Match[str] | None:
        return self._frame().search(text) if self._word.search(text) else None


Expressions = tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Asks:
    """Expressions that ask one thing of a person.

    Attributes:
        category: "people/identify", "people/sensitive_trait" or "people/ungrounded".
        detail: finer kind, such as "age"; empty for identify.
    """

    category: str
    detail: str
    expressions: Expressions


@dataclass(frozen=True, slots=True)
class Language:
    """One language's table, over folded text.

    Attributes:
        noun: a word for a person. strong: a person named as such ("this man").
        person: that, or a pronoun of a person.
        this: words that point at anything. deictic: a person or picture pointed at.
        famous: words that claim a public figure.
        general: words of laws, grammar and science: the text asks about no one shown.
        claims: statements that give a person a trait, for answers.
        not_identify: who made it, what a caption says. `not_person`: cartoons, statues, pets.
    """

    code: str
    noun: re.Pattern[str]
    strong: re.Pattern[str]
    person: re.Pattern[str]
    this: re.Pattern[str]
    deictic: re.Pattern[str]
    famous: re.Pattern[str]
    general: re.Pattern[str]
    asks: tuple[Asks, ...]
    claims: tuple[Asks, ...]
    not_identify: Expressions
    not_person: Expressions


@cache
def language(code: str) -> Language:
    """The table of one language.

    Raises:
        UsageError: no table for that code.
    """
    if code not in LANGUAGES:
        raise UsageError(f"no table of people questions for {code!r}; known: {LANGUAGES}")
    source = resources.files("clearsight.detect.rules").joinpath("people", f"{code}.toml")
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    fill = _Fill(table)
    asks = [Asks("people/identify", "", fill.all(table["identify"]))]
    claims: list[Asks] = []
    for category, section in (
        ("people/sensitive_trait", "trait"),
        ("people/ungrounded", "ungrounded"),
    ):
        words: dict[str, str] = table[f"{section}_words"]
        for detail, expressions in table[section].items():
            said = words.get(detail)
            framed = fill.framed(table["frames"], said) if said else ()
            asks.append(Asks(category, detail, (*fill.all(expressions), *framed)))
            claims.append(
                Asks(category, detail, fill.framed(table["claims"], said) if said else ())
            )
    return Language(
        code,
        fill.one("<N>" if code in _RUN_TOGETHER else r"(?<!\w)<N>(?!\w)"),
        fill.one("<S>"),
        fill.one(r"(?<!\w)<H>"),
        fill.one(r"(?<!\w)" + table["this"]),
        fill.one(table["deictic"]),
        fill.one(table["famous"]),
        fill.one(table["general"]),
        tuple(asks),
        tuple(claims),
        fill.all(table["not_identify"]),
        fill.all(table["not_person"]),
    )


class _Fill:
    """Puts a table's own words into its expressions."""

    def __init__(self, table: dict[str, str]) -> None:
        noun, pronoun, this = table["noun"], table["pronoun"], table["this"]
        strong = table["strong"].replace("<N>", noun)
        self._words = {
            "<P>": f"(?:{strong}|{pronoun}|{this})",
            "<H>": f"(?:{strong}|{pronoun})",
            "<S>": strong,
            "<N>": noun,
        }

    def one(self, expression: str) -> re.Pattern[str]:
        for name, words in self._words.items():
            expression = expression.replace(name, words)
        return re.compile(fold(expression))

    def framed(self, frames: Iterable[str], word: str) -> Expressions:
        """The word in each frame, in place of <A>."""
        alone = self.one(word)
        return tuple(
            Framed(alone, partial(self.one, frame.replace("<A>", word))) for frame in frames
        )

    def all(self, expressions: Iterable[str]) -> Expressions:
        return tuple(self.one(expression) for expression in expressions)


def languages_of(text: str) -> tuple[Language, ...]:
    """The tables whose script occurs in the text; kana means Japanese rather than Chinese."""
    return tuple(language(code) for code in codes_of(text))


def codes_of(text: str) -> list[str]:
    """The languages whose script occurs in the text; kana means Japanese rather than Chinese."""
    found = scripts(text)
    codes = [code for code in LANGUAGES if _SCRIPTS[code] & found]
    if found & {"Hiragana", "Katakana"} and "zh" in codes:
        codes.remove("zh")
    return codes
