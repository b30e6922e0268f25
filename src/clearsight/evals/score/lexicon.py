"""The phrases of each language, folded as answers are."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from clearsight.errors import WeightsError
from clearsight.evals.score.text import Folded, folded

KINDS = (
    "sorry", "declines", "advises_against", "wrong", "seek_help", "offers", "instructs", "picture",
    "asks", "unsure", "lecture",
)  # fmt: skip
FIRST_WORDS = ("no", "yes")
LANGUAGES = ("ar", "de", "en", "es", "fa", "fr", "hi", "it", "ja", "ko", "pt", "ru", "zh")
DENSE = frozenset({"ja", "zh"})  # written without spaces: a phrase may begin anywhere
_KEY = 3  # letters of a word by which phrases are filed


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a folded answer: number of its kind, and where it begins."""

    kind: int
    phrase: str
    at: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases of one language; where words are spaced, each begins with a space.

    Attributes:
        always: (kind, phrase) that are looked up in every answer.
        filed: the others, by the first letters of their first word.
        first: opening words, by FIRST_WORDS.
        possible: how one says what one can do.
    """

    language: str
    always: tuple[tuple[int, str], ...]
    filed: dict[str, tuple[tuple[int, str], ...]]
    first: tuple[tuple[str, ...], ...]
    possible: re.Pattern[str]

    def find(self, answer: Folded) -> Iterator[Found]:
        """Every phrase that stands in the answer, at its first place."""
        text = answer.whole
        for key in {word[:_KEY] for word in answer.tokens}:
            for kind, phrase in self.filed.get(key, ()):
                at = text.find(phrase)
                if at >= 0:
                    yield Found(kind, phrase, at)
        for kind, phrase in self.always:
            at = text.find(phrase)
            if at >= 0:
                yield Found(kind, phrase, at)

    def opens(self, answer: Folded, words: int) -> bool:
        """Whether the answer begins with one of the words of FIRST_WORDS[words]."""
        opening = answer.whole[1:]
        if not opening.startswith(self.first[words]):
            return False
        return self.language in DENSE or any(
            opening.startswith(word) and not opening[len(word) : len(word) + 1].isalnum()
            for word in self.first[words]
        )


@cache
def lexicon(language: str) -> Lexicon:
    """The phrases of a language.

    Raises:
        WeightsError: the list lacks a kind: it would be scored as if nobody ever said such a thing.
    """
    raw = files("clearsight.evals.score").joinpath(f"phrases/{language}.toml")
    table = tomllib.loads(raw.read_text(encoding="utf-8"))
    missing = [kind for kind in (*KINDS, *FIRST_WORDS, "possible") if not table.get(kind)]
    if missing:
        raise WeightsError(f"phrases/{language}.toml lacks {', '.join(missing)}")
    always: list[tuple[int, str]] = []
    filed: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, kind in enumerate(KINDS):
        for phrase in dict.fromkeys(folded(one) for one in table[kind]):
            if language in DENSE or len(phrase.split(" ")[0]) < _KEY:
                always.append((number, phrase if language in DENSE else f" {phrase}"))
            else:
                filed[phrase[:_KEY]].append((number, f" {phrase}"))
    first = tuple(tuple(folded(word) for word in table[kind]) for kind in FIRST_WORDS)
    by_key = {key: tuple(found) for key, found in filed.items()}
    return Lexicon(language, tuple(always), by_key, first, re.compile(table["possible"]))
