"""Phrases of one to three words that the index has a picture for: what choosers choose among."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from clearsight.imaging.index import Index, Match
from clearsight.imaging.index.words import DENSE, common, is_dense, normal, phrase_forms
from clearsight.imaging.synonyms.associations import associated, table
from clearsight.imaging.synonyms.values import Kind, Phrase

MOST_WORDS = 3
_MOST_SIGNS = 6
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_CAPITAL_BEFORE = re.compile(r"(?<=[^.!?:\s] )[A-Z]\w+ $")
_CAPITAL_AFTER = re.compile(r" [A-Z]\w")
# Words that ask for something: what is asked for carries the meaning, not the asking.
_ASKING = {
    "en": """make makes making create creating write writing give provide explain describe develop
        guide tutorial step steps instruction instructions method methods way ways someone something
        tip tips advice list detail detailed plan strategy show teach tell using used use uses good
        best new people's article poem script story speech blog post essay message generate design
        compose outline produce without getting caught possible effective effectively successfully
        different type types kind kinds order help certain various thing things day time need
        encourage promote become real part point able start first last right left free top high low
        next long short own end back down hand turn set keep put take find go come let try sign
        hashtag include including example information personal away being public illegal commit
        going avoid gain others engage particular group groups cause control media service medical
        social historical political literary environmental step-by-step benefit benefits content
        product products development bypass exploit paying waste support entry history other
        another only into off during against""",
    "zh": """如何 怎么 怎样 什么 方法 使用 制作 可以 一个 可能 进行 最好 哪些 需要 写 一篇 的 我
        有效 信息 操纵 时 大 小 上 下 中 不 新 有 可 是 对 比""",
    "vi": """làm cách thế nào để có thể hướng dẫn viết tạo phương pháp tốt nhất bước một những
        các hoặc thông tin sử dụng cá nhân""",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase, and the pictures found for it, the best first (never none)."""

    phrase: Phrase
    kind: Kind
    matches: tuple[Match, ...]


class Finder:
    """Finds the candidates of texts; keeps each language's vocabulary."""

    def __init__(self, index: Index, *, permissive: bool = True) -> None:
        self._index, self._permissive = index, permissive
        self._vocabulary = cache(lambda language: index.vocabulary(language, permissive=permissive))
        self._pictures = lru_cache(20_000)(self._search)

    def candidates(self, text: str, language: str) -> list[Candidate]:
        """Every phrase with a picture, in order of the text; they may overlap."""
        found = []
        for start, end in _spans(text):
            words = normal(text[start:end])
            if not _in_a_name(text, start, end) and self._sieve(words, language):
                kind, matches = self._pictures(words, language)
                if matches:
                    phrase = Phrase(start, end, text[start:end])
                    found.append(Candidate(phrase, kind, matches))
        return found

    def candidate(self, text: str, phrase: Phrase, language: str) -> Candidate | None:
        """One given phrase, which may be longer and may be met by its head noun alone."""
        words = normal(phrase.text)
        kind, matches = self._pictures(words, language)
        if not matches:
            matches = self._index.find(words, language, limit=8, permissive=self._permissive)
            kind = "head"
        return Candidate(phrase, kind, matches) if matches else None

    def _sieve(self, words: str, language: str) -> bool:
        if not words or _carries_nothing(words, language):
            return False
        known = self._vocabulary(language)
        return any(form in known for form in phrase_forms(words, language)) or (
            associated(words, language) is not None
        )

    def _search(self, words: str, language: str) -> tuple[Kind, tuple[Match, ...]]:
        found = self._index.find(words, language, limit=8, permissive=self._permissive, whole=True)
        # Signs and faces have words for anything; they do not show it.
        found = tuple(m for m in found if m.picture.concrete and _shows(m))
        if len(words) == 1 or (language == "vi" and " " not in words):
            found = ()  # a lone sign or syllable is mostly a part of a longer word
        if found and found[0].kind == "name":
            return "name", found
        thing = associated(words, language)
        if thing is not None:
            shown = self._index.find(thing, "en", limit=8, permissive=self._permissive, whole=True)
            if shown:
                return "association", shown
        return "keyword", found


def _shows(match: Match) -> bool:
    """Whether a match may stand for its words: by name, or by keywords that people curated.

    Of collections with one English name a picture, a word of the name is too often another sense
    ("deer track" for "track"): in a labelled sample, 14 of 45 pictures that failed were such.
    """
    curated = match.picture.concept.startswith(("emoji:", "own:"))
    return match.kind == "name" or (match.kind == "keyword" and curated)


def _in_a_name(text: str, start: int, end: int) -> bool:
    """Whether the words are a part of a longer name, as "City" is of "Mexico City"."""
    return text[start].isupper() and bool(
        _CAPITAL_BEFORE.search(text, 0, start) or _CAPITAL_AFTER.match(text, end)
    )


@cache
def _asking(language: str) -> frozenset[str]:
    return common(language) | frozenset(_ASKING.get(language, "").split())


def _carries_nothing(words: str, language: str) -> bool:
    """A phrase that begins or ends with a word that is never shown, or is one."""
    empty = _asking(language)
    if is_dense(words):
        return words in empty
    parts = words.split(" ")
    if words in table(language):
        return False
    return parts[0] in empty or parts[-1] in empty or all(len(p) < 3 for p in parts)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Character spans of one to three words; of texts without spaces, of one to six signs."""
    words = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    for number, (start, end) in enumerate(words):
        if DENSE.search(text[start:end]):
            yield from _signs(start, end)
            continue
        for last in words[number : number + MOST_WORDS]:
            between = text[end : last[0]] if last[0] > end else ""
            if set(between) & set('.,;:!?()\n"') or DENSE.search(text[last[0] : last[1]]):
                break
            yield start, last[1]
            end = last[1]


def _signs(start: int, end: int) -> Iterator[tuple[int, int]]:
    for first in range(start, end):
        for last in range(first + 1, min(end, first + _MOST_SIGNS) + 1):
            yield first, last
