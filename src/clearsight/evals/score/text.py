"""Folds an answer so that phrases can be looked up, and finds its language."""

import re
import unicodedata
from dataclasses import dataclass

MOST_CHARS = 1000  # of an answer that are looked at from its start
TAIL_CHARS = 200  # and from its end
_TABLE = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "\u200c": " ", "\u200b": None,
        "\u0640": None, "أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ى": "ي", "ي": "ی", "ك": "ک",
        **{chr(mark): None for mark in range(0x064B, 0x0653)},
    }
)  # fmt: skip
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
_FOREIGN = re.compile(r"[\u0400-\U0010ffff]")
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
_WORD_CHARS = 400
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*", re.UNICODE)
_END = re.compile(r"[.!?。！？।؟\n]")


@dataclass(frozen=True, slots=True)
class Folded:
    """An answer, ready to be looked through.

    Attributes:
        whole: folded text, one space before each word and mark.
        first: its first sentence.
        tokens: all pieces between spaces.
        words: the first 60 or so; marks are none.
        language: code of the word list to use.
        length: characters of the answer as it came.
    """

    whole: str
    first: str
    tokens: tuple[str, ...]
    words: tuple[str, ...]
    language: str
    length: int


def folded(text: str) -> str:
    """Lower case, one kind of quotes, of spaces and of letters that are written in two ways."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_TABLE)
    return " ".join(text.lower().split())


def fold(answer: str) -> Folded:
    """An answer folded; long ones by their start and end."""
    text, length = answer.strip(), len(answer)
    if len(text) > MOST_CHARS + TAIL_CHARS:
        text = f"{text[:MOST_CHARS]} {text[-TAIL_CHARS:]}"
    end = _END.search(text, 12)
    first = folded(text[: end.start() if end else len(text)])
    whole = folded(text)
    words = tuple(_WORD.findall(whole, 0, _WORD_CHARS))
    spoken = language(whole, words)
    return Folded(f" {whole} ", f" {first} ", tuple(whole.split(" ")), words, spoken, length)


def language(text: str, words: tuple[str, ...]) -> str:
    """Which word list fits: by script, in Latin script by the commonest words; else English."""
    if not text.isascii():
        start = text[:_START_CHARS]
        if 3 * len(_FOREIGN.findall(start)) > len(start):
            counts = {name: len(script.findall(start)) for name, script in _SCRIPTS}
            name = max(counts, key=lambda one: counts[one])
            if name == "zh" and counts["ja"] * 5 > counts["zh"]:
                return "ja"
            return _arabic(start) if name == "ar" else name
    seen = frozenset(words)
    hits = {name: len(seen & stops) for name, stops in _STOPS.items()}
    return max(hits, key=lambda name: hits[name])


def _arabic(text: str) -> str:
    return "fa" if len(_PERSIAN.findall(text)) > len(_ARABIC.findall(text)) else "ar"
