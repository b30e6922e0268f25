"""How likely letters are words: a small table of common words, and the letters in them.

The table (`rules/common_words.txt`, eight languages with alphabets) is built from our own text by
`train/common_words.py`. Letters are scored by stupid backoff over trigrams (Brants et al. 2007,
"Large language models in machine translation", section 4). It tells a wrong decoding from a right
one; it is no judgement of meaning.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import log, sqrt

_MARKS = "\u0300-\u036f\u064b-\u0652\u0670\u0900-\u0903\u093a-\u094f\u0962\u0963"
WORD = re.compile(f"(?:[^\\W\\d_]|[{_MARKS}])+")
_LATIN_MARK = re.compile("[\u0300-\u036f]+")
_BACKOFF = log(0.4)
_NEVER = -9.0  # of a letter that the table has not: about one in eight thousand
_UNKNOWN = log(0.1)  # share of running words that the table lacks, about
_WORD_START, _WORD_END = "^", "$"
_RANK_SHIFT = 3  # Zipf and Mandelbrot: the first few words are nearly as frequent as one another


def key(word: str) -> str:
    """The word as the table has it: lower case, Latin and Cyrillic letters without accents."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFD", word.casefold())
    return unicodedata.normalize("NFC", _LATIN_MARK.sub("", apart))


def letters_share(text: str) -> float:
    """Share of letters, and of marks that letters carry, in the text; 0 for an empty one."""
    return sum(map(len, WORD.findall(text))) / len(text) if text else 0.0


@dataclass(frozen=True, slots=True)
class Likely:
    """Log probabilities, in nats.

    Attributes:
        words: of each word of the table.
        letters: of a letter after one or two others, by all of them; by itself for one letter.
    """

    words: Mapping[str, float]
    letters: Mapping[str, float]

    def score(self, word: str) -> float:
        """Log probability of a word given by its `key`, by the table or else by its letters."""
        known = self.words.get(word)
        return known if known is not None else self.spelling(word) + _UNKNOWN

    def spelling(self, word: str) -> float:
        """Log probability of the letters of a word, with its end."""
        letters, total = self.letters, 0.0
        text = f"{_WORD_START}{word}{_WORD_END}"
        for end in range(2, len(text) + 1):
            start = max(0, end - 3)
            found = letters.get(text[start:end])
            if found is None:
                found = self._backed_off(text[start + 1 : end])
            total += found
        return total

    def _backed_off(self, text: str) -> float:
        found = self.letters.get(text)
        if found is None:
            found = self.letters.get(text[-1], _NEVER) + _BACKOFF
        return found + _BACKOFF

    def each(self, word: str) -> float:
        """Mean log probability of a letter of the word."""
        return self.spelling(word) / (len(word) + 1)


@cache
def likely() -> Likely:
    """The packaged table."""
    source = resources.files("clearsight.detect.rules").joinpath("common_words.txt")
    words: dict[str, float] = {}
    weights: dict[str, float] = defaultdict(float)
    for line in source.read_text(encoding="utf-8").splitlines():
        ranked = line.partition(":")[2].split()
        total = sum(1 / (rank + _RANK_SHIFT) for rank in range(len(ranked)))
        for rank, word in enumerate(ranked):
            weight = 1 / (rank + _RANK_SHIFT) / total
            words[word] = max(words.get(word, _NEVER * 3), log(weight))
            weights[word] += sqrt(weight)
    return Likely(words, _letters(weights))


def _letters(weights: Mapping[str, float]) -> dict[str, float]:
    counts: dict[str, float] = defaultdict(float)
    for word, weight in weights.items():
        text = f"{_WORD_START}{word}{_WORD_END}"
        for end in range(1, len(text) + 1):
            for start in range(max(0, end - 3), end):
                counts[text[start:end]] += weight
    total = sum(count for letters, count in counts.items() if len(letters) == 1)
    before = {letters: count for letters, count in counts.items() if len(letters) < 3}
    return {
        letters: log(count / (before[letters[:-1]] if len(letters) > 1 else total))
        for letters, count in counts.items()
    }
