"""Folds spellings together, so that one table of words meets its many disguises. Cheap, no models.

`fold` is for matching rules; `decoded` undoes obfuscation (spaced letters, digits for letters)
and is judged beside the original, never instead of it.
"""

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0f\u180e]")
_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
_ONE_FORM = str.maketrans("أإآٱىةё", "اااايهе")
_LATIN_MARK = re.compile(r"(?<=[a-zA-Z])[\u0300-\u036f]+")
_QUOTES = str.maketrans("’‘`´“”«»„", '\'\'\'\'"""""')
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .\-_*|/]){3,}[^\W\d_](?![^\W_])")
_LEET = str.maketrans("013457@$!|", "oieastasil")
_LEET_WORD = re.compile(r"\b(?=[\w@$!|]*[a-zA-Z])(?=[\w@$!|]*[013457@$!|])[\w@$!|]{3,}")
_LOOKALIKE = str.maketrans("аеорсухіѕԁոһјӏ", "aeopcyxisdnhjl")
_MIXED = re.compile(r"\b(?=\w*[a-zA-Z])(?=\w*[\u0400-\u04ff])\w+\b")


def plain(text: str) -> str:
    """NFKC without invisible characters; case, accents and line breaks kept."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def fold(text: str) -> str:
    """Lower case, Latin letters without accents, one form of each Arabic letter, plain quotes."""
    text = plain(text).translate(_QUOTES).casefold()
    text = unicodedata.normalize("NFC", _LATIN_MARK.sub("", unicodedata.normalize("NFD", text)))
    return _ARABIC_MARKS.sub("", text).translate(_ONE_FORM)


def decoded(text: str) -> str:
    """The text with spaced-out letters joined and digits or lookalikes in words made letters."""
    text = plain(text)
    text = _SPACED.sub(lambda found: re.sub(r"[ .\-_*|/]", "", found[0]), text)
    text = _MIXED.sub(lambda found: found[0].translate(_LOOKALIKE), text)
    return _LEET_WORD.sub(lambda found: found[0].translate(_LEET), text)


def sentences(text: str) -> list[str]:
    """Sentences without their end marks, in order; empty ones dropped."""
    return [s.strip() for s in re.split(r"[.!?。！？؟।\n;]+", text) if s.strip()]


def scripts(text: str) -> frozenset[str]:
    """Which of the scripts that our tables know occur in the text."""
    return frozenset(name for name, found in _SCRIPTS.items() if found.search(text))


_SCRIPTS = {
    "Latin": re.compile("[A-Za-z]"),
    "Cyrillic": re.compile("[\u0400-\u04ff]"),
    "Arabic": re.compile("[\u0600-\u06ff]"),
    "Devanagari": re.compile("[\u0900-\u097f]"),
    "Han": re.compile("[\u4e00-\u9fff]"),
    "Hiragana": re.compile("[\u3041-\u309f]"),
    "Katakana": re.compile("[\u30a1-\u30ff]"),
}
