"""Folds spellings together, so that one table of words meets its many disguises. Cheap, no models.

`fold` is for matching rules; `decoded` undoes obfuscation (spaced letters, digits for letters)
and is judged beside the original, never instead of it.
"""

import re
import unicodedata

# Unicode's Default_Ignorable_Code_Point, and what strikes letters through.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff\u0334-\u0338]"
)
# What NFKC left uncombined on a Latin letter is no accent of any language that we know.
_PILED = re.compile("(?<=[A-Za-z\u00c0-\u024f\u1e00-\u1eff])[\u0300-\u036f\u0489\u20d0-\u20f0]+")
_LETTERS = str.maketrans(
    {
        **{chr(start + n): chr(97 + n) for start in (0x1F150, 0x1F170) for n in range(26)},
        **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True)),
    }
)
_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
_ONE_FORM = str.maketrans("أإآٱىةё", "اااايهе")
_LATIN_MARK = re.compile(r"(?<=[a-zA-Z])[\u0300-\u036f]+")
_QUOTES = str.maketrans("’‘`´“”«»„", '\'\'\'\'"""""')
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ \t\n.\-_*|/]){3,}[^\W\d_](?![^\W_])")
_LEET = str.maketrans("013457@$!|", "oieastasil")
_LEET_WORD = re.compile(r"\b(?=[\w@$!|]*[a-zA-Z])(?=[\w@$!|]*[013457@$!|])[\w@$!|]{3,}")
_LOOKALIKE = str.maketrans("аеорсухіѕԁոһјӏ", "aeopcyxisdnhjl")
_MIXED = re.compile(r"\b(?=\w*[a-zA-Z])(?=\w*[\u0400-\u04ff])\w+\b")


def plain(text: str) -> str:
    """NFKC without invisible or piled-up characters; case, accents and line breaks kept."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _PILED.sub("", text).translate(_LETTERS)


def fold(text: str) -> str:
    """Lower case, Latin letters without accents, one form of each Arabic letter, plain quotes."""
    text = plain(text).translate(_QUOTES).casefold()
    text = unicodedata.normalize("NFC", _LATIN_MARK.sub("", unicodedata.normalize("NFD", text)))
    return _ARABIC_MARKS.sub("", text).translate(_ONE_FORM)


def decoded(text: str) -> str:
    """The text with spaced-out letters joined and digits or lookalikes in words made letters."""
    text = plain(text)
    text = _SPACED.sub(lambda found: re.sub(r"[ \t\n.\-_*|/]", "", found[0]), text)
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
