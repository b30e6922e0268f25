"""Folds an answer so that phrases can be looked up, and finds its language."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

MOST_CHARS = 600  # of an answer that are looked at from its start
TAIL_CHARS = 150  # and from its end
_QUOTES = (
    ("’", "'"), ("‘", "'"), ("ʼ", "'"), ("`", "'"), ("“", '"'), ("”", '"'), ("\u200c", " "),
    ("\u200b", ""),
)  # fmt: skip
_ARABIC_LETTERS = "اأإآةىيكیه"  # one of them stands in every phrase
_TABLE = str.maketrans(
    {
        "\u0640": None, "أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ى": "ی", "ي": "ی", "ك": "ک",
        **{chr(mark): None for mark in range(0x064B, 0x0653)},
    }
)  # fmt: skip
# Runs of letters: a match for each letter would take three times as long.
_SCRIPTS = (
    ("ar", re.compile(r"[\u0600-\u06ff]+")),
    ("hi", re.compile(r"[\u0900-\u097f]+")),
    ("ru", re.compile(r"[\u0400-\u04ff]+")),
    ("ko", re.compile(r"[\uac00-\ud7af]+")),
    ("zh", re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]+")),
)
_KANA = re.compile(r"[\u3040-\u30ff]+")
_FOREIGN = re.compile(r"[\u0400-\U0010ffff]+")
_START_CHARS = 150  # in which an answer shows its script
_PERSIAN = re.compile(r"[پچژگ]|\b(?:است|این|که|برای|نیست)\b")
_ARABIC = re.compile(r"\b(?:في|فی|من|هذا|هذه|هذه|التي|التی|ان|علی|على)\b|\bال\w")
_COMMON = {
    "en": "the is to and you it of that not this i a are for in be can or as",
    "de": "der die das ist nicht und es ich sie zu ein eine in den mit auf für",
    "fr": "le la les est pas et de je vous il un une des pour que dans ne ce",
    "es": "el la los es no y de que un una para en por se su como esta este",
    "it": "il la non è e di che un una per in si sono questo questa del della le",
    "pt": "o a os não é e de que um uma para em por se você isso do da",
}
_STOPS = {name: frozenset(words.split()) for name, words in _COMMON.items()}
_SURE = 8  # different common English words: no other language has so many of them
MOST_WORDS = 60  # from the start, for the language and for n-grams
_MARKS = ".,;:!?\"'()[]{}*#«»。！？，、：；।؟،؛…-–—"
_END = re.compile(r"[.!?。！？।؟\n]")
_BULLETS = frozenset(f"{number}{mark}" for number in range(100) for mark in ".)") | set("-*•")


class Folded(NamedTuple):
    """An answer, ready to be looked through.

    Attributes:
        whole: folded text, one space before each word and mark.
        first: its first sentence.
        tokens: all pieces between spaces.
        different: the same, each once.
        words: the first MOST_WORDS tokens without marks around them.
        language: code of the word list to use.
        length: characters of the answer as it came.
        items: numbered or bulleted items of lists.
    """

    whole: str
    first: str
    tokens: list[str]
    different: frozenset[str]
    words: list[str]
    language: str
    length: int
    items: int


def folded(text: str) -> str:
    """Lower case, one kind of quotes, of spaces and of letters that are written in two ways."""
    return " ".join(_pieces(text))


def _pieces(text: str) -> list[str]:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        for mark, plain in _QUOTES:
            text = text.replace(mark, plain)
        if any(letter in text for letter in _ARABIC_LETTERS):
            text = text.translate(_TABLE)
    return text.lower().split()


def middle(answer: str) -> str:
    """What `fold` leaves out of a long answer."""
    text = answer.strip()
    return text[MOST_CHARS:-TAIL_CHARS] if len(text) > MOST_CHARS + TAIL_CHARS else ""


def fold(answer: str, *, whole: bool = False) -> Folded:
    """An answer folded; long ones by their start and end, but for `whole`."""
    text, length = answer.strip(), len(answer)
    if len(text) > MOST_CHARS + TAIL_CHARS and not whole:
        text = f"{text[:MOST_CHARS]} {text[-TAIL_CHARS:]}"
    end = _END.search(text, 12)
    tokens = _pieces(text)
    joined = f" {' '.join(tokens)} "
    first = f" {folded(text[: end.start()])} " if end else joined
    different = frozenset(tokens)
    items = 0 if different.isdisjoint(_BULLETS) else sum(map(_BULLETS.__contains__, tokens))
    words = [word for token in tokens[:MOST_WORDS] if (word := token.strip(_MARKS))]
    spoken = language(text, words)
    return Folded(joined, first, tokens, different, words, spoken, length, items)


def language(text: str, words: Sequence[str]) -> str:
    """Which word list fits: by script, in Latin script by the commonest words; else English."""
    if not text.isascii():
        start = text[:_START_CHARS]
        foreign = _letters(_FOREIGN, start)
        if 3 * foreign > len(start):
            return _of_script(start, foreign)
    seen = frozenset(words)
    if len(seen & _STOPS["en"]) >= _SURE:
        return "en"
    hits = {name: len(seen & stops) for name, stops in _STOPS.items()}
    return max(hits, key=lambda name: hits[name])


def _of_script(start: str, foreign: int) -> str:
    """By the script that most of the letters that are not Latin are in; English of no such one."""
    counts = {}
    for name, script in _SCRIPTS:
        counts[name] = _letters(script, start)
        if 2 * counts[name] > foreign:
            break
    name = max(counts, key=lambda one: counts[one])
    if not counts[name]:
        return "en"
    if name == "zh" and _letters(_KANA, start) * 6 > counts[name]:
        return "ja"
    return _arabic(start) if name == "ar" else name


def _letters(script: re.Pattern[str], text: str) -> int:
    return sum(map(len, script.findall(text)))


def _arabic(text: str) -> str:
    return "fa" if len(_PERSIAN.findall(text)) > len(_ARABIC.findall(text)) else "ar"
